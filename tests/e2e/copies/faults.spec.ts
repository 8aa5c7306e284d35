import assert from "node:assert/strict";
import type { RegistryFault } from "../../../emulator";
import { needsPrograms } from "../../tools/programs";
import { World } from "./world";

const source = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" };
const target = { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg", namespace: "prod" };
const tags = ["index", "plain"];

describe("copies on a bad day", () => {
    let world: World;

    before(needsPrograms("docker-registry"));
    before(async () => {
        world = await World.open();
        const { alibaba } = world.emulator;
        alibaba.addRepository("cri-hub", "prod", "flawed");
        alibaba.pushTag("cri-hub", "prod", "flawed", "index", { platforms: ["linux/amd64", "linux/arm64"] });
        alibaba.pushTag("cri-hub", "prod", "flawed", "plain");
        const args = { source: { ...source, repository: "flawed" }, target, tags };
        world.declare({ name: "flawed", args });
    });
    after(() => world?.close());
    afterEach(() => world.emulator.registries.faults.clear());

    const inject = (...faults: RegistryFault[]) =>
        faults.forEach((fault) => world.emulator.registries.faults.add(fault));
    const injected = (registry: string, kind: RegistryFault["kind"]) =>
        world.emulator.registries.requests.all({ registry }).filter(({ fault }) => fault === kind);
    const inTarget = () => tags.map((tag) => world.emulator.tencent.findTag("tcr-sg", "prod/flawed", tag)?.digest);
    const inSource = () => {
        const held = world.emulator.alibaba.repositories("cri-hub", "prod").find(({ name }) => name === "flawed");
        return tags.map((wanted) => `sha256:${held?.tags.find(({ name }) => name === wanted)?.digest}`);
    };

    it("wrong bytes of a blob are refused: the error names both digests, and no tag is in the target", async () => {
        inject({ registry: "cri-hub", kind: "wrongBytes", times: Infinity });
        const output = await world.project.fails("up");
        const said = /was to have digest (sha256:\w{64}), but twice the registry sent .* with digest (sha256:\w{64})/;
        const [, wanted, got] = said.exec(output) ?? [];
        assert.ok(wanted !== undefined && got !== undefined, output);
        assert.notEqual(wanted, got);
        assert.deepEqual(inTarget(), [undefined, undefined]);
        assert.equal(world.emulator.registries.requests.count({ registry: "tcr-sg", operation: "putManifest" }), 0);
        assert.deepEqual(world.sync("flawed").outputs.summary, { failed: tags.length });
    });

    it("so are those of manifests", async () => {
        inject({ registry: "cri-hub", operation: "getManifest", kind: "wrongBytes", times: Infinity });
        const output = await world.project.fails("up");
        for (const digest of inSource()) {
            assert.match(output, new RegExp(`bytes of sha256:\\w{64} instead of ${digest}`));
        }
        assert.deepEqual(inTarget(), [undefined, undefined]);
    });

    it("a token that expires in mid-copy is renewed, a cut is resumed where it was, and the copy succeeds", async () => {
        const { requests } = world.emulator.registries;
        const tokens = ["cri-hub", "tcr-sg"].map((registry) => requests.count({ registry, operation: "token" }));
        inject(
            { registry: "cri-hub", operation: "getBlob", kind: "expiredToken", skip: 1 },
            { registry: "tcr-sg", operation: ["putUpload", "patchUpload"], kind: "expiredToken", skip: 1 },
            { registry: "cri-hub", kind: "cut", skip: 2 },
            { registry: "tcr-sg", operation: "startUpload", kind: "throttle", retryAfterSeconds: 1 },
        );
        await world.project.succeeds("up");
        assert.deepEqual(inTarget(), inSource());
        ["cri-hub", "tcr-sg"].forEach((registry, at) => {
            const refused = injected(registry, "expiredToken");
            assert.deepEqual(
                refused.map(({ status }) => status),
                [401],
                registry,
            );
            assert.ok(requests.count({ registry, operation: "token" }) > (tokens[at] ?? 0) + 1, registry);
        });
        assert.equal(injected("tcr-sg", "throttle").length, 1);
        const [cut] = injected("cri-hub", "cut");
        const resumed = requests.all({ operation: "readStorage", status: 206 });
        assert.deepEqual(
            resumed.map(({ path }) => path),
            [cut?.path],
        );
        assert.deepEqual(world.sync("flawed").outputs.summary, { synced: tags.length });
    });

    it("the storage that blobs were read from, another host, was never shown a credential", () => {
        const { storageHost, requests } = world.emulator.registries;
        const hosts = new Set(requests.all({ registry: "cri-hub" }).map(({ host }) => host));
        assert.deepEqual([hosts.size, hosts.has(storageHost)], [2, true]);
        world.assertStorageSawNoCredential();
    });
});
