import type { Emulator } from "../../../emulator";
import { type Body, call, ruleParameters } from "../alibaba/clients";

/** Creates a rule of the demo through the API. */
export function createRule(emulator: Emulator, name: string): Promise<Body> {
    return call(emulator, "CreateRepoSyncRule", ruleParameters({ SyncRuleName: name }));
}

/** The names of the rules that the API lists. */
export async function listRules(emulator: Emulator): Promise<unknown[]> {
    const { SyncRules } = await call(emulator, "ListRepoSyncRule", { InstanceId: "cri-hub" });
    return (SyncRules as Body[]).map((rule) => rule.SyncRuleName);
}

/** The names of the rules that there are. */
export function ruleNames(emulator: Emulator): string[] {
    return emulator.alibaba.rules().map(({ name }) => name);
}
