import assert from "node:assert/strict";
import { CredentialChain, pair, type CredentialSource, type Keys } from "../../../provider/credentials";
import { FakeClock } from "../fakes/clock";

describe("credentials: a chain", () => {
    let clock: FakeClock;
    beforeEach(() => (clock = new FakeClock()));

    const place = (
        name: string,
        ...answers: (Keys | undefined | Error)[]
    ): CredentialSource & { asked: () => number } => {
        let asked = 0;
        return {
            place: name,
            asked: () => asked,
            get: async () => {
                const answer = answers[Math.min(asked++, answers.length - 1)];
                if (answer instanceof Error) {
                    throw answer;
                }
                return answer;
            },
        };
    };
    const keys = (id: string) => ({ id, secret: `secret-of-${id}` });

    it("takes the first place that has keys, and asks no other", async () => {
        const places = [place("a", undefined), place("b", keys("b")), place("c", keys("c"))];
        assert.equal((await new CredentialChain("x", places, clock).get()).id, "b");
        assert.deepEqual(
            places.map(({ asked }) => asked()),
            [1, 1, 0],
        );
    });

    it("names every place in order, and which of them failed, without what they said", async () => {
        const places = [
            place("first", undefined),
            place("second", new Error("secret-content")),
            place("third", undefined),
        ];
        await assert.rejects(new CredentialChain("x", places, clock).get(), {
            kind: "unauthorized",
            message:
                "x credentials: none found; looked, in this order, at first; second (tried, without success); third; set one of them",
        });
    });

    it("stays with its place, and asks it again after a while", async () => {
        const places = [place("a", undefined, keys("late")), place("b", keys("one"), keys("two"))];
        const one = new CredentialChain("x", places, clock);
        assert.equal((await one.get()).id, "one");
        assert.equal((await one.get()).id, "one");
        clock.advance(3_600_000);
        assert.equal((await one.get()).id, "two");
        assert.equal(places[0]?.asked(), 1);
    });

    it("asks at once when told to forget", async () => {
        const one = new CredentialChain("x", [place("a", keys("one"), keys("two"))], clock);
        await one.get();
        one.forget();
        assert.equal((await one.get()).id, "two");
    });

    it("looks everywhere again when its place has no keys any more", async () => {
        const places = [place("a", undefined, keys("back")), place("b", keys("one"), undefined)];
        const one = new CredentialChain("x", places, clock);
        await one.get();
        one.forget();
        assert.equal((await one.get()).id, "back");
    });

    it("a failure is not kept", async () => {
        const one = new CredentialChain("x", [place("a", undefined, keys("later"))], clock);
        await assert.rejects(one.get());
        assert.equal((await one.get()).id, "later");
    });

    it("many who ask at once are one question", async () => {
        const a = place("a", keys("one"));
        const one = new CredentialChain("x", [a], clock);
        await Promise.all(Array.from({ length: 50 }, () => one.get()));
        assert.equal(a.asked(), 1);
    });

    it("a place that does not answer is passed over, and named", async function () {
        this.timeout(10_000);
        const silent = { place: "silent", get: () => new Promise<undefined>(() => undefined) };
        await assert.rejects(new CredentialChain("x", [silent], clock).get(), /at silent \(no answer\);/);
    });

    it("half a pair is an error that names the place: no later place stands in for it", async () => {
        const half = { place: "the half", get: async () => pair("id", undefined) };
        const later = place("later", keys("of another account"));
        const one = new CredentialChain("x", [half, later], clock);
        await assert.rejects(one.get(), { kind: "unauthorized", message: /the half.*only half/ });
        assert.equal(later.asked(), 0);
    });
});
