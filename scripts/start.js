"use strict";

const { COMMANDS, help } = require("./start/commands");
const { Interrupted } = require("./start/pulumi/cli");
const { withSession } = require("./start/session");

/**
 * npm start: the topology example, deployed by a real `pulumi up` to the three clouds' emulator.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function main([word = "up", ...options]) {
    if (["help", "--help", "-h"].includes(word)) {
        console.log(help());
        return 0;
    }
    const command = COMMANDS.get(word);
    if (!command) throw new Error(`no command "${word}"\n\n${help()}`);
    return withSession((session) => command.run(session, options));
}

main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error) => {
        console.error(error instanceof Interrupted ? "interrupted" : `npm start: ${error.message}`);
        process.exitCode = error instanceof Interrupted ? 130 : 1;
    },
);
