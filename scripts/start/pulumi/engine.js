"use strict";

const path = require("node:path");
const { root } = require("../../setup/checkout");

const UNATTENDED = ["--yes", "--skip-preview"];
/** The engine's live table has no room for news of a resource on a screen that is narrower than this. */
const TABLE_COLUMNS = 160;

/** The engine's commands on one stack of the checkout's project. Each takes further options of the command line. */
class Engine {
    /**
     * @param {object} options
     * @param {import("./cli").Cli} options.cli
     * @param {string} options.stack
     * @param {string} options.configFile the stack's configuration
     * @param {import("./memory").Memory} options.memory
     */
    constructor({ cli, stack, configFile, memory }) {
        this.cli = cli;
        this.stack = stack;
        this.configFile = configFile;
        this.memory = memory;
    }

    /** @param {readonly string[]} options */
    async preview(options) {
        return (await this.#show(["preview", ...options])).code;
    }

    /** @param {readonly string[]} options */
    async up(options) {
        const { configured, deployed = configured } = this.memory.read();
        // Where it fails half-way, some of the state may have the one configuration and some the other.
        this.memory.update({ deployed: deployed === configured ? configured : "unknown" });
        const code = await this.#change(["up", ...UNATTENDED, ...options]);
        if (code === 0) this.memory.update({ deployed: configured });
        return code;
    }

    /** @param {readonly string[]} options */
    refresh(options) {
        return this.#change(["refresh", ...UNATTENDED, ...this.#withToday(), ...options]);
    }

    /**
     * Removes what the stack holds, and the stack itself where no options say what is to be removed.
     *
     * @param {readonly string[]} options
     */
    async destroy(options) {
        const remove = options.length === 0 ? ["--remove"] : [];
        const code = await this.#change(["destroy", ...UNATTENDED, ...this.#withToday(), ...remove, ...options]);
        if (code === 0 && remove.length > 0) this.memory.update({ configured: undefined, deployed: undefined });
        return code;
    }

    /** @returns {Promise<import("../show/state").StackExport>} the stack's state */
    async export() {
        return JSON.parse(await this.ask(["stack", "export", ...this.#onStack()]));
    }

    /**
     * A value of the stack's configuration.
     *
     * @param {string} key of the project
     * @returns {Promise<unknown>} undefined where it has none
     */
    async configured(key) {
        const all = JSON.parse(await this.ask(["config", "--json", ...this.#onStack()], path.dirname(this.configFile)));
        const found = Object.keys(all).find((each) => each.endsWith(`:${key}`));
        return found && JSON.parse(all[found].value);
    }

    /**
     * @param {string} key of the project
     * @param {unknown} value
     */
    async configure(key, value) {
        const args = ["config", "set", "--plaintext", ...this.#onStack(), key, JSON.stringify(value)];
        await this.ask(args, path.dirname(this.configFile));
    }

    /**
     * Runs a command for what it prints.
     *
     * @param {readonly string[]} args
     * @param {string} folder the project's
     * @returns {Promise<string>}
     * @throws {Error} with all that it printed, when it fails
     */
    async ask(args, folder = root) {
        const ended = await this.cli.run([...args, "--non-interactive"], { folder, visible: false });
        if (ended.code === 0) return ended.output;
        const words = args.slice(0, 2).join(" ");
        throw new Error(
            `pulumi ${words} failed with exit code ${ended.code}\n${ended.output}${ended.errors}`.trimEnd(),
        );
    }

    #onStack() {
        return ["--stack", this.stack];
    }

    /** By default the engine uses the configuration of the last `up`; the clouds may have moved to another port since. */
    #withToday() {
        const { configured, deployed } = this.memory.read();
        return deployed === undefined || configured === deployed ? [] : ["--run-program"];
    }

    /**
     * Runs a command on the screen.
     *
     * @param {readonly string[]} args
     */
    #show(args) {
        const all = [...args, ...this.#onStack(), "--config-file", this.configFile];
        return this.cli.run(all, { folder: root, visible: true });
    }

    /**
     * Runs a command that changes the stack. Takes away the lock that a killed engine has left.
     *
     * @param {readonly string[]} args
     * @returns {Promise<number>} exit code
     */
    async #change(args) {
        if (this.memory.read().changing) await this.ask(["cancel", "--yes", ...this.#onStack()]);
        this.memory.update({ changing: true });
        const { code, killed } = await this.#show([...args, ...lineByLine()]);
        this.memory.update({ changing: killed });
        return code;
    }
}

/** On a narrow screen news come in lines, one below the other, as they do where there is no screen at all. */
function lineByLine() {
    const { isTTY, columns } = process.stdout;
    return isTTY && columns < TABLE_COLUMNS ? ["--non-interactive", "--suppress-progress"] : [];
}

module.exports = { Engine };
