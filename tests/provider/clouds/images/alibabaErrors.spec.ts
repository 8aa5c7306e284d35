import assert from "node:assert/strict";
import { alibabaError } from "../../../../provider/clouds/alibaba/errors";
import { Repositories } from "../../../../provider/clouds/alibaba/images/repositories";
import type { AlibabaClient } from "../../../../provider/clouds/alibaba/client";
import type { Parameters } from "../../../../provider/clouds/alibaba/wire";
import type { Clients } from "../../../../provider/calls/clients";

const names = { RepoNamespaceName: "prod", RepoName: "api" };
const look = { InstanceId: "cri-hub", ...names };
const tags = { InstanceId: "cri-hub", RepoId: "crr-1" };
const start = {
    ...tags,
    ...names,
    Tag: "1.4.2",
    TargetRegionId: "ap-southeast-1",
    TargetInstanceId: "cri-sg",
    TargetNamespace: "copies",
    TargetRepoName: "api",
    TargetTag: "1.4.2",
};
const byRule = { ...tags, ...names, SyncRuleId: "crsr-1", Tag: "1.4.2" };
const task = { InstanceId: "cri-hub", SyncTaskId: "rst-1" };

function said(action: string, parameters: Parameters, code: string) {
    const call = { action, parameters, region: "cn-hangzhou" };
    return alibabaError(call, { status: 200, headers: {}, text: "" }, { Code: code, RequestId: "7F" });
}

describe("alibaba: what a user reads of a refused image call", () => {
    const rows: [string, Parameters, string, string][] = [
        ["GetRepository", look, "INSTANCE_NOT_EXIST", 'instance "cri-hub" not found in cn-hangzhou'],
        ["GetRepository", look, "NAMESPACE_NOT_EXIST", 'namespace "prod" not found in cri-hub'],
        ["GetRepository", look, "REPO_NOT_EXIST", 'repository "api" not found in cri-hub/prod'],
        ["ListRepoTag", tags, "REPO_NOT_EXIST", 'repository "crr-1" not found in cri-hub'],
        ["ListRepoTag", { ...tags, ...names }, "REPO_NOT_EXIST", 'repository "api" not found in cri-hub/prod'],
        [
            "CreateRepoSyncTask",
            start,
            "REPO_NOT_EXIST",
            'repository "api" not found in cri-hub/prod, or "api" in cri-sg/copies',
        ],
        ["CreateRepoSyncTask", start, "NAMESPACE_NOT_EXIST", 'namespace "copies" not found in cri-sg'],
        [
            "CreateRepoSyncTask",
            { ...start, TargetUserId: "42" },
            "INSTANCE_NOT_EXIST",
            'instance "cri-hub" not found in cn-hangzhou, or "cri-sg" in ap-southeast-1 of account 42',
        ],
        ["CreateRepoSyncTask", start, "TAG_NOT_EXIST", 'tag "1.4.2" not found in cri-hub/prod/api'],
        [
            "CreateRepoSyncTask",
            start,
            "INSTANCE_STATUS_NOT_SUPPORT",
            'instance "cri-hub" is not running, or "cri-sg" in ap-southeast-1',
        ],
        ["CreateRepoSyncTaskByRule", byRule, "REPO_NOT_EXIST", 'repository "api" not found in cri-hub/prod'],
        ["CreateRepoSyncTaskByRule", byRule, "NAMESPACE_NOT_EXIST", 'the target namespace of rule "crsr-1" not found'],
        ["CreateRepoSyncTaskByRule", byRule, "SYNC_RULE_NOT_EXIST", 'rule "crsr-1" not found in cri-hub'],
        ["GetRepoSyncTask", task, "SYNC_TASK_NOT_EXIST", 'sync task "rst-1" not found in cri-hub'],
        [
            "ListRepoSyncTask",
            { InstanceId: "cri-hub" },
            "INSTANCE_NOT_EXIST",
            'instance "cri-hub" not found in cn-hangzhou',
        ],
    ];
    for (const [action, parameters, code, problem] of rows) {
        it(`${action}: ${problem}`, () => {
            const { message } = said(action, parameters, code);
            assert.ok(message.startsWith(`alibaba ${action}: ${problem} (${code}, request 7F); `), message);
            assert.doesNotMatch(message, /undefined|""|rules went with it/);
        });
    }

    const rights: [string, RegExp][] = [
        ["GetRepository", /grant cr:GetRepository on/],
        ["GetRepoTag", /grant cr:ListRepositoryTag on/],
        ["ListRepoTag", /grant cr:ListRepositoryTag on/],
        ["CreateRepoSyncTask", /grant cr:CreateRepositorySync on/],
        ["CreateRepoSyncTaskByRule", /grant cr:CreateRepositorySync \(older accounts: cr:PullRepository\) on/],
        ["CancelRepoSyncTask", /grant cr:CancelRepoSyncTask on/],
        ["GetRepoSyncTask", /grant cr:GetRepositorySync on/],
        ["ListRepoSyncTask", /grant cr:GetRepositorySync on/],
        ["ListInstanceEndpoint", /grant cr:ListInstanceEndpoint on/],
        ["ListRepoSyncRule", /grant cr:CreateSyncRule, cr:ListSyncRule and cr:DeleteSyncRule/],
    ];
    for (const [action, advice] of rights) {
        it(`${action} without the right: ${advice.source}`, () => {
            const error = said(action, look, "NoPrivilege");
            assert.equal(error.kind, "unauthorized");
            assert.match(error.message, advice);
        });
    }
});

describe("alibaba: ids of repositories", () => {
    const repository = { region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod", name: "api" };
    const options = { deadline: Infinity };
    const missing = said("CreateRepoSyncTask", start, "REPO_NOT_EXIST");

    function repositories(...ids: (string | undefined)[]) {
        let asked = 0;
        const read = async () => ({ RepoId: ids[Math.min(asked++, ids.length - 1)] });
        const clients = { at: () => ({ read }) } as unknown as Clients<AlibabaClient>;
        return { made: new Repositories(clients), asked: () => asked };
    }

    it("where the id still holds, another repository is meant: the error stands, after one more look for all", async () => {
        const { made, asked } = repositories("crr-1");
        const acts = Array.from({ length: 20 }, () =>
            made.with(repository, options, () => Promise.reject(missing)).catch((error: unknown) => error),
        );
        assert.ok((await Promise.all(acts)).every((error) => error === missing));
        assert.equal(asked(), 2);
    });

    it("a new id is acted on once more", async () => {
        const { made } = repositories("crr-1", "crr-2");
        const seen: string[] = [];
        const result = await made.with(repository, options, async (id) => {
            seen.push(id);
            if (id === "crr-1") {
                throw missing;
            }
            return "done";
        });
        assert.deepEqual([result, seen], ["done", ["crr-1", "crr-2"]]);
    });

    it("an answer without an id is an error, and asked for again", async () => {
        const { made, asked } = repositories(undefined, "crr-1");
        await assert.rejects(made.id(repository, options), /holds no RepoId/);
        assert.equal(await made.id(repository, options), "crr-1");
        assert.equal(asked(), 2);
    });
});
