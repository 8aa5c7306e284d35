import assert from "node:assert/strict";
import { type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { Client, codeOf, digestOf, imageOf } from "../registry/client";
import { type Body, call, digestOf as digestIn, repoId, ruleParameters, taskParameters } from "./clients";

describe("alibaba: the registry and the API show one world", () => {
    let clock: ManualClock;
    let emulator: Emulator;
    let hub: Client;
    let singapore: Client;
    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
        [hub, singapore] = [await Client.of(emulator, "cri-hub"), await Client.of(emulator, "cri-sg")];
    });
    afterEach(() => emulator.close());

    const pulled = async (client: Client, path: string, tag: string): Promise<string> =>
        digestOf(await (await client.send(`${path}/manifests/${tag}`)).text());

    it("a push through the registry fires a rule, and what it copies is pulled from the target", async () => {
        await call(emulator, "CreateRepoSyncRule", ruleParameters());
        const digest = await hub.push("prod/api", "2.0", "a layer");
        clock.advance(3000);
        assert.equal(await pulled(singapore, "prod/api", "2.0"), digest);
        assert.equal(await (await singapore.blob("prod/api", digestOf("a layer"))).text(), "a layer");
        assert.equal(emulator.alibaba.tasks().length, 1);
    });

    it("the same push again fires nothing; another one does", async () => {
        await call(emulator, "CreateRepoSyncRule", ruleParameters());
        await hub.push("prod/api", "2.0", "a layer");
        await hub.push("prod/api", "2.0", "a layer");
        assert.equal(emulator.alibaba.tasks().length, 1);
        await hub.push("prod/api", "2.0", "another layer");
        assert.equal(emulator.alibaba.tasks().length, 2);
    });

    it("what a task copies is pulled from the target with all its platforms", async () => {
        const task = taskParameters(emulator, { RepoId: repoId(emulator, "web"), TargetRepoName: "copied" });
        const { SyncTaskId } = await call(emulator, "CreateRepoSyncTask", task);
        assert.equal((await singapore.send("prod/copied/manifests/1.4.2")).status, 404);
        clock.advance(3000);
        const body = await (await singapore.send("prod/copied/manifests/1.4.2")).text();
        assert.equal(digestOf(body), `sha256:${digestIn(emulator, "cri-hub", "prod/web", "1.4.2")}`);
        const { manifests } = JSON.parse(body) as { manifests: { digest: string }[] };
        let size = 0;
        for (const { digest } of manifests) {
            const image = await (await singapore.send(`prod/copied/manifests/${digest}`)).text();
            const { layers } = JSON.parse(image) as { layers: { digest: string; size: number }[] };
            for (const layer of layers) {
                size += layer.size;
                assert.equal((await singapore.blob("prod/copied", layer.digest)).status, 200);
            }
        }
        const { SyncedSize, LayerTasks } = await call(emulator, "GetRepoSyncTask", {
            InstanceId: "cri-hub",
            SyncTaskId,
        });
        assert.deepEqual([SyncedSize, (LayerTasks as Body[]).length], [size, 6]);
    });

    it("a push makes the repository where its namespace does, and is denied elsewhere", async () => {
        await hub.push("prod/team/new", "1.0", "a layer");
        const made = emulator.alibaba.repositories("cri-hub", "prod").find(({ name }) => name === "team/new");
        assert.deepEqual(
            made?.tags.map(({ name }) => name),
            ["1.0"],
        );
        for (const path of ["base/new", "none/new", "new"]) {
            const answer = await hub.send(`${path}/blobs/uploads/`, { method: "POST" });
            assert.deepEqual([answer.status, await codeOf(answer)], [403, "DENIED"], path);
        }
    });

    it("an immutable tag keeps its digest", async () => {
        emulator.alibaba.setImmutable("cri-hub", "prod", "api");
        const before = digestIn(emulator, "cri-hub", "prod/api", "1.4.2");
        const same = await (await hub.send("prod/api/manifests/1.4.2")).text();
        assert.equal((await hub.putManifest("prod/api", "1.4.2", same)).status, 201);
        await hub.upload("prod/api", "{}");
        const other = await hub.putManifest("prod/api", "1.4.2", imageOf("{}"));
        assert.deepEqual([other.status, await codeOf(other)], [403, "DENIED"]);
        assert.equal((await hub.putManifest("prod/api", "new", imageOf("{}"))).status, 201);
        assert.equal(digestIn(emulator, "cri-hub", "prod/api", "1.4.2"), before);
    });

    it("a repository that is removed and made anew holds nothing of before", async () => {
        const body = await (await hub.send("prod/api/manifests/1.4.2")).text();
        emulator.alibaba.removeRepository("cri-hub", "prod", "api");
        assert.equal((await hub.send("prod/api/tags/list")).status, 404);
        emulator.alibaba.addRepository("cri-hub", "prod", "api");
        assert.equal((await hub.send(`prod/api/manifests/${digestOf(body)}`)).status, 404);
        assert.equal((await hub.putManifest("prod/api", "1.4.2", body)).status, 404);
    });

    it("a tag that the console moves is pulled with its new digest, and the old one by its own", async () => {
        const before = await pulled(hub, "prod/api", "latest");
        const { digest } = emulator.alibaba.pushTag("cri-hub", "prod", "api", "latest", { layerBytes: [4000, 5000] });
        assert.equal(await pulled(hub, "prod/api", "latest"), `sha256:${digest}`);
        assert.equal((await hub.send(`prod/api/manifests/${before}`)).status, 200);
    });
});
