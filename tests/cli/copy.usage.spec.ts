import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

const MAIN = path.join(__dirname, "../../dist/cli/main.js");

/** Runs a script in a process of its own. */
function run(...args: string[]): { code: unknown; stdout: string; stderr: string } {
    const node = [...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: "utf8" });
    return { code: status, stdout, stderr };
}

describe("imagesync copy, its command line", function () {
    this.timeout(30_000);
    const [from, to] = ["a.example/x", "b.example/y"];
    const wrong: [string[], RegExp][] = [
        [[], /missing required argument 'from'/],
        [[from], /missing required argument 'to'/],
        [[from, to, "more"], /too many arguments/],
        [[from, to, "--fast"], /unknown option '--fast'/],
        [[from, to, "--tags", "1", "--tag-filter", "v*"], /cannot be used with option/],
        [["nginx", to], /"nginx" is not a host name/],
        [[from, `${to}:1`], /<to> has a tag, but <from> has none/],
        [["toast://x/y", to], /toast:\/\/ is no registry/],
    ];
    for (const [args, message] of wrong) {
        it(`copy ${args.join(" ")}: an error, exit code 1`, () => {
            const { code, stdout, stderr } = run(MAIN, "copy", ...args);
            assert.deepEqual([code, stdout], [1, ""]);
            assert.match(stderr, message);
            assert.doesNotMatch(stderr, /^ {4}at /m);
        });
    }

    it("copy --help tells the options and the forms of references", () => {
        const { code, stdout } = run(MAIN, "copy", "--help");
        assert.equal(code, 0);
        const told = ["--tags", "--tag-filter", "--platforms", "--referrers", "--override", "--json"];
        for (const word of [...told, "alibaba://", "tencent://", "huawei://", "IMAGESYNC_ACCOUNTS"]) {
            assert.ok(stdout.includes(word), word);
        }
    });

    it("loads neither Pulumi, nor a cloud's SDK, nor what a copy may turn out not to need", () => {
        const script = (action: string) => `
            ${action}
            const loaded = Object.keys(require.cache);
            const of = (part) => loaded.some((file) => file.includes(part));
            const parts = ["@pulumi", "@alicloud", "tencentcloud", "@huaweicloud", "undici/index", "zod"];
            console.log(JSON.stringify(parts.filter((part) => of("/node_modules/" + part))));`;
        const folder = JSON.stringify(path.join(__dirname, "../../dist/cli"));
        const help = run("-e", script(`require(${folder} + "/copy").copyCommand();`));
        assert.equal(help.stdout.trim(), "[]", help.stderr);
        const generic = run("-e", script(`require(${folder} + "/copying");`));
        assert.equal(generic.stdout.trim(), "[]", generic.stderr);
    });
});
