import assert from "node:assert/strict";
import { ImageSyncError } from "../../../provider/errors";
import type { ImageSyncState } from "../../../provider/manualImageSync";
import type { SyncedImages } from "../../../provider/model";
import type { PartialFailure } from "../../../provider/partial";
import type { FakeImageCloud } from "../fakes/imageCloud";
import { digestOf, specOf } from "../fakes/imageCloud";
import { create, failing, updated, world } from "./world";

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
