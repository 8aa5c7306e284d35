import type { RuleCloud, RuleSpec } from "../model";
import type { CallOptions, Validation } from "./common";

/** A rule as the cloud shows it. A field that is absent from `fields` is one the cloud does not give back. */
export interface ObservedRule {
    /** The cloud's own id of the rule. */
    readonly ruleId: string;
    /** ISO 8601, where the cloud tells. */
    readonly createdAt?: string;
    /** ISO 8601, where the cloud tells. */
    readonly updatedAt?: string;
    /** Readable fields by path (`target.namespace`); `undefined` means: surely not set. */
    readonly fields: ReadonlyMap<string, FieldValue | undefined>;
}

export type FieldValue = string | boolean;

/** How new a look at the cloud has to be: a few seconds old, or begun after the question. See SharedList. */
export type Freshness = "recent" | "fresh";

/**
 * What the rule lifecycle asks of a cloud.
 *
 * `find` answers `undefined` for absent and throws for everything else, several rules with one natural key included.
 * The writes do not look: the lifecycle does. They throw with `acted: "maybe"` where the answer was lost.
 */
export interface RulePort<S extends RuleSpec = RuleSpec> {
    find(spec: S, freshness: Freshness, options: CallOptions): Promise<ObservedRule | undefined>;
    /** Makes the rule. Answers its id where the cloud tells it. */
    create(spec: S, options: CallOptions): Promise<string | undefined>;
    /** Sets what create cannot set; run once after a create. Absent where create sets everything. */
    finish?(spec: S, options: CallOptions): Promise<void>;
    /**
     * Why a rule that the cloud accepted cannot work; asked once after a create. Absent where the cloud refuses such
     * rules by itself. What it throws is not the rule's failure.
     */
    doubt?(spec: S, options: CallOptions): Promise<string | undefined>;
    /** Makes every field true on the rule that is there; absent where the cloud has no such call. */
    update?(spec: S, options: CallOptions): Promise<void>;
    /** Removes the rule; one that is gone already is no failure. `ruleId` as last seen. */
    remove(spec: S, ruleId: string | undefined, options: CallOptions): Promise<void>;
}

/** What follows from the change of a field. */
export type Change = "replace" | "update";

/** One field of a rule on one cloud. */
export interface RuleField {
    /** Path in the args (`source.region`). */
    readonly path: string;
    readonly change: Change;
}

/** A cloud's rules as data: what check, diff, compare, ids and the docs are made from. */
export interface RuleCapabilities<S extends RuleSpec = RuleSpec> {
    readonly cloud: RuleCloud;
    /** The product's official name. */
    readonly product: string;
    readonly fields: readonly RuleField[];
    /** The natural key, as paths; the id is made of it. */
    readonly key: readonly string[];
    /** Validates and fills defaults; unknown values pass. */
    validate(args: Record<string, unknown>): Validation;
    /** What only looks different made equal: the form in which two rules are compared. */
    canonical(spec: S): ReadonlyMap<string, FieldValue | undefined>;
    /** The scope output: what the rule takes in. */
    scope(spec: S): "repository" | "namespace";
    /** Fields that `finish` sets, with the value that create leaves: a rule that differs in these alone is unfinished. */
    readonly unfinished?: Readonly<Record<string, FieldValue>>;
    /** A refused create may mean a rule that no list shows: with `adopt` it is removed unseen and made anew. */
    readonly hidesRules?: boolean;
}
