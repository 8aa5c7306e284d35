import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { OciClient, type Manifest } from "../core/ociClient";
import { call, type CallOptions, type Response } from "./clients";

describe("Tencent: the OCI registry, pulling", () => {
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const login = async (RegistryId = "tcr-gz", options: CallOptions = {}): Promise<OciClient> => {
        const instances = await call(emulator, "DescribeInstances", { Registryids: [RegistryId] }, options);
        const [registry] = instances["Registries"] as Response[];
        const issued = await call(emulator, "CreateInstanceToken", { RegistryId, TokenType: "temp" }, options);
        const [username, password] = [String(issued["Username"]), String(issued["Token"])];
        return new OciClient(String(registry?.["PublicDomain"]), { username, password });
    };
    const images = async (NamespaceName: string, RepositoryName: string): Promise<Response[]> => {
        const response = await call(emulator, "DescribeImages", {
            RegistryId: "tcr-gz",
            NamespaceName,
            RepositoryName,
        });
        return response["ImageInfoList"] as Response[];
    };
    const layersOf = async (client: OciClient, repository: string, reference: string): Promise<Map<string, number>> => {
        const { manifest } = await client.manifest(repository, reference);
        const own = (manifest.layers ?? []).map(({ digest, size }) => [digest, size] as const);
        const children = await Promise.all(
            (manifest.manifests ?? []).map((e) => layersOf(client, repository, e.digest)),
        );
        return new Map([...own, ...children.flatMap((each) => [...each])]);
    };

    it("gives the demo's images as DescribeImages tells them: digest and size", async () => {
        const client = await login();
        for (const [namespace, repository, count] of [
            ["prod", "api", 3],
            ["prod", "team/service", 3],
            ["staging", "shop", 2],
            ["base", "charts/shop", 2],
        ] as const) {
            const listed = await images(namespace, repository);
            assert.equal(listed.length, count);
            for (const { ImageVersion, Digest, Size } of listed) {
                const path = `${namespace}/${repository}`;
                assert.equal(await client.pull(path, String(ImageVersion)), Digest);
                const layers = await layersOf(client, path, String(ImageVersion));
                const size = [...layers.values()].reduce((sum, each) => sum + each, 0);
                assert.equal(size, Size);
            }
        }
    });

    it("has an index of two platforms with a signature, layers that tags share, and a chart", async () => {
        const client = await login();
        const { digest, manifest } = await client.manifest("prod/api", "1.1.0");
        const platforms = (manifest.manifests ?? []).map(
            ({ platform }) => `${platform["os"]}/${platform["architecture"]}`,
        );
        assert.deepEqual(platforms, ["linux/amd64", "linux/arm64"]);
        const answer = await client.send("GET", `prod/api/referrers/${digest}`);
        const { manifests: referrers = [] } = (await answer.json()) as Manifest;
        assert.equal(referrers.length, 1);
        assert.equal(await client.pull("prod/api", referrers[0]?.digest ?? ""), referrers[0]?.digest);
        const [first, second] = await Promise.all(["1.0.0", "1.1.0"].map((tag) => layersOf(client, "prod/web", tag)));
        const shared = [...(first ?? [])].filter(([layer]) => second?.has(layer));
        assert.ok(shared.length > 0 && shared.length < (first?.size ?? 0));
        const chart = await client.manifest("base/charts/shop", "0.1.0");
        assert.equal(chart.manifest.config?.mediaType, "application/vnd.cncf.helm.config.v1+json");
        assert.deepEqual(
            (await images("base", "charts/shop")).map((each) => each["Kind"]),
            ["chart", "chart"],
        );
    });

    it("gives what the console pushes, unless it told a digest", async () => {
        const { digest, sizeBytes } = emulator.tencent.pushTag("tcr-gz", "prod/new", "1");
        const chart = emulator.tencent.pushTag("tcr-gz", "prod/new", "chart", { kind: "chart" });
        const large = emulator.tencent.pushTag("tcr-gz", "prod/new", "large", { sizeBytes: 300_000 });
        const known = `sha256:${"a".repeat(64)}`;
        emulator.tencent.pushTag("tcr-gz", "prod/new", "known", { digest: known });
        emulator.tencent.pushTag("tcr-gz", "prod/other", "1", { digest });
        const client = await login();
        assert.equal(await client.pull("prod/new", "1"), digest);
        assert.equal(await client.pull("prod/other", "1"), digest);
        assert.equal(await client.pull("prod/new", "chart"), chart.digest);
        assert.equal(await client.pull("prod/new", "large"), large.digest);
        assert.equal(large.sizeBytes, 300_000);
        assert.ok(sizeBytes < 100_000);
        for (const reference of ["known", known, "none"]) {
            assert.equal(await client.outcome("GET", `prod/new/manifests/${reference}`), "404 MANIFEST_UNKNOWN");
        }
    });

    it("gives what a rule and DuplicateImage have copied, to the registry that has it alone", async () => {
        const filters = [{ type: "name", value: "prod/api" }] as const;
        emulator.tencent.addRule("tcr-gz", { name: "api", destinationRegistryId: "tcr-sg", filters });
        emulator.tencent.executionSeconds = 60;
        const { digest } = emulator.tencent.pushTag("tcr-gz", "prod/api", "2.0.0");
        const client = await login("tcr-sg", { region: "ap-singapore" });
        assert.equal(await client.outcome("GET", "prod/api/manifests/2.0.0"), "404 NAME_UNKNOWN");
        clock.advance(60_000);
        assert.equal(await client.pull("prod/api", "2.0.0"), digest);
        const source = emulator.tencent.findTag("tcr-gz", "prod/api", "1.0.0")?.digest ?? "";
        assert.equal(await client.outcome("GET", `prod/api/manifests/${source}`), "404 MANIFEST_UNKNOWN");
        await call(emulator, "DuplicateImage", {
            ...{ RegistryId: "tcr-gz", SourceNamespace: "prod", SourceRepo: "api", SourceReference: "1.0.0" },
            ...{ DestinationNamespace: "staging", DestinationTag: "promoted" },
        });
        assert.equal(await (await login()).pull("staging/api", "promoted"), source);
    });

    it("opens only to credentials of this very registry, for an hour; public namespaces to everybody", async () => {
        const client = await login();
        const get = (which: OciClient, path = "prod/api"): Promise<string> =>
            which.outcome("GET", `${path}/manifests/1.0.0`);
        assert.equal(await get(client), "200");
        const [token] = emulator.tencent.tokens("tcr-gz");
        const otherHost = emulator.tencent.registryHost("tcr-gz2");
        const login2 = { username: token?.username ?? "", password: token?.token ?? "" };
        assert.equal(await get(new OciClient(otherHost, login2)), "401 UNAUTHORIZED");
        assert.equal(await get(new OciClient(client.host, { ...login2, username: "1" })), "401 UNAUTHORIZED");
        const anonymous = new OciClient(client.host);
        assert.equal(await get(anonymous), "401 UNAUTHORIZED");
        emulator.tencent.addNamespace("tcr-gz", "open", true);
        emulator.tencent.pushTag("tcr-gz", "open/api", "1.0.0");
        assert.equal(await get(anonymous, "open/api"), "200");
        clock.advance(3_600_000);
        assert.equal(await get(client), "401 UNAUTHORIZED");
    });

    it("cannot be reached where public access is closed, or the registry is not running", async () => {
        const client = await login();
        const ping = async (): Promise<number> => (await client.send("GET", "")).status;
        assert.equal(await ping(), 200);
        emulator.tencent.closeEndpoint("tcr-gz");
        await assert.rejects(ping());
        emulator.tencent.openEndpoint("tcr-gz");
        assert.equal(await ping(), 200);
        emulator.tencent.changeRegistry("tcr-gz", { status: "Isolate" });
        await assert.rejects(ping());
    });

    it("is found again after a restart, on the same hosts", async () => {
        const folder = await mkdtemp(join(tmpdir(), "imagesync-tencent-"));
        const running = emulator;
        try {
            const stateFile = join(folder, "world.json");
            emulator = await startEmulator({ stateFile });
            const pushed = await (await login()).push("prod/api", "2.0.0", "a layer");
            const host = emulator.tencent.registryHost("tcr-gz");
            await emulator.close();
            emulator = await startEmulator({ stateFile });
            assert.equal(emulator.tencent.registryHost("tcr-gz"), host);
            const client = await login();
            assert.equal(await client.pull("prod/api", "2.0.0"), pushed.digest);
            assert.equal(
                await client.pull("prod/api", "1.0.0"),
                emulator.tencent.findTag("tcr-gz", "prod/api", "1.0.0")?.digest,
            );
            const made = emulator.tencent.addRepository("tcr-gz", "prod/made-later");
            const ids = emulator.tencent.namespaces("tcr-gz").flatMap((each) => each.repositories.map(({ id }) => id));
            assert.equal(new Set(ids).size, ids.length, made.id);
        } finally {
            await emulator.close();
            emulator = running;
            await rm(folder, { recursive: true, force: true });
        }
    });
});
