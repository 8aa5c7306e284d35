import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator, type HuaweiKey } from "../../../emulator";
import { otherDomainId } from "../../../emulator/huawei/credentials";
import { OciClient, type Manifest } from "../core/ociClient";
import { dateOf, pathOf, send, type Body } from "./clients";

describe("Huawei: the OCI registry", () => {
    const source = "cn-north-4";
    const target = "ap-southeast-3";
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const signed = { method: "POST", path: "/v2/manage/utils/secret" } as const;
    const headersOf = (region: string, key: HuaweiKey): Record<string, string> => {
        const domainId = key === emulator.credentials.huawei.other ? otherDomainId : undefined;
        return { "x-project-id": emulator.huawei.projectId(region, domainId) };
    };

    /** Logs in by what CreateSecret answers. */
    const login = async (region = source, key: HuaweiKey = emulator.credentials.huawei.owner): Promise<OciClient> => {
        const request = { ...signed, key, date: dateOf(clock.now()), headers: headersOf(region, key) };
        const { auths } = (await send(emulator, request)).body as { auths: Record<string, { auth: string }> };
        const [[host, { auth }] = ["", { auth: "" }]] = Object.entries(auths);
        const [username = "", password = ""] = Buffer.from(auth, "base64").toString().split(":");
        return new OciClient(host, { username, password });
    };
    const tagsOf = async (path: string): Promise<unknown[][]> => {
        const { body } = await send(emulator, { path: pathOf(path, "tags"), date: dateOf(clock.now()) });
        return (body as Body[]).map((each) => [each["Tag"], each["digest"], each["size"]]);
    };

    it("gives the demo's images as the API tells them: digest and size", async () => {
        const client = await login();
        for (const [path, count] of [
            ["team/api", 3],
            ["team/backend/orders", 3],
            ["team/shop", 2],
        ] as const) {
            const listed = await tagsOf(path);
            assert.equal(listed.length, count);
            for (const [tag, digest, size] of listed) {
                assert.equal(await client.pull(path, String(tag)), digest);
                const { manifest } = await client.manifest(path, String(tag));
                const layers = manifest.layers?.reduce((sum, each) => sum + each.size, 0);
                assert.ok(layers === undefined || layers === size, `${path}:${String(tag)}`);
            }
        }
        const { digest, manifest } = await client.manifest("team/api", "latest");
        assert.equal(manifest.manifests?.length, 2);
        const referrers = (await (await client.send("GET", `team/api/referrers/${digest}`)).json()) as Manifest;
        assert.equal(referrers.manifests?.length, 1);
    });

    it("makes the repository of a push and shows the tag in the API, with its digest and size", async () => {
        const client = await login();
        const { digest, sizeBytes } = await client.push("team/made/here", "1", "the layer of a new image");
        assert.deepEqual(await tagsOf("team/made/here"), [["1", digest, sizeBytes]]);
        assert.equal(await client.pull("team/made/here", "1"), digest);
        assert.equal(await client.outcome("DELETE", "team/made/here/manifests/1"), "405 UNSUPPORTED");
    });

    it("fires rules at a push; what a job has copied can be pulled from the other region", async () => {
        emulator.huawei.addRule(source, "team/api", { remoteRegionId: target, remoteNamespace: "prod" });
        emulator.huawei.syncSeconds = 60;
        const { digest } = await (await login()).push("team/api", "v1", "first");
        const reader = await login(target);
        assert.equal(await reader.outcome("GET", "prod/api/manifests/v1"), "404 NAME_UNKNOWN");
        clock.advance(60_000);
        assert.equal(await reader.pull("prod/api", "v1"), digest);
        const [job] = emulator.huawei.syncJobs(source, "team/api");
        assert.deepEqual([job?.tag, job?.status], ["v1", "success"]);
        const unsynced = emulator.huawei.findTag(source, "team/api", "1.0.0")?.digest ?? "";
        assert.equal(await reader.outcome("GET", `prod/api/manifests/${unsynced}`), "404 MANIFEST_UNKNOWN");
    });

    it("gives what sync_images has copied, an index with all its platforms", async () => {
        const body = JSON.stringify({ imageTag: ["1.0.0"], remoteRegionId: target, remoteNamespace: "prod" });
        const path = pathOf("team/api", "sync_images");
        const { status } = await send(emulator, { method: "POST", path, body, date: dateOf(clock.now()) });
        assert.equal(status, 200);
        const digest = emulator.huawei.findTag(source, "team/api", "1.0.0")?.digest;
        assert.equal(await (await login(target)).pull("prod/api", "1.0.0"), digest);
    });

    it("gives what the console pushes, unless it told a digest", async () => {
        const client = await login();
        const { digest } = emulator.huawei.pushTag(source, "team/new", "1");
        const large = emulator.huawei.pushTag(source, "team/new", "large", { sizeBytes: 300_000 });
        emulator.huawei.pushTag(source, "team/new", "known", { digest: `sha256:${"a".repeat(64)}` });
        const built = ["one", "two"].map((tag) =>
            emulator.huawei.pushTag(source, "team/new", tag, { content: "same" }),
        );
        assert.equal(await client.pull("team/new", "1"), digest);
        assert.equal(await client.pull("team/new", "large"), large.digest);
        assert.equal(large.sizeBytes, 300_000);
        assert.equal(built[0]?.digest, built[1]?.digest);
        assert.equal(await client.outcome("GET", "team/new/manifests/known"), "404 MANIFEST_UNKNOWN");
    });

    it("lets a user who may only look pull, and another account only what is its own", async () => {
        const { readOnly, other: stranger } = emulator.credentials.huawei;
        const viewer = await login(source, readOnly);
        assert.equal(await viewer.outcome("GET", "team/api/manifests/1.0.0"), "200");
        assert.equal(await viewer.outcome("POST", "team/api/blobs/uploads/"), "401 UNAUTHORIZED");
        const partner = await login(source, stranger);
        assert.equal(await partner.outcome("GET", "partner/app/manifests/1.0.0"), "200");
        assert.equal(await partner.outcome("GET", "team/api/manifests/1.0.0"), "401 UNAUTHORIZED");
        assert.equal(await partner.outcome("POST", "team/api/blobs/uploads/"), "401 UNAUTHORIZED");
        assert.equal(await new OciClient(viewer.host).outcome("GET", "team/api/manifests/1.0.0"), "401 UNAUTHORIZED");
    });

    it("takes nothing for an organization that does not exist", async () => {
        const client = await login();
        assert.equal(await client.outcome("POST", "none/api/blobs/uploads/"), "403 DENIED");
        assert.equal(await client.outcome("POST", "team/a--b/blobs/uploads/"), "400 NAME_INVALID");
        assert.equal(emulator.huawei.findOrganization(source, "none"), undefined);
        assert.equal(emulator.huawei.findRepository(source, "team/a--b"), undefined);
    });

    it("ends a log-in after six hours, and with its key", async () => {
        const client = await login();
        const get = (which: OciClient): Promise<string> => which.outcome("GET", "team/api/manifests/1.0.0");
        assert.equal(await get(client), "200");
        const { accessKey } = emulator.credentials.huawei.owner;
        emulator.huawei.disableKey(accessKey);
        assert.equal(await get(client), "401 UNAUTHORIZED");
        emulator.huawei.enableKey(accessKey);
        assert.equal(await get(client), "200");
        clock.advance(6 * 3_600_000);
        assert.equal(await get(client), "401 UNAUTHORIZED");
    });
});
