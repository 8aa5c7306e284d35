import { isImmutable } from "./immutability";
import { planNext, takePlan, type TencentNext } from "./plans";
import { release, settle } from "./replication";
import type { TencentExecution, TencentExecutionStatus, TencentImmutableTagRule, TencentToken } from "./state";
import { statusOf, type TencentStore } from "./store";

/** A run of a rule as the console shows it. */
export type TencentExecutionView = Readonly<TencentExecution> & { readonly status: TencentExecutionStatus };

/** What a rule of immutable tags covers; the patterns take everything unless told. */
export type NewTencentImmutableTagRule = Pick<TencentImmutableTagRule, "namespace"> &
    Partial<Pick<TencentImmutableTagRule, "repositoryPattern" | "tagPattern">>;

/** The part of the console that is about copies of images: DuplicateImage, runs of rules, and what hinders or opens. */
export class ImageConsole {
    constructor(protected readonly store: TencentStore) {}

    /** How long an execution of a rule runs, in seconds of the emulated clock. Default 0: done at once. */
    get executionSeconds(): number {
        return this.store.state.executionSeconds;
    }

    set executionSeconds(seconds: number) {
        this.store.state.executionSeconds = seconds;
        this.store.changed();
    }

    /** The runs of a registry's rules, oldest first; those that have ended by now have taken effect. */
    executions(registryId: string): readonly TencentExecutionView[] {
        settle(this.store);
        const now = this.store.now();
        return this.store.getRegistry(registryId).executions.map((each) => ({ ...each, status: statusOf(each, now) }));
    }

    /** The next runs of rules end in failure when their time is over, and copy nothing. */
    failNextExecution(next: TencentNext = {}): void {
        this.plan("execution", "failed", next);
    }

    /** The next runs of rules go on until `releaseExecutions`. */
    holdNextExecution(next: TencentNext = {}): void {
        this.plan("execution", "held", next);
    }

    /** The next runs of rules go on as usual, but when they ought to end, they are unknown and have copied nothing. */
    vanishNextExecution(next: TencentNext = {}): void {
        this.plan("execution", "vanish", next);
    }

    /** Runs that are held end after `executionSeconds` from now. */
    releaseExecutions(): void {
        release(this.store);
    }

    /** The next DuplicateImage calls are answered by this error and copy nothing; `tag` means the source's. */
    failNextDuplicate({ code, ...next }: TencentNext & { readonly code: string }): void {
        this.plan("duplicate", code, next);
    }

    /** The code that is planned for a DuplicateImage of this tag, which is used up by asking; "" for none. */
    takeDuplicateFailure(tag: string): string {
        return takePlan(this.store.state, "duplicate", tag);
    }

    /** Forgets what `failNext…`, `holdNext…` and `vanishNext…` have planned. */
    clearPlans(): void {
        this.store.state.plans = [];
        this.store.changed();
    }

    immutableTagRules(registryId: string): readonly TencentImmutableTagRule[] {
        return this.store.state.immutableTagRules.filter((each) => each.registryId === registryId);
    }

    /** From now on tags that the patterns (globs) take cannot be overwritten by a copy, or deleted by a rule. */
    addImmutableTagRule(registryId: string, rule: NewTencentImmutableTagRule): TencentImmutableTagRule {
        const id = this.store.context.sequence("tencent-immutable-tag-rule");
        const added = { repositoryPattern: "**", tagPattern: "**", ...rule, registryId, id };
        this.store.state.immutableTagRules.push(added);
        this.store.changed();
        return added;
    }

    removeImmutableTagRule(id: number): void {
        const { state } = this.store;
        state.immutableTagRules = state.immutableTagRules.filter((each) => each.id !== id);
        this.store.changed();
    }

    /** Whether a rule covers this tag. */
    isImmutable(registryId: string, path: string, tag: string): boolean {
        return isImmutable(this.store, registryId, path, tag);
    }

    /** The credentials of a registry that CreateInstanceToken has issued and that are valid now. */
    tokens(registryId: string): readonly TencentToken[] {
        const now = this.store.now();
        return this.store.state.tokens.filter((each) => each.registryId === registryId && each.expiresAt > now);
    }

    /** @param token - without its id and value, which are made here */
    addToken(token: Omit<TencentToken, "id" | "token">): TencentToken {
        const { state, context } = this.store;
        const issued = { ...token, id: context.id(""), token: context.id("emulator-token-") };
        state.tokens = [...state.tokens.filter((each) => each.expiresAt > this.store.now()), issued];
        this.store.changed();
        return issued;
    }

    private plan(of: "duplicate" | "execution", fate: string, next: TencentNext): void {
        planNext(this.store.state, { of, fate }, next);
        this.store.changed();
    }
}
