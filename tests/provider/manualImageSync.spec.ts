import assert from "node:assert/strict";
import type { UpdateResult } from "@pulumi/pulumi/dynamic";
import { ImageSyncError } from "../../provider/errors";
import { ImageSyncLifecycle, type ImageSyncState } from "../../provider/manualImageSync";
import type { ImageSyncSpec, SyncedImages } from "../../provider/model";
import { PartialFailure } from "../../provider/partial";
import { FakeClock } from "./fakes/clock";
import { digestOf, FakeImageCloud, specOf } from "./fakes/imageCloud";
import { KeptMessages } from "./fakes/messages";

interface World {
    readonly clock: FakeClock;
    readonly cloud: FakeImageCloud;
    readonly messages: KeptMessages;
    readonly life: ImageSyncLifecycle;
}

function world(): World {
    const clock = new FakeClock(Date.parse("2026-01-01T00:00:00Z"));
    const cloud = new FakeImageCloud(clock);
    const messages = new KeptMessages();
    return { clock, cloud, messages, life: new ImageSyncLifecycle(cloud.capabilities, cloud, clock, messages) };
}

async function create({ life }: World, spec: ImageSyncSpec): Promise<ImageSyncState> {
    return (await life.create(spec)).outs as ImageSyncState;
}

async function failing(act: Promise<unknown>): Promise<PartialFailure & { images: SyncedImages }> {
    const error = await act.then(
        () => assert.fail("it succeeded"),
        (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof PartialFailure, String(error));
    return Object.assign(error, { images: error.properties.images as SyncedImages });
}

async function updated(act: Promise<UpdateResult>): Promise<ImageSyncState> {
    return (await act).outs as ImageSyncState;
}

describe("ManualImageSync's life", () => {
    it("copies what the target lacks, and records digest, size, task and times", async () => {
        const there = world();
        const digest = there.cloud.push("1.0", "one");
        const outs = await create(there, specOf(["1.0"]));
        assert.deepEqual(outs.images, {
            "1.0": {
                status: "synced",
                digest,
                sizeBytes: 1003,
                taskId: "task-1",
                startedAt: "2026-01-01T00:00:00.000Z",
                finishedAt: outs.images?.["1.0"]?.finishedAt,
            },
        });
        assert.deepEqual(outs.summary, { synced: 1 });
        assert.equal(outs.host, "registry.test");
        assert.equal(there.cloud.target.get("1.0")?.digest, digest);
    });

    it("has an id of both ends and its own name", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const { id } = await there.life.create(specOf(["1.0"]));
        assert.equal(id, "alibaba/cn-hangzhou/cri-hub/prod/api/cn-hangzhou/cri-far/prod/api/release");
    });

    it("starts nothing for a tag that the target holds with the source's digest", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.target.set("1.0", { digest: digestOf("one") });
        const outs = await create(there, specOf(["1.0"]));
        assert.equal(outs.images?.["1.0"]?.status, "synced");
        assert.deepEqual(there.cloud.started, []);
    });

    it("names every tag that the source lacks, before anything is started", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        await assert.rejects(create(there, specOf(["1.0", "1.1", "1.2"])), (error: ImageSyncError) => {
            assert.equal(error.kind, "notFound");
            assert.match(
                error.message,
                /"1\.1", "1\.2" not found in cn-hangzhou\/cri-hub\/prod\/api; nothing was started/,
            );
            return true;
        });
        assert.deepEqual(there.cloud.started, []);
    });

    it("fails a tag that is in the way with both digests, sends nothing for it, and syncs the others", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        there.cloud.target.set("1.0", { digest: digestOf("other") });
        const error = await failing(create(there, specOf(["1.0", "1.1"])));
        assert.deepEqual(there.cloud.started, ["1.1"]);
        assert.equal(error.images["1.1"]?.status, "synced");
        assert.equal(error.images["1.0"]?.status, "failed");
        const told = error.reasons.join("\n");
        for (const part of [digestOf("one"), digestOf("other"), "override: true"]) {
            assert.ok(told.includes(part), told);
        }
    });

    it("overwrites with override", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.target.set("1.0", { digest: digestOf("other") });
        const outs = await create(there, specOf(["1.0"], { override: true }));
        assert.equal(outs.images?.["1.0"]?.digest, digestOf("one"));
    });

    it("joins a task that runs already, whoever started it", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const task = there.cloud.startBehind({ source: "1.0", target: "1.0" });
        const outs = await create(there, specOf(["1.0"]));
        assert.equal(there.cloud.started.length, 1);
        assert.equal(outs.images?.["1.0"]?.taskId, task);
    });

    it("starts its own when a joined task fails", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.startBehind({ source: "1.0", target: "1.0" });
        there.cloud.tasks.forEach((task) => Object.assign(task, { fate: { kind: "fail", issue: "TAG_CONFLICT" } }));
        const outs = await create(there, specOf(["1.0"]));
        assert.equal(outs.images?.["1.0"]?.status, "synced");
        assert.equal(there.cloud.started.length, 2);
    });

    it("renames", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const outs = await create(there, specOf([{ source: "1.0", target: "stable" }]));
        assert.equal(outs.images?.stable?.status, "synced");
        assert.deepEqual(there.cloud.started, ["stable"]);
    });

    it("takes what a filter takes, sorted, and warns when that is nothing", async () => {
        const there = world();
        ["b2", "a1", "c"].forEach((tag) => there.cloud.push(tag, tag));
        const outs = await create(there, specOf(undefined, { tagFilter: "[ab]\\d", maxTags: 10 }));
        assert.deepEqual(Object.keys(outs.images ?? {}), ["a1", "b2"]);
        const none = await create(there, specOf(undefined, { tagFilter: "x", maxTags: 10 }));
        assert.deepEqual(none.images, {});
        assert.match(there.messages.warnings.join(), /"x" takes none of the tags/);
    });

    it("records running tasks without waiting where it is told so, and finishes them with the next update", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const spec = specOf(["1.0"], { wait: false });
        const outs = await create(there, spec);
        assert.deepEqual(outs.summary, { running: 1 });
        assert.equal(outs.images?.["1.0"]?.taskId, "task-1");
        const updated = await there.life.update("id", outs, { ...spec, wait: true });
        assert.deepEqual((updated.outs as ImageSyncState).summary, { synced: 1 });
        assert.equal(there.cloud.started.length, 1);
    });

    it("records as running what has not ended when the time is up; the next update joins it", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        there.cloud.plan("1.0", { kind: "hold" });
        const spec = specOf(["1.0", "1.1"], { timeoutSeconds: 30 });
        const error = await failing(create(there, spec));
        assert.equal(error.images["1.0"]?.status, "running");
        assert.equal(error.images["1.1"]?.status, "synced");
        assert.match(
            error.reasons.join("\n"),
            /1\.0: still running after 30 s; it goes on in the cloud, and the next up joins it/,
        );
        there.cloud.tasks.forEach((task) => Object.assign(task, { fate: { kind: "done" } }));
        const outs = await updated(there.life.update("id", error.properties as unknown as ImageSyncState, spec));
        assert.deepEqual(outs.summary, { synced: 2 });
        assert.deepEqual(there.cloud.started, ["1.0", "1.1"]);
    });

    it("is bounded by customTimeouts too", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.plan("1.0", { kind: "hold" });
        const begun = there.clock.now();
        await failing(create(there, specOf(["1.0"], { __timeouts: { create: 20 } })));
        assert.ok(there.clock.now() - begun < 40_000);
    });

    const tries: [name: string, fates: Parameters<FakeImageCloud["plan"]>[1][], starts: number, status: string][] = [
        ["a failure of the moment, once", [{ kind: "fail", issue: "NETWORK_ERROR", passing: true }], 2, "synced"],
        [
            "failures of the moment, for good",
            Array(5).fill({ kind: "fail", issue: "INTERNAL_ERROR", passing: true }),
            3,
            "failed",
        ],
        ["a failure that stays", [{ kind: "fail", issue: "TAG_CONFLICT" }], 1, "failed"],
        ["an answer that was lost, though the task runs", [{ kind: "lost" }], 1, "synced"],
        ["an answer that was lost, and no task", [{ kind: "never" }], 1, "synced"],
        ["a task that vanishes", [{ kind: "vanish" }], 1, "failed"],
        ["a task that is done without the image", [{ kind: "empty" }], 1, "failed"],
        ["a refusal", [{ kind: "refused" }], 0, "failed"],
    ];
    for (const [name, fates, starts, status] of tries) {
        it(`${name}: ${starts} task(s), ${status}`, async () => {
            const there = world();
            there.cloud.push("1.0", "one");
            there.cloud.push("1.1", "two");
            there.cloud.plan("1.0", ...fates);
            const images = await create(there, specOf(["1.0", "1.1"])).then(
                (outs) => outs.images,
                (error: PartialFailure) => error.properties.images as SyncedImages,
            );
            assert.equal(images?.["1.0"]?.status, status);
            assert.equal(images?.["1.1"]?.status, "synced");
            assert.equal(there.cloud.started.filter((tag) => tag === "1.0").length, starts);
        });
    }

    it("lets faults of the moment pass while it waits", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const fault = { kind: "transient", cloud: "alibaba", action: "ListRepoSyncTask", problem: "busy" } as const;
        there.cloud.trouble.push(new ImageSyncError(fault), new ImageSyncError({ ...fault, kind: "throttled" }));
        assert.deepEqual((await create(there, specOf(["1.0"]))).summary, { synced: 1 });
    });

    it("records as running what it may not ask about any more", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const fault = {
            kind: "unauthorized",
            cloud: "alibaba",
            action: "ListRepoSyncTask",
            problem: "no right",
        } as const;
        there.cloud.trouble.push(new ImageSyncError(fault));
        const error = await failing(create(there, specOf(["1.0"])));
        assert.equal(error.images["1.0"]?.status, "running");
        assert.match(error.reasons.join(), /goes on in the cloud, which cannot be asked: .*no right/);
    });
});

describe("ManualImageSync's update", () => {
    it("runs just what is not synced", async () => {
        const there = world();
        ["1.0", "1.1", "1.2"].forEach((tag) => there.cloud.push(tag, tag));
        there.cloud.plan("1.1", { kind: "fail", issue: "TAG_CONFLICT" });
        const spec = specOf(["1.0", "1.1"]);
        const error = await failing(create(there, spec));
        const before = there.cloud.started.length;
        const olds = error.properties as unknown as ImageSyncState;
        const outs = await updated(
            there.life.update("id", olds, {
                ...spec,
                tags: ["1.0", "1.1", "1.2"],
            }),
        );
        assert.deepEqual(there.cloud.started.slice(before), ["1.1", "1.2"]);
        const images = outs.images;
        assert.deepEqual(images?.["1.0"], error.images["1.0"], "what was synced keeps its record");
    });

    it("keeps an image that the source has lost and the target holds, and says so", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        const spec = specOf(["1.0"]);
        const outs = await create(there, spec);
        there.cloud.source.delete("1.0");
        const updated = await there.life.update("id", outs, { ...spec, tags: ["1.0", "1.1"] });
        assert.deepEqual((updated.outs as ImageSyncState).summary, { synced: 2 });
        assert.match(there.messages.warnings.join(), /does not hold 1\.0 any more/);
    });

    it("drops what is not declared any more, and leaves it in the target", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        const outs = await create(there, specOf(["1.0", "1.1"]));
        const updated = await there.life.update("id", outs, specOf(["1.1"]));
        assert.deepEqual(Object.keys((updated.outs as ImageSyncState).images ?? {}), ["1.1"]);
        assert.ok(there.cloud.target.has("1.0"));
    });
});

describe("ManualImageSync where the target cannot be read", () => {
    it("records as unverified what the cloud says is done, and does not repeat it", async () => {
        const there = world();
        there.cloud.readable = false;
        const digest = there.cloud.push("1.0", "one");
        const spec = specOf(["1.0"]);
        const outs = await create(there, spec);
        assert.equal(outs.images?.["1.0"]?.status, "unverified");
        assert.equal(outs.images?.["1.0"]?.digest, digest);
        const again = await there.life.update("id", outs, { ...spec, triggers: ["x"] });
        assert.deepEqual((again.outs as ImageSyncState).images, outs.images);
        assert.equal(there.cloud.started.length, 1);
        assert.equal(there.cloud.count("images target"), 0);
    });

    it("sends it again when the source has moved", async () => {
        const there = world();
        there.cloud.readable = false;
        there.cloud.push("1.0", "one");
        const outs = await create(there, specOf(["1.0"]));
        there.cloud.push("1.0", "one, built anew");
        const read = await there.life.read("id", outs);
        assert.deepEqual((read.props as ImageSyncState).summary, { outdated: 1 });
        await there.life.update("id", read.props as ImageSyncState, specOf(["1.0"]));
        assert.equal(there.cloud.started.length, 2);
    });
});

describe("ManualImageSync's read", () => {
    async function synced(): Promise<World & { outs: ImageSyncState }> {
        const there = world();
        ["1.0", "1.1", "1.2", "1.3"].forEach((tag) => there.cloud.push(tag, tag));
        const outs = await create(there, specOf(["1.0", "1.1", "1.2", "1.3"]));
        return { ...there, outs };
    }

    it("changes nothing where nothing has changed", async () => {
        const { life, outs, messages } = await synced();
        messages.infos.length = 0;
        const read = await life.read("id", outs);
        assert.deepEqual(read.props, outs);
        assert.deepEqual((read.inputs as ImageSyncSpec).tags, outs.tags);
        assert.deepEqual(messages.infos, []);
    });

    it("leaves missing and outdated tags out of the inputs, and tells why", async () => {
        const { life, outs, cloud, messages } = await synced();
        cloud.push("1.1", "moved in the source");
        cloud.target.set("1.2", { digest: digestOf("moved in the target") });
        cloud.target.delete("1.3");
        messages.infos.length = 0;
        const read = await life.read("id", outs);
        const images = (read.props as ImageSyncState).images ?? {};
        assert.deepEqual(
            Object.entries(images).map(([tag, { status }]) => [tag, status]),
            [
                ["1.0", "synced"],
                ["1.1", "outdated"],
                ["1.2", "outdated"],
                ["1.3", "missing"],
            ],
        );
        assert.deepEqual((read.inputs as ImageSyncSpec).tags, ["1.0"]);
        assert.deepEqual((read.props as ImageSyncState).tags, outs.tags);
        assert.equal(messages.infos.length, 3);
        assert.match(messages.infos[0] ?? "", /1\.1 is outdated, the source has moved/);
        assert.match(messages.infos[1] ?? "", /1\.2 is outdated, the target has moved/);
        assert.match(messages.infos[2] ?? "", /1\.3 is missing/);
    });

    it("reports a tag that the source has lost; the target stays", async () => {
        const { life, outs, cloud, messages } = await synced();
        cloud.source.delete("1.0");
        const read = await life.read("id", outs);
        assert.deepEqual((read.props as ImageSyncState).summary, { synced: 4 });
        assert.match(messages.infos.join("\n"), /does not hold 1\.0 any more; the target keeps it/);
    });

    it("sees that a running task has brought the image, is still running, or is gone", async () => {
        const there = world();
        ["1.0", "1.1", "1.2"].forEach((tag) => there.cloud.push(tag, tag));
        there.cloud.plan("1.1", { kind: "hold" });
        there.cloud.plan("1.2", { kind: "vanish" });
        const outs = await create(there, specOf(["1.0", "1.1", "1.2"], { wait: false }));
        there.clock.advance(10_000);
        const read = await there.life.read("id", outs);
        const images = (read.props as ImageSyncState).images;
        assert.equal(images?.["1.0"]?.status, "synced");
        assert.equal(images?.["1.1"]?.status, "running");
        assert.equal(images?.["1.2"]?.status, "missing");
    });
});

describe("ManualImageSync's delete", () => {
    it("cancels what still runs, waits for its end, and says that copied images stay", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.push("1.1", "two");
        there.cloud.plan("1.1", { kind: "hold" });
        const error = await failing(create(there, specOf(["1.0", "1.1"], { timeoutSeconds: 20 })));
        const later = new ImageSyncLifecycle(there.cloud.capabilities, there.cloud, there.clock, there.messages);
        await later.delete(error.properties as unknown as ImageSyncState);
        assert.ok(there.cloud.calls.includes("cancel task-2"));
        assert.match(there.messages.infos.join("\n"), /cancelled the tasks of 1\.1; they have ended/);
        assert.match(there.messages.infos.join("\n"), /the copied image stays in cn-hangzhou\/cri-far\/prod\/api/);
        assert.ok(there.cloud.target.has("1.0"));
    });

    it("asks for nothing where nothing runs", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        const outs = await create(there, specOf(["1.0"]));
        there.cloud.calls.length = 0;
        await there.life.delete(outs);
        assert.deepEqual(there.cloud.calls, []);
    });

    it("leaves alone what another resource of this run waits for by now", async () => {
        const there = world();
        there.cloud.push("1.0", "one");
        there.cloud.plan("1.0", { kind: "hold" });
        const spec = specOf(["1.0"], { wait: false });
        const old = await create(there, spec);
        const later = {
            ...there,
            life: new ImageSyncLifecycle(there.cloud.capabilities, there.cloud, there.clock, there.messages),
        };
        await create(later, spec);
        await later.life.delete(old);
        assert.deepEqual(
            there.cloud.calls.filter((call) => call.startsWith("cancel")),
            [],
        );
    });
});
