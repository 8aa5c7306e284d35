import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { packageRoot } from "../e2e/harness/cli";
import { Example } from "./example";

/** What each example makes: `<from> → <to>` for each rule, in the words of the clouds. */
const examples: Readonly<Record<string, readonly string[]>> = {
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
    component: [
        "cri-hub prod/api → cri-sg prod/api",
        "cri-hub prod/api → cri-fra prod/api",
        "tcr-gz base/** → tcr-sg base",
        "tcr-gz base/** → tcr-bj base",
        "cn-north-4 team/backend/orders → ap-southeast-3 team",
        "cn-north-4 team/backend/orders → ap-southeast-1 team",
    ],
};

describe("examples", function () {
    this.timeout(120_000);
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    it("are all tested here, but the one that npm start deploys", () => {
        const folders = readdirSync(join(packageRoot, "examples")).filter((name) => name !== "topology");
        assert.deepEqual(folders.sort(), Object.keys(examples).sort());
    });

    for (const [name, rules] of Object.entries(examples)) {
        it(`${name}: deploys, changes nothing when nothing has changed, is destroyed`, async () => {
            const example = await Example.open(name, emulator.config);
            try {
                await example.succeeds("up");
                assert.deepEqual(rulesOf(emulator), [...rules].sort());
                await example.succeeds("up", "--expect-no-changes");
                await example.succeeds("destroy");
                assert.deepEqual(rulesOf(emulator), []);
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

/** Everything the emulated clouds hold, whoever made it. */
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
