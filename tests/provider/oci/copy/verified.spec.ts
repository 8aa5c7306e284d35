import assert from "node:assert/strict";
import fc from "fast-check";
import { verified, WrongBytes } from "../../../../provider/oci/copy/blobs/verified";
import { sha } from "../fakes/registry";

async function* piecesOf(bytes: readonly Buffer[]): AsyncGenerator<Buffer> {
    for (const piece of bytes) {
        yield piece;
    }
}

/** What came through, and whether it ended well. */
async function pass(promised: Buffer, sent: readonly Buffer[]) {
    const blob = { mediaType: "application/octet-stream", digest: sha(promised), size: promised.length };
    const through: Buffer[] = [];
    const told: number[] = [];
    try {
        for await (const piece of verified(blob, async () => piecesOf(sent), {
            passed: (total) => void told.push(total),
        })) {
            through.push(piece);
        }
    } catch (error) {
        assert.ok(error instanceof WrongBytes);
        return { bytes: Buffer.concat(through), told, isGood: false };
    }
    return { bytes: Buffer.concat(through), told, isGood: true };
}

const bytes = fc.uint8Array({ maxLength: 20 }).map((each) => Buffer.from(each));

describe("verified bytes", () => {
    it("property: the promised bytes come through, however they are cut, and are counted", async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(bytes, { maxLength: 6 }), async (sent) => {
                const all = Buffer.concat(sent);
                const result = await pass(all, sent);
                assert.deepEqual(result.bytes, all);
                assert.ok(result.isGood);
                assert.equal(result.told.at(-1) ?? 0, all.length);
            }),
        );
    });

    it("property: of other bytes, never as many come through as were promised", async () => {
        await fc.assert(
            fc.asyncProperty(bytes, fc.array(bytes, { maxLength: 6 }), async (promised, sent) => {
                fc.pre(!promised.equals(Buffer.concat(sent)));
                const result = await pass(promised, sent);
                assert.ok(!result.isGood);
                assert.ok(result.bytes.length < promised.length || promised.length === 0);
            }),
        );
    });

    it("the last piece is held back until the digest is known", async () => {
        const promised = Buffer.from("the promised");
        const { bytes: through } = await pass(promised, [
            Buffer.from("the "),
            Buffer.from("prom"),
            Buffer.from("ised?"),
        ]);
        assert.equal(through.toString(), "the ");
        const swapped = await pass(promised, [Buffer.from("the "), Buffer.from("prom"), Buffer.from("used")]);
        assert.equal(swapped.bytes.toString(), "the prom");
    });
});
