import { globMatches } from "./filters";
import { splitPath, type TencentStore } from "./store";

/** Whether a rule of the registry keeps this tag, once it is there, from being overwritten and deleted. */
export function isImmutable(store: TencentStore, registryId: string, path: string, tag: string): boolean {
    const [namespace, repository] = splitPath(path);
    return store.state.immutableTagRules.some(
        (each) =>
            each.registryId === registryId &&
            each.namespace === namespace &&
            globMatches(each.repositoryPattern, repository) &&
            globMatches(each.tagPattern, tag),
    );
}
