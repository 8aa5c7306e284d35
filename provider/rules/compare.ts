import type { RuleSpec } from "../model";
import type { FieldValue, ObservedRule, RuleCapabilities } from "../registry";
import { shown } from "../validation/schema";
import { valueAt, withValueAt } from "../paths";

/** One field in which the declared and the other rule differ. */
export interface Difference {
    readonly path: string;
    readonly declared: FieldValue | undefined;
    readonly found: FieldValue | undefined;
}

/** Where the cloud's rule is not as declared, in everything the cloud gives back. */
export function differences(capabilities: RuleCapabilities, spec: RuleSpec, observed: ObservedRule): Difference[] {
    const declared = capabilities.canonical(spec);
    return [...observed.fields]
        .filter(([path, found]) => declared.get(path) !== found)
        .map(([path, found]) => ({ path, declared: declared.get(path), found }));
}

/** Paths in which two declarations differ once both are in the form that counts. */
export function changedPaths(capabilities: RuleCapabilities, olds: RuleSpec, news: RuleSpec): string[] {
    const [before, after] = [capabilities.canonical(olds), capabilities.canonical(news)];
    return capabilities.fields.map((field) => field.path).filter((path) => before.get(path) !== after.get(path));
}

/** Paths in which the declarations differ and of which the cloud tells nothing. */
export function changedUnseen(
    capabilities: RuleCapabilities,
    olds: RuleSpec,
    news: RuleSpec,
    observed: ObservedRule,
): string[] {
    const written = new Set(capabilities.fields.filter((field) => field.change === "update").map((f) => f.path));
    const unseen = (path: string) => !observed.fields.has(path) && written.has(path) && !path.endsWith(".account");
    return changedPaths(capabilities, olds, news).filter(unseen);
}

/** The declaration with what the cloud shows in the place of what differs; what it does not show stays as recorded. */
export function asObserved<S extends RuleSpec>(capabilities: RuleCapabilities, spec: S, observed: ObservedRule): S {
    return differences(capabilities, spec, observed).reduce<S>(
        (result, { path, found }) => withValueAt(result, path, found),
        spec,
    );
}

/** `tagFilter is "v1.*", declared "v2.*"`, one for each difference. */
export function describe(list: readonly Difference[]): string {
    const value = (v: FieldValue | undefined) => (v === undefined ? "not set" : shown(v));
    return list
        .map(({ path, declared, found }) => `${path} is ${value(found)}, declared ${value(declared)}`)
        .join("; ");
}

/** The form in which every cloud's fields are compared, before its own equivalences. */
export function plainFields(
    capabilities: Pick<RuleCapabilities, "fields">,
    spec: RuleSpec,
): Map<string, FieldValue | undefined> {
    return new Map(
        capabilities.fields.map(({ path }) => {
            const value = valueAt(spec, path);
            return [path, value === "" ? undefined : (value as FieldValue | undefined)];
        }),
    );
}
