import assert from "node:assert/strict";
import { openRegistry, type Registry } from "../../../../provider/oci/registry";
import { systemClock } from "../../../../provider/process/clock";
import { blobOf, collected, imageType, indexType, manifestOf, patient, patterned, pieces } from "./content";
import { needsPrograms } from "../../../tools/programs";
import { login, RealRegistry } from "../../../tools/registry";

describe("a client of Debian's docker-registry", function () {
    this.timeout(60_000);
    let server: RealRegistry | undefined;
    let registry: Registry;
    before(needsPrograms("docker-registry"));
    before(async () => {
        server = await RealRegistry.start();
        const access = { host: server.host, login: async () => undefined, tried: "nobody" };
        registry = openRegistry(access, { clock: systemClock });
    });
    after(() => server?.stop());

    const push = async (repository: string, bytes: Buffer) => {
        const blob = blobOf(bytes);
        await registry.pushBlob(repository, blob, pieces(bytes), patient);
        return blob;
    };
    const image = async (repository: string, label: string) => {
        const [config, layer] = [
            await push(repository, Buffer.from(`{"l":"${label}"}`)),
            await push(repository, patterned(9000)),
        ];
        return manifestOf({ config, layers: [layer] });
    };

    it("gives back the blob that was pushed", async () => {
        const bytes = patterned(3_000_001);
        const blob = blobOf(bytes);
        assert.equal(await registry.hasBlob("team/app", blob.digest, patient), false);
        await registry.pushBlob("team/app", blob, pieces(bytes), patient);
        assert.equal(await registry.hasBlob("team/app", blob.digest, patient), true);
        assert.ok((await collected(await registry.pullBlob("team/app", blob, patient))).equals(bytes));
    });

    it("pushes and pulls an empty blob", async () => {
        const blob = await push("team/app", Buffer.alloc(0));
        assert.equal((await collected(await registry.pullBlob("team/app", blob, patient))).length, 0);
    });

    it("refuses bytes that are not those of the digest, and nothing is there", async () => {
        const bytes = patterned(70_000);
        const blob = blobOf(bytes);
        const wrong = Buffer.from(bytes).fill(7, 69_000);
        await assert.rejects(registry.pushBlob("team/app", blob, pieces(wrong), patient), {
            kind: "invalid",
            code: "DIGEST_INVALID",
        });
        assert.equal(await registry.hasBlob("team/app", blob.digest, patient), false);
    });

    it("pushes, resolves and reads a manifest byte for byte", async () => {
        const manifest = await image("team/app", "one");
        assert.deepEqual(await registry.pushManifest("team/app", "1.0", manifest, patient), { listsReferrer: false });
        const { digest, bytes } = manifest;
        const resolved = { mediaType: imageType, digest, size: bytes.length };
        assert.deepEqual(await registry.resolve("team/app", "1.0", patient), resolved);
        assert.deepEqual(await registry.resolve("team/app", digest, patient), resolved);
        assert.deepEqual(await registry.manifest("team/app", "1.0", patient), manifest);
        assert.deepEqual(await registry.manifest("team/app", digest, patient), manifest);
    });

    it("answers undefined for what is not there", async () => {
        const blob = blobOf(Buffer.from("nowhere"));
        assert.equal(await registry.resolve("team/nothing", "1.0", patient), undefined);
        assert.equal(await registry.manifest("team/nothing", blob.digest, patient), undefined);
        assert.equal(await registry.tags("team/nothing", patient), undefined);
        assert.equal(await registry.pullBlob("team/nothing", blob, patient), undefined);
        assert.deepEqual(await registry.referrers("team/nothing", blob.digest, patient), []);
    });

    it("lists all tags", async () => {
        const manifest = await image("team/tags", "t");
        for (const tag of ["a", "b", "c"]) {
            await registry.pushManifest("team/tags", tag, manifest, patient);
        }
        assert.deepEqual((await registry.tags("team/tags", patient))?.sort(), ["a", "b", "c"]);
    });

    it("mounts a blob of another repository, and says where it cannot", async () => {
        const { digest } = await push("team/source", patterned(5_000));
        assert.equal(await registry.mountBlob("team/mounted", digest, "team/source", patient), true);
        assert.equal(await registry.hasBlob("team/mounted", digest, patient), true);
        const absent = blobOf(Buffer.from("absent")).digest;
        assert.equal(await registry.mountBlob("team/mounted", absent, "team/source", patient), false);
    });

    it("finds referrers by the fallback tag: this registry has no referrers API", async () => {
        const subject = await image("team/signed", "s");
        const signature = await image("team/signed", "signature");
        await registry.pushManifest("team/signed", signature.digest, signature, patient);
        const { digest, bytes } = signature;
        const descriptor = {
            mediaType: imageType,
            digest,
            size: bytes.length,
            artifactType: "application/x-signature",
        };
        const list = manifestOf({ manifests: [descriptor] }, indexType);
        await registry.pushManifest("team/signed", subject.digest.replace(":", "-"), list, patient);
        assert.deepEqual(await registry.referrers("team/signed", subject.digest, patient), [descriptor]);
    });

    it("logs in by Basic where the registry wants it", async () => {
        const closed = await RealRegistry.start({ login: true });
        const settings = { clock: systemClock };
        const robot = openRegistry({ host: closed.host, login: async () => login, tried: "robot" }, settings);
        const nobody = openRegistry({ host: closed.host, login: async () => undefined, tried: "nobody" }, settings);
        const blob = blobOf(Buffer.from("behind a login"));
        await robot.pushBlob("team/app", blob, pieces(Buffer.from("behind a login")), patient);
        assert.equal(await robot.hasBlob("team/app", blob.digest, patient), true);
        await assert.rejects(nobody.hasBlob("team/app", blob.digest, patient), { kind: "unauthorized" });
        await closed.stop();
    });

    it("names the blob that a manifest misses", async () => {
        const absent = blobOf(Buffer.from("was never pushed"));
        const manifest = manifestOf({ config: absent, layers: [] });
        await assert.rejects(registry.pushManifest("team/app", "bad", manifest, patient), {
            kind: "invalid",
            code: "MANIFEST_BLOB_UNKNOWN",
        });
    });
});
