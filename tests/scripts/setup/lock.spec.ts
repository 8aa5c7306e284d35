import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Sandbox, root } from "../sandbox";

/** Holds the lock for a moment, and writes down when it got it and when it let go. */
const holder = `
    const { appendFileSync } = require("node:fs");
    const { withLock } = require(${JSON.stringify(join(root, "scripts/setup/lock"))});
    const [lock, journal] = process.argv.slice(1);
    void withLock(lock, async () => {
        appendFileSync(journal, "in ");
        await new Promise((done) => setTimeout(done, 100));
        appendFileSync(journal, "out ");
    }, console.log);`;

describe("lock of the set-up", () => {
    let box: Sandbox;

    beforeEach(() => (box = new Sandbox()));
    afterEach(() => box.remove());

    const lock = () => join(box.path, "state", "setup.lock");
    const journal = () => join(box.path, "journal");
    const start = async () => {
        const child = spawn(process.execPath, ["-e", holder, lock(), journal()]);
        let output = "";
        child.stdout.on("data", (piece: Buffer) => (output += piece.toString()));
        const [code] = (await once(child, "close")) as [number | null];
        assert.equal(code, 0);
        return output;
    };

    it("lets several processes in, one after the other, and tells who waits", async () => {
        const outputs = await Promise.all([start(), start(), start(), start()]);
        assert.equal(readFileSync(journal(), "utf8"), "in out ".repeat(4));
        assert.match(outputs.join(""), /another set-up \(process \d+\) is at work in this folder/);
        assert.equal(existsSync(lock()), false);
    });

    it("is taken over from a process that died", async () => {
        const { pid } = spawnSync(process.execPath, ["-e", ""]);
        box.write("state/setup.lock", String(pid));
        await Promise.all([start(), start(), start()]);
        assert.equal(readFileSync(journal(), "utf8"), "in out ".repeat(3));
    });
});
