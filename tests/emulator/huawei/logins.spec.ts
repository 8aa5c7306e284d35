import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { identities } from "../../../emulator/huawei/credentials";
import { identityOf, issueLogin } from "../../../emulator/huawei/registry/logins";

describe("Huawei: passwords of docker login", () => {
    const region = "cn-north-4";
    const now = Date.UTC(2026, 0, 1);
    const sixHours = 6 * 3600 * 1000;
    const [owner] = identities;
    assert.ok(owner !== undefined);
    const login = issueLogin(owner, region, now);
    const who = (change: Partial<typeof login>, at = now, where = region): string | undefined =>
        identityOf({ ...login, ...change }, where, identities, at)?.key.accessKey;

    it("opens the region it was issued for, for six hours", () => {
        assert.equal(login.username, `${region}@${owner.key.accessKey}`);
        assert.match(login.password, /^[0-9a-f]{64}$/);
        assert.equal(who({}), owner.key.accessKey);
        assert.equal(who({}, now + sixHours - 1), owner.key.accessKey);
        assert.equal(who({}, now + sixHours), undefined);
        assert.equal(who({}, now, "cn-east-3"), undefined);
    });

    it("cannot be made longer, given to another key, or guessed", () => {
        const digit = login.password.slice(11, 12) === "f" ? "e" : "f";
        const later = login.password.slice(0, 11) + digit + login.password.slice(12);
        const wrong = login.password.slice(0, -1) + (login.password.endsWith("0") ? "1" : "0");
        for (const password of [later, wrong, "", "0".repeat(64), login.password.slice(1)]) {
            assert.equal(who({ password }), undefined, password);
        }
        const [, spare] = identities;
        assert.equal(who({ username: `${region}@${spare?.key.accessKey}` }), undefined);
        assert.equal(who({ username: owner.key.accessKey }), undefined);
    });

    it("takes the password that a client makes of its key, for good", () => {
        const password = createHmac("sha256", owner.key.secretKey).update(owner.key.accessKey).digest("hex");
        assert.equal(who({ password }, now + 1000 * sixHours), owner.key.accessKey);
    });
});
