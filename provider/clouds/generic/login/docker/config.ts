import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { loginProblem } from "../problem";
import { object, readJson, record } from "../../../../validation/json";

/** A configuration file of Docker or podman, as far as it is about logins. */
export interface LoginFile {
    /** By host, URL or place: see `placeOfKey`. */
    readonly auths: Readonly<Record<string, unknown>>;
    /** Names of credential helpers, by host. */
    readonly credHelpers: Readonly<Record<string, string>>;
    /** The helper for every host. */
    readonly credsStore?: string;
}

/** A helper is a program by this name; a path in it would be another program. */
const helperName = /^[\w.+-]+$/;
const helper = v.union([v.pipe(v.string(), v.regex(helperName)), v.literal("")]);
const fileSchema = object({
    auths: v.nullish(record(v.unknown())),
    credHelpers: v.nullish(record(helper)),
    credsStore: v.nullish(helper),
});

/**
 * Reads a file. Undefined where it is not there.
 * @throws ImageSyncError `invalid` that names the file and quotes nothing of it
 */
export async function readLoginFile(file: string, host: string): Promise<LoginFile | undefined> {
    const text = await textOfFile(file, host);
    if (text === undefined) {
        return undefined;
    }
    const parsed = readJson(fileSchema, text);
    if (!parsed) {
        throw brokenFile(file, host);
    }
    const { auths, credHelpers, credsStore } = parsed;
    return { auths: auths ?? {}, credHelpers: credHelpers ?? {}, credsStore: credsStore || undefined };
}

async function textOfFile(file: string, host: string): Promise<string | undefined> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        if (code === "ENOENT" || code === "ENOTDIR") {
            return undefined;
        }
        throw loginProblem(host, "invalid", `${file} cannot be read (${code})`, "mend its permissions, or remove it");
    }
}

/** The error of a file that is there and is not what it should be. */
export function brokenFile(file: string, host: string) {
    return loginProblem(
        host,
        "invalid",
        `${file} is broken: its auths, credHelpers or credsStore are not what Docker writes`,
        "log in anew with docker login, mend it, or remove it",
    );
}
