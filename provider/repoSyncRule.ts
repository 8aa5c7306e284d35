import type { CreateResult, ReadResult, UpdateResult } from "@pulumi/pulumi/dynamic";
import type { Clock } from "./process/clock";
import type { Messages } from "./engine";
import type { RuleOutputs, RuleSpec } from "./model";
import type { CallOptions, ObservedRule, RuleCapabilities, RulePort } from "./registry";
import { type Holder, Holders } from "./rules/holders";
import { RuleMaker } from "./rules/making";
import { asObserved, changedUnseen, describe, differences } from "./rules/compare";
import { ruleId } from "./rules/identity";
import { withoutUndefined } from "./paths";

/** How long an operation may take, in seconds, where `customTimeouts` does not say. */
const defaultTimeouts = { create: 300, read: 120, update: 300, delete: 300 } as const;

/** A question that is a courtesy is not asked again after so long (milliseconds). */
const doubtMs = 2_000;

/** A rule as it is recorded: the declaration and what the cloud added. */
export type RuleState = RuleSpec & Partial<RuleOutputs> & Pick<Holder, "__made">;

/** The life of a rule, the same on every cloud: look, act, look. */
export class RuleLifecycle {
    private readonly maker: RuleMaker;

    constructor(
        private readonly cloud: RuleCapabilities,
        private readonly rules: RulePort,
        private readonly clock: Clock,
        private readonly messages: Messages,
        private readonly holders = new Holders(),
    ) {
        this.maker = new RuleMaker(cloud, rules, clock, messages);
    }

    async create(spec: RuleSpec): Promise<CreateResult> {
        const options = this.options(spec.__timeouts?.create ?? defaultTimeouts.create);
        const id = ruleId(this.cloud, spec);
        const found = await this.rules.find(spec, "recent", options);
        const observed = found ? await this.maker.takeOver(spec, found, options) : await this.maker.make(spec, options);
        const made = this.holders.made(id, spec.__urn);
        await this.warnOfDoubt(spec, options);
        return { id, outs: this.outputs({ ...spec, __made: made }, observed) };
    }

    async read(state: RuleState): Promise<ReadResult> {
        const options = this.options(defaultTimeouts.read);
        const observed =
            (await this.rules.find(state, "recent", options)) ?? (await this.rules.find(state, "fresh", options));
        if (!observed) {
            return {};
        }
        const seen = asObserved(this.cloud, declared(state), observed);
        const props = this.outputs({ ...seen, __made: state.__made }, observed);
        return { id: ruleId(this.cloud, state), props, inputs: withoutUndefined(seen) };
    }

    async update(olds: RuleState, declaration: RuleSpec): Promise<UpdateResult> {
        const news: RuleState = { ...declaration, __made: olds.__made };
        const options = this.options(news.__timeouts?.update ?? defaultTimeouts.update);
        const found = await this.rules.find(news, "recent", options);
        if (!found) {
            return { outs: this.outputs(news, await this.maker.make(news, options)) };
        }
        const list = differences(this.cloud, news, found);
        const unfinished = olds.ruleId === undefined;
        const unseen = changedUnseen(this.cloud, olds, news, found).length > 0;
        if (this.rules.update || unfinished) {
            const needed = list.length > 0 || unseen || unfinished;
            return { outs: this.outputs(news, needed ? await this.maker.converge(news, found, options) : found) };
        }
        if (list.length > 0) {
            this.messages.warn(`not as declared: ${describe(list)}; the next up makes it anew`, news.__urn);
        }
        return { outs: this.outputs(asObserved(this.cloud, news, found), found) };
    }

    async delete(state: RuleState): Promise<void> {
        const id = ruleId(this.cloud, state);
        if (this.holders.another(id, state)) {
            const successor = "another resource of this program, or the replacement of this one,";
            this.messages.info(`the rule stays: ${successor} stands for it now`, state.__urn);
            return;
        }
        const options = this.options(state.__timeouts?.delete ?? defaultTimeouts.delete);
        await this.maker.insist(() => this.rules.remove(state, state.ruleId, options), options);
    }

    private async warnOfDoubt(spec: RuleSpec, options: CallOptions): Promise<void> {
        const soon = Math.min(options.deadline, this.clock.now() + doubtMs);
        const doubt = await this.rules.doubt?.(spec, { deadline: soon }).catch(() => undefined);
        if (doubt) {
            this.messages.warn(doubt, spec.__urn);
        }
    }

    private outputs(spec: RuleState, observed: ObservedRule): Record<string, unknown> {
        const outputs: RuleOutputs = {
            ruleId: observed.ruleId,
            scope: this.cloud.scope(spec),
            createdAt: observed.createdAt,
            updatedAt: observed.updatedAt,
        };
        return withoutUndefined({ ...spec, ...outputs });
    }

    private options(seconds: number): CallOptions {
        return { deadline: this.clock.now() + seconds * 1000 };
    }
}

const recorded: ReadonlySet<string> = new Set(["ruleId", "scope", "createdAt", "updatedAt", "__provider", "__made"]);

/** The declaration in a recorded rule. */
function declared(state: RuleState): RuleSpec {
    return Object.fromEntries(Object.entries(state).filter(([name]) => !recorded.has(name))) as unknown as RuleSpec;
}
