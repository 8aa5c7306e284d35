import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { needsPrograms } from "../../tools/programs";
import { login } from "../../tools/registry";
import { openRegistry } from "./logins";
import { World } from "./world";

const source = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" };
const platforms = ["linux/amd64", "linux/arm64", "linux/riscv64"];

interface Index {
    readonly manifests: readonly { readonly digest: string; readonly platform: { readonly architecture: string } }[];
}

describe("copies into a private docker-registry", () => {
    let world: World;
    let hub: string;
    const shown: string[] = [];
    const up = async (env: Record<string, string> = {}) => {
        const { code, output } = await world.project.run(["up", "--yes", "--skip-preview"], env);
        shown.push(output);
        return { code, output };
    };
    const to = (repository: string) => ({ cloud: "generic", host: world.registry.host, repository });
    const from = (repository: string) => ({ ...source, repository });
    const inSource = async () =>
        JSON.parse((await world.skopeo.inspectRaw(`${hub}/prod/three:1.0`)).toString()) as Index;

    before(needsPrograms("docker-registry", "skopeo"));
    before(async () => {
        world = await World.open({ login: true });
        const { emulator, skopeo, registry } = world;
        emulator.alibaba.addRepository("cri-hub", "prod", "three");
        emulator.alibaba.pushTag("cri-hub", "prod", "three", "1.0", { platforms, signed: true });
        const opened = await openRegistry(emulator, "alibaba", "cri-hub");
        hub = opened.host;
        skopeo.knows(hub, { login: opened.login }).knows(registry.host, { login });
    });
    after(() => world?.close());

    it("without a login: refused, and the error says where one was looked for", async () => {
        world.declare({ name: "all", args: { source: from("three"), target: to("all"), tags: ["1.0"] } });
        const { code, output } = await up();
        assert.notEqual(code, 0);
        assert.match(output, /imagesync:accounts/);
        assert.match(output, /\.docker\/config\.json/);
    });

    it("by imagesync:accounts: all of an image, one platform of it, two of them, and what is signed", async () => {
        const entry = { vault: { host: world.registry.host, ...login } };
        const set = ["config", "set", "--secret", "imagesync:accounts", JSON.stringify(entry)];
        assert.equal((await world.project.run(set)).code, 0);
        const args = { source: from("three"), tags: ["1.0"] };
        world.declare(
            { name: "all", args: { ...args, target: { ...to("all"), account: "vault" }, referrers: true } },
            { name: "one", args: { ...args, target: to("one"), platforms: ["linux/arm64"] } },
            { name: "two", args: { ...args, target: to("two"), platforms: platforms.slice(0, 2) } },
        );
        const { code, output } = await up();
        assert.equal(code, 0, output);
        const { manifests } = await inSource();
        const images = ["all", "one", "two"].map((name) => world.images(name)["1.0"]);
        const seen = await Promise.all(
            ["all", "one", "two"].map((name) => world.skopeo.digestOf(`${world.registry.host}/${name}:1.0`)),
        );
        assert.deepEqual(
            images.map((image) => image?.digest),
            seen,
        );
        const [all, one, two] = seen;
        assert.equal(all, await world.skopeo.digestOf(`${hub}/prod/three:1.0`));
        assert.equal(one, manifests.find(({ platform }) => platform.architecture === "arm64")?.digest);
        const index = JSON.parse((await world.skopeo.inspectRaw(`${world.registry.host}/two:1.0`)).toString()) as Index;
        assert.deepEqual(
            index.manifests.map(({ digest }) => digest),
            manifests.slice(0, 2).map(({ digest }) => digest),
        );
        assert.notEqual(two, all);
        assert.deepEqual(
            images.map((image) => image?.referrers),
            [1, undefined, undefined],
        );
        const fallback = `${world.registry.host}/all:${all?.replace(":", "-")}`;
        const signatures = JSON.parse((await world.skopeo.inspectRaw(fallback)).toString()) as Index;
        assert.equal(signatures.manifests.length, 1);
    });

    it("refresh finds a platform's image where the source's index would be", async () => {
        assert.match(await world.project.succeeds("refresh"), /4 unchanged/);
    });

    it("the password is nowhere in the clear: state, history, configuration, output", () => {
        assert.ok(shown.length > 1);
        assert.ok(!shown.join("\n").includes(login.password));
        const leaks = filesIn(world.project.folder).filter((file) => readFileSync(file).includes(login.password));
        assert.deepEqual(leaks, []);
    });

    it("by the Docker configuration that DOCKER_CONFIG names", async () => {
        assert.equal((await world.project.run(["config", "rm", "imagesync:accounts"])).code, 0);
        const folder = join(world.project.folder, "home", "docker");
        mkdirSync(folder);
        const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
        writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [world.registry.host]: { auth } } }));
        world.declare({
            name: "docker",
            args: { source: from("three"), target: to("docker"), tags: [{ source: "1.0", target: "renamed" }] },
        });
        const { code, output } = await up({ DOCKER_CONFIG: folder });
        assert.equal(code, 0, output);
        const copied = await world.skopeo.digestOf(`${world.registry.host}/docker:renamed`);
        assert.equal(copied, await world.skopeo.digestOf(`${hub}/prod/three:1.0`));
    });
});

/** Every file under a folder; links are not followed. */
function filesIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? filesIn(path) : !entry.isSymbolicLink() && statSync(path).isFile() ? [path] : [];
    });
}
