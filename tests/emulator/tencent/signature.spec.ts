import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { call, codeOf, send, withCode, type HandMade } from "./clients";

describe("Tencent: TC3-HMAC-SHA256", () => {
    const start = Date.UTC(2026, 4, 31, 23, 58);
    let clock: ManualClock;
    let emulator: Emulator;
    const seconds = (): number => clock.now() / 1000;

    before(async () => {
        clock = new ManualClock(start);
        emulator = await startEmulator({ clock });
    });
    after(() => emulator.close());

    const taken: Record<string, HandMade> = {
        "the host with its port": {},
        "the host without its port": { signedHost: "127.0.0.1" },
        "the service of a loopback endpoint": { service: "127" },
        "content-type and host alone": { signedHeaders: ["content-type", "host"] },
        "an empty token header": { forge: { "x-tc-token": "" } },
    };
    for (const [what, request] of Object.entries(taken)) {
        it(`takes ${what}`, async () => {
            const response = await send(emulator, { timestamp: seconds(), ...request });
            assert.equal(codeOf(response), undefined);
            assert.equal(response["TotalCount"], 22);
        });
    }

    const refused: Record<string, [request: HandMade, code: string]> = {
        "another secret key": [
            { key: { secretId: "AKIDemulatorOwner", secretKey: "wrong" } },
            "AuthFailure.SignatureFailure",
        ],
        "a content type changed after signing": [
            { forge: { "content-type": "application/json" } },
            "AuthFailure.SignatureFailure",
        ],
        "a body changed after signing": [{ forgedBody: "{ }" }, "AuthFailure.SignatureFailure"],
        "an action changed after signing": [
            { forge: { "x-tc-action": "DescribeInstances" } },
            "AuthFailure.SignatureFailure",
        ],
        "another host": [{ signedHost: "tcr.tencentcloudapi.com" }, "AuthFailure.SignatureFailure"],
        "a scope that leaves out the host": [{ signedHeaders: ["content-type"] }, "AuthFailure.SignatureFailure"],
        "a scope of another day": [{ date: "2026-05-30" }, "AuthFailure.SignatureFailure"],
        "an unknown SecretId": [{ key: { secretId: "AKIDnobody", secretKey: "x" } }, "AuthFailure.SecretIdNotFound"],
        "no authorization": [{ forge: { authorization: undefined } }, "AuthFailure.InvalidAuthorization"],
        "another scheme": [{ forge: { authorization: "Basic eDp5" } }, "AuthFailure.InvalidAuthorization"],
        "no timestamp": [{ forge: { "x-tc-timestamp": undefined } }, "MissingParameter"],
        "a timestamp in words": [{ forge: { "x-tc-timestamp": "now" } }, "AuthFailure.SignatureExpire"],
        "a timestamp changed after signing": [
            { forge: { "x-tc-timestamp": String(start / 1000 + 1) } },
            "AuthFailure.SignatureFailure",
        ],
        "a token with a permanent key": [{ forge: { "x-tc-token": "some-token" } }, "AuthFailure.TokenFailure"],
        GET: [{ method: "GET" }, "UnsupportedProtocol"],
    };
    for (const [what, [request, code]] of Object.entries(refused)) {
        it(`refuses ${what}`, async () => {
            const response = await send(emulator, { timestamp: seconds(), ...request });
            assert.equal(codeOf(response), code);
            assert.equal(typeof response["RequestId"], "string");
        });
    }

    for (const [offset, code] of [
        [-301, "AuthFailure.SignatureExpire"],
        [-300, undefined],
        [300, undefined],
        [301, "AuthFailure.SignatureExpire"],
    ] as const) {
        it(`${code === undefined ? "takes" : "refuses"} a timestamp that is ${offset} s off, over midnight too`, async () => {
            assert.equal(codeOf(await send(emulator, { timestamp: seconds() + offset })), code);
        });
    }

    it("takes a session with its token, and no other", async () => {
        const { session } = emulator.credentials.tencent;
        const request = { key: session, timestamp: seconds() };
        const token = { "x-tc-token": session.securityToken };
        assert.equal(codeOf(await send(emulator, { ...request, forge: token })), undefined);
        assert.equal(codeOf(await send(emulator, request)), "AuthFailure.TokenFailure");
        const wrong = { "x-tc-token": "expired" };
        assert.equal(codeOf(await send(emulator, { ...request, forge: wrong })), "AuthFailure.TokenFailure");
    });

    it("answers a disabled key as an unknown one until it is enabled", async () => {
        const request = { key: emulator.credentials.tencent.spare, timestamp: seconds() };
        emulator.tencent.disableKey(request.key.secretId);
        assert.equal(codeOf(await send(emulator, request)), "AuthFailure.SecretIdNotFound");
        emulator.tencent.enableKey(request.key.secretId);
        assert.equal(codeOf(await send(emulator, request)), undefined);
    });
});

describe("Tencent: its own runtime as client", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    it("is let in with a permanent key and with a session", async () => {
        const { owner, session } = emulator.credentials.tencent;
        for (const key of [owner, session]) {
            assert.equal((await call(emulator, "DescribeInstances", {}, { key }))["TotalCount"], 2);
        }
    });

    it("gets the code of a refusal", async () => {
        const key = { ...emulator.credentials.tencent.owner, secretKey: "wrong" };
        await assert.rejects(
            call(emulator, "DescribeInstances", {}, { key }),
            withCode("AuthFailure.SignatureFailure"),
        );
    });
});
