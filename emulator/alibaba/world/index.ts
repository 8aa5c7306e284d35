import type { CloudContext } from "../../types";
import type { RateLimit } from "../limits";
import type { AlibabaSyncRule, AlibabaSyncTask, AlibabaTaskFate, AlibabaTaskIssue, AlibabaTaskStatus } from "../model";
import type { AlibabaStore } from "../store";
import { statusOf } from "../sync/progress";
import { settleTasks } from "../sync/settle";
import { copies, found } from "./lists";
import { AlibabaRegistryConsole } from "./registry";

/** A rule to add out of band: what is left out is as CreateRepoSyncRule would default it. */
export type NewAlibabaRule = Pick<AlibabaSyncRule, "name" | "instanceId" | "namespace" | "targetInstanceId"> &
    Partial<Omit<AlibabaSyncRule, "id" | "createdAt" | "modifiedAt">>;

/** What can be changed about a rule out of band; the API itself has no update. */
export type AlibabaRuleChange = Partial<Omit<AlibabaSyncRule, "id" | "createdAt" | "modifiedAt">>;

/** Which of the tasks to come are meant. */
export interface AlibabaNextTasks {
    /** How many, default 1; Infinity until `clearPlans`. */
    readonly times?: number;
    /** The source's tag; any by default. */
    readonly tag?: string;
}

/** A task as it stands at the moment of asking. */
export type AlibabaTaskView = AlibabaSyncTask & {
    readonly status: AlibabaTaskStatus;
    /** "" unless the status is ERROR. */
    readonly issue: string;
};

/**
 * The console of the emulated cloud: looks at everything and changes anything, without keys, faults, or being counted
 * as a request. What it returns are copies. Every method throws an Error where what it names is not there, or is
 * there already.
 */
export class AlibabaWorld extends AlibabaRegistryConsole {
    constructor(
        store: AlibabaStore,
        context: CloudContext,
        private readonly rateLimit: RateLimit,
    ) {
        super(store, context);
    }

    /** Rules in the order of their creation: all, or those whose source is one instance. */
    rules(instanceId?: string): AlibabaSyncRule[] {
        return copies(this.store.state.rules, (rule) => instanceId === undefined || rule.instanceId === instanceId);
    }

    /** Adds a rule as it is. Nothing is validated: duplicates of a name, which the API refuses, can be made here. */
    addRule(rule: NewAlibabaRule): AlibabaSyncRule {
        const now = this.context.clock.now();
        const added: AlibabaSyncRule = {
            scope: rule.repository === undefined ? "NAMESPACE" : "REPO",
            trigger: "PASSIVE",
            repository: "",
            repositoryFilter: "",
            tagFilter: ".*",
            targetRegionId: this.store.instance(rule.targetInstanceId)?.regionId ?? "",
            targetNamespace: rule.namespace,
            targetRepository: rule.repository ?? "",
            linkId: "",
            ...rule,
            id: this.context.id("crsr-"),
            createdAt: now,
            modifiedAt: now,
        };
        this.store.state.rules.push(added);
        this.context.changed();
        return { ...added };
    }

    /** Changes fields of a rule in place. */
    changeRule(id: string, change: AlibabaRuleChange): AlibabaSyncRule {
        const rule = found(this.store.state.rules, (candidate) => candidate.id === id, `rule ${id}`);
        Object.assign(rule, change, { modifiedAt: this.context.clock.now() });
        this.context.changed();
        return { ...rule };
    }

    /** @throws Error where there is no such rule */
    removeRule(id: string): void {
        this.remove(this.store.state.rules, (rule) => rule.id === id, `rule ${id}`);
    }

    /** How long the copy of an image takes, in seconds of the emulated clock (default 3); a fifth of it is PENDING. */
    get syncSeconds(): number {
        return this.store.state.syncSeconds;
    }

    /** For tasks that are created from now on. With 0 a task has ended when it is next looked at. */
    set syncSeconds(seconds: number) {
        if (!(seconds >= 0 && Number.isFinite(seconds))) {
            throw new RangeError(`syncSeconds is ${seconds}, but must be 0 or more`);
        }
        this.store.state.syncSeconds = seconds;
        this.context.changed();
    }

    /** Sync tasks in the order of their creation, as they stand now: all, or those whose source is one instance. */
    tasks(instanceId?: string): AlibabaTaskView[] {
        settleTasks(this.store, this.context);
        const now = this.context.clock.now();
        const wanted = copies(
            this.store.state.tasks,
            ({ from }) => instanceId === undefined || from.instanceId === instanceId,
        );
        return wanted.map((task) => ({ ...task, status: statusOf(task, now).status, issue: task.end?.issue ?? "" }));
    }

    /** Makes the API forget a task. It copies nothing any more. */
    removeTask(id: string): void {
        settleTasks(this.store, this.context);
        this.remove(this.store.state.tasks, (task) => task.id === id, `task ${id}`);
    }

    /** The next tasks run as usual, then end in ERROR with this issue. */
    failNext({ issue, ...which }: AlibabaNextTasks & { issue: AlibabaTaskIssue | (string & {}) }): void {
        this.plan({ kind: "issue", issue }, which);
    }

    /** The next tasks stay PENDING until they are cancelled. */
    holdNext(which: AlibabaNextTasks = {}): void {
        this.plan({ kind: "held" }, which);
    }

    /** The next tasks run as usual, but when they ought to end, they are unknown and have copied nothing. */
    vanishNext(which: AlibabaNextTasks = {}): void {
        this.plan({ kind: "vanishes" }, which);
    }

    /** Forgets what `failNext`, `holdNext` and `vanishNext` have planned. */
    clearPlans(): void {
        this.store.state.plans = [];
        this.context.changed();
    }

    /**
     * From now on more calls than this of one account to one action in one second are throttled (`Throttling.User`).
     * Infinity, as at the start of every emulator, does not limit.
     */
    enforceRateLimits(perSecond: number): void {
        if (!(perSecond >= 0)) {
            throw new RangeError(`perSecond is ${perSecond}, but must be 0 or more`);
        }
        this.rateLimit.perSecond = perSecond;
    }

    /** Switches an access key off, as after a rotation. */
    disableKey(accessKey: string): void {
        this.enableKey(accessKey);
        this.store.state.disabledKeys.push(accessKey);
        this.context.changed();
    }

    enableKey(accessKey: string): void {
        const { state } = this.store;
        state.disabledKeys = state.disabledKeys.filter((other) => other !== accessKey);
        this.context.changed();
    }

    private plan(fate: AlibabaTaskFate, { times = 1, tag = "" }: AlibabaNextTasks): void {
        if (!(times >= 1)) {
            throw new RangeError(`times is ${times}, but must be 1 or more`);
        }
        // The state is kept as JSON, which has no Infinity.
        this.store.state.plans.push({ fate, tag, times: Math.min(times, Number.MAX_SAFE_INTEGER) });
        this.context.changed();
    }
}
