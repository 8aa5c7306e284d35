"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { spawn } = require("node:child_process");
const { root } = require("../setup/checkout");

/** The program: as many resources, of which kind and in which of two variants, as plan.json says. */
const program = `
const { RepoSyncRule } = require("pulumi-imagesync");
const pulumi = require("@pulumi/pulumi");
const { kind, count, changed } = require("./plan.json");
const noop = {
    check: async (olds, news) => ({ inputs: news, failures: [] }),
    diff: async (id, olds, news) => ({ changes: olds.changed !== news.changed }),
    create: async (inputs) => ({ id: "noop-" + inputs.index, outs: inputs }),
    read: async (id, props) => ({ id, props }),
    update: async (id, olds, news) => ({ outs: news }),
    delete: async () => {},
};
class Noop extends pulumi.dynamic.Resource {}
const rules = {
    alibaba: (i) => ({
        source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod", repository: "api" },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg", namespace: "prod", repository: "api-" + i },
        tagFilter: changed ? "v2.*" : "v1.*",
    }),
    tencent: (i) => ({
        source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod", repository: "api" },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg", namespace: "prod-" + i },
        tagFilter: changed ? "v2.*" : "v1.*",
    }),
    huawei: (i) => ({
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: i % 2 ? "api" : "web" },
        target: { cloud: "huawei", region: "ap-southeast-3", namespace: "team" + i },
        override: changed,
    }),
};
for (let i = 0; i < count; i++) {
    if (kind === "noop") new Noop(noop, "noop-" + i, { index: i, changed }, {}, "bench", "Noop");
    else new RepoSyncRule("rule-" + i, rules[kind](i));
}
`;

/** A stack of its own, in a temporary folder with an empty home. */
class BenchProject {
    /** @param {{ env: NodeJS.ProcessEnv, config: Record<string, string> }} options */
    constructor({ env, config }) {
        this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "imagesync-bench-"));
        for (const name of ["home", "backend", "node_modules/@pulumi"]) {
            fs.mkdirSync(path.join(this.folder, name), { recursive: true });
        }
        const modules = path.join(this.folder, "node_modules");
        fs.symlinkSync(root, path.join(modules, "pulumi-imagesync"), "junction");
        fs.symlinkSync(
            path.join(root, "node_modules/@pulumi/pulumi"),
            path.join(modules, "@pulumi/pulumi"),
            "junction",
        );
        this.write("Pulumi.yaml", { name: "bench", runtime: { name: "nodejs", options: { typescript: false } } });
        this.write("package.json", { name: "bench", private: true });
        fs.writeFileSync(path.join(this.folder, "index.js"), program);
        this.config = config;
        this.env = {
            ...env,
            HOME: path.join(this.folder, "home"),
            PULUMI_BACKEND_URL: `file://${path.join(this.folder, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "bench",
            IMAGESYNC_METADATA_DISABLED: "true",
        };
    }

    async start() {
        await this.pulumi(["stack", "init", "bench"]);
        const file = path.join(this.folder, "Pulumi.bench.yaml");
        fs.appendFileSync(file, `config: ${JSON.stringify(this.config)}\n`);
    }

    /** @param {{ kind: string, count: number, changed: boolean }} plan */
    plan(plan) {
        this.write("plan.json", plan);
    }

    /**
     * Runs pulumi. @returns the seconds it took. @throws Error with what it printed when it failed.
     * @param {string[]} args
     */
    pulumi(args) {
        const begun = process.hrtime.bigint();
        return new Promise((resolve, reject) => {
            const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
                cwd: this.folder,
                env: this.env,
                stdio: ["ignore", "pipe", "pipe"],
            });
            let output = "";
            child.stdout.on("data", (piece) => (output += piece));
            child.stderr.on("data", (piece) => (output += piece));
            child.on("error", reject);
            child.on("close", (code) => {
                const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
                if (code === 0) resolve(seconds);
                else reject(new Error(`pulumi ${args.join(" ")}: exit ${code}\n${output}`));
            });
        });
    }

    write(name, data) {
        fs.writeFileSync(path.join(this.folder, name), JSON.stringify(data));
    }

    remove() {
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}

module.exports = { BenchProject };
