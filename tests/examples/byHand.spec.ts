import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, packageRoot, run } from "../e2e/harness/cli";

describe("an example, by hand as its README says", function () {
    this.timeout(120_000);
    let scratch: string;
    let emulator: ChildProcess;
    let env: Record<string, string>;

    before(async function () {
        // The lines are for a shell.
        if (process.platform === "win32") this.skip();
        scratch = realpathSync(mkdtempSync(join(tmpdir(), "imagesync by hand ")));
        for (const folder of ["home", "backend"]) mkdirSync(join(scratch, folder));
        cpSync(join(packageRoot, "examples", "tencent"), join(scratch, "tencent"), { recursive: true });
        symlinkSync(join(packageRoot, "node_modules"), join(scratch, "node_modules"), "junction");
        env = await environment(join(scratch, "home"), join(scratch, "backend"));
    });
    after(async () => {
        emulator?.kill("SIGINT");
        if (emulator?.exitCode === null) await once(emulator, "exit");
        if (scratch) rmSync(scratch, { recursive: true, force: true });
    });

    const types = async (line: string): Promise<string> => {
        const { code, output } = await run("sh", ["-ec", line], { cwd: join(scratch, "tencent"), env });
        assert.equal(code, 0, `${line}\n${output}`);
        return output;
    };

    it("deploys and is destroyed, with the lines that imagesync emulate prints", async () => {
        emulator = spawn(join(packageRoot, "dist", "cli", "main.js"), ["emulate"], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const [lines] = (await once(emulator.stdout ?? emulator, "data")) as [Buffer];
        await types("pulumi stack init dev");
        await types(lines.toString());
        assert.match(await types("pulumi up --yes --skip-preview"), /\+ 5 created/);
        assert.match(await types("pulumi destroy --yes --skip-preview"), /- 5 deleted/);
    });

    it("is what the READMEs say", () => {
        for (const name of ["alibaba", "tencent", "huawei", "accounts", "component", "copy"]) {
            const readme = readFileSync(join(packageRoot, "examples", name, "README.md"), "utf8");
            for (const line of ["npx imagesync emulate", "pulumi stack init dev", "pulumi up", "pulumi destroy"]) {
                assert.ok(readme.includes(`\n${line}\n`), `${name}: ${line}`);
            }
        }
    });
});
