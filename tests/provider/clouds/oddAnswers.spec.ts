import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Session } from "../../../provider/process/session";
import { FakeClock } from "../fakes/clock";
import { TestEnvironment } from "../fakes/environment";
import { alibabaCase } from "./alibabaCase";
import { port, specOf } from "./case";
import { huaweiCase } from "./huaweiCase";
import { tencentCase } from "./tencentCase";

const keys: Readonly<Record<string, string>> = {
    "alicloud:accessKey": "id",
    "alicloud:secretKey": "odd-answers-key",
    "tencentcloud:secretId": "id",
    "tencentcloud:secretKey": "odd-answers-key",
    "huaweicloud:accessKey": "id",
    "huaweicloud:secretKey": "odd-answers-key",
    "huaweicloud:projectId": "project",
    "huaweicloud:region": "cn-north-4",
};
const success = { Code: "success", IsSuccess: true };
const inTencent = (Response: object) => ({ Response: { RequestId: "7F", ...Response } });
/** The filters and the destination of a rule of the usual name. */
const policy = { ID: 12, Name: specOf("tencent", tencentCase.args(0)).name, DestResource: null };

/** Answers that no document describes, but that servers and what stands before them give. */
describe("odd answers to a list", () => {
    let environment: TestEnvironment;
    let server: Server;
    let answer: unknown;

    beforeEach(async () => {
        environment = new TestEnvironment();
        server = createServer((_request, response) => response.end(JSON.stringify(answer)));
        await once(server.listen(0, "127.0.0.1"), "listening");
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
        environment.restore();
    });

    function find(row: typeof alibabaCase) {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const config = { ...keys, "imagesync:endpoints": JSON.stringify({ [row.cloud]: url }) };
        const session = Session.from((key) => (config as Record<string, string>)[key], new FakeClock());
        return port(row.cloud, session).find(specOf(row.cloud, row.args(0)), "fresh", { deadline: Infinity });
    }

    const noLists: [typeof alibabaCase, unknown][] = [
        [alibabaCase, success],
        [alibabaCase, { ...success, TotalCount: 3 }],
        [alibabaCase, { ...success, TotalCount: 1, SyncRules: { SyncRule: [{ SyncRuleId: "crsr-1" }] } }],
        [alibabaCase, { ...success, TotalCount: "1", SyncRules: [] }],
        [tencentCase, inTencent({})],
        [tencentCase, inTencent({ TotalCount: 2, ReplicationPolicyInfoList: null })],
        [huaweiCase, {}],
        [huaweiCase, { errors: [{ errorCode: "SVCSTG.SWR.5000000" }] }],
    ];
    for (const [row, body] of noLists) {
        it(`${row.cloud}: ${JSON.stringify(body)} does not mean that the rule is gone`, async () => {
            answer = body;
            await assert.rejects(find(row), { kind: "transient" });
        });
    }

    it("huawei: an empty answer does not mean that the rule is gone", async () => {
        server.removeAllListeners("request").on("request", (_request, response) => response.end());
        await assert.rejects(find(huaweiCase), { kind: "transient" });
    });

    const empties: [typeof alibabaCase, unknown][] = [
        [alibabaCase, { ...success, TotalCount: "0", SyncRules: null }],
        [tencentCase, inTencent({ TotalCount: 0, ReplicationPolicyInfoList: null, Error: null })],
        [huaweiCase, null],
    ];
    for (const [row, body] of empties) {
        it(`${row.cloud}: ${JSON.stringify(body)} is an empty list`, async () => {
            answer = body;
            assert.equal(await find(row), undefined);
        });
    }

    it("alibaba: a list that is short of its own count does not mean that the rule is gone, but shows one that it holds", async () => {
        const { name } = specOf("alibaba", alibabaCase.args(0));
        const row = (id: string, SyncRuleName: unknown) => ({
            SyncRuleId: id,
            SyncRuleName,
            LocalInstanceId: "cri-hub",
        });
        answer = { ...success, TotalCount: 3, SyncRules: [row("crsr-1", "other")] };
        await assert.rejects(find(alibabaCase), { kind: "transient", message: /counts more rules than it shows/ });
        answer = { ...success, TotalCount: 3, SyncRules: [row("crsr-1", "other"), row("crsr-2", name)] };
        assert.equal((await find(alibabaCase))?.ruleId, "crsr-2");
    });

    it("tencent: a list that is short of its own count does not mean that the rule is gone", async () => {
        answer = inTencent({ TotalCount: 2, ReplicationPolicyInfoList: [{ ...policy, Name: "other" }] });
        await assert.rejects(find(tencentCase), { kind: "transient", message: /counts more rules than it shows/ });
    });

    it("tencent: a policy without filters shows no change of what they say", async () => {
        answer = inTencent({ TotalCount: 1, ReplicationPolicyInfoList: [{ ...policy, Filters: null }] });
        const seen = await find(tencentCase);
        assert.equal(seen?.ruleId, "12");
        assert.deepEqual([...(seen?.fields.keys() ?? [])], ["name", "description"]);
    });

    it("alibaba: a trigger that is not shown is no change; times may be digits in a text", async () => {
        const { name, source } = specOf("alibaba", alibabaCase.args(0)) as unknown as {
            name: string;
            source: { instanceId: string };
        };
        const row = { SyncRuleId: "crsr-1", SyncRuleName: name, LocalInstanceId: source.instanceId };
        answer = { ...success, TotalCount: "1", SyncRules: [{ ...row, CreateTime: "1600000000000" }] };
        const seen = await find(alibabaCase);
        assert.equal(seen?.fields.has("trigger"), false);
        assert.equal(seen?.createdAt, "2020-09-13T12:26:40.000Z");
    });
});
