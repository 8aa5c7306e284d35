import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The checkout under test. */
export const root = resolve(__dirname, "..", "..");

/** A folder with a space in its name, for one test. */
export class Sandbox {
    readonly path = realpathSync(mkdtempSync(join(tmpdir(), "set up ")));

    /** Writes a file below the folder, and the folders it needs. Returns its full path. */
    write(file: string, content: string, mode = 0o644): string {
        const full = join(this.path, file);
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, content);
        chmodSync(full, mode);
        return full;
    }

    /** Writes a shell script that can be run under this name. */
    program(file: string, script: string): string {
        return this.write(file, `#!/bin/sh\n${script}\n`, 0o755);
    }

    remove(): void {
        rmSync(this.path, { recursive: true, force: true });
    }
}

/** The fakes are shell scripts, which Windows does not run. */
export function skipOnWindows(this: Mocha.Context): void {
    if (process.platform === "win32") this.skip();
}
