import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { digestsOf, layerBytes, type LayerRecipe } from "../../../emulator/registry/content/layer";
import { readBlob } from "../../../emulator/registry/content/blob";

const sha256 = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const whole = (recipe: LayerRecipe): Buffer => Buffer.concat([...layerBytes(recipe)]);

describe("registries: generated layers", () => {
    const sizes = fc.oneof(
        fc.integer({ min: 1559, max: 200_000 }),
        // Around the seams of deflate's blocks, where not every length has a tar that fills it.
        fc
            .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -40, max: 40 }))
            .map(([n, d]) => n * 65_540 + 18 + d),
    );

    it("are gzips of tars, exactly as long as asked, and what their digests say", () => {
        fc.assert(
            fc.property(fc.string(), sizes, (seed, sizeBytes) => {
                const bytes = whole({ seed, sizeBytes });
                assert.equal(bytes.length, sizeBytes);
                const tar = gunzipSync(bytes);
                assert.equal(tar.toString("latin1", 257, 262), "ustar");
                const fileBytes = parseInt(tar.toString("latin1", 124, 135), 8);
                assert.ok(tar.subarray(512 + fileBytes).every((byte) => byte === 0));
                assert.ok(tar.length - 512 - fileBytes >= 1024);
                const { digest, diffId } = digestsOf({ seed, sizeBytes });
                assert.deepEqual([digest, diffId], [sha256(bytes), sha256(tar)]);
            }),
            { numRuns: 200 },
        );
    });

    it("the same seed and size give the same bytes, others give others", () => {
        const one = whole({ seed: "a", sizeBytes: 5000 });
        assert.deepEqual(whole({ seed: "a", sizeBytes: 5000 }), one);
        assert.notDeepEqual(whole({ seed: "b", sizeBytes: 5000 }), one);
        for (const sizeBytes of [0, 1, 100, 1558]) {
            const tiny = whole({ seed: "a", sizeBytes });
            assert.deepEqual([tiny.length, sha256(tiny)], [sizeBytes, digestsOf({ seed: "a", sizeBytes }).digest]);
        }
    });

    it("any part is that part of the whole", async () => {
        const recipe = { seed: "parts", sizeBytes: 150_000 };
        const bytes = whole(recipe);
        const part = fc.tuple(fc.nat(150_000), fc.nat(150_000)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
        await fc.assert(
            fc.asyncProperty(part, async ([start = 0, end = 0]) => {
                const pieces: Buffer[] = [];
                for await (const piece of readBlob({ kind: "layer", recipe }, start, end)) {
                    pieces.push(piece);
                }
                assert.deepEqual(Buffer.concat(pieces), bytes.subarray(start, end));
            }),
        );
    });
});
