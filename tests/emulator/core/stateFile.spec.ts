import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../../../emulator";
import { createRule, listRules } from "./requests";

describe("the state file", () => {
    let folder: string;
    let stateFile: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "imagesync-state-"));
        stateFile = path.join(folder, "deep", "world.json");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("a second start finds yesterday's world, and goes on counting", async () => {
        const first = await startEmulator({ stateFile });
        const made = await createRule(first, "kept");
        first.alibaba.addInstance({ id: "cri-new", regionId: "cn-beijing" });
        first.alibaba.removeNamespace("cri-sg", "staging");
        const instances = first.alibaba.instances();
        await first.close();

        const second = await startEmulator({ stateFile });
        try {
            assert.deepEqual(await listRules(second), ["kept"]);
            assert.deepEqual(second.alibaba.instances(), instances);
            assert.deepEqual(
                second.alibaba.namespaces("cri-sg").map(({ name }) => name),
                ["prod", "base"],
            );
            const next = await createRule(second, "new");
            assert.notEqual(next.SyncRuleId, made.SyncRuleId);
        } finally {
            await second.close();
        }
    });

    it("a world that was never closed and reopened gives the same ids as one that was", async () => {
        const ids = [];
        const whole = await startEmulator();
        ids.push((await createRule(whole, "one")).SyncRuleId, (await createRule(whole, "two")).SyncRuleId);
        await whole.close();
        const again = [];
        for (const name of ["one", "two"]) {
            const emulator = await startEmulator({ stateFile });
            again.push((await createRule(emulator, name)).SyncRuleId);
            await emulator.close();
        }
        assert.deepEqual(again, ids);
    });

    it("is written soon after a change, whole, with nothing left beside it", async () => {
        const emulator = await startEmulator({ stateFile });
        try {
            await createRule(emulator, "kept");
            while (!readFileSync(stateFile, "utf8").includes('"kept"')) {
                await new Promise((resolve) => setTimeout(resolve, 10));
            }
            assert.deepEqual(readdirSync(path.dirname(stateFile)), ["world.json"]);
        } finally {
            await emulator.close();
        }
    });

    it("all three clouds are in it", async () => {
        const emulator = await startEmulator({ stateFile });
        await emulator.close();
        const saved = JSON.parse(readFileSync(stateFile, "utf8")) as { clouds: object };
        assert.deepEqual(Object.keys(saved.clouds), ["alibaba", "tencent", "huawei"]);
    });

    const unreadable = [
        { name: "no JSON", content: "{" },
        { name: "another version", content: JSON.stringify({ version: 99, sequences: {}, clouds: {} }) },
        { name: "no clouds", content: JSON.stringify({ version: 1, sequences: {} }) },
        { name: "sequences that are none", content: JSON.stringify({ version: 1, sequences: { a: "b" }, clouds: {} }) },
        {
            name: "a cloud that is none",
            content: JSON.stringify({ version: 1, sequences: {}, clouds: { alibaba: 7 } }),
        },
    ];
    for (const { name, content } of unreadable) {
        it(`${name}: an error that names the file, which stays as it is`, async () => {
            const file = path.join(folder, "broken.json");
            writeFileSync(file, content);
            await assert.rejects(startEmulator({ stateFile: file }), (error: Error) => error.message.includes(file));
            assert.equal(readFileSync(file, "utf8"), content);
        });
    }

    it("a file that cannot be written is an error that names it", async () => {
        const blocked = path.join(folder, "file", "world.json");
        writeFileSync(path.join(folder, "file"), "");
        await assert.rejects(startEmulator({ stateFile: blocked }), (error: Error) => error.message.includes(blocked));
    });
});
