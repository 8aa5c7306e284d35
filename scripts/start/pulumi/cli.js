"use strict";

const { spawn } = require("node:child_process");

/** One Ctrl-C arrives twice where npm passes on what the terminal has sent to everybody already. */
const SAME_KEY_MILLIS = 1000;
const windows = process.platform === "win32";

/** Somebody asked us to end. */
class Interrupted extends Error {}

/**
 * The Pulumi CLI as a child process. While it runs, an interrupt goes to it: the first lets the running steps end, the
 * second ends it at once, the third kills it. Whatever is asked of it after an interrupt throws {@link Interrupted}.
 */
class Cli {
    /** @type {import("node:child_process").ChildProcess | undefined} */
    #child;
    #interrupts = 0;
    #lastInterrupt = 0;

    /**
     * @param {string} program
     * @param {NodeJS.ProcessEnv} env
     */
    constructor(program, env) {
        this.program = program;
        this.env = env;
    }

    /**
     * @param {readonly string[]} args
     * @param {object} options
     * @param {string} options.folder working directory
     * @param {boolean} options.visible whether it has the screen and the keyboard; its output is collected otherwise
     * @returns {Promise<{ code: number, killed: boolean, output: string, errors: string }>} killed when it did not end
     *     by itself; the code is 1 then
     */
    async run(args, { folder, visible }) {
        if (this.#interrupts > 0) throw new Interrupted();
        const [screen, keyboard] = visible
            ? /** @type {const} */ (["inherit", "inherit"])
            : /** @type {const} */ (["pipe", "ignore"]);
        const child = spawn(this.program, args, {
            cwd: folder,
            env: this.env,
            stdio: [keyboard, screen, screen],
            // A group of its own keeps the terminal's interrupt from it: it gets ours, and so exactly one.
            detached: !windows,
            windowsHide: true,
        });
        this.#child = child;
        const printed = { output: "", errors: "" };
        child.stdout?.setEncoding("utf8").on("data", (text) => (printed.output += text));
        child.stderr?.setEncoding("utf8").on("data", (text) => (printed.errors += text));
        const code = await /** @type {Promise<number | null>} */ (
            new Promise((resolve, reject) => {
                child.on("error", reject);
                child.on("close", resolve);
            })
        );
        this.#child = undefined;
        if (this.#interrupts > 0) throw new Interrupted();
        return { code: code ?? 1, killed: code === null, ...printed };
    }

    /**
     * Passes interrupts on to the child from now on.
     *
     * @returns {() => void} ends that
     */
    takeInterrupts() {
        const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
        const interrupt = () => this.#interrupt();
        const kill = () => this.#signal("SIGKILL");
        signals.forEach((signal) => process.on(signal, interrupt));
        process.on("exit", kill);
        return () => {
            signals.forEach((signal) => process.off(signal, interrupt));
            process.off("exit", kill);
        };
    }

    #interrupt() {
        const now = Date.now();
        if (now - this.#lastInterrupt < SAME_KEY_MILLIS) return;
        this.#lastInterrupt = now;
        this.#interrupts += 1;
        // The console of Windows has told the child already, and a signal there only ever kills.
        if (this.#interrupts > 2) this.#signal("SIGKILL");
        else if (!windows) this.#signal("SIGINT");
    }

    /** @param {NodeJS.Signals} signal */
    #signal(signal) {
        if (this.#child?.pid === undefined) return;
        try {
            if (windows) this.#child.kill(signal);
            else process.kill(signal === "SIGKILL" ? -this.#child.pid : this.#child.pid, signal);
        } catch {
            // It has just ended.
        }
    }
}

module.exports = { Cli, Interrupted };
