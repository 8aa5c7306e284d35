import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { otherDomainId, ownerDomainId } from "../../../emulator/huawei/credentials";
import { call, dateOf, outcome, rulesOf, send, type Answer, type HandMade } from "./clients";

describe("Huawei: SDK-HMAC-SHA256", () => {
    const start = Date.UTC(2026, 4, 31, 23, 55);
    const clock = new ManualClock(start);
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator({ clock });
    });
    after(() => emulator.close());

    const sendNow = (request: HandMade = {}): Promise<Answer> => send(emulator, { date: dateOf(start), ...request });
    const allSigned = ["content-type", "host", "x-project-id", "x-sdk-date"];
    const nested = rulesOf("team/backend/orders");
    const tags = nested.replace("sync_repo", "tags");

    it("takes X-Sdk-Date signed alone, and no Content-Type on a GET", async () => {
        const { status, headers } = await sendNow();
        assert.equal(status, 200);
        assert.match(String(headers["x-request-id"]), /^[0-9a-f-]{36}$/);
    });

    it("takes everything signed that the runtime signs, the host with its port or without", async () => {
        const headers = {
            "content-type": "application/json",
            "x-project-id": emulator.huawei.projectId("cn-north-4"),
        };
        assert.equal((await sendNow({ headers, signedHeaders: allSigned })).status, 200);
        assert.equal((await sendNow({ headers, signedHeaders: allSigned, signedHost: "127.0.0.1" })).status, 200);
    });

    it("takes $ in a path as it is and as %24", async () => {
        for (const wirePath of [nested, nested.replaceAll("$", "%24")]) {
            const answer = await sendNow({ path: nested, wirePath });
            assert.deepEqual([answer.status, answer.body], [200, []], wirePath);
        }
    });

    it("takes a query whatever its order and its characters", async () => {
        const one = await sendNow({
            path: tags,
            query: [
                ["offset", "1"],
                ["limit", "1"],
            ],
        });
        const other = await sendNow({ path: tags, query: [["filter", "limit::1|offset::1"]] });
        assert.equal(one.status, 200);
        assert.deepEqual(one.body, other.body);
    });

    it("takes a GET with a body that is signed", async () => {
        assert.equal((await sendNow({ path: "/v3/projects", body: "{}" })).status, 200);
    });

    const refused: Record<string, HandMade> = {
        "another secret key": { key: { accessKey: "EMULATOROWNERACCESSK", secretKey: "wrong" } },
        "an unknown access key": { key: { accessKey: "NOBODY", secretKey: "wrong" } },
        "no proof of identity": { forge: { authorization: undefined } },
        "another scheme": { forge: { authorization: "Basic eDp5" } },
        "a body changed after signing": { path: "/v3/projects", body: "{}", forgedBody: "{ }" },
        "a path changed after signing": { path: nested, wirePath: tags },
        "a query added after signing": { wirePath: "/v2/manage/regions?x=1" },
        "a signed header changed after signing": {
            headers: { "x-trace": "a" },
            signedHeaders: ["x-sdk-date", "x-trace"],
            forge: { "x-trace": "b" },
        },
        "a date changed after signing": { forge: { "x-sdk-date": dateOf(start + 1000) } },
        "no date": { forge: { "x-sdk-date": undefined } },
        "a date in another form": { date: "2026-05-31T23:55:00Z" },
        "another host": { signedHeaders: ["host", "x-sdk-date"], signedHost: "swr-api.cn-north-4.myhuaweicloud.com" },
        "a security token with a permanent key": { headers: { "x-security-token": "x" } },
        "an X-Auth-Token that was never issued": { forge: { authorization: undefined, "x-auth-token": "made-up" } },
        "another account's X-Domain-Id": { headers: { "x-domain-id": otherDomainId } },
    };
    for (const [what, request] of Object.entries(refused)) {
        it(`refuses ${what}, as the gateway does`, async () => {
            const answer = await sendNow(request);
            assert.equal(outcome(answer), "401 APIGW.0301");
            const { request_id: requestId, error_msg: message } = answer.body as Record<string, string>;
            assert.equal(requestId, answer.headers["x-request-id"]);
            assert.match(message ?? "", /^Incorrect IAM authentication information: /);
        });
    }

    for (const [seconds, expected] of [
        [-901, "401 APIGW.0301"],
        [-900, "200"],
        [900, "200"],
        [901, "401 APIGW.0301"],
    ] as const) {
        it(`answers ${expected} to a date that is ${seconds} s off`, async () => {
            assert.equal(outcome(await send(emulator, { date: dateOf(start + seconds * 1000) })), expected);
        });
    }

    it("takes a temporary key with its security token alone", async () => {
        const key = emulator.credentials.huawei.session;
        const withToken = (token: string): HandMade => ({ key, headers: { "x-security-token": token } });
        assert.equal(outcome(await sendNow(withToken(key.securityToken))), "200");
        assert.equal(outcome(await sendNow(withToken("expired"))), "401 APIGW.0301");
        assert.equal(outcome(await sendNow({ key })), "401 APIGW.0301");
    });

    it("answers a disabled key as an unknown one until it is enabled", async () => {
        const key = emulator.credentials.huawei.spare;
        emulator.huawei.disableKey(key.accessKey);
        assert.equal(outcome(await sendNow({ key })), "401 APIGW.0301");
        emulator.huawei.enableKey(key.accessKey);
        assert.equal(outcome(await sendNow({ key })), "200");
    });
});

describe("Huawei: the region of a request", () => {
    let emulator: Emulator;
    const target = { remoteRegionId: "ap-southeast-3", remoteNamespace: "team" };

    before(async () => {
        emulator = await startEmulator();
        emulator.huawei.addRepository("cn-east-3", "team/api");
        emulator.huawei.addRule("cn-east-3", "team/api", target);
    });
    after(() => emulator.close());

    const count = async (request: HandMade): Promise<unknown> => {
        const { body } = await send(emulator, { path: rulesOf("team/api"), ...request });
        return Array.isArray(body) ? body.length : body;
    };

    it("is that of the project", async () => {
        const project = (region: string): HandMade => ({
            headers: { "x-project-id": emulator.huawei.projectId(region) },
        });
        assert.equal(await count(project("cn-east-3")), 1);
        assert.equal(await count(project("cn-north-4")), 0);
    });

    it("is cn-north-4 where no project is named", async () => {
        assert.equal(await count({}), 0);
    });

    it("is that of the token's project, without any signature", async () => {
        const token = (value: string, more: Record<string, string> = {}): HandMade => ({
            forge: { authorization: undefined, "x-sdk-date": undefined, "x-auth-token": value, ...more },
        });
        assert.equal(await count(token(emulator.credentials.huawei.userToken)), 0);
        assert.equal(await count(token(emulator.huawei.userToken("cn-east-3"))), 1);
        const elsewhere = { "x-project-id": emulator.huawei.projectId("cn-north-4") };
        const answer = await send(emulator, token(emulator.huawei.userToken("cn-east-3"), elsewhere));
        assert.equal(outcome(answer), "401 APIGW.0301");
    });

    it("cannot be told by another account's project, or one that does not exist", async () => {
        for (const project of [emulator.huawei.projectId("cn-north-4", otherDomainId), "0123456789abcdef"]) {
            assert.equal(outcome(await send(emulator, { headers: { "x-project-id": project } })), "401 APIGW.0301");
        }
    });

    it("is looked up at IAM by name, for the account that asks", async () => {
        const projects = async (name: string | undefined, key: HandMade["key"]): Promise<Record<string, unknown>[]> => {
            const query =
                name === undefined ? [] : ([["name", name]] as const).map(([k, v]): [string, string] => [k, v]);
            const { body } = await send(emulator, { path: "/v3/projects", query, key });
            return (body as { projects: Record<string, unknown>[] }).projects;
        };
        const { owner, other } = emulator.credentials.huawei;
        const [project] = await projects("cn-east-3", owner);
        assert.equal(project?.["id"], emulator.huawei.projectId("cn-east-3"));
        assert.deepEqual(
            [project?.["name"], project?.["domain_id"], project?.["enabled"]],
            ["cn-east-3", ownerDomainId, true],
        );
        const [theirs] = await projects("cn-east-3", other);
        assert.equal(theirs?.["id"], emulator.huawei.projectId("cn-east-3", otherDomainId));
        assert.deepEqual(await projects("eu-nowhere-1", owner), []);
        assert.equal((await projects(undefined, owner)).length, 7);
        const domain = { headers: { "x-domain-id": ownerDomainId } };
        assert.equal((await send(emulator, { path: "/v3/projects", ...domain })).status, 200);
    });

    it("has no part in IAM's look-up of the account", async () => {
        const { other } = emulator.credentials.huawei;
        const { body } = await send(emulator, { path: "/v3/auth/domains", key: other });
        const { domains } = body as { domains: Record<string, unknown>[] };
        assert.deepEqual(
            domains.map((each) => [each["id"], each["name"], each["enabled"]]),
            [[otherDomainId, "emulator-other", true]],
        );
    });

    it("is found by the runtime itself", async () => {
        emulator.requests.clear();
        const rules = await call(emulator, "GET", rulesOf("team/api"), undefined, { region: "cn-east-3" });
        assert.equal((rules as unknown as unknown[]).length, 1);
        assert.deepEqual(emulator.requests.byAction(), { KeystoneListProjects: 1, ListImageAutoSyncReposDetails: 1 });
    });

    it("works with the runtime and a temporary key", async () => {
        const { session: key } = emulator.credentials.huawei;
        const projectId = emulator.huawei.projectId("cn-east-3");
        const rules = await call(emulator, "GET", rulesOf("team/api"), undefined, { key, projectId });
        assert.equal((rules as unknown as unknown[]).length, 1);
    });
});
