import assert from "node:assert/strict";
import { isKind } from "../../../../provider/errors";
import { graphOf } from "../../../../provider/oci/copy/manifests/graph";
import { types } from "../fakes/images";
import { sha } from "../fakes/registry";

const blob = (name: string) => ({ mediaType: types.layer, digest: sha(Buffer.from(name)), size: name.length });
const image = { schemaVersion: 2, config: blob("config"), layers: [blob("layer")] };

function read(body: unknown, mediaType = types.image) {
    const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    return graphOf({ mediaType, digest: sha(bytes), bytes });
}

describe("what a manifest points at", () => {
    const refused: [string, unknown, string?][] = [
        ["text that is not JSON", "{"],
        ["a list", []],
        ["nothing", null],
        ["an empty object", {}],
        ["schema 1", { ...image, schemaVersion: 1 }],
        ["a layer without a size", { ...image, layers: [{ ...blob("x"), size: undefined }] }],
        ["a layer of a negative size", { ...image, layers: [{ ...blob("x"), size: -1 }] }],
        ["a layer of half a byte", { ...image, layers: [{ ...blob("x"), size: 0.5 }] }],
        ["a layer of more bytes than can be counted", { ...image, layers: [{ ...blob("x"), size: 2 ** 60 }] }],
        ["a layer of an unknown algorithm", { ...image, layers: [{ ...blob("x"), digest: "md5:00" }] }],
        ["a digest in capitals", { ...image, config: { ...blob("x"), digest: blob("x").digest.toUpperCase() } }],
        ["a layer without a media type", { ...image, layers: [{ ...blob("x"), mediaType: "" }] }],
        ["layers that are an object", { ...image, layers: {} }],
        ["an index without a list", image, types.index],
    ];
    for (const [name, body, mediaType] of refused) {
        it(`refuses ${name}`, () => {
            assert.throws(() => read(body, mediaType), isInvalid);
        });
    }

    it("names what is wrong by its place", () => {
        assert.throws(() => read({ ...image, layers: [blob("a"), { ...blob("b"), size: "2" }] }), /layers\.1\.size/);
    });

    const long = "x".repeat(100_000);
    for (const odd of [
        { schemaVersion: long },
        { layers: long },
        { layers: [{ ...blob("x"), digest: long }] },
        { layers: [{ ...blob("x"), size: long }] },
        { config: long },
        { annotations: long },
        { layers: [long] },
    ]) {
        it(`quotes nothing of ${JSON.stringify(odd).slice(0, 30)}`, () => {
            assert.throws(
                () => read({ ...image, ...odd }),
                (error: Error) => isInvalid(error) && !error.message.includes("xxx") && error.message.length < 400,
            );
        });
    }

    it("takes what is not needed for a copy as it comes", () => {
        const odd = { ...blob("odd"), urls: "x", platform: { os: "linux" }, artifactType: 7, annotations: ["x"] };
        const { blobs } = read({ ...image, layers: [odd] });
        const { mediaType, digest, size } = odd;
        assert.deepEqual(
            blobs.map((each) => ({ mediaType: each.mediaType, digest: each.digest, size: each.size })),
            [blob("config"), { mediaType, digest, size }],
        );
    });

    it("lists each blob once", () => {
        assert.deepEqual(read({ ...image, layers: [blob("a"), blob("a"), blob("config")] }).blobs, [
            blob("config"),
            blob("a"),
        ]);
    });
});

function isInvalid(error: unknown): boolean {
    return isKind(error, "invalid");
}
