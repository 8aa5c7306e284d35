import assert from "node:assert/strict";
import fc from "fast-check";
import { diffImageSync } from "../../../provider/images/declared/diff";
import { ImageSyncLifecycle, type ImageSyncState } from "../../../provider/manualImageSync";
import type { ImageSyncSpec } from "../../../provider/model";
import { PartialFailure } from "../../../provider/partial";
import { FakeClock } from "../fakes/clock";
import { digestOf, type Fate, FakeImageCloud, specOf } from "../fakes/imageCloud";
import { KeptMessages } from "../fakes/messages";

const tags = ["1.0", "1.1", "1.2", "1.3"];

/** A stack with one image sync: what the engine does with the provider's answers. */
class Stack {
    readonly clock = new FakeClock(0);
    readonly cloud = new FakeImageCloud(this.clock);
    private state: ImageSyncState | undefined;
    private unfinished = false;

    /** The engine's own choice: create, update, or nothing; a new process each time. */
    async up(spec: ImageSyncSpec): Promise<"failed" | "done"> {
        const life = this.life();
        try {
            if (!this.state) {
                this.state = (await life.create(spec)).outs as ImageSyncState;
            } else if (this.unfinished || diffImageSync(this.state, spec).changes) {
                this.state = (await life.update("id", this.state, spec)).outs as ImageSyncState;
            }
            this.unfinished = false;
            return "done";
        } catch (error) {
            if (error instanceof PartialFailure) {
                this.state = error.properties as unknown as ImageSyncState;
                this.unfinished = true;
            }
            return "failed";
        }
    }

    async refresh(): Promise<void> {
        if (this.state) {
            this.state = (await this.life().read("id", this.state)).props as ImageSyncState;
        }
    }

    get images() {
        return this.state?.images ?? {};
    }

    private life(): ImageSyncLifecycle {
        return new ImageSyncLifecycle(this.cloud.capabilities, this.cloud, this.clock, new KeptMessages());
    }
}

type Step = (stack: Stack) => unknown;

const tag = fc.constantFrom(...tags);
const content = fc.constantFrom("a", "b", "c");
const fate: fc.Arbitrary<Fate> = fc.constantFrom<Fate>(
    { kind: "fail", issue: "TAG_CONFLICT" },
    { kind: "fail", issue: "NETWORK_ERROR", passing: true },
    { kind: "vanish" },
    { kind: "empty" },
    { kind: "lost" },
    { kind: "never" },
    { kind: "refused" },
);
const declared = fc.uniqueArray(tag, { minLength: 1 });

const step: fc.Arbitrary<[string, Step]> = fc.oneof(
    fc.tuple(tag, content).map(([t, c]): [string, Step] => [`push ${t} ${c}`, (s) => void s.cloud.push(t, c)]),
    fc
        .tuple(tag, content)
        .map(([t, c]): [string, Step] => [
            `somebody puts ${c} at ${t}`,
            (s) => void s.cloud.target.set(t, { digest: digestOf(c) }),
        ]),
    tag.map((t): [string, Step] => [`the target loses ${t}`, (s) => void s.cloud.target.delete(t)]),
    tag.map((t): [string, Step] => [`the source loses ${t}`, (s) => void s.cloud.source.delete(t)]),
    fc.tuple(tag, fate).map(([t, f]): [string, Step] => [`${t} will ${f.kind}`, (s) => s.cloud.plan(t, f)]),
    tag.map((t): [string, Step] => [
        `somebody syncs ${t}`,
        (s) => s.cloud.source.has(t) && s.cloud.startBehind({ source: t, target: t }),
    ]),
    fc.nat(20_000).map((ms): [string, Step] => [`${ms} ms pass`, (s) => s.clock.advance(ms)]),
    fc.constant<[string, Step]>(["refresh", (s) => s.refresh()]),
    fc
        .tuple(declared, fc.boolean(), fc.constantFrom(1, 600))
        .map(([list, wait, timeoutSeconds]): [string, Step] => [
            `up ${list.join(" ")}${wait ? "" : ", without waiting"}, ${timeoutSeconds} s`,
            (s) => s.up(specOf(list, { wait, timeoutSeconds, override: true })),
        ]),
);

describe("ManualImageSync after anything", () => {
    it("has every declared tag as the source has it, once an up goes well, and moved none for nothing", async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 25 }), declared, async (steps, list) => {
                const stack = new Stack();
                for (const [, run] of steps) {
                    await run(stack);
                }
                stack.cloud.plans.clear();
                list.filter((t) => !stack.cloud.source.has(t)).forEach((t) => stack.cloud.push(t, "z"));
                await stack.refresh();
                const clean = specOf(list, { override: true });
                assert.equal(await stack.up(clean), "done");
                for (const t of list) {
                    assert.equal(stack.cloud.target.get(t)?.digest, stack.cloud.source.get(t)?.digest, t);
                    assert.equal(stack.images[t]?.status, "synced");
                    assert.equal(stack.images[t]?.digest, stack.cloud.source.get(t)?.digest);
                }
                assert.deepEqual(stack.cloud.needless, []);
                const calls = stack.cloud.calls.length;
                assert.equal(await stack.up(clean), "done");
                assert.equal(stack.cloud.calls.length, calls, "an up without a change asks nothing");
            }),
            { numRuns: 400 },
        );
    });
});
