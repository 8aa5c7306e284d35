import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { call, withCode, type CallOptions, type Response } from "./clients";

describe("Tencent: DuplicateImage", () => {
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
    const original = (tag: string): string | undefined => emulator.tencent.findTag("tcr-gz", "prod/api", tag)?.digest;
    const copied = (tag: string, path = "staging/api"): string | undefined =>
        emulator.tencent.findTag("tcr-gz", path, tag)?.digest;

    function duplicate(changes: Record<string, unknown> = {}, options?: CallOptions): Promise<Response> {
        const input = {
            RegistryId: "tcr-gz",
            SourceNamespace: "prod",
            SourceRepo: "api",
            SourceReference: "1.0.0",
            DestinationTag: "1.0.0",
            DestinationNamespace: "staging",
        };
        return call(emulator, "DuplicateImage", { ...input, ...changes }, options);
    }

    it("copies a tag at once, and makes the repository", async () => {
        assert.deepEqual(Object.keys(await duplicate()), ["RequestId"]);
        assert.equal(copied("1.0.0"), original("1.0.0"));
        const images = await call(emulator, "DescribeImages", {
            RegistryId: "tcr-gz",
            NamespaceName: "staging",
            RepositoryName: "api",
        });
        const [image] = images["ImageInfoList"] as Response[];
        const source = emulator.tencent.findTag("tcr-gz", "prod/api", "1.0.0");
        assert.deepEqual(
            [images["TotalCount"], image?.["ImageVersion"], image?.["Digest"], image?.["Size"]],
            [1, "1.0.0", source?.digest, source?.sizeBytes],
        );
    });

    const destinations: Record<string, [changes: Record<string, unknown>, path: string, tag: string]> = {
        "another tag": [{ DestinationTag: "stable" }, "staging/api", "stable"],
        "another repository": [{ DestinationRepo: "mirror/api" }, "staging/mirror/api", "1.0.0"],
        "the same repository": [
            { DestinationNamespace: "", DestinationRepo: "", DestinationTag: "2" },
            "prod/api",
            "2",
        ],
    };
    for (const [what, [changes, path, tag]] of Object.entries(destinations)) {
        it(`copies to ${what}`, async () => {
            await duplicate(changes);
            assert.equal(copied(tag, path), original("1.0.0"));
        });
    }

    it("defaults to the source's namespace", async () => {
        await duplicate({ DestinationNamespace: undefined, DestinationRepo: "copy" });
        assert.equal(copied("1.0.0", "prod/copy"), original("1.0.0"));
    });

    it("overwrites another image only with Override, and takes the same image as done", async () => {
        emulator.tencent.pushTag("tcr-gz", "staging/api", "1.0.0", { digest: digest("a") });
        for (const Override of [undefined, false]) {
            await assert.rejects(duplicate({ Override }), withCode("InternalError.ErrorTcrResourceConflict"));
        }
        assert.equal(copied("1.0.0"), digest("a"));
        await duplicate({ Override: true });
        assert.equal(copied("1.0.0"), original("1.0.0"));
        await duplicate();
    });

    it("follows a tag that moves", async () => {
        await duplicate();
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.0.0", { content: "moved" });
        assert.notEqual(copied("1.0.0"), original("1.0.0"));
        await duplicate({ Override: true });
        assert.equal(copied("1.0.0"), original("1.0.0"));
    });

    it("leaves immutable tags alone, Override or not, and rules do too", async () => {
        const rule = emulator.tencent.addImmutableTagRule("tcr-gz", { namespace: "staging", tagPattern: "1.*" });
        await duplicate();
        await duplicate();
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.0.0", { content: "moved" });
        const moved = duplicate({ Override: true });
        await assert.rejects(moved, withCode("FailedOperation.PreconditionFailed"));
        await duplicate({ DestinationTag: "2.0.0" });
        const filters = [{ type: "name", value: "prod/**" }] as const;
        emulator.tencent.addImmutableTagRule("tcr-sg", { namespace: "prod", repositoryPattern: "a*" });
        const settings = { name: "all", destinationRegistryId: "tcr-sg", filters, override: true, deletion: true };
        emulator.tencent.addRule("tcr-gz", settings);
        for (const content of ["a", "b"]) {
            emulator.tencent.pushTag("tcr-gz", "prod/api", "3", { content });
            emulator.tencent.pushTag("tcr-gz", "prod/web", "3", { content });
        }
        const there = (path: string): string | undefined => emulator.tencent.findTag("tcr-sg", path, "3")?.digest;
        assert.notEqual(there("prod/api"), there("prod/web"));
        assert.equal(there("prod/web"), original("3"));
        emulator.tencent.removeTag("tcr-gz", "prod/api", "3");
        assert.notEqual(there("prod/api"), undefined);
        assert.deepEqual(emulator.tencent.immutableTagRules("tcr-gz"), [rule]);
        emulator.tencent.removeImmutableTagRule(rule.id);
        await duplicate({ Override: true });
    });

    const refused: Record<string, [changes: Record<string, unknown>, code: string]> = {
        "an unknown registry": [{ RegistryId: "tcr-none" }, "ResourceNotFound"],
        "another account's registry": [{ RegistryId: "tcr-partner" }, "ResourceNotFound"],
        "a namespace that is missing": [{ SourceNamespace: "none" }, "ResourceNotFound.TcrResourceNotFound"],
        "an empty namespace": [{ SourceNamespace: "" }, "ResourceNotFound.TcrResourceNotFound"],
        "a repository that is missing": [{ SourceRepo: "none" }, "ResourceNotFound.TcrResourceNotFound"],
        "a tag that is missing": [{ SourceReference: "9" }, "ResourceNotFound.TcrResourceNotFound"],
        "a destination that is missing": [{ DestinationNamespace: "none" }, "ResourceNotFound.TcrResourceNotFound"],
        "a digest": [{ SourceReference: digest("a") }, "InvalidParameter.ErrorTcrInvalidParameter"],
        "a tag that cannot be one": [{ DestinationTag: "-1" }, "InvalidParameter.ErrorTcrInvalidParameter"],
        "a repository in capitals": [{ DestinationRepo: "API" }, "InvalidParameter.ErrorTcrInvalidParameter"],
        "no tag": [{ DestinationTag: undefined }, "MissingParameter"],
        "another registry as destination": [{ DestinationRegistryId: "tcr-gz2" }, "UnknownParameter"],
    };
    for (const [what, [changes, code]] of Object.entries(refused)) {
        it(`refuses ${what}`, async () => {
            await assert.rejects(duplicate(changes), withCode(code));
            assert.equal(copied("1.0.0"), undefined);
        });
    }

    it("refuses a key that may only describe", async () => {
        const { readOnly: key } = emulator.credentials.tencent;
        await assert.rejects(duplicate({}, { key }), withCode("UnauthorizedOperation"));
    });

    it("fails as planned, for one tag or for all, until the plan is used up or cleared", async () => {
        emulator.tencent.failNextDuplicate({ code: "FailedOperation", tag: "1.1.0", times: 2 });
        await duplicate();
        for (const _ of [1, 2]) {
            await assert.rejects(duplicate({ SourceReference: "1.1.0" }), withCode("FailedOperation"));
        }
        await duplicate({ SourceReference: "1.1.0", DestinationTag: "1.1.0" });
        emulator.tencent.failNextDuplicate({ code: "InternalError", times: Infinity });
        for (const _ of [1, 2]) {
            await assert.rejects(duplicate(), withCode("InternalError"));
        }
        emulator.tencent.clearPlans();
        await duplicate();
        assert.throws(() => emulator.tencent.failNextDuplicate({ code: "InternalError", times: 0 }), /times is 0/);
    });

    it("is a push for the rules of the registry", async () => {
        const filters = [{ type: "name", value: "staging/**" }] as const;
        emulator.tencent.addRule("tcr-gz", { name: "on", destinationRegistryId: "tcr-sg", filters });
        await duplicate();
        assert.equal(emulator.tencent.findTag("tcr-sg", "staging/api", "1.0.0")?.digest, original("1.0.0"));
    });

    it("may be called twenty times a second, where rates hold", async () => {
        emulator.tencent.enforceRateLimits(true);
        for (let number = 1; number <= 20; number += 1) {
            await duplicate({ DestinationTag: `copy-${number}` });
        }
        await assert.rejects(duplicate(), withCode("RequestLimitExceeded"));
        clock.advance(1000);
        await duplicate();
        emulator.tencent.enforceRateLimits(1);
        clock.advance(1000);
        await duplicate();
        await assert.rejects(duplicate(), withCode("RequestLimitExceeded"));
        emulator.tencent.enforceRateLimits(false);
        await duplicate();
        assert.throws(() => emulator.tencent.enforceRateLimits(-1), /the limit is -1/);
    });
});
