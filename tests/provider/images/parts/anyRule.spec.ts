import assert from "node:assert/strict";
import fc from "fast-check";
import { diffImageSync } from "../../../../provider/images/declared/diff";
import { ImageSyncLifecycle, type ImageSyncState } from "../../../../provider/manualImageSync";
import type { ImageSyncSpec } from "../../../../provider/model";
import { PartialFailure } from "../../../../provider/partial";
import { FakeClock } from "../../fakes/clock";
import { digestOf, type Fate, FakeImageCloud, specOf } from "../../fakes/imageCloud";
import { FakeImageNamespace } from "../../fakes/imageNamespace";
import { KeptMessages } from "../../fakes/messages";

const repositories = ["api", "api-x", "team/api"];
const tags = ["1.0", "1.1", "2.0"];

interface Filters {
    readonly repositoryFilter?: string;
    readonly tagFilter?: string;
}

function ruleSpec(filters: Filters, more: Partial<ImageSyncSpec> = {}): ImageSyncSpec {
    const { source, target, ...spec } = specOf(undefined, { override: true, ...more });
    const place = { cloud: "alibaba", region: "cn-hangzhou", namespace: "prod" } as const;
    const ends = {
        source: { ...place, instanceId: source.instanceId },
        target: { ...place, instanceId: target.instanceId },
    };
    return { ...spec, ...ends, maxTags: 100, rule: { ruleId: "crsr-1", ...filters, ...ends } };
}

/** An image that the rule takes: its name in `images`, its tag, its repository. */
type Taken = [name: string, tag: string, repository: FakeImageCloud];

/** What the engine does with the provider's answers; a new process each time. */
class Stack {
    readonly clock = new FakeClock(0);
    readonly namespace = new FakeImageNamespace(this.clock);
    state: ImageSyncState | undefined;
    private unfinished = false;

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

    /** What the rule takes now. */
    taken({ repositoryFilter = ".*", tagFilter = ".*" }: Filters): Taken[] {
        const whole = (filter: string, name: string) => new RegExp(`^(?:${filter})$`).test(name);
        return repositories
            .filter((name) => whole(repositoryFilter, name))
            .flatMap((name) => {
                const cloud = this.namespace.repository(name);
                return [...cloud.source.keys()]
                    .filter((tag) => whole(tagFilter, tag))
                    .map((tag): Taken => [`${name}:${tag}`, tag, cloud]);
            });
    }

    private life(): ImageSyncLifecycle {
        const { namespace, clock } = this;
        const { capabilities } = new FakeImageCloud(clock);
        return new ImageSyncLifecycle(capabilities, namespace, clock, new KeptMessages(), namespace.repositories);
    }
}

/** Neither a refresh nor another run changes what is known of images that are right. */
async function keepsItsRecord(stack: Stack, spec: ImageSyncSpec): Promise<void> {
    const images = stack.state?.images;
    await stack.refresh();
    assert.deepEqual(stack.state?.images, images);
    assert.equal(await stack.up({ ...spec, triggers: ["again"] }), "done");
    assert.deepEqual(stack.state?.images, images);
}

/** The target loses one image: it alone is missing, and the next run brings it alone. */
async function repairsJust(stack: Stack, spec: ImageSyncSpec, [name, tagName, { target }]: Taken): Promise<void> {
    target.delete(tagName);
    await stack.refresh();
    const missing = Object.entries(stack.state?.images ?? {}).filter(([, { status }]) => status !== "synced");
    assert.deepEqual(missing, [[name, { ...missing[0]?.[1], status: "missing" }]]);
    const started = () => stack.namespace.all.flatMap((cloud) => cloud.started).length;
    const before = started();
    assert.equal(await stack.up({ ...spec, triggers: ["again"] }), "done");
    assert.equal(started() - before, 1);
    assert.deepEqual(stack.state?.summary, { synced: Object.keys(stack.state?.images ?? {}).length });
}

type Step = [string, (stack: Stack) => unknown];

const repository = fc.constantFrom(...repositories);
const tag = fc.constantFrom(...tags);
const content = fc.constantFrom("a", "b");
const filters: fc.Arbitrary<Filters> = fc.record(
    { repositoryFilter: fc.constantFrom("api.*", "team/.*", ".*"), tagFilter: fc.constantFrom("1\\..*", ".*", "2.*") },
    { requiredKeys: [] },
);
const fate = fc.constantFrom<Fate>(
    { kind: "fail", issue: "TAG_CONFLICT" },
    { kind: "fail", issue: "NETWORK_ERROR", passing: true },
    { kind: "vanish" },
    { kind: "empty" },
    { kind: "lost" },
    { kind: "never" },
    { kind: "refused" },
);

const step: fc.Arbitrary<Step> = fc.oneof(
    fc
        .tuple(repository, tag, content)
        .map(([r, t, c]): Step => [`push ${r}:${t} ${c}`, (s) => void s.namespace.repository(r).push(t, c)]),
    fc
        .tuple(repository, tag, content)
        .map(([r, t, c]): Step => [
            `somebody puts ${c} at ${r}:${t}`,
            (s) => void s.namespace.repository(r).target.set(t, { digest: digestOf(c) }),
        ]),
    fc
        .tuple(repository, tag)
        .map(([r, t]): Step => [`the target loses ${r}:${t}`, (s) => s.namespace.repository(r).target.delete(t)]),
    fc
        .tuple(repository, tag)
        .map(([r, t]): Step => [`the source loses ${r}:${t}`, (s) => s.namespace.repository(r).source.delete(t)]),
    fc
        .tuple(repository, tag, fate)
        .map(([r, t, f]): Step => [`${r}:${t} will ${f.kind}`, (s) => s.namespace.repository(r).plan(t, f)]),
    repository.map((r): Step => [`${r} cannot be looked into`, (s) => s.namespace.vanished.add(r)]),
    repository.map((r): Step => [`${r} is back`, (s) => s.namespace.vanished.delete(r)]),
    fc.nat(20_000).map((ms): Step => [`${ms} ms pass`, (s) => s.clock.advance(ms)]),
    fc.constant<Step>(["refresh", (s) => s.refresh()]),
    fc
        .tuple(filters, fc.boolean(), fc.constantFrom(1, 600))
        .map(([f, wait, timeoutSeconds]): Step => [
            `up ${JSON.stringify(f)}${wait ? "" : ", without waiting"}, ${timeoutSeconds} s`,
            (s) => s.up(ruleSpec(f, { wait, timeoutSeconds })),
        ]),
);

describe("a sync of a whole rule after anything", () => {
    it("has what the rule takes as the source has it, once it runs well, and moved none for nothing", async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 25 }), filters, async (steps, declared) => {
                const stack = new Stack();
                repositories.forEach((name) => stack.namespace.repository(name).push("1.0", "z"));
                for (const [, run] of steps) {
                    await run(stack);
                }
                stack.namespace.vanished.clear();
                stack.namespace.all.forEach(({ plans }) => plans.clear());
                await stack.refresh();
                // What a filter takes is looked up when the sync runs: a change of triggers runs it.
                const clean = ruleSpec(declared, { triggers: ["now"] });
                assert.equal(await stack.up(clean), "done");
                const taken = stack.taken(declared);
                const images = stack.state?.images ?? {};
                assert.deepEqual(Object.keys(images).sort(), taken.map(([name]) => name).sort());
                for (const [name, tagName, { source, target }] of taken) {
                    assert.equal(target.get(tagName)?.digest, source.get(tagName)?.digest, name);
                    assert.deepEqual(
                        [images[name]?.status, images[name]?.digest],
                        ["synced", source.get(tagName)?.digest],
                    );
                }
                stack.namespace.all.forEach(({ needless }) => assert.deepEqual(needless, []));
                const { calls } = stack.namespace;
                assert.equal(await stack.up(clean), "done");
                assert.equal(stack.namespace.calls, calls, "an up without a change asks nothing");
                await keepsItsRecord(stack, clean);
                const [first] = taken;
                if (first) {
                    await repairsJust(stack, clean, first);
                }
            }),
            { numRuns: 200 },
        );
    }).timeout(120_000);
});
