import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { call, rule, withCode, type Response } from "./clients";

describe("Tencent: rules at work", () => {
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

    async function create(ruleChanges: Record<string, unknown> = {}): Promise<void> {
        await call(emulator, "ManageReplication", rule({}, ruleChanges));
    }

    async function runs(): Promise<Response[]> {
        const response = await call(emulator, "DescribeReplicationExecutions", { RegistryId: "tcr-gz" });
        return (response["ReplicationExecutionList"] ?? []) as Response[];
    }

    it("copies a push that the filters take, and nothing that was there before", async () => {
        await create();
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0", { digest: digest("a") });
        emulator.tencent.pushTag("tcr-gz", "prod/api", "2.0.0");
        emulator.tencent.pushTag("tcr-gz", "prod/web", "1.2.0");
        const copied = emulator.tencent.findRepository("tcr-sg", "prod/api");
        assert.deepEqual(
            copied?.tags.map((each) => [each.name, each.digest]),
            [["1.2.0", digest("a")]],
        );
        assert.equal(emulator.tencent.findRepository("tcr-sg", "prod/web"), undefined);
    });

    it("creates the destination's namespace with the first image", async () => {
        await create({ DestNamespace: "mirror" });
        assert.equal(
            emulator.tencent.namespaces("tcr-sg").some((each) => each.name === "mirror"),
            false,
        );
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0");
        assert.notEqual(emulator.tencent.findTag("tcr-sg", "mirror/api", "1.2.0"), undefined);
    });

    it("overwrites only with Override", async () => {
        await create({ Override: false });
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0", { digest: digest("a") });
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0", { digest: digest("b") });
        assert.equal(emulator.tencent.findTag("tcr-sg", "prod/api", "1.2.0")?.digest, digest("a"));
        emulator.tencent.changeRule("tcr-gz", "api-to-sg", { override: true });
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0", { digest: digest("c") });
        assert.equal(emulator.tencent.findTag("tcr-sg", "prod/api", "1.2.0")?.digest, digest("c"));
    });

    it("carries deletions only with Deletion, and rests while disabled", async () => {
        await create();
        const { pushTag, removeTag } = {
            pushTag: (tag: string) => emulator.tencent.pushTag("tcr-gz", "prod/api", tag),
            removeTag: (tag: string) => emulator.tencent.removeTag("tcr-gz", "prod/api", tag),
        };
        pushTag("1.2.0");
        removeTag("1.2.0");
        assert.notEqual(emulator.tencent.findTag("tcr-sg", "prod/api", "1.2.0"), undefined);
        emulator.tencent.changeRule("tcr-gz", "api-to-sg", { deletion: true });
        pushTag("1.2.0");
        removeTag("1.2.0");
        assert.equal(emulator.tencent.findTag("tcr-sg", "prod/api", "1.2.0"), undefined);
        emulator.tencent.changeRule("tcr-gz", "api-to-sg", { enabled: false });
        pushTag("1.3.0");
        assert.equal(emulator.tencent.findTag("tcr-sg", "prod/api", "1.3.0"), undefined);
    });

    it("ends when two registries copy to each other", () => {
        const filters = [{ type: "name", value: "prod/**" }] as const;
        emulator.tencent.addRule("tcr-gz", { name: "there", destinationRegistryId: "tcr-sg", filters, override: true });
        emulator.tencent.addRule("tcr-sg", { name: "back", destinationRegistryId: "tcr-gz", filters, override: true });
        emulator.tencent.pushTag("tcr-gz", "prod/api", "9", { digest: digest("9") });
        assert.equal(emulator.tencent.findTag("tcr-sg", "prod/api", "9")?.digest, digest("9"));
        assert.equal(emulator.tencent.executions("tcr-sg").length, 1);
        assert.equal(emulator.tencent.executions("tcr-gz").length, 1);
    });

    it("has no executions before a push, and null for the list", async () => {
        await create();
        const response = await call(emulator, "DescribeReplicationExecutions", { RegistryId: "tcr-gz" });
        assert.deepEqual([response["TotalCount"], response["ReplicationExecutionList"]], [0, null]);
        await assert.rejects(
            call(emulator, "DescribeReplicationTasks", { RegistryId: "tcr-gz", ExecutionId: 1 }),
            withCode("ResourceNotFound.TcrResourceNotFound"),
        );
    });

    it("runs for as long as the console says; meanwhile the rule cannot be deleted", async () => {
        emulator.tencent.executionSeconds = 60;
        await create();
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0");
        const [running] = await runs();
        assert.deepEqual([running?.["Status"], running?.["Total"], running?.["Succeed"]], ["inprogress", 1, 0]);
        assert.equal(emulator.tencent.findTag("tcr-sg", "prod/api", "1.2.0"), undefined);
        const input = { SourceRegistryId: "tcr-gz", RuleName: "api-to-sg" };
        await assert.rejects(
            call(emulator, "DeleteReplicationRule", input),
            withCode("FailedOperation.PreconditionFailed"),
        );
        clock.advance(60_000);
        const [done] = await runs();
        assert.deepEqual([done?.["Status"], done?.["Total"], done?.["Succeed"]], ["succeed", 1, 1]);
        assert.notEqual(emulator.tencent.findTag("tcr-sg", "prod/api", "1.2.0"), undefined);
        const tasks = await call(emulator, "DescribeReplicationTasks", {
            RegistryId: "tcr-gz",
            ExecutionId: done?.["ExecutionID"],
        });
        const [task] = tasks["ReplicationTaskList"] as Response[];
        assert.deepEqual(
            [task?.["ResourceType"], task?.["SrcResource"], task?.["DstResource"], task?.["Status"]],
            ["image", "prod/api:[1.2.0]", "prod/api:[1.2.0]", "Succeed"],
        );
        await call(emulator, "DeleteReplicationRule", input);
    });

    it("fails, hangs on and vanishes as planned, and copies nothing then", async () => {
        emulator.tencent.executionSeconds = 60;
        await create();
        emulator.tencent.failNextExecution({ tag: "1.2.0" });
        emulator.tencent.holdNextExecution({ tag: "1.3.0" });
        emulator.tencent.vanishNextExecution({ tag: "1.4.0" });
        const tags = ["1.2.0", "1.3.0", "1.4.0", "1.5.0"];
        tags.forEach((tag) => emulator.tencent.pushTag("tcr-gz", "prod/api", tag));
        const status = async (): Promise<unknown[]> =>
            (await runs()).map((each) => [each["ExecutionID"], each["Status"], each["Succeed"]]);
        const copied = (): string[] =>
            tags.filter((tag) => emulator.tencent.findTag("tcr-sg", "prod/api", tag) !== undefined);
        assert.deepEqual(
            (await status()).map((each) => (each as unknown[])[1]),
            ["inprogress", "inprogress", "inprogress", "inprogress"],
        );
        clock.advance(60_000);
        const ended = [
            [4, "succeed", 1],
            [2, "inprogress", 0],
            [1, "failed", 0],
        ];
        assert.deepEqual([await status(), copied()], [ended, ["1.5.0"]]);
        const task = { RegistryId: "tcr-gz", ExecutionId: 1 };
        const list = (await call(emulator, "DescribeReplicationTasks", task))["ReplicationTaskList"] as Response[];
        assert.equal(list[0]?.["Status"], "Failed");
        clock.advance(3_600_000);
        emulator.tencent.releaseExecutions();
        clock.advance(60_000);
        assert.deepEqual(copied(), ["1.3.0", "1.5.0"]);
        assert.deepEqual(
            emulator.tencent.executions("tcr-gz").map((each) => each.status),
            ["failed", "succeeded", "succeeded"],
        );
    });

    it("lists the runs of one rule, the newest first", async () => {
        await create();
        await create({ Name: "all", Filters: [{ Type: "name", Value: "prod/**" }] });
        emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0");
        emulator.tencent.pushTag("tcr-gz", "prod/web", "1.2.0");
        const ofRule = await call(emulator, "DescribeReplicationExecutions", { RegistryId: "tcr-gz", PolicyId: 2 });
        const list = ofRule["ReplicationExecutionList"] as Response[];
        assert.deepEqual(
            list.map((each) => [each["ExecutionID"], each["PolicyID"]]),
            [
                [3, 2],
                [2, 2],
            ],
        );
        assert.equal((await runs()).length, 3);
    });
});
