import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { textOf } from "../calls/answers";
import type { Messages } from "../engine";
import type { RuleCloud, RuleSpec } from "../model";
import type { Session } from "../process/session";
import type { RuleCapabilities, RulePort } from "../registry";
import { type RuleState, RuleLifecycle } from "../repoSyncRule";
import { Claims, checkRule } from "../rules/check";
import { diffRule } from "../rules/diff";
import { Holders } from "../rules/holders";
import { told, recorded } from "./plainly";

type Data = Record<string, unknown>;

/** What this needs of a cloud. */
interface RulesOf {
    readonly rules: RuleCapabilities;
    readonly rulePort: (session: Session) => RulePort;
}

/** The provider of RepoSyncRule. */
export function ruleProvider(
    clouds: Readonly<Record<RuleCloud, RulesOf>>,
    session: Session,
    messages: Messages,
): ResourceProvider {
    const claims = new Claims();
    const holders = new Holders();
    const lifecycles = new Map<RuleCloud, RuleLifecycle>();
    const lifecycle = (spec: RuleSpec) => {
        const { cloud } = spec.source;
        let found = lifecycles.get(cloud);
        if (!found) {
            const { rules, rulePort } = clouds[cloud];
            found = new RuleLifecycle(rules, rulePort(session), session.clock, messages, holders);
            lifecycles.set(cloud, found);
        }
        return found;
    };
    const rulesOf = (cloud: RuleCloud) => clouds[cloud].rules;
    const { crowd } = session;
    return {
        check: (olds: Data, news: Data) =>
            told(messages, async () => {
                const { result, warnings } = checkRule(rulesOf, session.settings, claims, olds, news);
                const urn = textOf(news.__urn);
                warnings.forEach((text) => messages.warn(text, urn));
                if (Object.keys(olds).length === 0 && result.failures?.length === 0) {
                    crowd.expect(urn);
                }
                return result;
            }),
        diff: (id: string, olds: RuleState, news: RuleSpec) =>
            told(messages, async () => {
                const result = diffRule(rulesOf(olds.source.cloud), olds, news);
                if (result.changes) {
                    crowd.expect(news.__urn);
                }
                if (result.replaces.length === 0) {
                    holders.stays(id, { __urn: news.__urn, __made: olds.__made });
                }
                return result;
            }),
        create: (spec: RuleSpec) => told(messages, () => crowd.work(spec.__urn, () => lifecycle(spec).create(spec))),
        read: (_id: string, given?: RuleState) =>
            told(messages, async () => {
                const state = recorded(given, "declare it with adopt: true to take it over");
                return crowd.work(state.__urn, () => lifecycle(state).read(state));
            }),
        update: (_id: string, olds: RuleState, news: RuleSpec) =>
            told(messages, () => crowd.work(news.__urn, () => lifecycle(news).update(olds, news))),
        delete: (_id: string, state: RuleState) => told(messages, () => lifecycle(state).delete(state)),
    };
}
