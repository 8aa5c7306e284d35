import * as v from "valibot";

/** An object of JSON; to valibot's own schemas a list is one, too. */
const anyObject = v.pipe(v.unknown(), v.check(isObject, "not an object"));

function isObject(value: unknown): boolean {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with these fields at least; others are left out. */
export function object<T extends v.ObjectEntries>(fields: T) {
    return v.pipe(anyObject, v.object(fields));
}

/** An object whose fields all are of one kind. */
export function record<T extends v.GenericSchema>(values: T) {
    return v.pipe(anyObject, v.record(v.string(), values));
}

/** The JSON of a text; undefined where it is none: the error of a parser quotes the text. */
export function jsonOf(text: string | Buffer): unknown {
    try {
        return JSON.parse(text.toString());
    } catch {
        return undefined;
    }
}

/** What a text of JSON says, read by a schema; undefined where it is anything else. */
export function readJson<T extends v.GenericSchema>(schema: T, text: string | Buffer): v.InferOutput<T> | undefined {
    const read = v.safeParse(schema, jsonOf(text));
    return read.success ? read.output : undefined;
}

/** What is wrong, and where. Valibot's own words for a wrong type quote the value, however long or secret it is. */
export function problemOf(issue: v.BaseIssue<unknown>): string {
    const problem = issue.kind === "schema" ? `expected ${issue.expected ?? "something else"}` : issue.message;
    return `${v.getDotPath(issue) ?? ""}: ${problem}`;
}
