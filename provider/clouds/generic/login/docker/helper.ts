import { isRecord, textOf } from "../../../../calls/answers";
import type { Login } from "../../../../oci/registry/port";
import { helperKey } from "../hosts";
import { loginProblem } from "../problem";
import { identityToken } from "./identityToken";

/** Bounds of a helper: it may have to ask a cloud, or a person for the key of a store. */
const helperLimits = { milliseconds: 30_000, bytes: 64 * 1024 };

/** With this a helper says that it has no login, by the protocol of Docker's credential helpers. */
const notFound = "credentials not found in native keychain";
/** The user name beside which a helper hands out an identity token instead of a password. */
const tokenUser = "<token>";

/**
 * Asks a credential helper: `docker-credential-<name> get`, the registry on its standard input.
 * @returns undefined where it has no login for the registry
 * @throws ImageSyncError that names the helper, and nothing of what it said
 */
export async function askHelper(name: string, host: string, limits = helperLimits): Promise<Login | undefined> {
    const program = `docker-credential-${name}`;
    const problem = (what: string) =>
        loginProblem(host, "unauthorized", `${program} ${what}`, `run: echo ${helperKey(host)} | ${program} get`);
    const { code, output } = await run(program, helperKey(host), limits).catch((error: unknown) => {
        throw problem(error instanceof HelperFailure ? error.message : "could not be run");
    });
    if (code !== 0) {
        if (output.trim() === notFound) {
            return undefined;
        }
        throw problem(`failed (exit code ${code})`);
    }
    const { Username, Secret } = answerOf(output) ?? {};
    if (textOf(Username) === undefined && textOf(Secret) === undefined) {
        throw problem("answered without a login");
    }
    if (Username === tokenUser) {
        throw identityToken(host, program);
    }
    return { username: textOf(Username) ?? "", password: textOf(Secret) ?? "" };
}

function answerOf(output: string): Record<string, unknown> | undefined {
    try {
        const answer: unknown = JSON.parse(output);
        return isRecord(answer) ? answer : undefined;
    } catch {
        return undefined;
    }
}

/** What may be said of a helper that could not be heard out. */
class HelperFailure extends Error {}

function run(program: string, input: string, limits: typeof helperLimits): Promise<{ code: number; output: string }> {
    return new Promise((resolve, reject) => {
        // Loaded late: most hosts have no helper.
        const { spawn } = require("node:child_process") as typeof import("node:child_process");
        const child = spawn(program, ["get"], { stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
        const pieces: Buffer[] = [];
        let size = 0;
        const give = (up: string) => {
            clearTimeout(timer);
            child.kill("SIGKILL");
            child.stdout.destroy();
            reject(new HelperFailure(up));
        };
        const timer = setTimeout(
            () => give(`did not answer within ${limits.milliseconds / 1000} s`),
            limits.milliseconds,
        );
        child.stdout.on("data", (piece: Buffer) => {
            pieces.push(piece);
            size += piece.length;
            if (size > limits.bytes) {
                give(`answered with more than ${limits.bytes} bytes`);
            }
        });
        child.on("error", (error: NodeJS.ErrnoException) =>
            give(error.code === "ENOENT" ? "is not on the PATH" : "could not be run"),
        );
        child.on("close", (code) => {
            clearTimeout(timer);
            resolve({ code: code ?? -1, output: Buffer.concat(pieces).toString("utf8") });
        });
        // One that answers without reading closes its end.
        child.stdin.on("error", () => undefined);
        child.stdin.end(input);
    });
}
