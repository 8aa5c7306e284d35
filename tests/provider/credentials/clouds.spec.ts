import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { CredentialChain, type CredentialSource, type Keys } from "../../../provider/credentials";
import { alibabaAccount, alibabaSources } from "../../../provider/clouds/alibaba/credentials";
import { huaweiAccount, huaweiSources } from "../../../provider/clouds/huawei/credentials";
import { tencentAccount, tencentSources } from "../../../provider/clouds/tencent/credentials";
import { readSettings, type Settings } from "../../../provider/process/settings";
import { FakeClock } from "../fakes/clock";
import { TestEnvironment } from "../fakes/environment";
import { printedBy } from "../fakes/streams";

const sourcesOf: Readonly<Record<string, (settings: Settings) => CredentialSource[]>> = {
    alibaba: alibabaSources,
    tencent: tencentSources,
    huawei: huaweiSources,
};

describe("credentials of the clouds", () => {
    let environment: TestEnvironment;
    let clock: FakeClock;
    beforeEach(() => {
        environment = new TestEnvironment();
        clock = new FakeClock();
    });
    afterEach(() => environment.restore());

    const chain = (cloud: string, config: Readonly<Record<string, string>> = {}) =>
        new CredentialChain(cloud, sourcesOf[cloud]?.(readSettings((key) => config[key])) ?? [], clock);
    const file = (path: string, content: string) => {
        const full = join(environment.home, path);
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, content);
    };
    const shown = ({ id, secret, securityToken, userToken }: Keys) =>
        [id, secret, securityToken, userToken].filter((part) => part !== undefined).join("/");

    const inOrder: Record<string, RegExp[]> = {
        alibaba: [
            /alicloud:accessKey/,
            /ALIBABA_CLOUD_ACCESS_KEY_ID/,
            /ALIBABA_CLOUD_OIDC_TOKEN_FILE/,
            /\.aliyun\/config\.json/,
            /\.alibabacloud\/credentials/,
            /ECS/,
            /ALIBABA_CLOUD_CREDENTIALS_URI/,
        ],
        tencent: [/tencentcloud:secretId/, /TENCENTCLOUD_SECRET_ID/, /\.tencentcloud\/credentials/, /CVM/, /TKE/],
        huawei: [
            /huaweicloud:token/,
            /huaweicloud:accessKey/,
            /HW_AUTH_TOKEN/,
            /HUAWEICLOUD_SDK_AK/,
            /CLOUD_SDK_AK/,
            /HUAWEI_CLOUD_AK/,
            /HW_ACCESS_KEY/,
            /\.huaweicloud\/credentials/,
            /ECS/,
        ],
    };
    for (const [cloud, places] of Object.entries(inOrder)) {
        it(`${cloud}: without credentials, one error names every place in order`, async () => {
            const one = chain(cloud);
            for (const time of ["first", "second"]) {
                await assert.rejects(one.get(), (error: Error) => {
                    assert.match(
                        error.message,
                        new RegExp(`^${cloud} credentials: none found; looked, in this order, at `),
                    );
                    const at = places.map((each) => error.message.search(each));
                    assert.deepEqual(
                        at,
                        [...at].sort((a, b) => a - b),
                        `${time} time: ${error.message}`,
                    );
                    assert.ok(
                        at.every((position) => position >= 0),
                        error.message,
                    );
                    return true;
                });
            }
        });
    }

    interface Row {
        readonly cloud: string;
        readonly name: string;
        readonly config?: Record<string, string>;
        readonly env?: Record<string, string>;
        readonly files?: Record<string, string>;
        readonly keys: string;
    }
    const aliyun = (mode: object) => JSON.stringify({ current: "default", profiles: [{ name: "default", ...mode }] });
    const rows: Row[] = [
        {
            cloud: "alibaba",
            name: "configuration before environment",
            config: { "alicloud:accessKey": "id", "alicloud:secretKey": "key" },
            env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "env", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "env" },
            keys: "id/key",
        },
        {
            cloud: "alibaba",
            name: "configuration with a token",
            config: { "alicloud:accessKey": "id", "alicloud:secretKey": "key", "alicloud:securityToken": "token" },
            keys: "id/key/token",
        },
        {
            cloud: "alibaba",
            name: "today's variables",
            env: {
                ALIBABA_CLOUD_ACCESS_KEY_ID: "id",
                ALIBABA_CLOUD_ACCESS_KEY_SECRET: "key",
                ALIBABA_CLOUD_SECURITY_TOKEN: "token",
            },
            keys: "id/key/token",
        },
        {
            cloud: "alibaba",
            name: "Terraform's variables",
            env: { ALICLOUD_ACCESS_KEY: "id", ALICLOUD_SECRET_KEY: "key", ALICLOUD_SECURITY_TOKEN: "token" },
            keys: "id/key/token",
        },
        {
            cloud: "alibaba",
            name: "environment before the profile",
            env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "key" },
            files: { ".aliyun/config.json": aliyun({ mode: "AK", access_key_id: "file", access_key_secret: "file" }) },
            keys: "id/key",
        },
        {
            cloud: "alibaba",
            name: "the command line's profile",
            files: { ".aliyun/config.json": aliyun({ mode: "AK", access_key_id: "id", access_key_secret: "key" }) },
            keys: "id/key",
        },
        {
            cloud: "alibaba",
            name: "the command line's profile, switched off",
            env: { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" },
            files: {
                ".aliyun/config.json": aliyun({ mode: "AK", access_key_id: "off", access_key_secret: "off" }),
                ".alibabacloud/credentials":
                    "[default]\ntype = access_key\naccess_key_id = id\naccess_key_secret = key\n",
            },
            keys: "id/key",
        },
        {
            cloud: "alibaba",
            name: "variables of two tools are not mixed: a pair is one tool's",
            env: {
                ALICLOUD_ACCESS_KEY: "id",
                ALICLOUD_SECRET_KEY: "key",
                ALIBABA_CLOUD_SECURITY_TOKEN: "of another tool",
            },
            keys: "id/key",
        },
        {
            cloud: "tencent",
            name: "configuration before environment",
            config: {
                "tencentcloud:secretId": "id",
                "tencentcloud:secretKey": "key",
                "tencentcloud:securityToken": "token",
            },
            env: { TENCENTCLOUD_SECRET_ID: "env", TENCENTCLOUD_SECRET_KEY: "env" },
            keys: "id/key/token",
        },
        ...["TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"].map((token) => ({
            cloud: "tencent",
            name: `variables with ${token}`,
            env: { TENCENTCLOUD_SECRET_ID: "id", TENCENTCLOUD_SECRET_KEY: "key", [token]: "token" },
            keys: "id/key/token",
        })),
        {
            cloud: "tencent",
            name: "the profile",
            files: { ".tencentcloud/credentials": "[default]\nsecret_id = id\nsecret_key = key\n" },
            keys: "id/key",
        },
        {
            cloud: "huawei",
            name: "configuration before environment",
            config: { "huaweicloud:accessKey": "id", "huaweicloud:secretKey": "key" },
            env: { HUAWEICLOUD_SDK_AK: "env", HUAWEICLOUD_SDK_SK: "env", HW_AUTH_TOKEN: "env-token" },
            keys: "id/key",
        },
        { cloud: "huawei", name: "a user token", config: { "huaweicloud:token": "token" }, keys: "//token" },
        { cloud: "huawei", name: "a user token of the environment", env: { HW_AUTH_TOKEN: "token" }, keys: "//token" },
        ...[
            ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"],
            ["CLOUD_SDK_AK", "CLOUD_SDK_SK", "CLOUD_SDK_SECURITY_TOKEN"],
            ["HUAWEI_CLOUD_AK", "HUAWEI_CLOUD_SK", "HUAWEI_CLOUD_SECURITY_TOKEN"],
            ["HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"],
        ].map(([id = "", key = "", token = ""]) => ({
            cloud: "huawei",
            name: `variables ${id}`,
            env: { [id]: "id", [key]: "key", [token]: "token" },
            keys: "id/key/token",
        })),
        {
            cloud: "huawei",
            name: "the profile",
            files: { ".huaweicloud/credentials": "[basic]\nak = id\nsk = key\nsecurity_token = token\n" },
            keys: "id/key/token",
        },
    ];
    for (const { cloud, name, config, env, files, keys } of rows) {
        it(`${cloud}: ${name}`, async () => {
            environment.set(env ?? {});
            Object.entries(files ?? {}).forEach(([path, content]) => file(path, content));
            assert.equal(shown(await chain(cloud, config).get()), keys);
        });
    }

    const halves: { cloud: string; config?: Record<string, string>; env?: Record<string, string>; names: RegExp }[] = [
        { cloud: "alibaba", config: { "alicloud:accessKey": "id" }, names: /alicloud:secretKey/ },
        { cloud: "alibaba", env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "id" }, names: /ALIBABA_CLOUD_ACCESS_KEY_SECRET/ },
        { cloud: "tencent", config: { "tencentcloud:secretKey": "key" }, names: /tencentcloud:secretId/ },
        { cloud: "tencent", env: { TENCENTCLOUD_SECRET_KEY: "key" }, names: /TENCENTCLOUD_SECRET_ID/ },
        { cloud: "huawei", config: { "huaweicloud:accessKey": "id" }, names: /huaweicloud:secretKey/ },
        { cloud: "huawei", env: { HW_ACCESS_KEY: "id" }, names: /HW_SECRET_KEY/ },
    ];
    for (const { cloud, config, env, names } of halves) {
        it(`${cloud}: half a pair in ${Object.keys(config ?? env ?? {}).join()} is named`, async () => {
            environment.set(env ?? {});
            await assert.rejects(chain(cloud, config).get(), (error: Error) => {
                assert.match(error.message, names);
                assert.match(error.message, /only half/);
                return true;
            });
        });
    }

    const broken: { cloud: string; path: string; content: string }[] = [
        {
            cloud: "alibaba",
            path: ".aliyun/config.json",
            content: '{"profiles": [{"access_key_secret": "file-secret-value", ',
        },
        { cloud: "alibaba", path: ".alibabacloud/credentials", content: "access_key_secret file-secret-value [[" },
        { cloud: "tencent", path: ".tencentcloud/credentials", content: "[default\nsecret_key file-secret-value" },
        { cloud: "huawei", path: ".huaweicloud/credentials", content: "[basic\nsk file-secret-value" },
    ];
    for (const { cloud, path, content } of broken) {
        it(`${cloud}: a broken ~/${path} is never quoted`, async () => {
            file(path, content);
            await assert.rejects(chain(cloud).get(), (error: Error) => {
                assert.match(error.message, new RegExp(path.replace(/\W/g, "\\$&")));
                assert.doesNotMatch(`${error.message} ${error.stack} ${JSON.stringify(error)}`, /file-secret-value/);
                return true;
            });
        });
    }

    describe("keys that expire", () => {
        let server: Server;
        let served: number;
        let lifeSeconds: number;
        beforeEach(async () => {
            served = 0;
            lifeSeconds = 1;
            server = createServer((_request, response) => {
                const Expiration = new Date(Date.now() + lifeSeconds * 1000).toISOString().replace(/\.\d+Z/, "Z");
                const id = `id-${++served}`;
                response.setHeader("content-type", "application/json");
                response.end(
                    JSON.stringify({
                        Code: "Success",
                        AccessKeyId: id,
                        AccessKeySecret: `secret-${id}`,
                        SecurityToken: `token-${id}`,
                        Expiration,
                    }),
                );
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            const { port } = server.address() as AddressInfo;
            environment.set({ ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${port}/` });
        });
        afterEach(
            () =>
                new Promise((resolve) => {
                    server.close(resolve);
                    server.closeAllConnections();
                }),
        );

        it("are renewed", async () => {
            const one = chain("alibaba");
            assert.equal(shown(await one.get()), "id-1/secret-id-1/token-id-1");
            clock.advance(60_000);
            assert.notEqual((await one.get()).id, "id-1");
        });

        it("are renewed at once when the cloud refuses them", async () => {
            const one = chain("alibaba");
            await one.get();
            one.forget();
            assert.notEqual((await one.get()).id, "id-1");
        });

        it("are not asked for again while they live", async () => {
            lifeSeconds = 3600;
            const one = chain("alibaba");
            await one.get();
            clock.advance(60_000);
            assert.equal((await one.get()).id, "id-1");
            assert.equal(served, 1);
        });
    });

    it("accounts: each cloud takes its own form", () => {
        const ak = { accessKey: "id", secretKey: "key", securityToken: "token", projectId: "project" };
        const tencent = { secretId: "id", secretKey: "key", securityToken: "token" };
        const grant = { uin: "1", token: "t" };
        assert.deepEqual(alibabaAccount(ak), { id: "id", secret: "key", securityToken: "token" });
        assert.deepEqual(huaweiAccount(ak), { id: "id", secret: "key", securityToken: "token", projectId: "project" });
        assert.deepEqual(tencentAccount(tencent), { id: "id", secret: "key", securityToken: "token" });
        assert.equal(huaweiAccount({ token: "user-token" })?.userToken, "user-token");
        for (const [account, taken] of [
            [alibabaAccount, tencent],
            [alibabaAccount, grant],
            [tencentAccount, ak],
            [tencentAccount, grant],
            [huaweiAccount, tencent],
            [huaweiAccount, grant],
        ] as const) {
            assert.equal(account(taken), undefined);
        }
    });

    it("nothing is written to the home folder or printed", async () => {
        const printed = await printedBy(async () => {
            for (const cloud of Object.keys(sourcesOf)) {
                await assert.rejects(chain(cloud).get());
            }
        });
        assert.deepEqual([printed, readdirSync(environment.home)], [[], []]);
    });
});
