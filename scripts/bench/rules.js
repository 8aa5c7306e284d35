"use strict";

/*
 * Counts the requests that rules cost, by the emulator's own count, and times the same steps of as many resources
 * that do nothing: npm run bench:rules [-- --counts 1,10,100] [--parallel 8] [--clouds alibaba,tencent,huawei]
 */
const { parseArgs } = require("node:util");
const { endChildrenWithUs } = require("../setup/child");
const { ensureSetup } = require("../setup");
const { BenchProject } = require("./project");

const steps = /** @type {const} */ (["create", "refresh", "no change", "change all", "destroy"]);

async function main() {
    const { values } = parseArgs({
        options: {
            counts: { type: "string", default: "1,10,100" },
            parallel: { type: "string", default: "8" },
            clouds: { type: "string", default: "alibaba,tencent,huawei" },
        },
    });
    const { env } = await ensureSetup();
    const { startEmulator } = require("../../dist/emulator");
    console.log(
        `--parallel ${values.parallel}; page size 100 (Alibaba and Tencent; Huawei lists a repository at once)\n`,
    );
    console.log("| N | cloud | step | requests | seconds | no-op seconds |\n|-:|-|-|-|-:|-:|");
    for (const count of values.counts.split(",").map(Number)) {
        const floor = await run("noop", count, { env, parallel: values.parallel, startEmulator });
        for (const cloud of values.clouds.split(",")) {
            const ours = await run(cloud, count, { env, parallel: values.parallel, startEmulator });
            for (const step of steps) {
                const [mine, other] = [ours.get(step), floor.get(step)];
                const cells = [count, cloud, step, mine.requests, mine.seconds.toFixed(1), other.seconds.toFixed(1)];
                console.log(`| ${cells.join(" | ")} |`);
            }
        }
    }
}

/** Takes one kind of resource through its life. @returns what each step cost, by step */
async function run(kind, count, { env, parallel, startEmulator }) {
    const emulator = await startEmulator();
    for (let i = 0; kind !== "noop" && i < count; i++) {
        emulator.huawei.addOrganization("ap-southeast-3", `team${i}`);
    }
    const project = new BenchProject({ env, config: emulator.config });
    const costs = new Map();
    const step = async (name, args, changed = false) => {
        project.plan({ kind, count, changed });
        emulator.requests.clear();
        const seconds = await project.pulumi([...args, "--parallel", parallel]);
        costs.set(name, { seconds, requests: describe(emulator.requests.byAction()) });
    };
    try {
        await project.start();
        await step("create", ["up", "--yes", "--skip-preview"]);
        await step("refresh", ["refresh", "--yes", "--skip-preview"]);
        await step("no change", ["up", "--yes", "--skip-preview"]);
        await step("change all", ["up", "--yes", "--skip-preview"], true);
        await step("destroy", ["destroy", "--yes", "--skip-preview"], true);
    } finally {
        project.remove();
        await emulator.close();
    }
    return costs;
}

/** @param {Record<string, number>} byAction */
function describe(byAction) {
    const parts = Object.entries(byAction).map(([action, count]) => `${count} ${action.replace(/^.*[ .:/]/, "")}`);
    return parts.join(", ") || "none";
}

endChildrenWithUs();
main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
});
