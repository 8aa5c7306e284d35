import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { call, rule } from "./clients";

describe("Tencent: state", () => {
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "imagesync-tencent-"));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it("is found again after a restart, and ids go on", async () => {
        const stateFile = join(folder, "world.json");
        const first = await startEmulator({ stateFile });
        await call(first, "ManageReplication", rule());
        first.tencent.pushTag("tcr-gz", "prod/api", "1.9");
        first.tencent.disableKey("AKIDemulatorSpare");
        const rules = structuredClone(first.tencent.rules("tcr-gz"));
        await first.close();
        const second = await startEmulator({ stateFile });
        try {
            assert.deepEqual(second.tencent.rules("tcr-gz"), rules);
            assert.notEqual(second.tencent.findTag("tcr-sg", "prod/api", "1.9"), undefined);
            assert.equal(second.tencent.isDisabled("AKIDemulatorSpare"), true);
            await call(second, "ManageReplication", rule({}, { Name: "second" }));
            assert.equal(second.tencent.findRule("tcr-gz", "second")?.id, 2);
        } finally {
            await second.close();
        }
    });

    it("keeps runs of rules, credentials, immutable tags, and what is planned", async () => {
        const stateFile = join(folder, "world.json");
        const clock = new ManualClock(Date.now());
        const first = await startEmulator({ stateFile, clock });
        first.tencent.executionSeconds = 10;
        await call(first, "ManageReplication", rule());
        first.tencent.pushTag("tcr-gz", "prod/api", "1.9");
        first.tencent.addImmutableTagRule("tcr-gz", { namespace: "prod" });
        first.tencent.failNextDuplicate({ code: "FailedOperation", times: Infinity });
        await call(first, "CreateInstanceToken", { RegistryId: "tcr-gz" });
        const kept = ({ tencent }: Emulator): unknown => [
            tencent.executions("tcr-gz"),
            tencent.tokens("tcr-gz"),
            tencent.immutableTagRules("tcr-gz"),
            tencent.executionSeconds,
        ];
        const before = kept(first);
        await first.close();
        const second = await startEmulator({ stateFile, clock });
        try {
            assert.deepEqual(kept(second), before);
            assert.equal(second.tencent.takeDuplicateFailure("1.9"), "FailedOperation");
            clock.advance(10_000);
            assert.notEqual(second.tencent.findTag("tcr-sg", "prod/api", "1.9"), undefined);
        } finally {
            await second.close();
        }
    });

    it("of a time before there were image syncs is taken", async () => {
        const stateFile = join(folder, "world.json");
        await (await startEmulator({ stateFile })).close();
        const saved = JSON.parse(await readFile(stateFile, "utf8")) as { clouds: { tencent: Record<string, unknown> } };
        const { registries, grants, disabledKeys } = saved.clouds.tencent;
        const clouds = { ...saved.clouds, tencent: { registries, grants, disabledKeys } };
        await writeFile(stateFile, JSON.stringify({ ...saved, clouds }));
        const emulator = await startEmulator({ stateFile });
        try {
            assert.deepEqual(emulator.tencent.tokens("tcr-gz"), []);
        } finally {
            await emulator.close();
        }
    });

    it("is refused when it is not a TCR's", async () => {
        const stateFile = join(folder, "world.json");
        await (await startEmulator({ stateFile })).close();
        const saved = JSON.parse(await readFile(stateFile, "utf8")) as { clouds: Record<string, unknown> };
        await writeFile(stateFile, JSON.stringify({ ...saved, clouds: { ...saved.clouds, tencent: { rules: 7 } } }));
        await assert.rejects(startEmulator({ stateFile }), /world\.json/);
    });

    it("can be shown as it was before the last change", async () => {
        const emulator = await startEmulator();
        try {
            const total = async (): Promise<unknown> =>
                (await call(emulator, "DescribeReplicationPolicies", { RegistryId: "tcr-gz" }))["TotalCount"];
            await call(emulator, "ManageReplication", rule());
            emulator.faults.add({ cloud: "tencent", kind: "stale" });
            assert.deepEqual([await total(), await total()], [0, 1]);
        } finally {
            await emulator.close();
        }
    });
});
