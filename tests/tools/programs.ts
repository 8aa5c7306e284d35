import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program is on PATH. */
function findProgram(name: string): string | undefined {
    const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
    return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/**
 * For a `before` hook: skips the suite where a program is missing, and says which one; fails where it had to be there:
 * where `npm test` says so, else under CI on Linux.
 */
export function needsPrograms(...names: string[]): (this: Mocha.Context) => void {
    return function (this: Mocha.Context): void {
        const missing = names.filter((name) => findProgram(name) === undefined);
        if (missing.length === 0) {
            return;
        }
        const reason = `${missing.join(" and ")} not found on PATH`;
        if (mustBeThere()) {
            throw new Error(`${reason}; install it (npm test does, where apt-get is there)`);
        }
        console.log(`      skipped: ${reason}`);
        this.skip();
    };
}

function mustBeThere(): boolean {
    const { IMAGESYNC_TEST_REGISTRIES: told, CI = "" } = process.env;
    return told === undefined
        ? process.platform === "linux" && !["", "0", "false"].includes(CI.toLowerCase())
        : told === "required";
}
