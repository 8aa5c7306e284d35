import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { call, withCode, type Response } from "./clients";

describe("Tencent: registries and what they hold", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    async function names(action: string, input: Record<string, unknown>, list: string, field: string) {
        const response = await call(emulator, action, input);
        const items = (response[list] ?? []) as Response[];
        return { total: response["TotalCount"], names: items.map((each) => each[field]) };
    }

    it("lists the registries of the region, or of all, with the region's number", async () => {
        const ids = (input: Record<string, unknown>): Promise<unknown> =>
            names("DescribeInstances", input, "Registries", "RegistryId");
        assert.deepEqual(await ids({}), { total: 2, names: ["tcr-gz", "tcr-gz2"] });
        assert.deepEqual(await ids({ AllRegion: true }), {
            total: 4,
            names: ["tcr-gz", "tcr-sg", "tcr-bj", "tcr-gz2"],
        });
        assert.deepEqual(await ids({ AllRegion: true, Registryids: ["tcr-bj", "tcr-partner"] }), {
            total: 1,
            names: ["tcr-bj"],
        });
        assert.deepEqual(await ids({ AllRegion: true, Offset: 1, Limit: 2 }), {
            total: 4,
            names: ["tcr-sg", "tcr-bj"],
        });
        const Filters = [{ Name: "RegistryName", Values: ["emulator-sg"] }];
        assert.deepEqual(await ids({ AllRegion: true, Filters }), { total: 1, names: ["tcr-sg"] });
        await assert.rejects(ids({ Filters: [{ Name: "Colour", Values: [] }] }), withCode("InvalidParameter"));
        await assert.rejects(ids({ Limit: 101 }), withCode("InvalidParameter.ErrorTcrInvalidParameter"));
        const regions = await names("DescribeInstances", { AllRegion: true }, "Registries", "RegionId");
        assert.deepEqual(regions.names, [1, 9, 8, 1]);
    });

    it("lists the regions", async () => {
        const response = await call(emulator, "DescribeRegions");
        const regions = response["Regions"] as Response[];
        assert.equal(response["TotalCount"], regions.length);
        const singapore = regions.find((each) => each["RegionName"] === "ap-singapore");
        assert.equal(singapore?.["RegionId"], 9);
    });

    it("says whether a registry is open to the public network", async () => {
        const status = async (RegistryId: string): Promise<unknown[]> => {
            const response = await call(emulator, "DescribeExternalEndpointStatus", { RegistryId });
            return [response["Status"], response["Reason"]];
        };
        assert.deepEqual(await status("tcr-gz"), ["Opened", ""]);
        emulator.tencent.closeEndpoint("tcr-gz");
        assert.deepEqual(
            [await status("tcr-gz"), await status("tcr-gz2")],
            [
                ["Closed", ""],
                ["Opened", ""],
            ],
        );
        emulator.tencent.openEndpoint("tcr-gz");
        assert.deepEqual(await status("tcr-gz"), ["Opened", ""]);
        await assert.rejects(status("tcr-none"), withCode("ResourceNotFound"));
    });

    it("tells the registry's host as its public domain, of one added later too", async () => {
        emulator.tencent.addRegistry({ id: "tcr-new", region: "ap-guangzhou" });
        const domains = await names("DescribeInstances", {}, "Registries", "PublicDomain");
        const hosts = ["tcr-gz", "tcr-gz2", "tcr-new"].map((each) => emulator.tencent.registryHost(each));
        assert.deepEqual(domains.names, hosts);
        assert.equal(new Set(hosts).size, 3);
        hosts.forEach((host) => assert.match(host, /^127\.0\.0\.1:\d+$/));
    });

    it("has no replicas", async () => {
        const response = await call(emulator, "DescribeReplicationInstances", { RegistryId: "tcr-gz" });
        assert.equal(response["TotalCount"], 0);
        await assert.rejects(
            call(emulator, "DescribeReplicationInstances", { RegistryId: "tcr-none" }),
            withCode("ResourceNotFound"),
        );
    });

    it("lists and creates namespaces", async () => {
        const list = (input: Record<string, unknown> = {}): Promise<unknown> =>
            names("DescribeNamespaces", { RegistryId: "tcr-gz", ...input }, "NamespaceList", "Name");
        const create = (NamespaceName: string): Promise<Response> =>
            call(emulator, "CreateNamespace", { RegistryId: "tcr-gz", NamespaceName, IsPublic: false });
        await create("mirror");
        assert.deepEqual(await list(), { total: 4, names: ["prod", "staging", "base", "mirror"] });
        assert.deepEqual(await list({ NamespaceName: "pro" }), { total: 1, names: ["prod"] });
        assert.deepEqual(await list({ Limit: 2, Offset: 2 }), { total: 4, names: ["base", "mirror"] });
        assert.deepEqual(await list({ Limit: 1, All: true }), {
            total: 4,
            names: ["prod", "staging", "base", "mirror"],
        });
        await assert.rejects(create("mirror"), withCode("FailedOperation.ErrorTcrResourceConflict"));
        for (const bad of ["Mirror", "m", "-mirror", "mirror_", "x".repeat(31)]) {
            await assert.rejects(create(bad), withCode("InvalidParameter.ErrorTcrInvalidParameter"), bad);
        }
    });

    it("counts pages, not items, by Offset inside a registry", async () => {
        const list = (input: Record<string, unknown> = {}): Promise<unknown> =>
            names("DescribeRepositories", { RegistryId: "tcr-gz", ...input }, "RepositoryList", "Name");
        assert.deepEqual(await list({ NamespaceName: "prod" }), {
            total: 4,
            names: ["prod/api", "prod/web", "prod/worker", "prod/team/service"],
        });
        assert.deepEqual(await list({ NamespaceName: "prod", Limit: 3, Offset: 2 }), {
            total: 4,
            names: ["prod/team/service"],
        });
        assert.deepEqual(await list({ NamespaceName: "prod", Limit: 3, Offset: 3 }), { total: 4, names: [] });
        assert.deepEqual(await list({ RepositoryName: "node" }), { total: 1, names: ["base/node"] });
        await assert.rejects(list({ NamespaceName: "none" }), withCode("ResourceNotFound.TcrResourceNotFound"));
    });

    it("lists the tags of a repository with their digests", async () => {
        const list = async (input: Record<string, unknown>): Promise<Response[]> => {
            const repository = { RegistryId: "tcr-gz", NamespaceName: "prod", RepositoryName: "team/service" };
            return (await call(emulator, "DescribeImages", { ...repository, ...input }))["ImageInfoList"] as Response[];
        };
        const digest = `sha256:${"0".repeat(64)}`;
        emulator.tencent.pushTag("tcr-gz", "prod/team/service", "1.10.0", { digest, sizeBytes: 7 });
        const versions = (items: Response[]): unknown[] => items.map((each) => each["ImageVersion"]);
        assert.deepEqual(versions(await list({})), ["1.0.0", "1.1.0", "latest", "1.10.0"]);
        assert.deepEqual(versions(await list({ ImageVersion: "1.1" })), ["1.1.0", "1.10.0"]);
        assert.deepEqual(versions(await list({ ImageVersion: "1.1.0", ExactMatch: true })), ["1.1.0"]);
        const [found] = await list({ Digest: digest });
        assert.deepEqual([found?.["ImageVersion"], found?.["Digest"], found?.["Size"]], ["1.10.0", digest, 7]);
        await assert.rejects(list({ RepositoryName: "none" }), withCode("ResourceNotFound.TcrResourceNotFound"));
    });

    it("starts without registries when asked to", async () => {
        const empty = await startEmulator({ seed: false });
        try {
            assert.equal((await call(empty, "DescribeInstances", { AllRegion: true }))["TotalCount"], 0);
            empty.tencent.addRegistry({ region: "ap-guangzhou" });
            const [registry] = (await call(empty, "DescribeInstances"))["Registries"] as Response[];
            assert.match(String(registry?.["RegistryId"]), /^tcr-[a-z0-9]{16}$/);
        } finally {
            await empty.close();
        }
    });
});
