import type { Clock } from "../process/clock";
import type { Messages } from "../engine";
import { ImageSyncError, isKind, messageOf } from "../errors";
import type { RuleSpec } from "../model";
import type { CallOptions, ObservedRule, RuleCapabilities, RulePort } from "../registry";
import { waitFor } from "../wait";
import { describe, differences } from "./compare";
import { ruleId } from "./identity";
import { PartialFailure } from "../partial";
import { withoutUndefined } from "../paths";

/** How often a refused write is tried again in one operation, each time after a look. */
const attempts = 4;
/** Milliseconds between two tries: the first at most so long, doubling up to the longest. */
const pauseMs = { first: 1_000, longest: 10_000 };

/** Makes a declaration true: creates, takes over or converges a rule, and proves it by looking. */
export class RuleMaker {
    constructor(
        private readonly cloud: RuleCapabilities,
        private readonly rules: RulePort,
        private readonly clock: Clock,
        private readonly messages: Messages,
    ) {}

    /** Makes the rule and waits until the cloud shows it as declared. Every failed try is followed by a look. */
    async make(spec: RuleSpec, options: CallOptions): Promise<ObservedRule> {
        for (let attempt = 1; ; attempt++) {
            let made: string | undefined;
            try {
                made = await this.rules.create(spec, options);
            } catch (error) {
                const found = await this.afterFailure(spec, error, attempt, options);
                if (found) {
                    return found;
                }
                continue;
            }
            return this.appears(spec, made, options, () => this.rules.finish?.(spec, options) ?? Promise.resolve());
        }
    }

    /** What a failed create left: the rule, taken over; nothing, worth another try; or the failure itself. */
    private async afterFailure(spec: RuleSpec, error: unknown, attempt: number, options: CallOptions) {
        if (!ImageSyncError.is(error) || ["unauthorized", "notFound", "unsupported"].includes(error.kind)) {
            throw error;
        }
        const found = await this.rules.find(spec, "fresh", options);
        if (found) {
            return this.takeOver(spec, found, options, error.acted === "maybe");
        }
        if (this.cloud.hidesRules && ["conflict", "unknown"].includes(error.kind)) {
            await this.uncover(spec, error, attempt, options);
            return undefined;
        }
        const again = error.kind === "transient" || error.kind === "conflict";
        if (!again || attempt >= attempts || this.clock.now() >= options.deadline) {
            throw error;
        }
        await this.clock.sleep(this.pause(attempt));
        return undefined;
    }

    /** The cloud refuses to make a rule that its list does not show: with `adopt` the hidden one makes way. */
    private async uncover(spec: RuleSpec, error: ImageSyncError, attempt: number, options: CallOptions): Promise<void> {
        if (!spec.adopt || attempt > 1) {
            const hint =
                "if the cloud means a rule it does not list (syncAuto false), adopt: true removes and remakes it";
            throw error.with({ advice: [error.details.advice, hint].filter(Boolean).join("; ") });
        }
        await this.rules.remove(spec, undefined, options);
    }

    /** A rule that is there already: equal, it is ours from now on; different, only `adopt` makes it ours. */
    async takeOver(spec: RuleSpec, found: ObservedRule, options: CallOptions, ours = false): Promise<ObservedRule> {
        const left = this.cloud.unfinished ?? {};
        const list = differences(this.cloud, spec, found).filter(({ path, found: value }) => left[path] !== value);
        if (list.length > 0 && !spec.adopt) {
            throw new ImageSyncError({
                kind: "conflict",
                cloud: this.cloud.cloud,
                action: "create",
                problem: `rule ${found.ruleId} has the natural key already and is different: ${describe(list)}`,
                advice: "set adopt: true to make it as declared, choose another name, or remove it",
            });
        }
        if (!ours) {
            this.messages.info(`rule ${found.ruleId} was there already and is taken over`, spec.__urn);
        }
        return this.converge(spec, found, options);
    }

    /** Makes a rule that is there as declared: in place, where the cloud can, unreadable fields too; else anew. */
    async converge(spec: RuleSpec, found: ObservedRule, options: CallOptions): Promise<ObservedRule> {
        const list = differences(this.cloud, spec, found);
        const fixed = new Set(this.cloud.fields.filter((field) => field.change === "replace").map((f) => f.path));
        if (this.rules.update && !list.some(({ path }) => fixed.has(path))) {
            await this.insist(() => this.rules.update?.(spec, options) ?? Promise.resolve(), options);
            return this.appears(spec, found.ruleId, options);
        }
        if (list.length === 0) {
            return found;
        }
        await this.insist(() => this.rules.remove(spec, found.ruleId, options), options);
        return this.make(spec, options);
    }

    /** Waits until the cloud shows the rule as declared; whatever goes wrong now, the rule is made and recorded. */
    private async appears(
        spec: RuleSpec,
        made: string | undefined,
        options: CallOptions,
        finish: () => Promise<void> = () => Promise.resolve(),
    ): Promise<ObservedRule> {
        let problem = "the cloud accepted the rule but does not show it";
        const look = async () => {
            const seen = await this.rules.find(spec, "fresh", options);
            const list = seen ? differences(this.cloud, spec, seen) : [];
            problem =
                list.length > 0 ? `the cloud accepted the rule but shows it otherwise: ${describe(list)}` : problem;
            return list.length === 0 ? seen : undefined;
        };
        try {
            await this.insist(finish, options);
            const shown = await waitFor(look, { clock: this.clock, deadline: options.deadline });
            if (shown) {
                return shown;
            }
        } catch (error) {
            problem = messageOf(error);
        }
        const id = ruleId(this.cloud, spec);
        throw new PartialFailure(id, withoutUndefined({ ...spec, ruleId: made }), `rule ${id}: ${problem}`);
    }

    /** An act that may be repeated safely, until it succeeds, fails for good or the time is up. */
    async insist(act: () => Promise<void>, options: CallOptions): Promise<void> {
        for (let attempt = 1; ; attempt++) {
            try {
                return await act();
            } catch (error) {
                const delay = this.pause(attempt);
                const late = this.clock.now() + delay > options.deadline;
                if (!isKind(error, "transient", "throttled", "conflict") || late || attempt >= 2 * attempts) {
                    throw error;
                }
                await this.clock.sleep(delay);
            }
        }
    }

    private pause(attempt: number): number {
        return Math.min(pauseMs.longest, pauseMs.first * 2 ** (attempt - 1)) * (0.5 + this.clock.random() / 2);
    }
}
