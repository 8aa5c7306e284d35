import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../../emulator";

const root = resolve(__dirname, "..", "..");

/** The vendors' packages and other heavy ones that a program of this text has loaded at its end. */
async function loadedBy(text: string, config: Readonly<Record<string, string>>): Promise<string[]> {
    const program = `
        require("ts-node/register/transpile-only");
        const { makeProvider } = require("./provider");
        const config = JSON.parse(process.env.TEST_CONFIG);
        const silent = { info() {}, warn() {} };
        const provider = makeProvider("RepoSyncRule", (key) => config[key], silent);
        (async () => {
            ${text}
            const packages = Object.keys(require.cache).map((file) => /node_modules.((?:@[^\\\\/]+.)?[^\\\\/]+)/.exec(file)?.[1]);
            process.stdout.write(JSON.stringify([...new Set(packages)]));
            process.exit(0);
        })();`;
    const env = { ...process.env, TEST_CONFIG: JSON.stringify(config), IMAGESYNC_METADATA_DISABLED: "true" };
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: root, env });
    const packages = JSON.parse(stdout) as (string | null)[];
    return packages.filter((name): name is string =>
        /^(@alicloud|tencentcloud|@huaweicloud|@grpc|@pulumi)/.test(name ?? ""),
    );
}

const args = {
    alibaba: `{ name: "r", source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod", repository: "api" },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" }, tagFilter: "v.*" }`,
    tencent: `{ name: "r", source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" }, tagFilter: "v*" }`,
    huawei: `{ source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
        target: { cloud: "huawei", region: "ap-southeast-3" } }`,
};
const vendors = { alibaba: /^@alicloud/, tencent: /^tencentcloud/, huawei: /^@huaweicloud/ };

describe("what is loaded", function () {
    this.timeout(30_000);

    for (const [cloud, text] of Object.entries(args)) {
        it(`${cloud}: check and diff load no cloud's SDK`, async () => {
            const act = `
                const { inputs, failures } = await provider.check({}, ${text});
                if (failures.length > 0) throw new Error(JSON.stringify(failures));
                await provider.diff("id", inputs, inputs);`;
            assert.deepEqual(await loadedBy(act, {}), []);
        });

        it(`${cloud}: a create loads its own SDK alone`, async () => {
            const emulator = await startEmulator();
            try {
                const act = `
                    const { inputs } = await provider.check({}, ${text});
                    await provider.create(inputs);`;
                const loaded = await loadedBy(act, emulator.config);
                const own = vendors[cloud as keyof typeof vendors];
                assert.ok(
                    loaded.some((name) => own.test(name)),
                    loaded.join(),
                );
                assert.deepEqual(
                    loaded.filter((name) => !own.test(name)),
                    [],
                );
            } finally {
                await emulator.close();
            }
        });
    }
});
