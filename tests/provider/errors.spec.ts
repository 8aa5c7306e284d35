import assert from "node:assert/strict";
import { ImageSyncError, isKind, messageOf, type ErrorDetails } from "../../provider/errors";
import { secret } from "../../provider/process/redact";

const details: ErrorDetails = {
    kind: "notFound",
    cloud: "alibaba",
    action: "CreateRepoSyncRule",
    problem: 'namespace "x" not found in cri-hub',
};

describe("ImageSyncError", () => {
    const rows: [string, Partial<ErrorDetails>, string][] = [
        [
            "the design's example",
            { code: "NAMESPACE_NOT_EXIST", requestId: "7F", advice: "create it or fix source.namespace" },
            'alibaba CreateRepoSyncRule: namespace "x" not found in cri-hub (NAMESPACE_NOT_EXIST, request 7F); create it or fix source.namespace',
        ],
        ["nothing known but the problem", {}, 'alibaba CreateRepoSyncRule: namespace "x" not found in cri-hub'],
        ["a code alone", { code: "C" }, 'alibaba CreateRepoSyncRule: namespace "x" not found in cri-hub (C)'],
        [
            "a request alone",
            { requestId: "7F" },
            'alibaba CreateRepoSyncRule: namespace "x" not found in cri-hub (request 7F)',
        ],
        [
            "advice alone",
            { advice: "fix it" },
            'alibaba CreateRepoSyncRule: namespace "x" not found in cri-hub; fix it',
        ],
    ];
    for (const [name, more, message] of rows) {
        it(`says ${name}`, () => assert.equal(new ImageSyncError({ ...details, ...more }).message, message));
    }

    it("did not act, unless said otherwise", () => {
        assert.equal(new ImageSyncError(details).acted, "no");
        assert.equal(new ImageSyncError({ ...details, acted: "maybe" }).acted, "maybe");
    });

    it("with: changes what is given and keeps the rest", () => {
        const changed = new ImageSyncError({ ...details, code: "C", retryAfterMs: 5 }).with({ kind: "conflict" });
        assert.deepEqual([changed.kind, changed.code, changed.retryAfterMs], ["conflict", "C", 5]);
        assert.match(changed.message, /namespace "x" not found in cri-hub \(C\)$/);
    });

    it("is known across copies of the package", () => {
        assert.ok(ImageSyncError.is({ isImageSyncError: true }));
        for (const other of [new Error("x"), null, undefined, "text", 3]) {
            assert.ok(!ImageSyncError.is(other));
        }
    });

    it("isKind: one of several kinds, of our errors alone", () => {
        assert.ok(isKind(new ImageSyncError(details), "conflict", "notFound"));
        assert.ok(!isKind(new ImageSyncError(details), "conflict"));
        assert.ok(!isKind(Object.assign(new Error("x"), { kind: "notFound" }), "notFound"));
    });

    it("shows no secret, in the message of any error", () => {
        secret("hunter2-hunter2");
        assert.ok(
            !new ImageSyncError({ ...details, problem: "key hunter2-hunter2 is wrong" }).message.includes("hunter2"),
        );
        assert.equal(messageOf(new Error("key hunter2-hunter2")), "key [secret]");
        assert.equal(messageOf("hunter2-hunter2"), "[secret]");
    });
});
