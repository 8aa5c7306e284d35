import * as pulumi from "@pulumi/pulumi";
import { RepoSyncRule, type RuleCloud, type RuleOptions, type RuleSource, type RuleTarget } from "pulumi-imagesync";

/** The args of {@link FanOut}. */
export interface FanOutArgs<C extends RuleCloud> {
    /** Where images are taken from. */
    source: RuleSource<C>;
    /** Where they go, by a name of your own; all in the source's cloud. */
    targets: Readonly<Record<string, RuleTarget<NoInfer<C>>>>;
    /** What every rule has, such as filters. Default: each option's own. */
    options?: RuleOptions<NoInfer<C>>;
}

/** One source, several targets: a rule for each. A target that is added or removed touches no other rule. */
export class FanOut<C extends RuleCloud> extends pulumi.ComponentResource {
    /** The rules by the target's name. */
    readonly rules: Readonly<Record<string, RepoSyncRule<C>>>;

    constructor(name: string, args: FanOutArgs<C>, opts?: pulumi.ComponentResourceOptions) {
        super("example:index:FanOut", name, {}, opts);
        const { source, targets, options } = args;
        this.rules = Object.fromEntries(
            Object.entries(targets).map(([to, target]) => [
                to,
                new RepoSyncRule(`${name}-${to}`, { ...options, source, target }, { parent: this }),
            ]),
        );
        this.registerOutputs({});
    }
}
