import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type Emulator, startEmulator } from "../../emulator";

const MAIN = path.join(__dirname, "../../dist/cli/main.js");

describe("imagesync copy between clouds", function () {
    this.timeout(120_000);
    let emulator: Emulator;
    before(async () => (emulator = await startEmulator()));
    after(() => emulator.close());

    /** The same credentials as a stack's, by the clouds' own variables. */
    function environment(): NodeJS.ProcessEnv {
        const { config } = emulator;
        return {
            PATH: process.env.PATH,
            IMAGESYNC_METADATA_DISABLED: "true",
            IMAGESYNC_ENDPOINTS: config["imagesync:endpoints"],
            ALIBABA_CLOUD_ACCESS_KEY_ID: config["alicloud:accessKey"],
            ALIBABA_CLOUD_ACCESS_KEY_SECRET: config["alicloud:secretKey"],
            TENCENTCLOUD_SECRET_ID: config["tencentcloud:secretId"],
            TENCENTCLOUD_SECRET_KEY: config["tencentcloud:secretKey"],
            HUAWEICLOUD_SDK_AK: config["huaweicloud:accessKey"],
            HUAWEICLOUD_SDK_SK: config["huaweicloud:secretKey"],
        };
    }

    async function copy(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
        const node = [MAIN, "copy", ...args];
        const child = spawn(process.execPath, node, { env: environment() });
        const closed: Promise<unknown[]> = once(child, "close");
        const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
        return { code, stdout, stderr };
    }

    const ends: [string, string][] = [
        ["alibaba://cn-hangzhou/cri-hub/prod/api", "huawei://ap-southeast-3/team/from-alibaba"],
        ["huawei://cn-north-4/team/api", "tencent://ap-guangzhou/tcr-gz/prod/from-huawei"],
        ["tencent://ap-guangzhou/tcr-gz/prod/api", "alibaba://ap-southeast-1/cri-sg/prod/from-tencent"],
    ];
    for (const [from, to] of ends) {
        it(`${from} to ${to}: all tags; the second time none moves`, async () => {
            const first = await copy(from, to);
            assert.equal(first.code, 0, first.stderr);
            const count = Number(/^(\d+) copied, 0 unchanged;/m.exec(first.stdout)?.[1]);
            assert.ok(count > 1, first.stdout);
            const again = await copy(from, to);
            assert.match(again.stdout, new RegExp(`^0 copied, ${count} unchanged; 0 B moved`, "m"));
        });
    }
});
