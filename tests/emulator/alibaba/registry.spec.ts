import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { type Body, call } from "./clients";

describe("alibaba: instances, namespaces, repositories, tags", () => {
    let emulator: Emulator;
    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    const hub = { InstanceId: "cri-hub" };
    const read = (action: string, parameters: Record<string, unknown>): Promise<Body> =>
        call(emulator, action, parameters);

    it("ListInstance says where each instance is, GetInstance does not", async () => {
        const { Instances, TotalCount } = await read("ListInstance", {});
        const regions = (Instances as Body[]).map((instance) => [instance.InstanceId, instance.RegionId]);
        assert.deepEqual(regions, [
            ["cri-hub", "cn-hangzhou"],
            ["cri-sg", "ap-southeast-1"],
            ["cri-fra", "eu-central-1"],
            ["cri-backup", "cn-hangzhou"],
        ]);
        assert.equal(TotalCount, 4);
        const one = await read("GetInstance", { InstanceId: "cri-sg" });
        assert.deepEqual([one.InstanceStatus, one.InstanceName], ["RUNNING", "singapore"]);
        assert.equal("RegionId" in one, false);
        assert.equal(typeof one.CreateTime, "number");
    });

    it("ListInstance filters by status", async () => {
        emulator.alibaba.changeInstance("cri-backup", { status: "STOPPED" });
        const { Instances } = await read("ListInstance", { InstanceStatus: "STOPPED" });
        assert.deepEqual(
            (Instances as Body[]).map((instance) => instance.InstanceId),
            ["cri-backup"],
        );
    });

    it("GetNamespace tells whether repositories are created on push", async () => {
        const prod = await read("GetNamespace", { ...hub, NamespaceName: "prod" });
        const base = await read("GetNamespace", { ...hub, NamespaceName: "base" });
        assert.deepEqual([prod.AutoCreateRepo, base.AutoCreateRepo], [true, false]);
        const byId = await read("GetNamespace", { ...hub, NamespaceId: prod.NamespaceId });
        assert.equal(byId.NamespaceName, "prod");
        assert.equal((await read("GetNamespace", { ...hub, NamespaceName: "none" })).Code, "NAMESPACE_NOT_EXIST");
        await assert.rejects(read("GetNamespace", hub), { code: "MissingNamespaceName" });
    });

    it("counts are strings in every list below the instance", async () => {
        const namespaces = await read("ListNamespace", hub);
        assert.equal(namespaces.TotalCount, "3");
        const repositories = await read("ListRepository", { ...hub, RepoNamespaceName: "prod" });
        assert.equal(repositories.TotalCount, "4");
    });

    it("finds a repository by name and by id, and lists its tags with bare digests", async () => {
        const byName = await read("GetRepository", { ...hub, RepoNamespaceName: "prod", RepoName: "api" });
        const { RepoId } = byName;
        const byId = await read("GetRepository", { ...hub, RepoId });
        assert.deepEqual([byId.RepoNamespaceName, byId.RepoName], ["prod", "api"]);
        const tags = await read("ListRepoTag", { ...hub, RepoId });
        const images = tags.Images as Body[];
        assert.deepEqual(
            images.map((image) => image.Tag),
            ["v1.0.0", "v1.1.0", "1.4.1", "1.4.2", "latest"],
        );
        for (const image of images) {
            assert.match(String(image.Digest), /^[0-9a-f]{64}$/);
        }
        assert.equal(tags.TotalCount, "5");
    });

    it("GetRepoTag gives one tag, by GET alone, with times as numbers", async () => {
        const { RepoId } = await read("GetRepository", { ...hub, RepoNamespaceName: "prod", RepoName: "api" });
        const parameters = { ...hub, RepoId, Tag: "1.4.2" };
        const tag = await call(emulator, "GetRepoTag", parameters, { method: "GET" });
        const { Images } = await read("ListRepoTag", { ...hub, RepoId });
        const listed = (Images as Body[]).find((image) => image.Tag === "1.4.2");
        assert.deepEqual([tag.Tag, tag.Digest, tag.ImageSize], ["1.4.2", listed?.Digest, listed?.ImageSize]);
        assert.deepEqual([typeof tag.ImageUpdate, typeof listed?.ImageUpdate], ["number", "string"]);
        await assert.rejects(read("GetRepoTag", parameters), { code: "UnsupportedHTTPMethod", statusCode: 405 });
        const none = await call(emulator, "GetRepoTag", { ...parameters, Tag: "none" }, { method: "GET" });
        assert.deepEqual([none.IsSuccess, none.Code], [false, "TAG_NOT_EXIST"]);
    });

    it("ListInstanceEndpoint gives each instance domains of its own", async () => {
        const domains = async (InstanceId: string): Promise<unknown[]> => {
            const { Endpoints } = await read("ListInstanceEndpoint", { InstanceId, Summary: true });
            return (Endpoints as Body[]).map(({ EndpointType, Domains }) => [
                EndpointType,
                ...(Domains as Body[]).map(({ Domain }) => Domain),
            ]);
        };
        assert.deepEqual(await domains("cri-hub"), [
            ["internet", await emulator.registries.host("alibaba", "cri-hub")],
            ["vpc", "hub-registry-vpc.cn-hangzhou.cr.aliyuncs.com"],
        ]);
        assert.notDeepEqual(await domains("cri-sg"), await domains("cri-hub"));
        emulator.alibaba.closeEndpoint("cri-hub");
        assert.deepEqual((await domains("cri-hub"))[0], ["internet"]);
        const { Endpoints } = await read("ListInstanceEndpoint", hub);
        assert.deepEqual(
            (Endpoints as Body[]).map(({ Enable }) => Enable),
            [false, true],
        );
        emulator.alibaba.openEndpoint("cri-hub");
        assert.equal(((await domains("cri-hub"))[0] as unknown[]).length, 2);
        await assert.rejects(read("ListInstanceEndpoint", { ...hub, Summary: "maybe" }), { code: "InvalidSummary" });
    });

    const absent = [
        { action: "GetRepository", parameters: { RepoNamespaceName: "prod", RepoName: "none" } },
        { action: "GetRepository", parameters: { RepoId: "crr-none" } },
        { action: "ListRepoTag", parameters: { RepoId: "crr-none" } },
    ];
    for (const { action, parameters } of absent) {
        it(`${action} of ${JSON.stringify(parameters)}: REPO_NOT_EXIST`, async () => {
            assert.equal((await read(action, { ...hub, ...parameters })).Code, "REPO_NOT_EXIST");
        });
    }

    it("pages by token too", async () => {
        const first = await read("ListRepository", { ...hub, MaxResults: 5 });
        const second = await read("ListRepository", { ...hub, MaxResults: 5, NextToken: first.NextToken });
        const names = [...(first.Repositories as Body[]), ...(second.Repositories as Body[])].map(
            ({ RepoNamespaceName, RepoName }) => `${String(RepoNamespaceName)}/${String(RepoName)}`,
        );
        const all = emulator.alibaba.repositories("cri-hub").map(({ namespace, name }) => `${namespace}/${name}`);
        assert.deepEqual([names, second.NextToken], [all, ""]);
        await assert.rejects(read("ListRepository", { ...hub, NextToken: "x" }), { code: "InvalidNextToken" });
    });
});
