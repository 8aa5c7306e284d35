import assert from "node:assert/strict";
import { startEmulator, type Emulator, type ErrorFault } from "../../../emulator";
import { call, outcome, rulesOf, send } from "./clients";

describe("Huawei: the shapes of errors", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    const entry = {
        errorCode: "SVCSTG.SWR.4040058",
        errorMessage: "The organization none does not exist in cn-north-4",
        detail: "",
    };

    it("has both shapes in one body", async () => {
        const answer = await send(emulator, { path: rulesOf("none/api") });
        assert.deepEqual(answer.body, {
            errors: [entry],
            error_code: entry.errorCode,
            error_msg: entry.errorMessage,
            details: [{ error_code: entry.errorCode, error_msg: entry.errorMessage }],
        });
    });

    it("has the list in an object, or bare, as older sites do", async () => {
        emulator.huawei.errorStyle = "errors";
        assert.deepEqual((await send(emulator, { path: rulesOf("none/api") })).body, { errors: [entry] });
        emulator.huawei.errorStyle = "array";
        assert.deepEqual((await send(emulator, { path: rulesOf("none/api") })).body, [entry]);
    });

    it("has the gateway's shape whatever the style", async () => {
        emulator.huawei.errorStyle = "array";
        const { body } = await send(emulator, { path: "/v2/manage/nothing" });
        assert.deepEqual(Object.keys(body as object), ["error_code", "error_msg", "request_id"]);
    });

    it("reaches the runtime with code, status and request id", async () => {
        const failing = call(emulator, "GET", rulesOf("none/api"));
        await assert.rejects(failing, (error: Record<string, unknown>) => {
            assert.deepEqual([error["httpStatusCode"], error["errorCode"]], [404, entry.errorCode]);
            assert.match(String(error["requestId"]), /^[0-9a-f-]{36}$/);
            return true;
        });
    });

    const faults: [kind: ErrorFault, swr: string, iam: string][] = [
        ["throttle", "429 APIGW.0308", "429 APIGW.0308"],
        ["throttle403", "403 4031042", "429 APIGW.0308"],
        ["serverError", "500 5000007", "500"],
        ["unauthorized", "401 4010000", "401"],
        ["forbidden", "403 4039002", "403"],
        ["quota", "400 4000097", "429 APIGW.0308"],
    ];
    for (const [kind, swr, iam] of faults) {
        it(`answers ${swr}, IAM ${iam}, for the fault ${kind}`, async () => {
            emulator.faults.add({ cloud: "huawei", kind, times: 2 });
            assert.equal(outcome(await send(emulator)), swr);
            assert.equal(outcome(await send(emulator, { path: "/v3/projects" })), iam);
            assert.equal(outcome(await send(emulator)), "200");
        });
    }

    it("has IAM's own shape for IAM's errors", async () => {
        emulator.faults.add({ cloud: "huawei", action: "KeystoneListProjects", kind: "forbidden" });
        const { body } = await send(emulator, { path: "/v3/projects" });
        const { error } = body as { error: Record<string, unknown> };
        assert.deepEqual([error["code"], error["title"]], [403, "Forbidden"]);
    });
});
