import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { call, rule, withCode, type Response } from "./clients";

describe("Tencent: rules", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    async function list(RegistryId = "tcr-gz"): Promise<Response[]> {
        const response = await call(emulator, "DescribeReplicationPolicies", { RegistryId });
        return (response["ReplicationPolicyInfoList"] ?? []) as Response[];
    }

    it("gives nothing but a request id for a new rule, and lists what can be read of it", async () => {
        const created = await call(emulator, "ManageReplication", rule({ Description: "release" }));
        assert.deepEqual(Object.keys(created), ["RequestId"]);
        const [listed] = await list();
        assert.match(String(listed?.["CreationTime"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
        assert.equal(listed?.["CreationTime"], listed?.["UpdateTime"]);
        const { CreationTime: _created, UpdateTime: _updated, ...rest } = listed ?? {};
        assert.deepEqual(rest, {
            ID: 1,
            Name: "api-to-sg",
            Description: "release",
            Filters: [
                { Type: "name", Value: "prod/api" },
                { Type: "tag", Value: "1.*" },
                { Type: "resource", Value: "image" },
            ],
            Override: true,
            Enabled: true,
            SrcResource: "prod/api:1.* ap-guangzhou",
            DestResource: "tcr-sg/prod/api ap-singapore",
        });
    });

    it("shows a whole namespace, and another namespace in the destination", async () => {
        const Filters = [{ Type: "name", Value: "prod/**" }];
        await call(emulator, "ManageReplication", rule({}, { Filters, DestNamespace: "mirror" }));
        const [listed] = await list();
        assert.equal(listed?.["SrcResource"], "prod/**:** ap-guangzhou");
        assert.equal(listed?.["DestResource"], "tcr-sg/mirror/** ap-singapore");
    });

    it("answers null for no rules", async () => {
        const response = await call(
            emulator,
            "DescribeReplicationPolicies",
            { RegistryId: "tcr-sg" },
            { region: "ap-singapore" },
        );
        assert.equal(response["ReplicationPolicyInfoList"], null);
        assert.equal(response["TotalCount"], 0);
    });

    it("pages over 120 rules, 100 by default", async () => {
        for (let number = 1; number <= 120; number += 1) {
            emulator.tencent.addRule("tcr-gz", {
                name: `rule-${number}`,
                destinationRegistryId: "tcr-sg",
                filters: [{ type: "name", value: "prod/**" }],
            });
        }
        const page = async (input: Record<string, unknown>): Promise<[total: unknown, names: unknown[]]> => {
            const response = await call(emulator, "DescribeReplicationPolicies", { RegistryId: "tcr-gz", ...input });
            const items = (response["ReplicationPolicyInfoList"] ?? []) as Response[];
            return [response["TotalCount"], items.map((each) => each["Name"])];
        };
        const [total, first] = await page({});
        const [, second] = await page({ Page: 2 });
        assert.equal(total, 120);
        assert.equal(first.length, 100);
        assert.deepEqual([second[0], second.at(-1), second.length], ["rule-101", "rule-120", 20]);
        assert.deepEqual(await page({ Page: 3 }), [120, []]);
        assert.deepEqual(await page({ Page: 7, PageSize: 17 }), [
            120,
            Array.from({ length: 17 }, (_, i) => `rule-${103 + i}`),
        ]);
        for (const bad of [{ Page: 0 }, { PageSize: 0 }, { PageSize: 101 }]) {
            await assert.rejects(page(bad), withCode("InvalidParameter.ErrorTcrInvalidParameter"));
        }
    });

    it("takes a name once per source registry", async () => {
        await call(emulator, "ManageReplication", rule());
        await assert.rejects(
            call(emulator, "ManageReplication", rule({ DestinationRegistryId: "tcr-bj" })),
            withCode("InternalError.ErrorTcrResourceConflict"),
        );
        await call(emulator, "ManageReplication", rule({ SourceRegistryId: "tcr-gz2" }));
        assert.equal((await list()).length, 1);
    });

    const invalid: Record<string, Record<string, unknown>> = {
        "a name in capitals": { Name: "Api" },
        "a name that starts with a dash": { Name: "-api" },
        "an empty name": { Name: "" },
        "a destination namespace that is none": { DestNamespace: "a/b" },
        "an unknown filter": {
            Filters: [
                { Type: "name", Value: "prod/**" },
                { Type: "label", Value: "x" },
            ],
        },
        "an unknown resource": {
            Filters: [
                { Type: "name", Value: "prod/**" },
                { Type: "resource", Value: "blob" },
            ],
        },
        "no name filter": { Filters: [{ Type: "tag", Value: "1.*" }] },
        "two name filters": {
            Filters: [
                { Type: "name", Value: "prod/a" },
                { Type: "name", Value: "prod/b" },
            ],
        },
        "a name filter without a repository": { Filters: [{ Type: "name", Value: "prod" }] },
        "a name filter over all namespaces": { Filters: [{ Type: "name", Value: "**/api" }] },
        "braces that do not close": { Filters: [{ Type: "name", Value: "prod/{a,b" }] },
    };
    for (const [what, changes] of Object.entries(invalid)) {
        it(`refuses ${what}`, async () => {
            await assert.rejects(
                call(emulator, "ManageReplication", rule({}, changes)),
                withCode("InvalidParameter.ErrorTcrInvalidParameter"),
            );
            assert.deepEqual(await list(), []);
        });
    }

    const destinations: Record<string, [changes: Record<string, unknown>, code: string]> = {
        "an unknown registry": [{ DestinationRegistryId: "tcr-none" }, "ResourceNotFound.TcrResourceNotFound"],
        "somebody else's registry": [{ DestinationRegistryId: "tcr-partner" }, "ResourceNotFound.TcrResourceNotFound"],
        "the source itself": [{ DestinationRegistryId: "tcr-gz" }, "InvalidParameter.ErrorTcrInvalidParameter"],
        "another region's number": [{ DestinationRegionId: 1 }, "InvalidParameter.ErrorTcrInvalidParameter"],
    };
    for (const [what, [changes, code]] of Object.entries(destinations)) {
        it(`refuses ${what} as destination`, async () => {
            await assert.rejects(call(emulator, "ManageReplication", rule(changes)), withCode(code));
        });
    }

    it("takes the number of the destination's region", async () => {
        await call(emulator, "ManageReplication", rule({ DestinationRegionId: 9 }));
        assert.equal((await list()).length, 1);
    });

    it("opens another tenant's registry to its long-term token alone", async () => {
        const { grant } = emulator.credentials.tencent;
        const peer = (PeerRegistryUin: string, PeerRegistryToken: string, region?: number): Promise<Response> =>
            call(
                emulator,
                "ManageReplication",
                rule({
                    DestinationRegistryId: "tcr-partner",
                    DestinationRegionId: region,
                    PeerReplicationOption: { PeerRegistryUin, PeerRegistryToken, EnablePeerReplication: true },
                }),
            );
        await assert.rejects(peer(grant.uin, "wrong", 4), withCode("InternalError.ErrorTcrUnauthorized"));
        await assert.rejects(peer("1", grant.token, 4), withCode("ResourceNotFound.TcrResourceNotFound"));
        await assert.rejects(peer(grant.uin, grant.token), withCode("MissingParameter"));
        await peer(grant.uin, grant.token, 4);
        assert.equal((await list())[0]?.["DestResource"], "tcr-partner/prod/api ap-shanghai");
        emulator.tencent.removeGrant(grant.token);
        await assert.rejects(peer(grant.uin, grant.token, 4), withCode("InternalError.ErrorTcrUnauthorized"));
    });

    it("refuses a basic registry as source, and more rules than the quota", async () => {
        emulator.tencent.ruleQuota = 1;
        await call(emulator, "ManageReplication", rule());
        const second = rule({}, { Name: "second" });
        await assert.rejects(call(emulator, "ManageReplication", second), withCode("OperationDenied.QuotaOverLimit"));
        emulator.tencent.changeRegistry("tcr-gz", { type: "basic" });
        await assert.rejects(call(emulator, "ManageReplication", second), withCode("UnsupportedOperation"));
    });

    it("modifies what is given and leaves the rest", async () => {
        await call(emulator, "ManageReplication", rule({ Description: "release" }, { Deletion: true }));
        const modify = (Rule: Record<string, unknown>, Description?: string): Promise<Response> =>
            call(emulator, "ModifyReplication", {
                SourceRegistryId: "tcr-gz",
                RuleName: "api-to-sg",
                Rule,
                Description,
            });
        const before = emulator.tencent.findRule("tcr-gz", "api-to-sg");
        await modify({ Enabled: false });
        const after = emulator.tencent.findRule("tcr-gz", "api-to-sg");
        assert.deepEqual({ ...after, updatedAt: 0 }, { ...before, enabled: false, updatedAt: 0 });
        await modify(
            { Override: false, Deletion: false, DestNamespace: "mirror", Filters: [{ Type: "name", Value: "base/*" }] },
            "",
        );
        const changed = emulator.tencent.findRule("tcr-gz", "api-to-sg");
        assert.deepEqual(
            { ...changed, updatedAt: 0 },
            {
                ...before,
                enabled: false,
                override: false,
                deletion: false,
                destinationNamespace: "mirror",
                filters: [{ type: "name", value: "base/*" }],
                description: "",
                updatedAt: 0,
            },
        );
        await assert.rejects(modify({ Filters: [] }), withCode("InvalidParameter.ErrorTcrInvalidParameter"));
    });

    it("deletes a rule by name, and says when there is none", async () => {
        const input = { SourceRegistryId: "tcr-gz", RuleName: "api-to-sg" };
        await call(emulator, "ManageReplication", rule());
        await call(emulator, "DeleteReplicationRule", input);
        assert.deepEqual(await list(), []);
        for (const [action, parameters] of [
            ["DeleteReplicationRule", input],
            ["ModifyReplication", { ...input, Rule: {} }],
        ] as const) {
            await assert.rejects(
                call(emulator, action, parameters),
                withCode("ResourceNotFound.TcrResourceNotFound"),
                action,
            );
        }
    });

    it("shows what the console does behind the API's back, two rules of one name too", async () => {
        await call(emulator, "ManageReplication", rule());
        emulator.tencent.changeRule("tcr-gz", "api-to-sg", { enabled: false });
        emulator.tencent.addRule("tcr-gz", {
            name: "api-to-sg",
            destinationRegistryId: "tcr-bj",
            filters: [{ type: "name", value: "prod/web" }],
        });
        const listed = await list();
        assert.deepEqual(
            listed.map((each) => [each["ID"], each["Name"], each["Enabled"]]),
            [
                [1, "api-to-sg", false],
                [2, "api-to-sg", true],
            ],
        );
        emulator.tencent.removeRule("tcr-gz", "api-to-sg");
        assert.deepEqual(await list(), []);
        assert.throws(() => emulator.tencent.changeRule("tcr-gz", "api-to-sg", {}), /no rule api-to-sg in tcr-gz/);
    });
});
