"use strict";

const fs = require("node:fs");
const Mocha = require("mocha");

/**
 * Mocha's own spec output, and the counts in the file that IMAGESYNC_TEST_REPORT names. What Mocha lets pass counts as
 * failed too: a rejection that nobody handles, and anything thrown after the last test.
 */
class CountingReporter extends Mocha.reporters.Spec {
    /**
     * @param {Mocha.Runner} runner
     * @param {Mocha.MochaOptions} options
     */
    constructor(runner, options) {
        super(runner, options);
        this.stray = 0;
        this.ended = false;
        this.current = "before the first test";
        runner.on(Mocha.Runner.constants.EVENT_TEST_BEGIN, (test) => (this.current = test.fullTitle()));
        runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
            this.ended = true;
            this.write();
        });
        this.catchStray();
        process.on("exit", () => this.write());
    }

    catchStray() {
        // Mocha's own listener emits each rejection a second time.
        const seen = new WeakSet();
        process.on("unhandledRejection", (reason, promise) => {
            if (seen.has(promise)) return;
            seen.add(promise);
            this.addStray("unhandled rejection", reason);
        });
        // While tests run, Mocha blames a thrown error on the test.
        process.on(
            "uncaughtExceptionMonitor",
            (error) => this.ended && this.addStray("thrown after the last test", error),
        );
    }

    /**
     * @param {string} kind
     * @param {unknown} error
     */
    addStray(kind, error) {
        this.stray += 1;
        console.log(`  ${kind}, near "${this.current}": ${error instanceof Error ? error.stack : String(error)}`);
        // An error thrown this late ends the process without an exit event.
        if (this.ended) this.write();
    }

    write() {
        const file = process.env.IMAGESYNC_TEST_REPORT;
        if (file === undefined) return;
        const { passes, failures, pending } = this.stats;
        /** @type {import("./mocha").Report} */
        const report = { passes, failures: failures + this.stray, pending, ended: this.ended };
        fs.writeFileSync(file, JSON.stringify(report));
    }
}

module.exports = CountingReporter;
