import assert from "node:assert/strict";
import { type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { call, type HandMade, iso, ruleParameters, sendV1, sendV3 } from "./clients";

const MINUTE = 60_000;

describe("alibaba: who is calling", () => {
    let emulator: Emulator;
    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    describe("the official runtime", () => {
        const styles = [
            { name: "ACS3 by POST", options: {} },
            { name: "ACS3 by GET", options: { method: "GET" } },
            { name: "ACS3 with a form", options: { form: true } },
            { name: "the older signature by POST", options: { signatureAlgorithm: "v2" } },
            { name: "the older signature by GET", options: { signatureAlgorithm: "v2", method: "GET" } },
            { name: "the older signature with a form", options: { signatureAlgorithm: "v2", form: true } },
        ] as const;
        for (const { name, options } of styles) {
            it(`is understood: ${name}`, async () => {
                // Characters that the encodings of query, form and signature treat differently.
                const TagFilter = "v1*~(a|b)!' +/=&%ä";
                const SyncRuleName = name.replaceAll(" ", "-");
                const made = await call(
                    emulator,
                    "CreateRepoSyncRule",
                    ruleParameters({ SyncRuleName, TagFilter }),
                    options,
                );
                assert.equal(made.Code, "success");
                const rule = emulator.alibaba.rules().find(({ id }) => id === made.SyncRuleId);
                assert.equal(rule?.tagFilter, TagFilter);
            });
            it(`is understood with a session: ${name}`, async () => {
                const credential = emulator.credentials.alibaba.session;
                const listed = await call(emulator, "ListInstance", { PageSize: 1 }, { ...options, credential });
                assert.equal(listed.TotalCount, 4);
            });
            it(`is refused with another secret: ${name}`, async () => {
                const credential = { ...emulator.credentials.alibaba.owner, secretKey: "guess" };
                await assert.rejects(call(emulator, "ListInstance", {}, { ...options, credential }), {
                    code: "SignatureDoesNotMatch",
                    statusCode: 400,
                });
            });
        }
    });

    describe("requests signed by hand", () => {
        const wrong: { name: string; send: typeof sendV3; request: HandMade; status: number; code: string }[] = [
            { name: "V3 as it should be", send: sendV3, request: {}, status: 200, code: "success" },
            { name: "V1 as it should be", send: sendV1, request: {}, status: 200, code: "success" },
            {
                name: "a parameter changed on the way",
                send: sendV1,
                request: { parameters: { PageSize: "1" }, forge: { PageSize: "2" } },
                status: 400,
                code: "SignatureDoesNotMatch",
            },
            {
                name: "a header changed on the way",
                send: sendV3,
                request: { forge: { "x-acs-action": "GetInstance" } },
                status: 400,
                code: "SignatureDoesNotMatch",
            },
            {
                name: "the hash of another body",
                send: sendV3,
                request: { bend: { "x-acs-content-sha256": "0".repeat(64) } },
                status: 400,
                code: "SignatureDoesNotMatch",
            },
            {
                name: "a header that is not signed",
                send: sendV3,
                request: { bend: { "x-acs-date": undefined }, forge: { "x-acs-date": iso(Date.now()) } },
                status: 400,
                code: "SignatureDoesNotMatch",
            },
            {
                name: "V3 without a time",
                send: sendV3,
                request: { bend: { "x-acs-date": undefined } },
                status: 400,
                code: "MissingTimestamp",
            },
            {
                name: "V1 without a time",
                send: sendV1,
                request: { bend: { Timestamp: undefined } },
                status: 400,
                code: "MissingTimestamp",
            },
            {
                name: "a time that is none",
                send: sendV3,
                request: { bend: { "x-acs-date": "yesterday" } },
                status: 400,
                code: "InvalidTimeStamp.Format",
            },
            {
                name: "V3 sixteen minutes old",
                send: sendV3,
                request: { bend: { "x-acs-date": iso(Date.now() - 16 * MINUTE) } },
                status: 400,
                code: "InvalidTimeStamp.Expired",
            },
            {
                name: "V1 from the future",
                send: sendV1,
                request: { bend: { Timestamp: iso(Date.now() + 16 * MINUTE) } },
                status: 400,
                code: "InvalidTimeStamp.Expired",
            },
            {
                name: "an unknown key",
                send: sendV1,
                request: { bend: { AccessKeyId: "nobody" } },
                status: 404,
                code: "InvalidAccessKeyId.NotFound",
            },
            {
                name: "no proof at all",
                send: sendV3,
                request: { forge: { authorization: undefined } },
                status: 400,
                code: "MissingAccessKeyId",
            },
            {
                name: "a proof that is none",
                send: sendV3,
                request: { forge: { authorization: "ACS3-HMAC-SHA256 trust me" } },
                status: 400,
                code: "IncompleteSignature",
            },
            {
                name: "a token with a permanent key",
                send: sendV3,
                request: { bend: { "x-acs-security-token": "emulator-alibaba-session-token" } },
                status: 400,
                code: "InvalidSecurityToken.Malformed",
            },
            {
                name: "another signature method",
                send: sendV1,
                request: { bend: { SignatureMethod: "HMAC-MD5" } },
                status: 400,
                code: "InvalidSignatureMethod",
            },
            {
                name: "an unknown action",
                send: sendV3,
                request: { action: "MakeCoffee" },
                status: 404,
                code: "InvalidAction.NotFound",
            },
            {
                name: "another version",
                send: sendV3,
                request: { bend: { "x-acs-version": "2016-06-07" } },
                status: 404,
                code: "InvalidAction.NotFound",
            },
            {
                name: "another method",
                send: sendV3,
                request: { method: "PUT" },
                status: 405,
                code: "UnsupportedHTTPMethod",
            },
        ];
        for (const { name, send, request, status, code } of wrong) {
            it(`${name}: ${status} ${code}`, async () => {
                const answer = await send(emulator, request);
                assert.deepEqual([answer.status, answer.body.Code], [status, code]);
                if (status !== 200) {
                    assert.deepEqual(Object.keys(answer.body), ["RequestId", "HostId", "Code", "Message", "Recommend"]);
                }
            });
        }

        it("a request sent twice: SignatureNonceUsed", async () => {
            const request = { bend: { SignatureNonce: "once" } };
            assert.equal((await sendV1(emulator, request)).status, 200);
            assert.equal((await sendV1(emulator, request)).body.Code, "SignatureNonceUsed");
        });

        it("a session key without its token, and with another", async () => {
            const { session } = emulator.credentials.alibaba;
            const bend = { AccessKeyId: session.accessKey };
            const request = { secretKey: session.secretKey, bend };
            assert.equal((await sendV1(emulator, request)).body.Code, "MissingSecurityToken");
            const other = { ...request, bend: { ...bend, SecurityToken: "other" } };
            assert.equal((await sendV1(emulator, other)).body.Code, "InvalidSecurityToken.Malformed");
        });

        it("says what it has signed itself, as the cloud does", async () => {
            const { body } = await sendV1(emulator, { secretKey: "guess", bend: { SignatureNonce: "n1" } });
            assert.match(String(body.Message), /server string to sign is:GET&%2F&AccessKeyId%3Demulator-alibaba-owner/);
        });
    });

    describe("rights", () => {
        it("a read-only key reads, and may not write", async () => {
            const credential = emulator.credentials.alibaba.readOnly;
            const listed = await call(emulator, "ListRepoSyncRule", { InstanceId: "cri-hub" }, { credential });
            assert.equal(listed.IsSuccess, true);
            const before = emulator.alibaba.rules();
            const create = call(emulator, "CreateRepoSyncRule", ruleParameters({ SyncRuleName: "mine" }), {
                credential,
            });
            await assert.rejects(create, { code: "NoPrivilege", statusCode: 403 });
            assert.deepEqual(emulator.alibaba.rules(), before);
        });

        it("another account does not see the owner's instances", async () => {
            const credential = emulator.credentials.alibaba.other;
            const hub = await call(emulator, "GetInstance", { InstanceId: "cri-hub" }, { credential });
            assert.deepEqual([hub.IsSuccess, hub.Code], [false, "INSTANCE_NOT_EXIST"]);
            const partner = await call(emulator, "GetInstance", { InstanceId: "cri-partner" }, { credential });
            assert.equal(partner.IsSuccess, true);
        });

        it("a key that was switched off is refused until it is switched on", async () => {
            const credential = emulator.credentials.alibaba.spare;
            emulator.alibaba.disableKey(credential.accessKey);
            await assert.rejects(call(emulator, "ListInstance", {}, { credential }), {
                code: "InvalidAccessKeyId.Inactive",
            });
            emulator.alibaba.enableKey(credential.accessKey);
            assert.equal((await call(emulator, "ListInstance", {}, { credential })).IsSuccess, true);
        });
    });

    it("goes by the emulator's clock", async () => {
        const clock = new ManualClock(Date.now() + 20 * MINUTE);
        const ahead = await startEmulator({ clock });
        try {
            assert.equal((await sendV3(ahead, {})).body.Code, "InvalidTimeStamp.Expired");
            clock.advance(-19 * MINUTE);
            assert.equal((await sendV3(ahead, {})).body.Code, "success");
        } finally {
            await ahead.close();
        }
    });
});
