import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { OciClient } from "../core/ociClient";
import { call, type Response } from "./clients";

describe("Tencent: the OCI registry, pushing", () => {
    let emulator: Emulator;
    let client: OciClient;

    beforeEach(async () => {
        emulator = await startEmulator();
        const issued = await call(emulator, "CreateInstanceToken", { RegistryId: "tcr-gz", TokenType: "temp" });
        const [username, password] = [String(issued["Username"]), String(issued["Token"])];
        client = new OciClient(emulator.tencent.registryHost("tcr-gz"), { username, password });
    });
    afterEach(() => emulator.close());

    const target = (): OciClient => {
        const { username, token: password } = emulator.tencent.addToken({
            ...{ registryId: "tcr-sg", username: "copier", description: "" },
            expiresAt: Date.now() + 3_600_000,
        });
        return new OciClient(emulator.tencent.registryHost("tcr-sg"), { username, password });
    };
    const images = async (NamespaceName: string, RepositoryName: string): Promise<unknown[][]> => {
        const response = await call(emulator, "DescribeImages", {
            RegistryId: "tcr-gz",
            NamespaceName,
            RepositoryName,
        });
        const list = response["ImageInfoList"] as Response[];
        return list.map((each) => [each["ImageVersion"], each["Digest"], each["Size"], each["Kind"]]);
    };

    it("makes the repository and shows the tag in the API, with its digest and size", async () => {
        const { digest, sizeBytes } = await client.push("prod/made/here", "1", "the layer of a new image");
        assert.deepEqual(await images("prod", "made/here"), [["1", digest, sizeBytes, "image"]]);
        assert.equal(await client.pull("prod/made/here", "1"), digest);
        const moved = await client.push("prod/made/here", "1", "another layer");
        assert.deepEqual(await images("prod", "made/here"), [["1", moved.digest, moved.sizeBytes, "image"]]);
        assert.equal(await client.pull("prod/made/here", digest), digest);
    });

    it("fires the rules that take the tag; what they copy can be pulled from the target", async () => {
        const filters = [
            { type: "name", value: "prod/**" },
            { type: "tag", value: "v*" },
        ] as const;
        emulator.tencent.addRule("tcr-gz", {
            ...{ name: "all", destinationRegistryId: "tcr-sg", destinationNamespace: "mirror" },
            ...{ filters, override: true, deletion: true },
        });
        const reader = target();
        const { digest } = await client.push("prod/api", "v1", "first");
        assert.equal(await reader.pull("mirror/api", "v1"), digest);
        await client.push("prod/api", "edge", "not taken");
        assert.equal(await reader.outcome("GET", "mirror/api/manifests/edge"), "404 MANIFEST_UNKNOWN");
        const second = await client.push("prod/api", "v1", "second");
        assert.equal(await reader.pull("mirror/api", "v1"), second.digest);
        const runs = await call(emulator, "DescribeReplicationExecutions", { RegistryId: "tcr-gz" });
        assert.equal(runs["TotalCount"], 2);
        assert.equal(await client.outcome("DELETE", "prod/api/manifests/v1"), "202");
        assert.equal(emulator.tencent.findTag("tcr-gz", "prod/api", "v1"), undefined);
        assert.equal(await reader.outcome("GET", "mirror/api/manifests/v1"), "404 MANIFEST_UNKNOWN");
    });

    it("leaves the target's tag alone where the rule does not override", async () => {
        const filters = [{ type: "name", value: "prod/api" }] as const;
        emulator.tencent.addRule("tcr-gz", { name: "api", destinationRegistryId: "tcr-sg", filters });
        const reader = target();
        const { digest } = await client.push("prod/api", "v1", "first");
        await client.push("prod/api", "v1", "second");
        assert.equal(await reader.pull("prod/api", "v1"), digest);
    });

    it("tells a chart from an image, by which rules choose", async () => {
        const filters = [
            { type: "name", value: "prod/**" },
            { type: "resource", value: "chart" },
        ] as const;
        emulator.tencent.addRule("tcr-gz", { name: "charts", destinationRegistryId: "tcr-sg", filters });
        const chart = "application/vnd.cncf.helm.config.v1+json";
        const { digest, sizeBytes } = await client.push("prod/charts/api", "0.1.0", "a chart", chart);
        await client.push("prod/charts/api", "image", "an image");
        assert.deepEqual((await images("prod", "charts/api"))[0], ["0.1.0", digest, sizeBytes, "chart"]);
        const copied = emulator.tencent.findRepository("tcr-sg", "prod/charts/api")?.tags;
        assert.deepEqual(
            copied?.map((each) => [each.name, each.kind]),
            [["0.1.0", "chart"]],
        );
    });

    it("keeps immutable tags as they are, and takes new ones and the same again", async () => {
        emulator.tencent.addImmutableTagRule("tcr-gz", { namespace: "prod", tagPattern: "v*" });
        const { digest } = await client.push("prod/api", "v1", "first");
        await client.push("prod/api", "v1", "first");
        const { digest: other } = await client.push("prod/api", "free", "second");
        const body = JSON.stringify((await client.manifest("prod/api", "free")).manifest);
        assert.equal(await client.outcome("PUT", "prod/api/manifests/v1", body), "412 DENIED");
        assert.equal(await client.outcome("DELETE", "prod/api/manifests/v1"), "412 DENIED");
        assert.equal(await client.pull("prod/api", "v1"), digest);
        assert.equal(await client.pull("prod/api", "free"), other);
    });

    it("takes nothing for a namespace that does not exist, and makes no repository of that name", async () => {
        assert.equal(await client.outcome("POST", "none/api/blobs/uploads/"), "404 NAME_UNKNOWN");
        assert.equal(await client.outcome("POST", "flat/blobs/uploads/"), "404 NAME_UNKNOWN");
        assert.equal(
            emulator.tencent.namespaces("tcr-gz").some((each) => each.name === "none"),
            false,
        );
        const anonymous = new OciClient(client.host);
        assert.equal(await anonymous.outcome("POST", "prod/api/blobs/uploads/"), "401 UNAUTHORIZED");
    });
});
