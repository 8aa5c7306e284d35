import assert from "node:assert/strict";
import { redact } from "../../../provider/process/redact";
import { readSettings } from "../../../provider/process/settings";

const read = (config: Readonly<Record<string, unknown>>) =>
    readSettings((key) => {
        const value = config[key];
        return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    });
const accounts = (value: unknown) => read({ "imagesync:accounts": value });
const endpoints = (value: unknown) => read({ "imagesync:endpoints": value });

describe("settings", () => {
    it("nothing configured is nothing wrong", () => {
        const settings = read({});
        assert.deepEqual([settings.accounts, settings.endpoints, settings.problems], [{}, {}, []]);
        assert.equal(settings.cloud("alicloud:accessKey"), undefined);
    });

    const goodAccounts: Record<string, object> = {
        keys: { accessKey: "a", secretKey: "s" },
        sts: { accessKey: "a", secretKey: "s", securityToken: "t", projectId: "p" },
        tencent: { secretId: "i", secretKey: "s" },
        "tencent sts": { secretId: "i", secretKey: "s", securityToken: "t" },
        grant: { uin: "100000000002", token: "t" },
        generic: { host: "ghcr.io", username: "u", password: "p", insecure: true },
    };
    for (const [name, account] of Object.entries(goodAccounts)) {
        it(`takes an account of the form ${Object.keys(account).join(", ")}`, () => {
            const settings = accounts({ [name]: account });
            assert.deepEqual([settings.problems, settings.accounts], [[], { [name]: account }]);
        });
    }

    it("a uin may be a number, as YAML writes it", () =>
        assert.equal(accounts({ grant: { uin: 100000000002, token: "t" } }).accounts.grant?.uin, "100000000002"));

    const badAccounts: [string, unknown, RegExp][] = [
        ["half a pair", { one: { accessKey: "a" } }, /^imagesync:accounts\.one: not an account; allowed: \{ accessKey/],
        ["a mixture", { one: { accessKey: "a", secretKey: "s", uin: "1" } }, /^imagesync:accounts\.one: /],
        ["a typo", { one: { accesKey: "a", secretKey: "s" } }, /^imagesync:accounts\.one: /],
        ["an empty key", { one: { accessKey: "", secretKey: "s" } }, /^imagesync:accounts\.one: /],
        ["a text", { one: "AKID" }, /^imagesync:accounts\.one: /],
        ["null", { one: null }, /^imagesync:accounts\.one: /],
        ["a list", ["x"], /^imagesync:accounts: not a JSON object/],
        ["not JSON", "{ one: ", /^imagesync:accounts: not a JSON object; set it with: pulumi config set/],
        ["a bare text", '"text"', /^imagesync:accounts: not a JSON object/],
        ["null for all", "null", /^imagesync:accounts: not a JSON object/],
    ];
    for (const [name, value, message] of badAccounts) {
        it(`refuses accounts: ${name}`, () => {
            const { problems } = accounts(value);
            assert.equal(problems.length, 1);
            assert.match(problems[0] ?? "", message);
        });
    }

    it("a wrong entry does not take the right ones with it", () => {
        const settings = accounts({ bad: {}, good: { accessKey: "a", secretKey: "s" } });
        assert.deepEqual(Object.keys(settings.accounts), ["good"]);
    });

    it("an account may be called as properties of every object are", () => {
        const settings = accounts(
            '{"__proto__": {"accessKey": "a", "secretKey": "s"}, "toString": {"accessKey": "a", "secretKey": "s"}}',
        );
        assert.deepEqual(settings.problems, []);
        assert.equal(Object.hasOwn(settings.accounts, "toString"), true);
        assert.equal(({} as Record<string, unknown>).accessKey, undefined);
    });

    it("no problem quotes what may be secret, whole or in part", () => {
        const texts = [
            accounts('{"one": {"accessKey": "AKIDvisible", "secretKey": "very-secret-value"'),
            accounts({ one: { accessKey: "AKIDvisible", secretKey: "very-secret-value", extra: "x" } }),
            endpoints({ alibaba: "https://user:very-secret-value@host" }),
        ].flatMap(({ problems }) => problems);
        assert.equal(texts.length, 3);
        texts.forEach((text) => assert.doesNotMatch(text, /very-secret|AKIDvisible/));
    });

    it("remembers the secrets it reads, and lets ids be seen", () => {
        read({ "alicloud:secretKey": "config-secret-one", "huaweicloud:projectId": "project-in-the-open" });
        accounts({
            g: { uin: "100000000002", token: "grant-token-two" },
            h: { host: "registry.host", username: "user-name", password: "password-three" },
        });
        assert.equal(redact("config-secret-one grant-token-two password-three"), "[secret] [secret] [secret]");
        assert.equal(
            redact("project-in-the-open 100000000002 registry.host"),
            "project-in-the-open 100000000002 registry.host",
        );
    });

    it("an empty config value is as good as none", () => {
        const { cloud } = read({ "alicloud:accessKey": "", "tencentcloud:secretId": "AKIDx" });
        assert.deepEqual([cloud("alicloud:accessKey"), cloud("tencentcloud:secretId")], [undefined, "AKIDx"]);
    });

    const goodEndpoints: [string, string][] = [
        ["https://cr-vpc.{region}.aliyuncs.com", "https://cr-vpc.{region}.aliyuncs.com"],
        ["https://host/", "https://host"],
        ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
        ["http://127.8.9.1", "http://127.8.9.1"],
        ["http://localhost:1", "http://localhost:1"],
        ["http://[::1]:1", "http://[::1]:1"],
    ];
    for (const [value, kept] of goodEndpoints) {
        it(`takes the endpoint ${value}`, () => {
            const settings = endpoints({ huaweiIam: value });
            assert.deepEqual([settings.problems, settings.endpoints], [[], { huaweiIam: kept }]);
        });
    }

    const badEndpoints: [string, unknown, RegExp][] = [
        [
            "plain http to a host",
            "http://cr.example.com",
            /"http:\/\/cr\.example\.com" would send requests in clear; allowed: https, and http only to loopback/,
        ],
        ["http to a name that begins like loopback", "http://127.0.0.1.example.com", /in clear/],
        ["http to a name that begins like localhost", "http://localhost.example.com", /in clear/],
        ["another protocol", "ftp://host", /not an http URL/],
        ["no URL", "cr.aliyuncs.com", /not a(n http)? URL/],
        ["a number", 8080, /not a text/],
        ["credentials", "https://u:p@host", /user name or password/],
        ["a query", "https://host/?a=b", /a query, a fragment or braces/],
        ["a fragment", "https://host/#a", /a query, a fragment or braces/],
        [
            "another placeholder",
            "https://cr.{Region}.host",
            /braces; allowed: https:\/\/host, which may hold \{region\}/,
        ],
    ];
    for (const [name, value, message] of badEndpoints) {
        it(`refuses an endpoint: ${name}`, () => {
            const settings = endpoints({ tencent: value });
            assert.equal(settings.problems.length, 1);
            assert.match(settings.problems[0] ?? "", /^imagesync:endpoints\.tencent: /);
            assert.match(settings.problems[0] ?? "", message);
            assert.deepEqual(settings.endpoints, {});
        });
    }

    it("an endpoint that is none is named, with those there are", () =>
        assert.deepEqual(endpoints({ aws: "https://host" }).problems, [
            "imagesync:endpoints.aws: not an endpoint; allowed: alibaba, tencent, huawei, huaweiIam",
        ]));

    it("endpoints that are not JSON", () =>
        assert.match(endpoints("https://host").problems[0] ?? "", /^imagesync:endpoints: not a JSON object/));
});
