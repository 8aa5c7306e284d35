import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { clouds } from "./clouds";
import type { Messages } from "./engine";
import { EngineMessages } from "./engine";
import { engineAddress, watchEngine } from "./process/engineWatch";
import { ImageSyncError } from "./errors";
import { diffRule } from "./rules/diff";
import { Claims, checkRule } from "./rules/check";
import { Holders } from "./rules/holders";
import type { RuleCloud, RuleSpec } from "./model";
import type { RuleState } from "./repoSyncRule";
import { RuleLifecycle } from "./repoSyncRule";
import { Session } from "./process/session";
import type { ReadConfig } from "./process/settings";

/** The resource types this module serves. */
export type ResourceType = "RepoSyncRule";

type Data = Record<string, unknown>;

/**
 * Gives the provider object in a resource's state its methods. The state holds only a call of this function, so old
 * resources are served by today's code. Must finish before its caller first awaits: the host uses the object at once.
 */
export function attach(type: ResourceType, provider: ResourceProvider, request: ConfigureRequest): void {
    endWithEngine();
    Object.assign(
        provider,
        makeProvider(type, (key) => request.config.get(key)),
    );
}

let watched = false;

/** A process whose engine is gone starts nothing more: what it made then, no state would know. */
function endWithEngine(): void {
    const address = engineAddress(process.argv[2]);
    if (address !== undefined && !watched) {
        watched = true;
        watchEngine(address, () => process.exit(1));
    }
}

/** A provider of one type for one configuration; `messages` default to the engine that started this process. */
export function makeProvider(
    type: ResourceType,
    config: ReadConfig,
    messages: Messages = new EngineMessages(engineAddress(process.argv[2])),
): ResourceProvider {
    return providers[type](Session.from(config), messages);
}

const providers: Readonly<Record<ResourceType, (session: Session, messages: Messages) => ResourceProvider>> = {
    RepoSyncRule: ruleProvider,
};

function ruleProvider(session: Session, messages: Messages): ResourceProvider {
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
    const told = <T>(act: () => Promise<T>) => plainly(act).finally(() => messages.delivered?.());
    return {
        check: (olds: Data, news: Data) =>
            told(async () => {
                const { result, warnings } = checkRule(rulesOf, session.settings, claims, olds, news);
                const urn = textOrNothing(news.__urn);
                warnings.forEach((text) => messages.warn(text, urn));
                if (Object.keys(olds).length === 0 && result.failures?.length === 0) {
                    crowd.expect(urn);
                }
                return result;
            }),
        diff: (id: string, olds: RuleState, news: RuleSpec) =>
            told(async () => {
                const result = diffRule(rulesOf(news.source.cloud), olds, news);
                if (result.changes) {
                    crowd.expect(news.__urn);
                }
                if (result.replaces.length === 0) {
                    holders.stays(id, { __urn: news.__urn, __made: olds.__made });
                }
                return result;
            }),
        create: (spec: RuleSpec) => told(() => crowd.work(spec.__urn, () => lifecycle(spec).create(spec))),
        read: (_id: string, state?: RuleState) =>
            told(() => crowd.work(state?.__urn, () => lifecycle(recorded(state)).read(recorded(state)))),
        update: (_id: string, olds: RuleState, news: RuleSpec) =>
            told(() => crowd.work(news.__urn, () => lifecycle(news).update(olds, news))),
        delete: (_id: string, state: RuleState) => told(() => lifecycle(state).delete(state)),
    };
}

function recorded(state: RuleState | undefined): RuleState {
    if (!state?.source) {
        throw new ImageSyncError({
            kind: "invalid",
            cloud: "imagesync",
            action: "read",
            problem: "this rule is not in the stack's state",
            advice: "declare it with adopt: true to take it over",
        });
    }
    return state;
}

function textOrNothing(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/**
 * The host prints the stack of what check, diff, read and delete throw: an operator wants the message alone. Anything
 * unexpected keeps its stack, for a report.
 */
async function plainly<T>(act: () => Promise<T>): Promise<T> {
    try {
        return await act();
    } catch (error) {
        if (!ImageSyncError.is(error)) {
            throw error;
        }
        const clean = new Error(error.message);
        clean.name = "";
        clean.stack = "";
        throw clean;
    }
}
