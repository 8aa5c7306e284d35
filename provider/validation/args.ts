import { valueAt, withValueAt } from "../paths";
import { isKnown } from "./schema";

/** The args with a value at each of these paths at which there is none; an undefined default fills nothing. */
export function fillDefaults(
    args: Record<string, unknown>,
    defaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
    return Object.entries(defaults).reduce(
        (filled, [path, value]) => (valueAt(filled, path) === undefined ? withValueAt(filled, path, value) : filled),
        args,
    );
}

/** Whether all these fields of the ends are known and equal in pairs: the sign of a copy onto itself. */
export function samePlace(args: Record<string, unknown>, fields: readonly string[]): boolean {
    return fields.every((field) => {
        const [from, to] = [valueAt(args, `source.${field}`), valueAt(args, `target.${field}`)];
        return from === to && isKnown(from);
    });
}
