import assert from "node:assert/strict";
import { tencentError } from "../../../provider/clouds/tencent/errors";
import type { ErrorKind } from "../../../provider/errors";

const call = {
    action: "ManageReplication",
    region: "ap-guangzhou",
    body: { SourceRegistryId: "tcr-gz", DestinationRegistryId: "tcr-sg", Rule: { Name: "api" } },
};
const said = (code: string) =>
    tencentError(
        call,
        { status: 200, headers: {}, text: "" },
        { Error: { Code: code, Message: "words" }, RequestId: "7F" },
    );

describe("tencent: what an error code means", () => {
    /** The codes that the actions for rules and regions may answer by the SDK's lists, then the common ones. */
    const rows: Record<string, ErrorKind> = {
        InternalError: "transient",
        "InternalError.DbError": "transient",
        "InternalError.ErrorTcrInternal": "transient",
        "InternalError.ErrorTcrInvalidMediaType": "invalid",
        "InternalError.ErrorTcrResourceConflict": "conflict",
        "InternalError.ErrorTcrUnauthorized": "unauthorized",
        InvalidParameter: "invalid",
        "InvalidParameter.ErrorTcrInvalidParameter": "invalid",
        MissingParameter: "invalid",
        "MissingParameter.MissingParameter": "invalid",
        ResourceNotFound: "notFound",
        "ResourceNotFound.TcrResourceNotFound": "notFound",
        UnauthorizedOperation: "unauthorized",
        "UnauthorizedOperation.ErrorTcrUnauthorized": "unauthorized",
        UnknownParameter: "invalid",
        UnsupportedOperation: "unsupported",
        FailedOperation: "unknown",
        "FailedOperation.PreconditionFailed": "conflict",
        "FailedOperation.EmptyCoreBody": "transient",
        "FailedOperation.DependenceError": "transient",
        "FailedOperation.DbError": "transient",
        "FailedOperation.ErrorTcrResourceConflict": "conflict",
        "FailedOperation.ErrorTcrUnauthorized": "unauthorized",
        OperationDenied: "unsupported",
        "OperationDenied.QuotaOverLimit": "invalid",
        "ResourceInsufficient.ErrorInstanceNotRunning": "unsupported",
        "InternalError.ErrConflict": "conflict",
        "InternalError.ErrNotExist": "notFound",
        "InternalError.ErrorConflict": "conflict",
        "InternalError.ErrorOverLimit": "invalid",
        "InvalidParameter.UnsupportedRegion": "invalid",
        AuthFailure: "unauthorized",
        "AuthFailure.SecretIdNotFound": "unauthorized",
        "AuthFailure.SignatureFailure": "unauthorized",
        "AuthFailure.SignatureExpire": "unauthorized",
        "AuthFailure.TokenFailure": "unauthorized",
        "AuthFailure.UnauthorizedOperation": "unauthorized",
        RequestLimitExceeded: "throttled",
        "RequestLimitExceeded.UinLimitExceeded": "throttled",
        "LimitExceeded.ErrRepoMaxLimit": "invalid",
        UnsupportedRegion: "invalid",
        ServiceUnavailable: "transient",
        ResourceUnavailable: "transient",
        InvalidAction: "unsupported",
        NoSuchVersion: "unsupported",
        "SomethingNew.Odd": "unknown",
    };
    for (const [code, kind] of [...Object.entries(rows), ["constructor", "unknown"] as const]) {
        it(`${code}: ${kind}`, () => {
            const error = said(code);
            assert.deepEqual([error.kind, error.code, error.requestId], [kind, code, "7F"]);
            assert.equal(error.acted, kind === "transient" ? "maybe" : "no");
            assert.match(error.message, /^tencent ManageReplication: .+ \(.+, request 7F\); \S/);
        });
    }

    it("what is missing is named, with the region and what to do", () =>
        assert.equal(
            said("ResourceNotFound.TcrResourceNotFound").message,
            'tencent ManageReplication: registry "tcr-gz", or "tcr-sg", or rule "api" in it, not found in ap-guangzhou ' +
                "(ResourceNotFound.TcrResourceNotFound, request 7F); check the registry ids, the regions and the account; if the registry was deleted, its rules went with it: pulumi state delete",
        ));

    const gateways: [number, ErrorKind][] = [
        [500, "transient"],
        [502, "transient"],
        [429, "throttled"],
        [200, "transient"],
        [404, "unknown"],
    ];
    for (const [status, kind] of gateways) {
        it(`an answer with status ${status} and no Response is ${kind}`, () => {
            const error = tencentError(call, { status, headers: {}, text: "" }, undefined);
            assert.deepEqual([error.kind, error.code], [kind, `HTTP ${status}`]);
        });
    }
});
