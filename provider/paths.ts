import { isRecord } from "./calls/answers";

/** The value at a dotted path of plain data, or undefined. */
export function valueAt(data: unknown, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>((at, part) => (isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined), data);
}

/** A copy of the data with another value at the path; `undefined` takes the property away. */
export function withValueAt<T extends object>(data: T, path: string, value: unknown): T {
    const [first = "", ...rest] = path.split(".");
    const copy = { ...data } as Record<string, unknown>;
    if (rest.length > 0) {
        const inner = copy[first];
        copy[first] = withValueAt(isRecord(inner) ? inner : {}, rest.join("."), value);
    } else if (value === undefined) {
        delete copy[first];
    } else {
        copy[first] = value;
    }
    return copy as T;
}

/** A deep copy without `undefined`, which the engine's wire format cannot hold, and `null`, which data files mean by it. */
export function withoutUndefined<T>(data: T): T {
    if (Array.isArray(data)) {
        return data.filter((item) => item !== undefined && item !== null).map(withoutUndefined) as T;
    }
    if (!isRecord(data)) {
        return data;
    }
    const kept = Object.entries(data).filter(([, value]) => value !== undefined && value !== null);
    return Object.fromEntries(kept.map(([key, value]) => [key, withoutUndefined(value)])) as T;
}
