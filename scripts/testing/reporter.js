"use strict";

const fs = require("node:fs");
const Mocha = require("mocha");

/**
 * Mocha's own spec output, and the counts in the file that IMAGESYNC_TEST_REPORT names. The file is written when the
 * run ends, and again for what goes wrong later: mocha no longer listens then, and its exit code hides it.
 */
class CountingReporter extends Mocha.reporters.Spec {
    /**
     * @param {Mocha.Runner} runner
     * @param {Mocha.MochaOptions} options
     */
    constructor(runner, options) {
        super(runner, options);
        this.late = 0;
        this.ended = false;
        runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
            this.ended = true;
            this.write();
        });
        process.on("uncaughtExceptionMonitor", (error) => {
            if (!this.ended) return;
            this.late += 1;
            console.log(`  after the last test: ${error.stack ?? error}`);
        });
        process.on("exit", () => this.write());
    }

    write() {
        const file = process.env.IMAGESYNC_TEST_REPORT;
        if (file === undefined) return;
        const { passes, failures, pending } = this.stats;
        /** @type {import("./mocha").Report} */
        const report = { passes, failures: failures + this.late, pending, ended: this.ended };
        fs.writeFileSync(file, JSON.stringify(report));
    }
}

module.exports = CountingReporter;
