import assert from "node:assert/strict";
import { Session } from "../../../provider/process/session";
import type { Keys } from "../../../provider/credentials";
import { FakeClock } from "../fakes/clock";

const session = (config: Readonly<Record<string, unknown>>) =>
    Session.from((key) => (config[key] === undefined ? undefined : JSON.stringify(config[key])), new FakeClock());

const accounts = {
    "imagesync:accounts": {
        one: { accessKey: "id-1", secretKey: "secret-1" },
        two: { secretId: "id-2", secretKey: "s" },
    },
};
const fromAccount = ({ accessKey = "", secretKey = "" }): Keys | undefined =>
    accessKey ? { id: accessKey, secret: secretKey } : undefined;
const nowhere = () => [];

describe("Session", () => {
    it("an endpoint is the configured one, with the region in it, else the public one", () => {
        const configured = session({ "imagesync:endpoints": { alibaba: "https://cr-vpc.{region}.aliyuncs.com" } });
        assert.equal(
            configured.endpoint("alibaba", "cn-hangzhou", "https://x"),
            "https://cr-vpc.cn-hangzhou.aliyuncs.com",
        );
        assert.equal(configured.endpoint("tencent", "r", "https://tcr.{region}.y"), "https://tcr.r.y");
    });

    it("a named account gives its own keys, whatever the cloud's own places hold", async () => {
        const place = { place: "the environment", get: async () => ({ id: "ambient", secret: "s" }) };
        const keys = await session(accounts)
            .credentials("alibaba", "one", fromAccount, () => [place])
            .get();
        assert.deepEqual([keys.id, keys.secret], ["id-1", "secret-1"]);
    });

    it("no account: the cloud's own places", async () => {
        const place = { place: "the environment", get: async () => ({ id: "ambient", secret: "s" }) };
        assert.equal(
            (
                await session(accounts)
                    .credentials("alibaba", undefined, fromAccount, () => [place])
                    .get()
            ).id,
            "ambient",
        );
    });

    it("each account and cloud has one chain for the process", () => {
        const one = session(accounts);
        const chain = (cloud: string, account?: string) => one.credentials(cloud, account, fromAccount, nowhere);
        assert.equal(chain("alibaba", "one"), chain("alibaba", "one"));
        assert.notEqual(chain("alibaba", "one"), chain("huawei", "one"));
        assert.notEqual(chain("alibaba", "one"), chain("alibaba"));
    });

    it("an account of another cloud is an error that names the entry, not the other cloud's keys", async () => {
        const chain = session(accounts).credentials("alibaba", "two", fromAccount, nowhere);
        await assert.rejects(chain.get(), {
            kind: "unauthorized",
            message: /imagesync:accounts\.two with keys for alibaba/,
        });
    });

    for (const name of ["three", "toString", "__proto__"]) {
        it(`an account that is not there (${name}) is an error that lists those that are`, () => {
            assert.throws(() => session(accounts).account("alibaba", name), {
                kind: "unauthorized",
                message: `alibaba credentials: "${name}" is not an entry of imagesync:accounts, which has one, two; add it to imagesync:accounts`,
            });
        });
    }

    it("without any accounts, it says so", () => {
        assert.throws(() => session({}).account("alibaba", "x"), /which has none;/);
    });
});
