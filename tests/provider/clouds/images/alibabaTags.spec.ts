import assert from "node:assert/strict";
import { isKind } from "../../../../provider/errors";
import { AlibabaFixture, partner, source, spec, target } from "./alibabaFixture";

describe("alibaba: what a repository holds", () => {
    let world: AlibabaFixture;
    beforeEach(async () => {
        world = await AlibabaFixture.start();
    });
    afterEach(() => world.close());

    const images = (names?: readonly string[], end: "source" | "target" = "source", of = spec) =>
        world.adapter.images(of, end, names, world.options);
    const held = (tag: string, instance = "cri-hub") => {
        const [api] = world.cloud.repositories(instance, "prod").filter(({ name }) => name === "api");
        return api?.tags.find(({ name }) => name === tag);
    };
    const fill = (count: number) => {
        for (let n = 0; n < count; n++) {
            world.cloud.pushTag("cri-hub", "prod", "api", `many-${n}`);
        }
    };

    it("every tag over all pages, with digest and size", async () => {
        fill(250);
        const all = await images();
        assert.equal(all?.size, 255);
        const tag = held("many-7");
        assert.deepEqual(all?.get("many-7"), { digest: `sha256:${tag?.digest}`, sizeBytes: tag?.sizeBytes });
        assert.deepEqual([world.requests("GetRepository"), world.requests("ListRepoTag")], [1, 3]);
    });

    it("a few tags by one look-up each, absent ones left out", async () => {
        const some = await images(["1.4.2", "nowhere"]);
        assert.deepEqual([...(some?.keys() ?? [])], ["1.4.2"]);
        assert.equal(some?.get("1.4.2")?.digest, `sha256:${held("1.4.2")?.digest}`);
        assert.deepEqual([world.requests("GetRepoTag"), world.requests("ListRepoTag")], [2, 0]);
        assert.deepEqual(
            [
                ...new Set(
                    world.emulator.requests
                        .all()
                        .filter(({ action }) => action === "GetRepoTag")
                        .map((r) => r.method),
                ),
            ],
            ["GET"],
        );
    });

    for (const [count, expected] of [
        [3, 4],
        [4, 2],
        [50, 2],
    ] as const) {
        it(`${count} tags: ${expected} requests, and no more when asked again`, async () => {
            fill(50);
            const names = Array.from({ length: count }, (_, n) => `many-${n}`);
            assert.equal((await images(names))?.size, count);
            assert.equal(world.emulator.requests.count({}), expected);
            world.emulator.requests.clear();
            assert.equal((await images(names))?.size, count);
            assert.ok(world.emulator.requests.count({}) <= 4);
            assert.equal(world.requests("GetRepository"), 0);
        });
    }

    it("named tags out of a list are these alone", async () => {
        fill(20);
        const names = Array.from({ length: 6 }, (_, n) => `many-${n}`);
        assert.deepEqual([...((await images([...names, "gone"]))?.keys() ?? [])], names);
    });

    it("the target is asked in its own region", async () => {
        const image = (await images(["1.4.1"], "target"))?.get("1.4.1");
        assert.equal(image?.digest, `sha256:${held("1.4.1", "cri-sg")?.digest}`);
    });

    it("another account's target: by target.account", async () => {
        const crossing = { ...spec, target: { ...partner, account: "alibaba-other" } };
        assert.ok((await images(["1.4.1"], "target", crossing))?.has("1.4.1"));
    });

    it("the target is asked with the source's account where it names none", async () => {
        const swapped = { ...spec, source: { ...source, account: "alibaba-other" } };
        await assert.rejects(images(["1.4.1"], "target", swapped), (error) => isKind(error, "notFound"));
    });

    for (const [what, change] of [
        ["repository", { repository: "nowhere" }],
        ["namespace", { namespace: "nowhere" }],
    ] as const) {
        it(`an absent ${what} is undefined`, async () =>
            assert.equal(await images(undefined, "target", { ...spec, target: { ...target, ...change } }), undefined));
    }

    it("an absent instance throws", async () =>
        assert.rejects(
            images(undefined, "target", { ...spec, target: { ...target, instanceId: "cri-none" } }),
            /^ImageSyncError: alibaba GetRepository: instance "cri-none" not found in ap-southeast-1 \(INSTANCE_NOT_EXIST/,
        ));

    it("a repository without tags holds nothing", async () => {
        world.cloud.addRepository("cri-sg", "prod", "empty");
        const empty = { ...spec, target: { ...target, repository: "empty" } };
        assert.deepEqual(await images(undefined, "target", empty), new Map());
    });

    it("a repository that was made anew is found under its new id", async () => {
        await images(["1.4.2"]);
        world.cloud.removeRepository("cri-hub", "prod", "api");
        world.cloud.addRepository("cri-hub", "prod", "api");
        world.cloud.pushTag("cri-hub", "prod", "api", "fresh");
        assert.deepEqual([...((await images())?.keys() ?? [])], ["fresh"]);
        assert.equal(world.requests("GetRepository"), 2);
    });

    it("a repository that is gone meanwhile is undefined, and found once it is back", async () => {
        await images(["1.4.2"]);
        world.cloud.removeRepository("cri-hub", "prod", "api");
        assert.equal(await images(["1.4.2"]), undefined);
        assert.equal(await images(), undefined);
        world.cloud.addRepository("cri-hub", "prod", "api");
        assert.deepEqual(await images(), new Map());
    });

    it("looks at one repository ask for its id once", async () => {
        await Promise.all([images(["1.4.2"]), images(["1.4.1"]), images()]);
        assert.equal(world.requests("GetRepository"), 1);
    });

    it("a single look-up that is refused in an unknown way: the list tells", async () => {
        world.emulator.faults.add({ action: "GetRepoTag", kind: "quota" });
        assert.deepEqual([...((await images(["1.4.2", "gone"]))?.keys() ?? [])], ["1.4.2"]);
        assert.equal(world.requests("ListRepoTag"), 1);
    });

    it("a failure of the moment is tried again; one that stays is thrown", async () => {
        world.emulator.faults.add({ action: "GetRepository", kind: "serverError", times: 2 });
        assert.ok(await images(["1.4.2"]));
        world.emulator.faults.add({ action: "ListRepoTag", kind: "forbidden", times: Infinity });
        await assert.rejects(images(), (error) => isKind(error, "unauthorized"));
    });
});

describe("alibaba: the registry's host", () => {
    let world: AlibabaFixture;
    beforeEach(async () => {
        world = await AlibabaFixture.start();
    });
    afterEach(() => world.close());
    const host = (of = spec) => world.adapter.host(of, world.options);

    it("is the target's public endpoint, asked for once", async () => {
        assert.equal(await host(), await world.emulator.registries.host("alibaba", "cri-sg"));
        await Promise.all([host(), host()]);
        assert.equal(world.requests("ListInstanceEndpoint"), 1);
    });

    it("another account's, without an entry for it: undefined without a request", async () => {
        assert.equal(await host({ ...spec, target: partner }), undefined);
        assert.equal(world.requests("ListInstanceEndpoint"), 0);
    });

    it("another account's, with an entry for it", async () =>
        assert.equal(
            await host({ ...spec, target: { ...partner, account: "alibaba-other" } }),
            await world.emulator.registries.host("alibaba", "cri-partner"),
        ));

    it("an instance that is not there, or that may not be asked: undefined", async () => {
        assert.equal(await host({ ...spec, target: { ...target, instanceId: "cri-none" } }), undefined);
        world.emulator.faults.add({ action: "ListInstanceEndpoint", kind: "forbidden" });
        assert.equal(await host(), undefined);
    });

    it("a fault that stays is thrown, and forgotten", async () => {
        world.emulator.faults.add({ action: "ListInstanceEndpoint", kind: "serverError", times: 5 });
        await assert.rejects(host(), (error) => isKind(error, "transient"));
        assert.ok(await host());
    });
});
