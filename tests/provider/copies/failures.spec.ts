import assert from "node:assert/strict";
import { type Args, Stack, statuses } from "./stack";
import { targetDigest, toTencent } from "./ways";

describe("copies that cannot be", () => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await Stack.start();
    });
    afterEach(() => stack.stop());
    const storage = () => stack.emulator.registries.requests.all({ operation: "readStorage" });

    it("a source that is too slow: told with what to do, and nothing is left running", async () => {
        const { faults } = stack.emulator.registries;
        faults.add({ kind: "slow", bytesPerSecond: 1, times: Infinity });
        const { images, reasons } = await stack.up(toTencent("api", { tags: ["1.4.1", "1.4.2"], timeoutSeconds: 3 }));
        assert.deepEqual(statuses(images), { "1.4.1": "failed", "1.4.2": "failed" });
        for (const tag of ["1.4.1", "1.4.2"]) {
            assert.ok(
                reasons.some((reason) => reason.includes(tag) && /time was up/.test(reason)),
                reasons.join("\n"),
            );
            assert.equal(targetDigest(stack.emulator, "api", tag), undefined);
        }
        assert.match(reasons.join(), /timeoutSeconds/);
        const [sent, asked] = [bytesSent(), storage().length];
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        assert.deepEqual([bytesSent(), storage().length], [sent, asked], "the connections are closed");
        faults.clear();
        const again = await stack.up(toTencent("api", { tags: ["1.4.1", "1.4.2"] }));
        assert.deepEqual(statuses(again.images), { "1.4.1": "synced", "1.4.2": "synced" });
    }).timeout(60_000);

    it("who joins a copy waits no longer than its own time, and the copy goes on for the other", async () => {
        const { faults, requests } = stack.emulator.registries;
        faults.add({ kind: "slow", bytesPerSecond: 3_000, times: Infinity });
        const args = toTencent("api", { tags: ["1.4.2"] });
        const patient = stack.up(args, "patient");
        while (requests.count({ operation: "readStorage" }) === 0) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const hasty = await stack.up({ ...args, timeoutSeconds: 1 }, "hasty");
        assert.equal(targetDigest(stack.emulator, "api", "1.4.2"), undefined, "the copy is still under way");
        assert.deepEqual(statuses(hasty.images), { "1.4.2": "failed" });
        assert.match(hasty.reasons.join(), /time was up/);
        assert.deepEqual(statuses((await patient).images), { "1.4.2": "synced" });
        assert.deepEqual(statuses((await stack.up(args, "hasty")).images), { "1.4.2": "synced" });
    }).timeout(60_000);

    it("who joins a copy that ends before its time begins one of its own", async () => {
        const { faults, requests } = stack.emulator.registries;
        faults.add({ kind: "slow", bytesPerSecond: 1, times: Infinity });
        const args = toTencent("api", { tags: ["1.4.2"] });
        const hasty = stack.up({ ...args, timeoutSeconds: 3 }, "hasty");
        while (requests.count({ operation: "readStorage" }) === 0) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const patient = stack.up(args, "patient");
        assert.deepEqual(statuses((await hasty).images), { "1.4.2": "failed" });
        faults.clear();
        assert.deepEqual(statuses((await patient).images), { "1.4.2": "synced" });
    }).timeout(60_000);

    it("closed endpoints: said of the end that is closed, before anything is started", async () => {
        const { alibaba, tencent } = stack.emulator;
        alibaba.closeEndpoint("cri-hub");
        await assert.rejects(stack.up(toTencent("api", { tags: ["1.4.2"] })), /cri-hub.*is closed.*open/s);
        alibaba.openEndpoint("cri-hub");
        tencent.closeEndpoint("tcr-sg");
        await assert.rejects(stack.up(toTencent("api", { tags: ["1.4.2"] })), /tcr-sg.*is closed.*open/s);
        assert.deepEqual(storage(), []);
        tencent.openEndpoint("tcr-sg");
        const { images } = await stack.up(toTencent("api", { tags: ["1.4.2"] }));
        assert.deepEqual(statuses(images), { "1.4.2": "synced" }, "the failure was not remembered");
    });

    it("keys of a cloud that are wrong: an error of that cloud, without the key", async () => {
        const secret = "not-the-secret-of-anybody";
        stack.restart({ "tencentcloud:secretKey": secret });
        await assert.rejects(stack.up(toTencent("api", { tags: ["1.4.2"] })), (error: Error) => {
            assert.match(error.message, /^tencent /);
            assert.doesNotMatch(error.message, new RegExp(secret));
            return true;
        });
        assert.deepEqual(storage(), []);
    });

    it("a login that the registry refuses: an error that tells where it is from, without the password", async () => {
        const host = await stack.emulator.registries.host("tencent", "tcr-sg");
        const login = { host, username: "nobody", password: "a-wrong-password" };
        stack.restart({ "imagesync:accounts": JSON.stringify({ harbor: login }) });
        const target = { cloud: "generic", host, namespace: "prod", repository: "api" };
        await assert.rejects(stack.up(toTencent("api", { tags: ["1.4.2"], target })), (error: Error) => {
            assert.match(error.message, /imagesync:accounts\.harbor/);
            assert.doesNotMatch(error.message, /a-wrong-password/);
            return true;
        });
    });

    it("a login of one host is not taken to another", async () => {
        const [from, to] = await Promise.all(
            ["tcr-gz", "tcr-sg"].map((name) => stack.emulator.registries.host("tencent", name)),
        );
        const accounts = { from: { host: from, ...addToken("tcr-gz") }, to: { host: to, ...addToken("tcr-sg") } };
        stack.restart({ "imagesync:accounts": JSON.stringify(accounts) });
        const source = { cloud: "generic", host: from, account: "from", namespace: "prod", repository: "api" };
        const { images } = await stack.up({ source, target: { cloud: "generic", host: to }, tags: ["1.1.0"] });
        assert.deepEqual(statuses(images), { "1.1.0": "synced" });
        assert.ok(targetDigest(stack.emulator, "api", "1.1.0"));
        await stack.refresh();
        assert.deepEqual(statuses(stack.images()), { "1.1.0": "synced" });
    });

    it("wait: false is no way to copy, and told by check", async () => {
        await assert.rejects(stack.up(toTencent("api", { tags: ["1.4.2"], wait: false })), /wait: false/);
    });

    it("the same copy by cloud is refused by check with the reason", async () => {
        const args: Args = toTencent("api", { tags: ["1.4.2"], via: "cloud" });
        await assert.rejects(stack.up(args), /cloud\\?" is not possible: a cloud's own call stays inside one cloud/);
    });

    function bytesSent(): number {
        return storage().reduce((sum, { bytesOut }) => sum + bytesOut, 0);
    }

    function addToken(registryId: string) {
        const login = { registryId, username: "robot", description: "", expiresAt: Infinity };
        const { username, token } = stack.emulator.tencent.addToken(login);
        return { username, password: token };
    }
});
