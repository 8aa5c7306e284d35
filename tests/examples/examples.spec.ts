import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { packageRoot } from "../e2e/harness/cli";
import { Example } from "./example";

/** The rules that each example makes: `<from> → <to>`, in the words of the clouds. */
const rules: Readonly<Record<string, readonly string[]>> = {
    alibaba: [
        "cri-hub prod/api → cri-sg prod/api",
        "cri-hub prod/* → cri-sg staging/*",
        "cri-hub prod/* → cri-backup prod/*",
    ],
    tencent: [
        "tcr-gz base/{node,golang} → tcr-sg base",
        "tcr-gz prod/team/service → tcr-sg staging",
        "tcr-gz prod/web → tcr-sg prod",
    ],
    huawei: [
        "cn-north-4 team/api → ap-southeast-3 team",
        "cn-north-4 team/web → ap-southeast-3 team",
        "cn-north-4 team/backend/orders → ap-southeast-3 team",
    ],
    accounts: [
        "cri-hub prod/api → cri-partner prod/api",
        "cri-partner prod/web → cri-hub staging/web",
        "tcr-gz base/** → tcr-sg base",
        "tcr-gz prod/worker → tcr-partner prod",
        "cn-north-4 partner/app → ap-southeast-3 partner",
    ],
    copy: ["tcr-gz base/** → tcr-sg base"],
    component: [
        "cri-hub prod/api → cri-sg prod/api",
        "cri-hub prod/api → cri-fra prod/api",
        "tcr-gz base/** → tcr-sg base",
        "tcr-gz base/** → tcr-bj base",
        "cn-north-4 team/backend/orders → ap-southeast-3 team",
        "cn-north-4 team/backend/orders → ap-southeast-1 team",
    ],
};

/** The images that each example syncs: `<registry> <path>:<tag> → <registry> <path>:<tag>`. */
const images: Readonly<Record<string, readonly string[]>> = {
    alibaba: [
        "cri-hub prod/api:v1.1.0 → cri-sg prod/api:v1.1.0",
        "cri-hub prod/web:v1.1.0 → cri-backup prod/web:v1.1.0",
    ],
    tencent: [
        "tcr-gz staging/shop:1.4.2 → tcr-gz prod/shop:1.4.2",
        "tcr-gz staging/shop:1.4.2 → tcr-gz prod/shop:stable",
    ],
    huawei: [
        "cn-north-4 team/shop:1.4.1 → ap-southeast-3 team/shop:1.4.1",
        "cn-north-4 team/shop:1.4.2 → ap-southeast-3 team/shop:1.4.2",
    ],
    accounts: ["cri-hub prod/api:1.4.2 → cri-partner prod/api:1.4.2"],
    copy: [
        "cri-hub prod/web:v1.1.0 → cn-north-4 team/web:v1.1.0",
        ...["node:1.0.0", "node:1.1.0", "node:latest", "charts/shop:0.1.0", "charts/shop:0.2.0"].map(
            (image) => `tcr-gz base/${image} → tcr-sg base/${image}`,
        ),
    ],
    component: [],
};

describe("examples", function () {
    this.timeout(120_000);
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator({ syncSeconds: 0 });
    });
    afterEach(() => emulator.close());

    it("are all tested here, but the one that npm start deploys", () => {
        const folders = readdirSync(join(packageRoot, "examples")).filter((name) => name !== "topology");
        assert.deepEqual(folders.sort(), Object.keys(rules).sort());
    });

    for (const [name, itsRules] of Object.entries(rules)) {
        it(`${name}: deploys, changes nothing when nothing has changed, is destroyed`, async () => {
            const example = await Example.open(name, emulator.config);
            const copies = (images[name] ?? []).map((copy) => copy.split(" → "));
            const arrived = () => copies.map(([, to = ""]) => digestOf(emulator, to));
            try {
                assert.deepEqual(new Set(arrived()), new Set(copies.length > 0 ? [undefined] : []));
                const output = await example.succeeds("up");
                assert.deepEqual(rulesOf(emulator), [...itsRules].sort());
                const sent = copies.map(([from = ""]) => digestOf(emulator, from));
                assert.deepEqual(arrived(), sent);
                sent.forEach((digest) => assert.ok(digest && output.includes(digest), output));
                await example.succeeds("up", "--expect-no-changes");
                await example.succeeds("destroy");
                assert.deepEqual(rulesOf(emulator), []);
                assert.deepEqual(arrived(), sent);
            } finally {
                example.close();
            }
        });
    }

    it("say in a README what they show", () => {
        for (const name of readdirSync(join(packageRoot, "examples"))) {
            const file = join(packageRoot, "examples", name, "README.md");
            assert.ok(existsSync(file) && readFileSync(file, "utf8").startsWith("# "), file);
        }
    });
});

/** The hexadecimal digits of the digest of an image; undefined where there is none. CR EE tells no more. */
function digestOf(emulator: Emulator, image: string): string | undefined {
    return toldDigest(emulator, image)?.replace(/^sha256:/, "");
}

/** The digest at `<registry> <path>:<tag>`, where SWR's registries are regions; undefined where no image is. */
function toldDigest({ alibaba, tencent, huawei }: Emulator, image: string): string | undefined {
    const [, registry = "", path = "", tag = ""] = /^(\S+) (\S+):(\S+)$/.exec(image) ?? [];
    if (registry.startsWith("tcr-")) {
        return tencent.findTag(registry, path, tag)?.digest;
    }
    if (!registry.startsWith("cri-")) {
        return huawei.findTag(registry, path, tag)?.digest;
    }
    const repository = alibaba.repositories(registry).find(({ namespace, name }) => `${namespace}/${name}` === path);
    return repository?.tags.find(({ name }) => name === tag)?.digest;
}

/** Every rule that the emulated clouds hold, whoever made it. */
function rulesOf({ alibaba, tencent, huawei }: Emulator): string[] {
    const alibabaRules = alibaba.rules().map((rule) => {
        const from = `${rule.instanceId} ${rule.namespace}/${rule.repository || "*"}`;
        return `${from} → ${rule.targetInstanceId} ${rule.targetNamespace}/${rule.targetRepository || "*"}`;
    });
    const tencentRules = tencent.registries().flatMap(({ id, rules }) =>
        rules.map(({ filters, destinationRegistryId, destinationNamespace }) => {
            const from = filters.find(({ type }) => type === "name")?.value ?? "";
            return `${id} ${from} → ${destinationRegistryId} ${destinationNamespace || from.split("/")[0]}`;
        }),
    );
    const huaweiRules = huawei
        .regions()
        .flatMap((region) => huawei.rules(region))
        .map(({ region, namespace, repository, remoteRegionId, remoteNamespace }) => {
            return `${region} ${namespace}/${repository} → ${remoteRegionId} ${remoteNamespace}`;
        });
    return [...alibabaRules, ...tencentRules, ...huaweiRules].sort();
}
