import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Sandbox, root, skipOnWindows } from "../sandbox";

interface Registries {
    missing: string[];
    required: boolean;
}
interface Options {
    log: (line: string) => void;
    env: NodeJS.ProcessEnv;
    platform?: NodeJS.Platform;
    isRoot?: boolean;
}
const { ensureRegistries } = require("../../../scripts/setup/registries") as {
    ensureRegistries: (options: Options) => Promise<Registries>;
};

describe("installation of docker-registry and skopeo", () => {
    let box: Sandbox;
    let lines: string[];
    let env: NodeJS.ProcessEnv;

    before(skipOnWindows);
    beforeEach(() => {
        box = new Sandbox();
        lines = [];
        // What the scripts need, without the folders where a real apt-get is.
        mkdirSync(join(box.path, "bin"));
        for (const tool of ["sh", "chmod", "rm", "cat"]) {
            symlinkSync(`/bin/${tool}`, join(box.path, "bin", tool));
        }
        env = { PATH: join(box.path, "bin"), POLICY: join(box.path, "policy-rc.d"), BOX: box.path };
    });
    afterEach(() => box.remove());

    /** An apt-get that tells what it was asked for, and installs only after `update` where that is wanted. */
    const aptGet = ({ needsUpdate = false, fails = false } = {}) =>
        box.program(
            "bin/apt-get",
            [
                `echo "$1 $DEBIAN_FRONTEND $(cat "$POLICY" | { read -r _; cat; })" >>"$BOX/apt.log"`,
                `if [ "$1" = update ]; then : >"$BOX/updated"; exit 0; fi`,
                fails ? `echo "E: no space"; exit 100` : needsUpdate ? `[ -e "$BOX/updated" ] || exit 100` : "",
                `for word in "$@"; do case "$word" in docker-registry|skopeo)`,
                `    echo "$word" >>"$BOX/installed"`,
                `    printf '#!/bin/sh\\n' >"$BOX/bin/$word"; chmod 755 "$BOX/bin/$word";;`,
                `esac; done`,
            ].join("\n"),
        );
    const told = (file: string): string[] => {
        const full = join(box.path, file);
        return existsSync(full) ? readFileSync(full, "utf8").trim().split("\n") : [];
    };
    const ensure = (options: Partial<Options> = {}) =>
        ensureRegistries({ log: (line) => lines.push(line), env, platform: "linux", isRoot: true, ...options });

    it("does nothing and says nothing where both are there", async () => {
        box.program("bin/docker-registry", "");
        box.program("bin/skopeo", "");
        aptGet();
        assert.deepEqual(await ensure(), { missing: [], required: true });
        assert.deepEqual([lines, told("apt.log")], [[], []]);
    });

    it("installs what is missing alone, with one line", async () => {
        box.program("bin/skopeo", "");
        aptGet();
        assert.deepEqual(await ensure(), { missing: [], required: true });
        assert.deepEqual(told("installed"), ["docker-registry"]);
        assert.deepEqual(lines, ["installing docker-registry (apt-get)"]);
    });

    it("asks no question, starts no service, and leaves no policy behind", async () => {
        aptGet();
        await ensure();
        assert.deepEqual(told("apt.log"), ["install noninteractive exit 101"]);
        assert.equal(existsSync(join(box.path, "policy-rc.d")), false);
    });

    it("leaves a policy alone that is there", async () => {
        const policy = box.write("policy-rc.d", "#!/bin/sh\nexit 104\n", 0o755);
        aptGet();
        await ensure();
        assert.deepEqual(told("apt.log"), ["install noninteractive exit 104"]);
        assert.equal(readFileSync(policy, "utf8"), "#!/bin/sh\nexit 104\n");
    });

    it("keeps the service from starting with the machine", async () => {
        aptGet();
        box.program("bin/update-rc.d", `echo "$@" >>"$BOX/services"`);
        await ensure();
        assert.deepEqual(told("services"), ["docker-registry disable"]);
    });

    it("fetches the lists where they are missing", async () => {
        aptGet({ needsUpdate: true });
        assert.deepEqual((await ensure()).missing, []);
        assert.deepEqual(
            told("apt.log").map((line) => line.split(" ")[0]),
            ["install", "update", "install"],
        );
    });

    it("an installation that fails: told with its reason, and tests without the programs fail", async () => {
        aptGet({ fails: true });
        assert.deepEqual(await ensure(), { missing: ["docker-registry", "skopeo"], required: true });
        assert.match(lines.join("\n"), /apt-get failed: tests that need docker-registry and skopeo fail\n[^]*no space/);
        assert.equal(existsSync(join(box.path, "policy-rc.d")), false);
    });

    it("uses sudo where it asks no password", async () => {
        aptGet();
        box.program("bin/sudo", `echo "$1 $2" >>"$BOX/sudo.log"; shift; "$@"`);
        assert.deepEqual((await ensure({ isRoot: false })).missing, []);
        assert.deepEqual(told("sudo.log"), ["-n true", "-n sh"]);
    });

    const without: [string, boolean, Partial<Options>, NodeJS.ProcessEnv, RegExp][] = [
        ["no apt-get", false, {}, {}, /there is no apt-get\): tests that need them are skipped/],
        ["no apt-get, under CI", true, {}, { CI: "true" }, /there is no apt-get\): tests that need them fail/],
        ["CI set to false", false, {}, { CI: "false" }, /skipped/],
        ["another system, under CI", false, { platform: "darwin" }, { CI: "true" }, /skipped/],
        ["neither root nor sudo", false, { isRoot: false }, {}, /needs root, and sudo a password\): .* skipped/],
        ["neither root nor sudo, under CI", true, { isRoot: false }, { CI: "1" }, /fail$/],
    ];
    for (const [what, required, options, variables, line] of without) {
        it(`${what}: tests without them ${required ? "fail" : "are skipped"}`, async () => {
            if ("isRoot" in options) {
                aptGet();
                box.program("bin/sudo", "exit 1");
            }
            const missing = ["docker-registry", "skopeo"];
            assert.deepEqual(await ensure({ ...options, env: { ...env, ...variables } }), { missing, required });
            assert.equal(lines.length, 1);
            assert.match(lines[0] ?? "", line);
            assert.deepEqual(told("installed"), []);
        });
    }

    it("the script that installs is one that a plain sh takes", () => {
        const checked = spawnSync("sh", ["-n", join(root, "scripts/setup/registries/install.sh")]);
        assert.equal(checked.status, 0);
    });
});
