import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import { isSecretConfig } from "../../emulator/pulumiConfig";

describe("the emulator's Pulumi configuration", () => {
    let emulator: Emulator;
    before(async () => {
        emulator = await startEmulator();
    });
    after(() => emulator.close());

    it("has a key for everything a stack needs, with the secret ones marked", () => {
        const keys = Object.keys(emulator.config).map((key) => [key, isSecretConfig(key)]);
        assert.deepEqual(keys, [
            ["imagesync:endpoints", false],
            ["imagesync:accounts", true],
            ["alicloud:accessKey", false],
            ["alicloud:secretKey", true],
            ["tencentcloud:secretId", true],
            ["tencentcloud:secretKey", true],
            ["huaweicloud:accessKey", false],
            ["huaweicloud:secretKey", true],
        ]);
    });

    it("sends every cloud to the one port", () => {
        const endpoints = JSON.parse(emulator.config["imagesync:endpoints"] ?? "") as Record<string, string>;
        assert.deepEqual(Object.keys(endpoints), ["alibaba", "tencent", "huawei", "huaweiIam"]);
        assert.deepEqual(new Set(Object.values(endpoints)), new Set([emulator.url]));
    });

    it("names the other credentials, with the fields of account entries and no others", () => {
        const accounts = JSON.parse(emulator.config["imagesync:accounts"] ?? "") as Record<string, object>;
        const fields = Object.fromEntries(Object.entries(accounts).map(([name, entry]) => [name, Object.keys(entry)]));
        const ak = ["accessKey", "secretKey"];
        const id = ["secretId", "secretKey"];
        assert.deepEqual(fields, {
            "alibaba-spare": ak,
            "alibaba-other": ak,
            "alibaba-readonly": ak,
            "alibaba-session": [...ak, "securityToken"],
            "tencent-spare": id,
            "tencent-other": id,
            "tencent-readonly": id,
            "tencent-session": [...id, "securityToken"],
            "tencent-grant": ["uin", "token"],
            "huawei-spare": ak,
            "huawei-other": ak,
            "huawei-readonly": ak,
            "huawei-session": [...ak, "securityToken"],
        });
    });
});
