import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { Client, codeOf, descriptorOf, digestOf, IMAGE, imageOf, INDEX, pathOf } from "./client";

describe("registries: pushes", () => {
    let emulator: Emulator;
    let hub: Client;
    beforeEach(async () => {
        emulator = await startEmulator();
        hub = await Client.of(emulator, "cri-hub");
    });
    afterEach(() => emulator.close());

    const tagIn = (tag: string, repository = "api"): string | undefined =>
        emulator.alibaba
            .repositories("cri-hub", "prod")
            .find(({ name }) => name === repository)
            ?.tags.find(({ name }) => name === tag)?.digest;
    const refused = async (answer: Response, status: number, code: string): Promise<void> =>
        assert.deepEqual([answer.status, await codeOf(answer)], [status, code]);

    it("an image that is pushed is in the API with its digest and size, and comes back as it was", async () => {
        const digest = await hub.push("prod/api", "pushed", "a layer");
        assert.equal(`sha256:${tagIn("pushed")}`, digest);
        const pulled = await hub.send("prod/api/manifests/pushed");
        assert.equal(digestOf(await pulled.text()), digest);
        assert.equal(await (await hub.blob("prod/api", digestOf("a layer"))).text(), "a layer");
        const [api] = emulator.alibaba.repositories("cri-hub", "prod");
        assert.equal(api?.tags.find(({ name }) => name === "pushed")?.sizeBytes, "a layer".length);
    });

    it("a blob that is too large for memory survives too", async () => {
        const large = Buffer.alloc(3_000_000, "0123456789");
        assert.equal((await hub.upload("prod/api", large)).status, 201);
        const back = await hub.blob("prod/api", digestOf(large));
        assert.deepEqual(Buffer.from(await back.arrayBuffer()), large);
        assert.equal((await hub.upload("prod/api", large)).status, 201);
    });

    it("in one request", async () => {
        const path = `prod/api/blobs/uploads/?digest=${digestOf("one")}`;
        assert.equal((await hub.send(path, { method: "POST", body: "one" })).status, 201);
        assert.equal(await (await hub.blob("prod/api", digestOf("one"))).text(), "one");
    });

    it("a manifest without its blobs or children is refused, and nothing is tagged", async () => {
        await hub.upload("prod/api", "{}");
        await refused(await hub.putManifest("prod/api", "bad", imageOf("{}", "none")), 404, "MANIFEST_BLOB_UNKNOWN");
        const index = { schemaVersion: 2, manifests: [descriptorOf("none", IMAGE)] };
        await refused(await hub.putManifest("prod/api", "bad", index, INDEX), 404, "MANIFEST_BLOB_UNKNOWN");
        assert.equal(tagIn("bad"), undefined);
    });

    it("layers that live elsewhere need not be there", async () => {
        await hub.upload("prod/api", "{}");
        const layer = descriptorOf("far away", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
        assert.equal((await hub.putManifest("prod/api", "far", { ...imageOf("{}"), layers: [layer] })).status, 201);
    });

    const invalid: [name: string, body: string | object, type: string][] = [
        ["no JSON", "{", IMAGE],
        ["no manifest", {}, IMAGE],
        ["another type than it says", imageOf("{}"), INDEX],
        ["a type that no registry takes", imageOf("{}"), "application/json"],
    ];
    for (const [name, body, type] of invalid) {
        it(`a manifest that is ${name} is invalid`, async () => {
            await hub.upload("prod/api", "{}");
            await refused(await hub.putManifest("prod/api", "bad", body, type), 400, "MANIFEST_INVALID");
        });
    }

    it("a manifest that is too large, or not of its digest, or under no tag, is refused", async () => {
        await hub.upload("prod/api", "{}");
        const large = { ...imageOf("{}"), annotations: { a: "x".repeat(5_000_000) } };
        await refused(await hub.putManifest("prod/api", "large", large), 413, "SIZE_INVALID");
        await refused(await hub.putManifest("prod/api", digestOf("other"), imageOf("{}")), 400, "DIGEST_INVALID");
        await refused(await hub.putManifest("prod/api", "-bad", imageOf("{}")), 400, "MANIFEST_INVALID");
    });

    it("an upload that is not what its digest says is refused, and gone", async () => {
        const location = await hub.startUpload("prod/api");
        const put = (): Promise<Response> =>
            hub.send(`${location}&digest=${digestOf("right")}`, { method: "PUT", body: "wrong" });
        await refused(await put(), 400, "DIGEST_INVALID");
        await refused(await put(), 404, "BLOB_UPLOAD_UNKNOWN");
        assert.equal((await hub.send(`prod/api/blobs/${digestOf("right")}`)).status, 404);
    });

    describe("in chunks", () => {
        const patch = (location: string, body: string, start: number, headers = {}): Promise<Response> =>
            hub.send(location, {
                method: "PATCH",
                body,
                headers: { "content-range": `${start}-${start + body.length - 1}`, ...headers },
            });

        it("one after the other, with gaps and repeats refused, and the state told", async () => {
            const first = await patch(await hub.startUpload("prod/api"), "01234", 0);
            assert.deepEqual([first.status, first.headers.get("range")], [202, "0-4"]);
            for (const start of [0, 4, 6]) {
                const gap = await patch(pathOf(first), "56789", start);
                assert.deepEqual([gap.status, gap.headers.get("range")], [416, "0-4"]);
            }
            const status = await hub.send(pathOf(first));
            assert.deepEqual([status.status, status.headers.get("range")], [204, "0-4"]);
            const second = await patch(pathOf(status), "56789", 5);
            const end = await hub.send(`${pathOf(second)}&digest=${digestOf("0123456789")}`, { method: "PUT" });
            assert.equal(end.status, 201);
            assert.equal(await (await hub.blob("prod/api", digestOf("0123456789"))).text(), "0123456789");
        });

        it("each goes to the Location of the last answer", async () => {
            const location = await hub.startUpload("prod/api");
            await patch(location, "0", 0);
            await refused(await patch(location, "1", 1), 400, "BLOB_UPLOAD_INVALID");
        });

        it("a range that is not the body's is refused", async () => {
            const location = await hub.startUpload("prod/api");
            await refused(await patch(location, "0", 0, { "content-range": "0-7" }), 400, "SIZE_INVALID");
        });

        it("an upload that is given up is gone, and is nobody else's", async () => {
            const location = await hub.startUpload("prod/api");
            await refused(await hub.send(location.replace("api", "web")), 404, "BLOB_UPLOAD_UNKNOWN");
            assert.equal((await hub.send(location, { method: "DELETE" })).status, 204);
            await refused(await hub.send(location), 404, "BLOB_UPLOAD_UNKNOWN");
        });

        it("a registry can demand them", async () => {
            emulator.registries.demandChunks("alibaba", "cri-hub", { minBytes: 4, maxBytes: 6 });
            const start = await hub.send("prod/api/blobs/uploads/", { method: "POST" });
            assert.equal(start.headers.get("oci-chunk-min-length"), "4");
            await refused(await hub.upload("prod/api", "0123456789"), 413, "SIZE_INVALID");
            const first = await patch(pathOf(start), "0123", 0);
            const second = await patch(pathOf(first), "45", 4);
            await refused(await patch(pathOf(second), "6789", 6), 400, "BLOB_UPLOAD_INVALID");
            emulator.registries.demandChunks("alibaba", "cri-hub", undefined);
            assert.equal((await hub.upload("prod/api", "0123456789")).status, 201);
        });
    });

    describe("mounts", () => {
        const mount = (from: string, content: string, ...others: string[]): Promise<Response> =>
            hub.send(
                `prod/worker/blobs/uploads/?mount=${digestOf(content)}&from=${encodeURIComponent(from)}`,
                { method: "POST" },
                ...others,
            );

        it("a blob of a repository that the token covers", async () => {
            await hub.upload("prod/api", "shared");
            assert.equal((await mount("prod/api", "shared", "prod/api")).status, 201);
            assert.equal(await (await hub.blob("prod/worker", digestOf("shared"))).text(), "shared");
        });

        it("start an upload where the token or the repository has it not", async () => {
            await hub.upload("prod/api", "shared");
            assert.equal((await mount("prod/api", "shared")).status, 202);
            assert.equal((await mount("prod/web", "shared", "prod/web")).status, 202);
            assert.equal((await mount("prod/api", "other", "prod/api")).status, 202);
            assert.equal((await mount("prod/none", "shared", "prod/none")).status, 202);
        });

        it("are refused by a fault", async () => {
            await hub.upload("prod/api", "shared");
            emulator.registries.faults.add({ kind: "mountRefused" });
            const refusal = await mount("prod/api", "shared", "prod/api");
            assert.equal(refusal.status, 202);
            assert.match(pathOf(refusal), /^prod\/worker\/blobs\/uploads\//);
            assert.equal((await mount("prod/api", "shared", "prod/api")).status, 201);
        });
    });

    it("what refers to something says so", async () => {
        await hub.upload("prod/api", "{}");
        const subject = descriptorOf("not here yet", IMAGE);
        const manifest = { ...imageOf("{}"), subject, artifactType: "text/x" };
        const put = await hub.putManifest("prod/api", digestOf(JSON.stringify(manifest)), manifest);
        assert.deepEqual([put.status, put.headers.get("oci-subject")], [201, subject.digest]);
        const { manifests } = (await (
            await hub.send(`prod/api/referrers/${String(subject.digest)}?artifactType=text/x`)
        ).json()) as { manifests: { digest: string }[] };
        assert.equal(manifests[0]?.digest, digestOf(JSON.stringify(manifest)));
    });

    it("a registry that does not delete says so", async () => {
        const { token } = (await (await hub.token("repository:prod/api:delete")).json()) as { token: string };
        const headers = { authorization: `Bearer ${token}` };
        const answer = await fetch(`http://${hub.host}/v2/prod/api/manifests/1.4.2`, { method: "DELETE", headers });
        await refused(answer, 405, "UNSUPPORTED");
    });
});
