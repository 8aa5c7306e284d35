import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../../emulator";
import { isSecretConfig } from "../../../emulator/pulumiConfig";
import { alibabaRow } from "../clouds/alibaba";
import { huaweiRow } from "../clouds/huawei";
import { tencentRow } from "../clouds/tencent";
import { Project } from "../harness/project";

/** A rule on each cloud, one of them to another tenant by its token. */
const rules = [
    { name: "a", args: alibabaRow.args(0) },
    { name: "t", args: tencentRow.args(0) },
    { name: "h", args: huaweiRow.args(0) },
    {
        name: "granted",
        args: {
            source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
            target: { cloud: "tencent", region: "ap-shanghai", instanceId: "tcr-partner", grant: "tencent-grant" },
        },
    },
];

describe("secrets", () => {
    let emulator: Emulator;
    let project: Project;
    const shown: string[] = [];
    const secrets = () => secretsIn(emulator.credentials);
    const leaks = (text: string) => secrets().filter((secret) => text.includes(secret));
    const pulumi = async (...args: string[]) => {
        const { output, code } = await project.run(args);
        shown.push(output);
        return { output, code };
    };

    before(async () => {
        emulator = await startEmulator();
        project = await Project.create({});
        project.declare(...rules);
    });
    after(async () => {
        project?.remove();
        await emulator?.close();
    });

    it("set as secret configuration, they are nowhere in the clear: state, history, configuration, output", async () => {
        const values = Object.entries(emulator.config);
        const settings = values.flatMap(([key, value]) => [
            isSecretConfig(key) ? "--secret" : "--plaintext",
            `${key}=${value}`,
        ]);
        assert.equal((await pulumi("config", "set-all", ...settings)).code, 0);
        assert.equal((await pulumi("up", "--yes")).code, 0);
        emulator.tencent.removeRule("tcr-gz", "e2e-0");
        alibabaRow.drift(emulator, 0);
        for (const command of [
            ["preview", "--diff"],
            ["refresh"],
            ["preview", "--json"],
            ["up"],
            ["stack", "export"],
        ]) {
            const confirmed = ["refresh", "up"].includes(command[0] ?? "") ? ["--yes"] : [];
            assert.equal((await pulumi(...command, ...confirmed)).code, 0, shown.at(-1));
        }
        assert.deepEqual(leaks(shown.join("\n")), []);
        assert.deepEqual(leaks(everything(project.folder)), []);
    });

    it("__provider is at most 1,200 characters in each resource, and no secret", () => {
        for (const [name, { inputs, outputs }] of Object.entries(project.rules())) {
            for (const text of [inputs.__provider, outputs.__provider]) {
                assert.ok(typeof text === "string" && text.length > 0, `${name} has no provider in clear`);
                assert.ok(text.length <= 1200, `${name}: ${text.length} characters`);
            }
        }
        assert.equal(Object.keys(project.rules()).length, rules.length);
    });

    it("errors of every kind show none", async () => {
        shown.length = 0;
        const days = [
            { alibaba: "unauthorized", tencent: "html200", huawei: "truncated" },
            { alibaba: "html", tencent: "unauthorized", huawei: "forbidden" },
        ] as const;
        for (const day of days) {
            for (const cloud of ["alibaba", "tencent", "huawei"] as const) {
                emulator.faults.add({ cloud, kind: day[cloud], times: Infinity });
            }
            const { code } = await pulumi("refresh", "--yes", "--skip-preview");
            assert.notEqual(code, 0);
            emulator.faults.clear();
        }
        assert.deepEqual(leaks(shown.join("\n")), []);
    });

    it("a verbose engine log shows none that comes from the environment", async () => {
        const { alibaba, tencent, huawei } = emulator.credentials;
        const endpoints = { "imagesync:endpoints": emulator.config["imagesync:endpoints"] ?? "" };
        const verbose = await Project.create(endpoints);
        try {
            verbose.declare(...rules.slice(0, 3));
            const env = {
                ALIBABA_CLOUD_ACCESS_KEY_ID: alibaba.session.accessKey,
                ALIBABA_CLOUD_ACCESS_KEY_SECRET: alibaba.session.secretKey,
                ALIBABA_CLOUD_SECURITY_TOKEN: alibaba.session.securityToken,
                TENCENTCLOUD_SECRET_ID: tencent.owner.secretId,
                TENCENTCLOUD_SECRET_KEY: tencent.owner.secretKey,
                HUAWEICLOUD_SDK_AK: huawei.owner.accessKey,
                HUAWEICLOUD_SDK_SK: huawei.owner.secretKey,
            };
            const { output, code } = await verbose.run(["up", "--yes", "-v=9", "--logtostderr"], env);
            assert.equal(code, 0, output.slice(-3000));
            assert.match(output, /RepoSyncRule/);
            assert.deepEqual(leaks(output), []);
            assert.deepEqual(verbose.strangersAtHome(), []);
        } finally {
            verbose.remove();
        }
    });
});

/** Every secret half of the emulator's credentials; the ids are no secrets. */
function secretsIn(credentials: object): string[] {
    return Object.entries(credentials).flatMap(([field, value]: [string, unknown]) => {
        if (typeof value === "object" && value !== null) {
            return secretsIn(value);
        }
        return ["secretKey", "securityToken", "token", "userToken"].includes(field) ? [String(value)] : [];
    });
}

/** The text of every file under a folder; links are not followed. */
function everything(folder: string): string {
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isSymbolicLink())
        .map((entry) => {
            const path = join(folder, entry.name);
            return entry.isDirectory() ? everything(path) : statSync(path).isFile() ? readFileSync(path, "utf8") : "";
        })
        .join("\n");
}
