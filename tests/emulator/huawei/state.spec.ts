import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, startEmulator } from "../../../emulator";
import { rulesOf, send } from "./clients";

describe("Huawei: state", () => {
    const target = { remoteRegionId: "ap-southeast-3", remoteNamespace: "team" };
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "imagesync-huawei-"));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it("is found again after a restart, ids beyond 2^53 too", async () => {
        const stateFile = join(folder, "world.json");
        const first = await startEmulator({ stateFile });
        first.huawei.nextId = 2n ** 53n + 1n;
        first.huawei.addRule("cn-north-4", "team/api", target);
        first.huawei.pushTag("cn-north-4", "team/api", "1.9");
        await first.close();
        const second = await startEmulator({ stateFile });
        try {
            assert.equal(second.huawei.findRule("cn-north-4", "team/api", target)?.id, "9007199254740993");
            assert.notEqual(second.huawei.findTag("ap-southeast-3", "team/api", "1.9"), undefined);
        } finally {
            await second.close();
        }
    });

    it("keeps sync jobs, those that run too, and what is planned for the next", async () => {
        const stateFile = join(folder, "world.json");
        const clock = new ManualClock();
        const first = await startEmulator({ stateFile, clock });
        first.huawei.syncSeconds = 10;
        first.huawei.holdNext({ status: "running", tag: "held" });
        first.huawei.addRule("cn-north-4", "team/api", target);
        for (const tag of ["2.0.0", "held"]) {
            first.huawei.pushTag("cn-north-4", "team/api", tag);
        }
        first.huawei.syncImagesAnswer = "failed";
        first.huawei.failNext({ status: "timeout", times: Infinity });
        const jobs = first.huawei.syncJobs("cn-north-4");
        await first.close();
        const second = await startEmulator({ stateFile, clock });
        try {
            assert.deepEqual(second.huawei.syncJobs("cn-north-4"), jobs);
            clock.advance(10_000);
            const statuses = second.huawei.syncJobs("cn-north-4").map((each) => each.status);
            assert.deepEqual(statuses, ["success", "running"]);
            assert.notEqual(second.huawei.findTag("ap-southeast-3", "team/api", "2.0.0"), undefined);
            assert.deepEqual([second.huawei.syncSeconds, second.huawei.syncImagesAnswer], [10, "failed"]);
            second.huawei.pushTag("cn-north-4", "team/api", "3.0.0");
            clock.advance(10_000);
            assert.equal(second.huawei.syncJobs("cn-north-4").at(-1)?.status, "timeout");
        } finally {
            await second.close();
        }
    });

    it("of a time before there were image syncs is taken", async () => {
        const stateFile = join(folder, "world.json");
        await (await startEmulator({ stateFile })).close();
        const saved = JSON.parse(await readFile(stateFile, "utf8")) as { clouds: { huawei: Record<string, unknown> } };
        const { organizations, rules, disabledKeys } = saved.clouds.huawei;
        const clouds = { ...saved.clouds, huawei: { organizations, rules, disabledKeys } };
        await writeFile(stateFile, JSON.stringify({ ...saved, clouds }));
        const emulator = await startEmulator({ stateFile });
        try {
            assert.deepEqual(emulator.huawei.syncJobs("cn-north-4"), []);
        } finally {
            await emulator.close();
        }
    });

    it("is refused when it is not an SWR's", async () => {
        const stateFile = join(folder, "world.json");
        await (await startEmulator({ stateFile })).close();
        const saved = JSON.parse(await readFile(stateFile, "utf8")) as { clouds: Record<string, unknown> };
        await writeFile(stateFile, JSON.stringify({ ...saved, clouds: { ...saved.clouds, huawei: [] } }));
        await assert.rejects(startEmulator({ stateFile }), /world\.json/);
    });

    it("can be shown as it was before the last change", async () => {
        const emulator = await startEmulator();
        try {
            const path = rulesOf("team/api");
            const count = async (): Promise<number> => ((await send(emulator, { path })).body as unknown[]).length;
            const body = JSON.stringify({ ...target, syncAuto: true });
            await send(emulator, { method: "POST", path, body });
            emulator.faults.add({ cloud: "huawei", kind: "stale" });
            assert.deepEqual([await count(), await count()], [0, 1]);
        } finally {
            await emulator.close();
        }
    });
});
