import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyCommand } from "../../cli/copy";
import type { CopyOptions } from "../../cli/copying/options";
import { parseReference } from "../../cli/copying/reference";
import { checkTags } from "../../cli/copying/tags";
import { startEmulator, type Emulator } from "../../emulator";
import { Layout } from "../tools/images";
import { needsPrograms } from "../tools/programs";
import { RealRegistry, login } from "../tools/registry";
import { Skopeo } from "../tools/skopeo";
import { packageRoot, run } from "./harness/cli";

const readme = readFileSync(join(packageRoot, "README.md"), "utf8");

/** The words of a line of shell that quotes by single quotes at most. */
const words = (line: string): string[] => (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));

/** What the command makes of its arguments. @throws where it refuses them */
function understood(args: readonly string[]): void {
    let given: [string, string, CopyOptions] | undefined;
    const command = copyCommand().exitOverride();
    command.action((from: string, to: string, options: CopyOptions) => void (given = [from, to, options]));
    command.parse([...args], { from: "user" });
    assert.ok(given);
    checkTags(parseReference(given[0]), parseReference(given[1]), given[2]);
}

describe("README, imagesync copy", () => {
    it("commands are understood", () => {
        const lines = readme.match(/^npx imagesync copy .*/gm) ?? [];
        assert.equal(lines.length, 3);
        lines.forEach((line) => understood(words(line).slice(3)));
    });

    describe("the Kubernetes Job", () => {
        const manifest = /```yaml\n(apiVersion: batch\/v1\n[^]*?)```/.exec(readme)?.[1] ?? "";
        const list = (name: string) => {
            const texts = new RegExp(`${name}:\\s+\\[([^\\]]*)\\]`).exec(manifest)?.[1] ?? "";
            return [...texts.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);
        };
        let emulator: Emulator;
        let harbor: RealRegistry;
        let folder: string;

        before(needsPrograms("docker-registry", "skopeo"));
        before(async () => {
            folder = mkdtempSync(join(tmpdir(), "imagesync-job-"));
            [emulator, harbor] = await Promise.all([startEmulator(), RealRegistry.start({ login: true })]);
        });
        after(async () => {
            await Promise.all([emulator?.close(), harbor?.stop()]);
            rmSync(folder, { recursive: true, force: true });
        });

        /** What the container runs, and with what: the secrets are what the text says they hold. */
        function container(): { readonly args: string[]; readonly env: Record<string, string> } {
            const [npx, yes, installs, ...command] = list("command");
            assert.deepEqual([npx, yes, installs], ["npx", "--yes", "--package=pulumi-imagesync"]);
            const [program, ...args] = [...command, ...list("args")];
            assert.equal(program, "imagesync");
            const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
            const mounted = /path: (\S+)/.exec(manifest)?.[1] ?? "";
            writeFileSync(join(folder, mounted), JSON.stringify({ auths: { [harbor.host]: { auth } } }));
            const held: Record<string, string | undefined> = {
                HOME: folder,
                DOCKER_CONFIG: folder,
                TENCENTCLOUD_SECRET_ID: emulator.config["tencentcloud:secretId"],
                TENCENTCLOUD_SECRET_KEY: emulator.config["tencentcloud:secretKey"],
            };
            const variables = /env:\n([^]*?)volumeMounts/.exec(manifest)?.[1] ?? "";
            const names = [...variables.matchAll(/- name: (\w+)/g)].map(([, name = ""]) => name);
            assert.deepEqual(names, Object.keys(held));
            const env = Object.fromEntries(names.map((name) => [name, held[name] ?? ""]));
            return { args: args.map((arg) => arg.replace("harbor.example.com", harbor.host)), env };
        }

        it("copies what it says; begun again, it finds all done", async function () {
            this.timeout(120_000);
            const [layout, skopeo] = [new Layout(), new Skopeo()];
            try {
                skopeo.knows(harbor.host, { login });
                for (const tag of ["v1", "v2", "other"]) {
                    const image = layout.image([layout.layer("shared"), layout.layer(tag)]);
                    await skopeo.copy(layout.name(tag, image), `${harbor.host}/prod/api:${tag}`);
                }
                const digests = await Promise.all(
                    ["v1", "v2"].map((tag) => skopeo.digestOf(`${harbor.host}/prod/api:${tag}`)),
                );
                const { args, env } = container();
                for (const status of ["copied", "unchanged"]) {
                    const lines = await job(args, env);
                    const images = lines
                        .filter(({ tag }) => tag !== undefined)
                        .sort((a, b) => (a.tag < b.tag ? -1 : 1));
                    assert.deepEqual(
                        images.map((image) => [image.tag, image.status, image.digest]),
                        [
                            ["v1", status, digests[0]],
                            ["v2", status, digests[1]],
                        ],
                    );
                }
            } finally {
                layout.remove();
                skopeo.remove();
            }
        });

        interface Line {
            readonly tag: string;
            readonly status: string;
            readonly digest: string;
        }

        async function job(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Line[]> {
            const main = join(packageRoot, "dist", "cli", "main.js");
            const { code, output } = await run(process.execPath, [main, ...args], {
                cwd: folder,
                env: {
                    PATH: process.env.PATH ?? "",
                    IMAGESYNC_METADATA_DISABLED: "true",
                    IMAGESYNC_ENDPOINTS: emulator.config["imagesync:endpoints"] ?? "",
                    ...env,
                },
            });
            assert.equal(code, 0, output);
            return output
                .split("\n")
                .filter((line) => line.startsWith("{"))
                .map((line) => JSON.parse(line) as Line);
        }
    });
});
