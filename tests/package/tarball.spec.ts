import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const { ensureSetup } = require("../../scripts/setup") as { ensureSetup: () => Promise<unknown> };
const { npmCommand } = require("../../scripts/setup/dependencies") as { npmCommand: () => [string, ...string[]] };

const root = resolve(__dirname, "..", "..");

interface Manifest {
    main: string;
    types: string;
    exports: Record<string, string | { types: string; default: string }>;
    bin: Record<string, string>;
    dependencies: Record<string, string>;
    peerDependencies?: Record<string, string>;
}

/** What a user needs: the manifest, the papers, and what the four folders of sources compile to. */
const WANTED = [
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/,
    /^dist\/(sdk|provider|emulator|cli)\/.+\.(js|d\.ts)$/,
];

describe("packed package", function () {
    this.timeout(120_000);
    let folder: string;
    let tarball: string;
    let files: string[];
    let manifest: Manifest;

    before(async () => {
        await ensureSetup();
        folder = mkdtempSync(join(tmpdir(), "pack "));
        const [program, ...args] = npmCommand();
        const pack = [...args, "pack", "--json", "--ignore-scripts", "--pack-destination", folder];
        const { stdout, stderr } = spawnSync(program, pack, { cwd: root, encoding: "utf8" });
        assert.notEqual(stdout, "", stderr);
        const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
        assert.ok(packed);
        tarball = join(folder, packed.filename);
        files = packed.files.map(({ path }) => path);
        manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
    });
    after(() => folder && rmSync(folder, { recursive: true, force: true }));

    const tool = (file: string, ...args: string[]) => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "node_modules", file), ...args], {
            cwd: root,
            encoding: "utf8",
        });
        assert.equal(status, 0, stdout + stderr);
        return stdout;
    };

    it("holds nothing that a user does not need", () => {
        assert.deepEqual(
            files.filter((file) => !WANTED.some((pattern) => pattern.test(file))),
            [],
        );
    });

    it("holds the papers, and all that package.json points to", () => {
        const { main, types, exports, bin } = manifest;
        const targets = Object.values(exports).flatMap((to) => (typeof to === "string" ? to : Object.values(to)));
        const named = [main, types, ...targets, ...Object.values(bin)].map((file) => file.replace(/^\.\//, ""));
        const needed = [...named, "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"];
        assert.deepEqual(
            needed.filter((file) => !files.includes(file)),
            [],
        );
    });

    it("has declarations for every module, and no comment that points to a map", () => {
        const modules = files.filter((file) => file.endsWith(".js"));
        assert.ok(modules.length > 0);
        for (const module of modules) {
            assert.ok(files.includes(module.replace(/\.js$/, ".d.ts")), module);
            assert.doesNotMatch(readFileSync(join(root, module), "utf8"), /^\/\/# sourceMappingURL/m, module);
        }
    });

    it("has a command that a shell can run", () => {
        for (const file of Object.values(manifest.bin)) {
            assert.match(readFileSync(join(root, file), "utf8"), /^#!\/usr\/bin\/env node\n/);
        }
    });

    it("leaves @pulumi/pulumi to the program", () => {
        assert.ok(manifest.peerDependencies?.["@pulumi/pulumi"], "not a peer dependency");
        assert.equal(manifest.dependencies["@pulumi/pulumi"], undefined);
    });

    it("passes publint", () => {
        tool("publint/src/cli.js", "run", tarball, "--strict");
    });

    it("resolves with its types under every module resolution", () => {
        const said = tool("@arethetypeswrong/cli/dist/index.js", tarball, "--format", "ascii");
        for (const entry of ["", "/provider", "/emulator"])
            assert.ok(said.includes(`"pulumi-imagesync${entry}"`), said);
    });
});
