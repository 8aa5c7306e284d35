import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { call, codeOf, rule, send, withCode, type HandMade } from "./clients";

describe("Tencent: requests that the API refuses", () => {
    let emulator: Emulator;

    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    const protocol: Record<string, [request: HandMade, code: string]> = {
        "an unknown action": [{ action: "TriggerReplication" }, "InvalidAction"],
        "another version": [{ forge: { "x-tc-version": "2017-03-12" } }, "NoSuchVersion"],
        "no version": [{ forge: { "x-tc-version": undefined } }, "MissingParameter"],
        "no region": [{ forge: { "x-tc-region": undefined } }, "MissingParameter"],
        "a region that TCR does not know": [{ forge: { "x-tc-region": "cn-hangzhou" } }, "UnsupportedRegion"],
        "a body that is not JSON": [{ body: "Page=1" }, "InvalidParameter"],
        "a list for a body": [{ body: "[]" }, "InvalidParameter"],
    };
    for (const [what, [request, code]] of Object.entries(protocol)) {
        it(`refuses ${what}`, async () => {
            assert.equal(codeOf(await send(emulator, request)), code);
        });
    }

    const parameters: Record<string, [action: string, parameters: Record<string, unknown>, code: string]> = {
        "a missing parameter": ["DescribeReplicationPolicies", {}, "MissingParameter"],
        "a missing member": ["ManageReplication", rule({}, { Name: undefined }), "MissingParameter"],
        "an unknown parameter": ["DescribeReplicationPolicies", { RegistryId: "tcr-gz", Limit: 5 }, "UnknownParameter"],
        "an unknown member": ["ManageReplication", rule({}, { Enabled: true }), "UnknownParameter"],
        "a number for a string": ["DescribeReplicationPolicies", { RegistryId: 7 }, "InvalidParameter"],
        "a string for a number": [
            "DescribeReplicationPolicies",
            { RegistryId: "tcr-gz", Page: "1" },
            "InvalidParameter",
        ],
        "a fraction": ["DescribeReplicationPolicies", { RegistryId: "tcr-gz", Page: 1.5 }, "InvalidParameter"],
        "a string for a boolean": ["ManageReplication", rule({}, { Override: "true" }), "InvalidParameter"],
        "an object for a list": ["ManageReplication", rule({}, { Filters: {} }), "InvalidParameter"],
        null: ["ManageReplication", rule({ Rule: null }), "InvalidParameter"],
        "a negative region": ["ManageReplication", rule({ DestinationRegionId: -1 }), "InvalidParameter"],
    };
    for (const [what, [action, input, code]] of Object.entries(parameters)) {
        it(`refuses ${what} in ${action}`, async () => {
            assert.equal(codeOf(await send(emulator, { action, body: JSON.stringify(input) })), code);
            assert.deepEqual(emulator.tencent.rules("tcr-gz"), []);
        });
    }

    it("names what it refuses", async () => {
        const send1 = send(emulator, { action: "ManageReplication", body: JSON.stringify(rule({}, { Nmae: "x" })) });
        assert.match(JSON.stringify(await send1), /Rule\.Nmae/);
    });

    it("lets a read-only key look and nothing else", async () => {
        const key = emulator.credentials.tencent.readOnly;
        const list = await call(emulator, "DescribeReplicationPolicies", { RegistryId: "tcr-gz" }, { key });
        assert.equal(list["TotalCount"], 0);
        for (const [action, input] of [
            ["ManageReplication", rule()],
            ["ModifyReplication", { SourceRegistryId: "tcr-gz", RuleName: "x", Rule: {} }],
            ["DeleteReplicationRule", { SourceRegistryId: "tcr-gz", RuleName: "x" }],
            ["CreateNamespace", { RegistryId: "tcr-gz", NamespaceName: "new", IsPublic: false }],
        ] as const) {
            await assert.rejects(call(emulator, action, input, { key }), withCode("UnauthorizedOperation"), action);
        }
    });

    it("finds registries of one's own account, in the region of the request", async () => {
        const list = (key: "owner" | "other", RegistryId: string, region: string): Promise<unknown> =>
            call(
                emulator,
                "DescribeReplicationPolicies",
                { RegistryId },
                { key: emulator.credentials.tencent[key], region },
            );
        await list("other", "tcr-partner", "ap-shanghai");
        await assert.rejects(list("owner", "tcr-partner", "ap-shanghai"), withCode("ResourceNotFound"));
        await assert.rejects(list("other", "tcr-gz", "ap-guangzhou"), withCode("ResourceNotFound"));
        await assert.rejects(list("owner", "tcr-gz", "ap-singapore"), withCode("ResourceNotFound"));
    });

    it("refuses a registry that is not running", async () => {
        emulator.tencent.addRegistry({ id: "tcr-new", region: "ap-guangzhou", status: "Deploying" });
        await assert.rejects(
            call(emulator, "DescribeReplicationPolicies", { RegistryId: "tcr-new" }),
            withCode("ResourceInsufficient.ErrorInstanceNotRunning"),
        );
    });

    it("throttles at the published rate when told, by account and action", async () => {
        const at = Math.ceil(Date.now() / 1000) * 1000;
        const frozen = await startEmulator({ clock: { now: () => at } });
        try {
            frozen.tencent.enforceRateLimits(true);
            for (let sent = 0; sent < 20; sent += 1) {
                assert.equal((await call(frozen, "DescribeRegions"))["TotalCount"], 22);
            }
            await assert.rejects(call(frozen, "DescribeRegions"), withCode("RequestLimitExceeded"));
            await call(frozen, "DescribeInstances");
            await call(frozen, "DescribeRegions", {}, { key: frozen.credentials.tencent.other });
        } finally {
            await frozen.close();
        }
    });

    for (const [kind, code] of [
        ["throttle", "RequestLimitExceeded"],
        ["throttle403", "RequestLimitExceeded"],
        ["serverError", "InternalError"],
        ["unauthorized", "AuthFailure.SignatureFailure"],
        ["forbidden", "UnauthorizedOperation"],
        ["quota", "OperationDenied.QuotaOverLimit"],
    ] as const) {
        it(`says ${code} for the fault ${kind}`, async () => {
            emulator.faults.add({ cloud: "tencent", kind });
            await assert.rejects(call(emulator, "DescribeRegions"), withCode(code));
            await call(emulator, "DescribeRegions");
        });
    }
});
