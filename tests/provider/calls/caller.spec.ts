import assert from "node:assert/strict";
import { Caller } from "../../../provider/calls/caller";
import { CredentialChain, type Keys } from "../../../provider/credentials";
import { ImageSyncError, type ErrorKind } from "../../../provider/errors";
import { Session } from "../../../provider/process/session";
import { FakeClock } from "../fakes/clock";

const keys = (id: string): Keys => ({ id, secret: `secret of ${id}` });
const fault = (kind: ErrorKind, acted: "no" | "maybe" = "no") =>
    new ImageSyncError({ kind, cloud: "c", action: "a", problem: kind, acted, advice: "advice" });

describe("Caller", () => {
    let clock: FakeClock;
    /** What the place answers, one after the other; the last one stays. */
    let served: Keys[];
    let asked: number;
    let configured: boolean;
    beforeEach(() => {
        clock = new FakeClock();
        served = [keys("first")];
        asked = 0;
        configured = false;
    });

    function caller(): Caller {
        const get = async () => served[Math.min(asked++, served.length - 1)];
        const chain = new CredentialChain("c", [{ place: "the place", configured, get }], clock);
        return new Caller(
            Session.from(() => undefined, clock),
            chain,
        );
    }
    const call = (write = false) => ({
        limit: "l",
        rate: { concurrency: 4 },
        write,
        deadline: clock.now() + 100_000,
    });
    /** Fails with the given errors in turn; keeps the key ids it was called with. */
    function attempts(...errors: ImageSyncError[]) {
        const used: string[] = [];
        const attempt = async ({ id }: Keys) => {
            const error = errors[used.push(id) - 1];
            if (error) {
                throw error;
            }
            return "answer";
        };
        return { attempt, used };
    }

    it("calls with the keys, and answers", async () => {
        const { attempt, used } = attempts();
        assert.equal(await caller().run(call(), attempt), "answer");
        assert.deepEqual(used, ["first"]);
    });

    it("keys that were refused are asked for anew, once, and used; a write too", async () => {
        served = [keys("expired"), keys("renewed")];
        const { attempt, used } = attempts(fault("unauthorized"));
        assert.equal(await caller().run(call(true), attempt), "answer");
        assert.deepEqual(used, ["expired", "renewed"]);
    });

    it("a renewed token with the same key id is another key", async () => {
        served = [
            { ...keys("id"), securityToken: "old" },
            { ...keys("id"), securityToken: "new" },
        ];
        const { attempt, used } = attempts(fault("unauthorized"));
        assert.equal(await caller().run(call(), attempt), "answer");
        assert.equal(used.length, 2);
    });

    it("a renewed user token is another key", async () => {
        const token = (userToken: string) => ({ id: "", secret: "", userToken });
        served = [token("old"), token("new")];
        const { attempt, used } = attempts(fault("unauthorized"));
        assert.equal(await caller().run(call(), attempt), "answer");
        assert.equal(used.length, 2);
    });

    it("the same keys are not tried twice", async () => {
        const { attempt, used } = attempts(fault("unauthorized"));
        await assert.rejects(caller().run(call(), attempt), { kind: "unauthorized" });
        assert.deepEqual(used, ["first"]);
    });

    it("renewed keys that are refused too are the end", async () => {
        served = [keys("1"), keys("2"), keys("3")];
        const { attempt, used } = attempts(fault("unauthorized"), fault("unauthorized"), fault("unauthorized"));
        await assert.rejects(caller().run(call(), attempt), { kind: "unauthorized" });
        assert.deepEqual(used, ["1", "2"]);
    });

    it("keys that expire in the midst of retries are renewed there", async () => {
        served = [keys("1"), keys("2")];
        const { attempt, used } = attempts(fault("throttled"), fault("unauthorized"), fault("throttled"));
        assert.equal(await caller().run(call(), attempt), "answer");
        assert.deepEqual(used, ["1", "1", "2", "2"]);
    });

    it("a write whose answer was lost is not sent again", async () => {
        const { attempt, used } = attempts(fault("transient", "maybe"));
        await assert.rejects(caller().run(call(true), attempt), { acted: "maybe" });
        assert.equal(used.length, 1);
    });

    it("refused keys out of the configuration: the error says that refresh has the last up's", async () => {
        configured = true;
        const { attempt } = attempts(fault("unauthorized"));
        await assert.rejects(caller().run(call(), attempt), {
            message: /^c a: unauthorized; advice; .*pulumi up.*--run-program/,
        });
    });

    it("refused keys from elsewhere: nothing about the configuration", async () => {
        const { attempt } = attempts(fault("unauthorized"));
        await assert.rejects(caller().run(call(), attempt), { message: "c a: unauthorized; advice" });
    });

    it("begins nothing after the deadline", async () => {
        const { attempt, used } = attempts(fault("throttled"), fault("throttled"));
        await assert.rejects(caller().run({ ...call(), deadline: clock.now() }, attempt), { kind: "throttled" });
        assert.equal(used.length, 1);
    });
});
