import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { ownerDomainId } from "../../../emulator/huawei/credentials";
import { call, outcome, rulesOf, send, type Answer, type Body, type HandMade } from "./clients";

describe("Huawei: sync rules", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    const target = { remoteRegionId: "ap-southeast-3", remoteNamespace: "prod" };

    const post = (body: unknown, path = rulesOf("team/api"), more: HandMade = {}): Promise<Answer> =>
        send(emulator, { method: "POST", path, body: JSON.stringify(body), ...more });
    const remove = (body: unknown, path = rulesOf("team/api"), more: HandMade = {}): Promise<Answer> =>
        send(emulator, { method: "DELETE", path, body: JSON.stringify(body), ...more });
    const list = async (path = rulesOf("team/api")): Promise<Body[]> => (await send(emulator, { path })).body as Body[];

    it("creates, lists and deletes through the runtime, a nested repository too", async () => {
        const path = rulesOf("team/backend/orders");
        const projectId = emulator.huawei.projectId("cn-north-4");
        const created = await call(
            emulator,
            "POST",
            path,
            { ...target, syncAuto: true, override: true },
            { projectId },
        );
        assert.deepEqual(created, { httpStatusCode: 200 });
        const [rule] = (await call(emulator, "GET", path, undefined, { projectId })) as unknown as Body[];
        assert.match(String(rule?.["createdAt"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.deepEqual(
            { ...rule, createdAt: "", updatedAt: "" },
            {
                id: 1,
                namespace: "team",
                repoName: "backend/orders",
                ...target,
                syncAuto: true,
                override: true,
                createdAt: "",
                updatedAt: "",
                domainID: ownerDomainId,
                domainName: "emulator-owner",
            },
        );
        await call(emulator, "DELETE", path, target, { projectId });
        assert.deepEqual(emulator.huawei.rules("cn-north-4"), []);
    });

    it("defaults to a rule that is kept but not listed", async () => {
        assert.equal(outcome(await post(target)), "200");
        assert.deepEqual(await list(), []);
        const [hidden] = emulator.huawei.rules("cn-north-4", "team/api");
        assert.deepEqual([hidden?.syncAuto, hidden?.override], [false, false]);
        assert.equal(outcome(await post({ ...target, syncAuto: true })), "400 4001157");
        assert.equal(outcome(await remove(target)), "200");
        assert.deepEqual(emulator.huawei.rules("cn-north-4"), []);
    });

    it("knows a rule by repository, remote region and remote organization", async () => {
        const rule = { ...target, syncAuto: true };
        assert.equal(outcome(await post(rule)), "200");
        const again = await post({ ...rule, override: true });
        assert.equal(outcome(again), "400 4001157");
        assert.match(again.text, /duplicate sync repo/);
        for (const other of [{ remoteRegionId: "ap-southeast-1" }, { remoteNamespace: "team" }]) {
            assert.equal(outcome(await post({ ...rule, ...other })), "200");
        }
        assert.equal(outcome(await post(rule, rulesOf("team/web"))), "200");
        assert.equal((await list()).length, 3);
    });

    it("says that a rule to delete is absent, by a code of its own", async () => {
        const answer = await remove(target);
        assert.equal(outcome(answer), "400 4001158");
        const { errors } = answer.body as { errors: { errorCode: string }[] };
        assert.equal(errors[0]?.errorCode, "SVCSTG.SWR.4001158");
    });

    it("accepts an organization that does not exist there, silently", async () => {
        assert.equal(outcome(await post({ ...target, remoteNamespace: "nowhere", syncAuto: true })), "200");
        emulator.huawei.pushTag("cn-north-4", "team/api", "2.0.0");
        assert.equal(emulator.huawei.findOrganization("ap-southeast-3", "nowhere"), undefined);
    });

    const refused: Record<string, [body: unknown, outcome: string]> = {
        "an unknown region": [{ ...target, remoteRegionId: "eu-nowhere-1" }, "500 5001101"],
        "the repository's own region": [{ ...target, remoteRegionId: "cn-north-4" }, "400 4000014"],
        "an empty region": [{ ...target, remoteRegionId: "" }, "400 4000014"],
        "no region": [{ remoteNamespace: "prod" }, "400 4000014"],
        "no organization": [{ remoteRegionId: "ap-southeast-3" }, "400 4000014"],
        "a number for a string": [{ ...target, remoteNamespace: 7 }, "400 4000014"],
        "a string for a boolean": [{ ...target, syncAuto: "true" }, "400 4000014"],
        "a list": [[], "400 4000014"],
        "an organization in capitals": [{ ...target, remoteNamespace: "Prod" }, "400 4001028"],
        "an empty organization": [{ ...target, remoteNamespace: "" }, "400 4001028"],
    };
    for (const [what, [body, expected]] of Object.entries(refused)) {
        it(`refuses ${what}`, async () => {
            assert.equal(outcome(await post(body)), expected);
            assert.deepEqual(emulator.huawei.rules("cn-north-4"), []);
        });
    }

    it("refuses a body that is not JSON, and one that is not called JSON", async () => {
        const path = rulesOf("team/api");
        assert.equal(outcome(await send(emulator, { method: "POST", path, body: "{" })), "400 4000014");
        const form = { "content-type": "application/x-www-form-urlencoded" };
        assert.equal(outcome(await post(target, path, { headers: form })), "400 4001018");
        assert.equal(outcome(await remove(target, path, { headers: form })), "400 4001018");
        const utf8 = { "content-type": "application/json;charset=utf-8" };
        assert.equal(outcome(await post(target, path, { headers: utf8 })), "200");
    });

    const paths: Record<string, [path: string, outcome: string]> = {
        "an unknown repository": [rulesOf("team/none"), "404 4040010"],
        "an unknown organization": [rulesOf("none/api"), "404 4040058"],
        "another account's organization": [rulesOf("partner/app"), "403 4037020"],
        "an organization in capitals": [rulesOf("Team/api"), "400 4001028"],
        "an organization that starts with a digit": [rulesOf("1team/api"), "400 4001028"],
        "separators side by side": [rulesOf("team/a.-b"), "400 4001029"],
        "three underscores": [rulesOf("team/a___b"), "400 4001029"],
        "a slash at the end": [rulesOf("team/api/"), "400 4001029"],
        "a repository of 129 characters": [rulesOf(`team/${"a".repeat(129)}`), "400 4001029"],
        "an encoded slash": [rulesOf("team/api").replace("api", "backend%2Forders"), "404 APIGW.0101"],
        "a path of no operation": ["/v2/manage/namespaces/team/repos/api/sync_rules", "404 APIGW.0101"],
    };
    for (const [what, [path, expected]] of Object.entries(paths)) {
        it(`answers ${expected} for ${what}`, async () => {
            assert.equal(outcome(await send(emulator, { path })), expected);
        });
    }

    it("answers 404 for a method that no operation has", async () => {
        assert.equal(
            outcome(await send(emulator, { method: "PUT", path: rulesOf("team/api"), body: "{}" })),
            "404 APIGW.0101",
        );
    });

    it("takes names up to their longest, with two underscores", async () => {
        const path = `team/${"a".repeat(60)}__${"b".repeat(66)}`;
        emulator.huawei.addRepository("cn-north-4", path);
        assert.deepEqual(await list(rulesOf(path)), []);
    });

    it("lets a read-only user list and nothing else", async () => {
        const key = emulator.credentials.huawei.readOnly;
        assert.equal(outcome(await send(emulator, { path: rulesOf("team/api"), key })), "200");
        for (const answer of [await post(target, undefined, { key }), await remove(target, undefined, { key })]) {
            assert.equal(outcome(answer), "403 4039002");
            assert.match(answer.text, /"encoded_authorization_message":"/);
        }
    });

    it("gives ids beyond 2^53 to the digit", async () => {
        emulator.huawei.nextId = 9_007_199_254_740_993n;
        await post({ ...target, syncAuto: true });
        await post({ ...target, remoteNamespace: "team", syncAuto: true });
        const { text } = await send(emulator, { path: rulesOf("team/api") });
        assert.match(text, /"id":9007199254740993,/);
        assert.match(text, /"id":1,/);
    });

    it("copies later pushes, overwrites only with override, and rests when hidden", () => {
        const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
        const push = (digit: string): void => {
            emulator.huawei.pushTag("cn-north-4", "team/api", "2.0.0", { digest: digest(digit) });
        };
        const copied = (): string | undefined => emulator.huawei.findTag("ap-southeast-3", "prod/api", "2.0.0")?.digest;
        emulator.huawei.addRule("cn-north-4", "team/api", target);
        assert.equal(copied(), undefined);
        push("a");
        assert.equal(copied(), digest("a"));
        push("b");
        assert.equal(copied(), digest("a"));
        emulator.huawei.changeRule("cn-north-4", "team/api", target, { override: true });
        push("c");
        assert.equal(copied(), digest("c"));
        emulator.huawei.changeRule("cn-north-4", "team/api", target, { syncAuto: false });
        push("d");
        assert.equal(copied(), digest("c"));
    });

    it("shows what the console does behind the API's back, doubles too", async () => {
        emulator.huawei.addRule("cn-north-4", "team/api", target);
        emulator.huawei.addRule("cn-north-4", "team/api", target);
        assert.equal((await list()).length, 2);
        emulator.huawei.changeRule("cn-north-4", "team/api", target, { override: true });
        assert.deepEqual(
            (await list()).map((each) => each["override"]),
            [true, true],
        );
        emulator.huawei.removeRule("cn-north-4", "team/api", target);
        assert.deepEqual(await list(), []);
        assert.throws(
            () => emulator.huawei.changeRule("cn-north-4", "team/api", target, {}),
            /no rule of team\/api to ap-southeast-3\/prod/,
        );
        emulator.huawei.addRule("cn-north-4", "team/api", target);
        emulator.huawei.removeRepository("cn-north-4", "team/api");
        assert.deepEqual(emulator.huawei.rules("cn-north-4"), []);
    });

    it("keeps the rules of many repositories apart", async () => {
        for (let number = 1; number <= 120; number += 1) {
            emulator.huawei.addRepository("cn-north-4", `team/service-${number}`);
            emulator.huawei.addRule("cn-north-4", `team/service-${number}`, target);
            emulator.huawei.addRule("cn-north-4", "team/api", { ...target, remoteNamespace: `mirror${number}` });
        }
        assert.equal((await list()).length, 120);
        assert.equal((await list(rulesOf("team/service-120"))).length, 1);
    });
});
