import assert from "node:assert/strict";
import { huaweiError } from "../../../provider/clouds/huawei/errors";
import type { ErrorKind } from "../../../provider/errors";

const call = { operation: "CreateImageSyncRepo", method: "POST", path: "/x", object: "team/api" } as const;
const failed = (status: number, body: unknown, headers: Record<string, string> = { "x-request-id": "7F" }) =>
    huaweiError(call, "cn-north-4", { status, headers, text: "" }, body);
const swr = (status: number, digits: string) =>
    failed(status, { errors: [{ errorCode: `SVCSTG.SWR.${digits}`, errorMessage: "words" }] });

describe("huawei: what an error code means", () => {
    const rows: [number, string, ErrorKind][] = [
        [404, "4040010", "notFound"],
        [404, "4040113", "notFound"],
        [404, "4040058", "notFound"],
        [404, "4041061", "notFound"],
        [401, "4010000", "unauthorized"],
        [403, "4030170", "unauthorized"],
        [403, "4039002", "unauthorized"],
        [403, "4037020", "unauthorized"],
        [400, "4000014", "invalid"],
        [400, "4000097", "invalid"],
        [409, "4090060", "conflict"],
        [400, "4001158", "notFound"],
        [500, "5001101", "transient"],
        [500, "5000007", "transient"],
        [403, "4031042", "throttled"],
        [400, "4009999", "unknown"],
    ];
    for (const [status, digits, kind] of rows) {
        it(`${status} SVCSTG.SWR.${digits}: ${kind}`, () => {
            const error = swr(status, digits);
            assert.deepEqual([error.kind, error.code, error.requestId], [kind, `SVCSTG.SWR.${digits}`, "7F"]);
            assert.equal(error.acted, kind === "transient" ? "maybe" : "no");
            assert.match(
                error.message,
                /^huawei CreateImageSyncRepo: .*team\/api.* \(SVCSTG\.SWR\.\d+, request 7F\); \S/,
            );
        });
    }

    const gateway: [number, string, ErrorKind][] = [
        [401, "APIGW.0301", "unauthorized"],
        [429, "APIGW.0308", "throttled"],
        [404, "APIGW.0101", "unsupported"],
    ];
    for (const [status, code, kind] of gateway) {
        it(`${status} ${code} of the gateway: ${kind}`, () => {
            const error = failed(status, { error_code: code, error_msg: "words", request_id: "8A" }, {});
            assert.deepEqual([error.kind, error.code, error.requestId], [kind, code, "8A"]);
        });
    }

    const shapes: Record<string, unknown> = {
        "both shapes at once": {
            errors: [{ errorCode: "SVCSTG.SWR.4000014", errorMessage: "words" }],
            error_code: "SVCSTG.SWR.4000014",
            error_msg: "words",
            details: [],
        },
        "errors alone": { errors: [{ errorCode: "SVCSTG.SWR.4000014", errorMessage: "words", detail: "" }] },
        "a bare list": [{ errorCode: "SVCSTG.SWR.4000014", errorMessage: "words", detail: "" }],
        "flat, as the gateway": { error_code: "SVCSTG.SWR.4000014", error_msg: "words" },
    };
    for (const [name, body] of Object.entries(shapes)) {
        it(`reads ${name}`, () =>
            assert.equal(
                failed(400, body).message,
                "huawei CreateImageSyncRepo: words: team/api in cn-north-4 (SVCSTG.SWR.4000014, request 7F); fix what the cloud refuses",
            ));
    }

    it("reads IAM's shape", () => {
        const error = failed(401, {
            error: { code: 401, title: "Unauthorized", message: "The request requires authentication" },
        });
        assert.equal(error.kind, "unauthorized");
        assert.match(error.message, /The request requires authentication/);
    });

    for (const body of [undefined, null, "", [], {}, { errors: [] }]) {
        it(`a body that says nothing (${JSON.stringify(body)}) leaves the status`, () => {
            assert.deepEqual([failed(503, body).kind, failed(503, body).code], ["transient", "HTTP 503"]);
            assert.deepEqual([failed(429, body).kind, failed(401, body).kind], ["throttled", "unauthorized"]);
        });
    }

    it("a bare 404 does not mean that the rule is gone: a proxy or a wrong endpoint says so too", () =>
        assert.notEqual(failed(404, undefined).kind, "notFound"));

    it("shows nothing that a log reader could decode", () => {
        const entry = {
            errorCode: "SVCSTG.SWR.4039002",
            errorMessage: "words",
            encoded_authorization_message: "encoded-secret",
        };
        assert.doesNotMatch(
            failed(403, { errors: [entry], encoded_authorization_message: "encoded-secret" }).message,
            /encoded-secret/,
        );
    });

    it("a missing repository is named, with the region and what to do", () =>
        assert.equal(
            swr(404, "4040010").message,
            "huawei CreateImageSyncRepo: team/api in cn-north-4: not found (SVCSTG.SWR.4040010, request 7F); create it or fix source.namespace and source.repository",
        ));
});
