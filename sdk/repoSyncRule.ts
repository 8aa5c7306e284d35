import * as pulumi from "@pulumi/pulumi";
import type { RuleCloud, RuleModel } from "../provider/model";
import type { RepoSyncRuleArgs } from "./args";
import { hiddenProperties } from "./resource/hidden";
import { refuseImport } from "./resource/importing";
import { ruleName } from "./resource/naming";
import { repoSyncRuleProvider } from "./resource/trampoline";
import { moduleName } from "./resource/urn";
import { noteLeftOut, ruleHas } from "./ruleFields";

const type_ = "RepoSyncRule";

type Data = Record<string, unknown>;

declare const onCloud: unique symbol;

/** A rule as an image sync by it sees it: a component over any cloud hands on its rule, and the source's cloud is known. */
export interface RepoSyncRuleOn<C> {
    readonly ruleId: pulumi.Output<string>;
    readonly scope: pulumi.Output<"repository" | "namespace">;
    /** Tells the compiler, and nobody else, in which cloud the rule is. */
    readonly [onCloud]?: C;
}

/**
 * A standing rule: the cloud copies every matching push from the source to the target, from now on.
 *
 * Existing images are not copied. Both ends are in one cloud. The id is the cloud and the rule's natural key:
 * `alibaba/<region>/<instance>/<name>`, `tencent/<region>/<registry>/<name>`,
 * `huawei/<region>/<organization>/<repository>/<remote region>/<remote organization>`.
 */
export class RepoSyncRule<C extends RuleCloud = RuleCloud>
    extends pulumi.dynamic.Resource
    implements RepoSyncRuleOn<C>
{
    /** @internal */
    declare readonly [onCloud]?: C;
    /** Where images are taken from. */
    declare readonly source: pulumi.Output<RuleModel[C]["source"]>;
    /** Where they go, with namespace and repository filled. */
    declare readonly target: pulumi.Output<RuleModel[C]["target"]>;
    /** The rule's name in the cloud; undefined on Huawei. */
    declare readonly name: pulumi.Output<string | undefined>;
    /** The cloud's own id of the rule; changes when the rule is made anew. */
    declare readonly ruleId: pulumi.Output<string>;
    /** What the rule takes in: one repository or a namespace. */
    declare readonly scope: pulumi.Output<"repository" | "namespace">;
    /** When the rule was made, ISO 8601, where the cloud tells. */
    declare readonly createdAt: pulumi.Output<string | undefined>;
    /** When the rule was last changed, ISO 8601, where the cloud tells. */
    declare readonly updatedAt: pulumi.Output<string | undefined>;
    /** Which repositories of a namespace are taken, in the cloud's dialect; undefined: all. */
    declare readonly repositoryFilter: pulumi.Output<string | undefined>;
    /** Which tags are taken, in the cloud's dialect; undefined: all. */
    declare readonly tagFilter: pulumi.Output<string | undefined>;
    /** What makes the cloud copy: a push, or a person; Alibaba Cloud alone. */
    declare readonly trigger: pulumi.Output<"automatic" | "manual" | undefined>;
    /** Whether a tag that the target has already is overwritten; Tencent and Huawei alone. */
    declare readonly override: pulumi.Output<boolean | undefined>;
    /** Whether the target loses what the source loses; Tencent alone. */
    declare readonly replicateDeletions: pulumi.Output<boolean | undefined>;
    /** Which kind of artifact is taken; Tencent alone. */
    declare readonly artifacts: pulumi.Output<"image" | "chart" | "all" | undefined>;
    /** Whether the rule works; Tencent alone. */
    declare readonly enabled: pulumi.Output<boolean | undefined>;
    /** Free text; Tencent alone. */
    declare readonly description: pulumi.Output<string | undefined>;

    /**
     * @param name logical name, unique among the program's rules
     * @param args both ends and the options that their cloud has; what is wrong in them is told at preview
     * @param opts as for any resource; `customTimeouts` bound create, update and delete (default: five minutes each)
     * @throws Error for the resource options `import` and `id`, which dynamic resources cannot honour
     */
    constructor(name: string, args: RepoSyncRuleArgs<C>, opts: pulumi.CustomResourceOptions = {}) {
        refuseImport(type_, name, opts, "to take over a rule that exists, declare it and set adopt: true");
        super(repoSyncRuleProvider, name, properties(name, args, opts), opts, moduleName, type_);
        noteLeftOut(this, args);
    }

    /**
     * A rule from data whose shape the compiler cannot know, such as a parsed file. The data is what the constructor's
     * args are; everything about it is checked when the program runs, with the property's path in the error.
     */
    static fromData(name: string, data: unknown, opts?: pulumi.CustomResourceOptions): RepoSyncRule {
        return new RepoSyncRule(name, data as RepoSyncRuleArgs<RuleCloud>, opts);
    }
}

/** What the engine gets: the args, the outputs as yet unknown, and what the provider must be told besides. */
function properties(name: string, args: Data | null | undefined, opts: pulumi.CustomResourceOptions): Data {
    const given = args ?? {};
    const { source } = given as { source?: { cloud?: pulumi.Input<string> } | null };
    // A source that is an Output as a whole lifts its `cloud`; the types ask for a literal, plain JavaScript may not.
    const made = pulumi
        .output(source?.cloud)
        .apply((cloud) => (ruleHas(cloud, "name") ? ruleName(name, opts.parent) : undefined));
    return {
        ...outputNames,
        ...given,
        ...(given.name === undefined ? { name: made, __defaults: ["name"] } : {}),
        ...hiddenProperties(type_, name, opts),
    };
}

/** A property that is not among these does not become an output. */
const outputNames: Data = Object.fromEntries(
    [
        ...["name", "repositoryFilter", "tagFilter", "trigger", "override", "replicateDeletions", "artifacts"],
        ...["enabled", "description", "ruleId", "scope", "createdAt", "updatedAt"],
    ].map((property) => [property, undefined]),
);
