import assert from "node:assert/strict";
import { alibabaError } from "../../../provider/clouds/alibaba/errors";
import type { ErrorKind } from "../../../provider/errors";

const call = {
    action: "CreateRepoSyncRule",
    region: "cn-hangzhou",
    parameters: {
        InstanceId: "cri-hub",
        NamespaceName: "prod",
        RepoName: "api",
        TargetInstanceId: "cri-sg",
        TargetNamespaceName: "copies",
        TargetRepoName: "api",
    },
};
const said = (status: number, code: string, headers: Record<string, string> = {}) =>
    alibabaError(call, { status, headers, text: "" }, { Code: code, RequestId: "7F", Message: "words of the cloud" });

describe("alibaba: what an error code means", () => {
    const rows: [number, string, ErrorKind][] = [
        [200, "INSTANCE_NOT_EXIST", "notFound"],
        [400, "INSTANCE_NOT_EXIST", "notFound"],
        [200, "NAMESPACE_NOT_EXIST", "notFound"],
        [200, "REPO_NOT_EXIST", "notFound"],
        [200, "INSTANCE_STATUS_NOT_SUPPORT", "unsupported"],
        [403, "NoPrivilege", "unauthorized"],
        [403, "Forbidden.RAM", "unauthorized"],
        [403, "Forbidden", "unauthorized"],
        [404, "InvalidAccessKeyId.NotFound", "unauthorized"],
        [400, "InvalidAccessKeyId.Inactive", "unauthorized"],
        [400, "SignatureDoesNotMatch", "unauthorized"],
        [400, "IncompleteSignature", "unauthorized"],
        [400, "InvalidTimeStamp.Expired", "unauthorized"],
        [400, "InvalidSecurityToken.Expired", "unauthorized"],
        [403, "InvalidSecurityToken.MismatchWithAccessKey", "unauthorized"],
        [400, "MissingSecurityToken", "unauthorized"],
        [400, "Throttling", "throttled"],
        [400, "Throttling.User", "throttled"],
        [403, "Throttling.Api", "throttled"],
        [429, "Anything", "throttled"],
        [500, "SystemError", "transient"],
        [200, "SYSTEM_ERROR", "transient"],
        [503, "ServiceUnavailable", "transient"],
        [502, "WhateverAGatewaySays", "transient"],
        [200, "SYNC_RULE_QUOTA_EXCEEDED", "invalid"],
        [200, "SYNC_RULE_ALREADY_EXIST", "conflict"],
        [200, "SYNC_RULE_NOT_EXIST", "notFound"],
        [400, "MissingTagFilter", "invalid"],
        [400, "InvalidTagFilter", "invalid"],
        [404, "InvalidAction.NotFound", "unsupported"],
        [200, "SOMETHING_NEW", "unknown"],
        [200, "constructor", "unknown"],
    ];
    for (const [status, code, kind] of rows) {
        it(`${status} ${code}: ${kind}`, () => {
            const error = said(status, code);
            assert.deepEqual([error.kind, error.code, error.requestId], [kind, code, "7F"]);
            assert.equal(error.acted, kind === "transient" ? "maybe" : "no");
            assert.match(error.message, /^alibaba CreateRepoSyncRule: .+ \(.+, request 7F\); \S/);
        });
    }

    it("a missing namespace is named, with where it was looked for and what to do", () =>
        assert.equal(
            said(200, "NAMESPACE_NOT_EXIST").message,
            'alibaba CreateRepoSyncRule: namespace "prod" not found in cri-hub, or "copies" in cri-sg ' +
                "(NAMESPACE_NOT_EXIST, request 7F); create it or fix source.namespace or target.namespace",
        ));

    it("a missing instance is named, with the region", () =>
        assert.match(
            said(200, "INSTANCE_NOT_EXIST").message,
            /instance "cri-hub" not found in cn-hangzhou, or "cri-sg"/,
        ));

    it("a code that is in no table keeps the cloud's words", () =>
        assert.equal(
            said(200, "SOMETHING_NEW").message,
            "alibaba CreateRepoSyncRule: words of the cloud (SOMETHING_NEW, request 7F); look the code up in the cloud's documents",
        ));

    it("the standard header counts where Alibaba's own is missing", () =>
        assert.equal(said(429, "HTTP 429", { "retry-after": "3" }).retryAfterMs, 3_000));

    it("x-acs-retry-after is in milliseconds", () =>
        assert.equal(said(400, "Throttling.User", { "x-acs-retry-after": "1234" }).retryAfterMs, 1234));

    it("a body without a code says the status", () =>
        assert.match(alibabaError(call, { status: 503, headers: {}, text: "" }, null).message, /\(HTTP 503\)/));
});
