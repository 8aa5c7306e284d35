"use strict";

const { spawn } = require("node:child_process");
const { root } = require("../setup/checkout");

/** One Ctrl-C arrives twice where npm passes on what the terminal has sent to everybody already. */
const SAME_KEY_MILLIS = 1000;
const windows = process.platform === "win32";

/** Somebody asked us to end. */
class Interrupted extends Error {}

/**
 * The Pulumi CLI, on one stack. While it runs, an interrupt goes to it: the first lets the running steps end, the
 * second ends it at once, the third kills it. Whatever is asked of it after an interrupt throws {@link Interrupted}.
 */
class Engine {
    /** @type {import("node:child_process").ChildProcess | undefined} */
    #child;
    #interrupts = 0;
    #lastInterrupt = 0;

    /**
     * @param {object} options
     * @param {string} options.program the CLI
     * @param {NodeJS.ProcessEnv} options.env its environment, which says where state is kept
     * @param {string} options.stack
     * @param {string} options.configFile the stack's configuration
     * @param {import("./memory").Memory} options.memory
     */
    constructor({ program, env, stack, configFile, memory }) {
        this.program = program;
        this.env = env;
        this.stack = stack;
        this.configFile = configFile;
        this.memory = memory;
    }

    /**
     * Runs a command on the stack with the program's own output on the screen.
     *
     * @param {readonly string[]} args
     * @returns {Promise<number>} exit code
     */
    async show(args) {
        return (await this.#run([...args, ...this.#onStack(), "--config-file", this.configFile], root, true)).code;
    }

    /**
     * Runs a command that changes the stack, with the program's own output on the screen. Takes away the lock that an
     * engine has left which was killed.
     *
     * @param {readonly string[]} args
     * @returns {Promise<number>} exit code
     */
    async change(args) {
        if (this.memory.read().changing) await this.ask(["cancel", "--yes", ...this.#onStack()]);
        this.memory.update({ changing: true });
        const code = await this.show(args);
        this.memory.update({ changing: false });
        return code;
    }

    /**
     * Runs a command beside the stack's own project, for what it prints.
     *
     * @param {readonly string[]} args
     * @param {string} folder
     * @returns {Promise<string>}
     * @throws {Error} with all that it printed, when it fails
     */
    async ask(args, folder = root) {
        const { code, output, errors } = await this.#run([...args, "--non-interactive"], folder, false);
        if (code !== 0)
            throw new Error(`pulumi ${args[0]} failed with exit code ${code}\n${output}${errors}`.trimEnd());
        return output;
    }

    /** @returns {Promise<import("./rules").StackExport>} the stack's state */
    async export() {
        return JSON.parse(await this.ask(["stack", "export", ...this.#onStack()]));
    }

    /** Passes interrupts on to the CLI, until the answer is called. */
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

    #onStack() {
        return ["--stack", this.stack];
    }

    #interrupt() {
        const now = Date.now();
        if (now - this.#lastInterrupt < SAME_KEY_MILLIS) return;
        this.#lastInterrupt = now;
        this.#interrupts += 1;
        // A console of Windows has told the CLI already, and a signal there only ever kills.
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

    /**
     * @param {readonly string[]} args
     * @param {string} cwd
     * @param {boolean} visible
     * @returns {Promise<{ code: number, output: string, errors: string }>}
     */
    async #run(args, cwd, visible) {
        if (this.#interrupts > 0) throw new Interrupted();
        // A group of its own keeps the terminal's interrupt from it: it gets ours, and so exactly one.
        const stdio = /** @type {import("node:child_process").StdioOptions} */ (
            visible ? "inherit" : ["ignore", "pipe", "pipe"]
        );
        const child = spawn(this.program, args, { cwd, env: this.env, stdio, detached: !windows, windowsHide: true });
        this.#child = child;
        const printed = { output: "", errors: "" };
        child.stdout?.setEncoding("utf8").on("data", (text) => (printed.output += text));
        child.stderr?.setEncoding("utf8").on("data", (text) => (printed.errors += text));
        const code = await new Promise((resolve, reject) => {
            child.on("error", reject);
            child.on("close", (code) => resolve(code ?? 1));
        });
        this.#child = undefined;
        if (this.#interrupts > 0) throw new Interrupted();
        return { code, ...printed };
    }
}

module.exports = { Engine, Interrupted };
