"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { run } = require("../child");
const { withScratch } = require("../scratch");
const { PROGRAMS, findProgram, isAtLeast, launcherBin, pathFolders } = require("./layout");
const { missingPrograms, putInPlace } = require("./place");
const { withProgress } = require("./progress");

/** One Go module each, since the language host's newest published module is older than the engine. */
const MODULES = [
    {
        program: PROGRAMS.languageHost,
        folder: "language",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    },
    { program: PROGRAMS.engine, folder: "cli", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
];

/**
 * @typedef {object} GoBuildOptions
 * @property {string} root
 * @property {string} version version of the CLI, as in scripts/engine/cli/go.mod
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} log
 */

/**
 * Builds what the launcher's folder lacks from the pinned Go modules under scripts/engine, and moves it there.
 *
 * @param {GoBuildOptions & { why: string }} options
 * @returns {Promise<string | undefined>} why it could not be; undefined when the CLI is in place
 */
async function buildCli({ why, ...options }) {
    const { root, version, env, log } = options;
    const go = await findGo(root, env);
    if ("missing" in go) return go.missing;
    const bin = launcherBin(env, version);
    log(`building Pulumi ${version} from source with ${go.name}, because ${why}; this takes 3 to 8 minutes, once`);
    return withScratch(path.dirname(bin), "build", async (folder) => {
        const built = path.join(folder, "bin");
        const missing = await missingPrograms(bin, env);
        for (const module of MODULES.filter(({ program }) => missing.includes(program))) {
            const failure = await buildModule(go.file, module, folder, options);
            if (failure !== undefined) return failure;
        }
        if (fs.existsSync(built)) await putInPlace(built, bin, env);
        return undefined;
    });
}

/**
 * @param {string} go
 * @param {(typeof MODULES)[number]} module
 * @param {string} scratch
 * @param {GoBuildOptions} options
 * @returns {Promise<string | undefined>} why it failed
 */
async function buildModule(go, module, scratch, { root, version, env, log }) {
    const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
    const target = path.join(scratch, "bin", module.program);
    const args = ["build", "-v", "-o", target, "-ldflags", stamp, module.package];
    let output = "";
    const describe = () => {
        const lines = output.split("\n").filter((line) => line !== "");
        const downloads = lines.filter((line) => line.startsWith("go: downloading")).length;
        return `${module.program}: ${downloads} modules downloaded, ${lines.length - downloads} packages compiled`;
    };
    const ended = await withProgress(log, describe, () =>
        run(go, args, {
            cwd: path.join(root, "scripts", "engine", module.folder),
            env: goEnvironment(env, scratch),
            onOutput: (text) => (output += text),
        }),
    );
    if (ended.code === 0) return undefined;
    return `go build of ${module.program} failed:\n${ended.output.trim().split("\n").slice(-15).join("\n")}`;
}

/**
 * Where modules come from, and what vouches for them, stays the user's choice (GOPROXY, GOSUMDB, GOPRIVATE). The rest
 * must not depend on whose machine it is.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} scratch
 */
function goEnvironment(env, scratch) {
    return {
        ...env,
        GO111MODULE: "on",
        GOFLAGS: "-mod=readonly -buildvcs=false",
        GOTMPDIR: scratch,
        GOTOOLCHAIN: "local",
        GOWORK: "off",
    };
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ file: string, name: string } | { missing: string }>}
 */
async function findGo(root, env) {
    const module = fs.readFileSync(path.join(root, "scripts", "engine", "cli", "go.mod"), "utf8");
    const needed = /^go (\S+)$/m.exec(module)?.[1] ?? "1";
    const file = findProgram(process.platform === "win32" ? "go.exe" : "go", pathFolders(env));
    if (file === undefined) return { missing: `no Go on PATH (${needed} or later is needed)` };
    const ended = await run(file, ["version"], { env: { ...env, GOTOOLCHAIN: "local" }, boundSeconds: 20 });
    const version = /go(\d+\.\d+(\.\d+)?)/.exec(ended.output)?.[1];
    if (ended.code !== 0 || version === undefined) return { missing: `${file} does not run: ${ended.output.trim()}` };
    if (!isAtLeast(version, needed)) return { missing: `${file} is Go ${version}, and ${needed} or later is needed` };
    return { file, name: `Go ${version}` };
}

module.exports = { buildCli };
