import * as v from "valibot";

/** An object of JSON; to valibot's own schemas a list is one, too. */
const anyObject = v.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value));

/** An object with these fields at least; others are left out. */
export function object<T extends v.ObjectEntries>(fields: T) {
    return v.pipe(anyObject, v.object(fields));
}

/** An object whose fields all are of one kind. */
export function record<T extends v.GenericSchema>(values: T) {
    return v.pipe(anyObject, v.record(v.string(), values));
}
