/** Reading what clouds answer: their values come loosely typed, ids as numbers or texts, times in several forms. */

/** A text that says something; "" and whatever is no text are nothing. */
export function textOf(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** An id as a text, whether it came as a number or as a text. */
export function idOf(value: unknown): string | undefined {
    return typeof value === "number" ? String(value) : textOf(value);
}

/** A time as ISO 8601, from milliseconds since the epoch (as a number or its digits) or from a text. */
export function timeOf(value: unknown): string | undefined {
    const time = typeof value === "string" ? (/^\d{11,}$/.test(value) ? Number(value) : Date.parse(value)) : value;
    return typeof time === "number" && Number.isFinite(time) && time > 0 ? new Date(time).toISOString() : undefined;
}

/** A digest as `sha256:…`, whether it came with its algorithm's name or without; undefined for what is none. */
export function digestOf(value: unknown): string | undefined {
    const hex = typeof value === "string" ? /^(?:sha256:)?([0-9a-f]{64})$/i.exec(value.trim())?.[1] : undefined;
    return hex && `sha256:${hex.toLowerCase()}`;
}

/** The records of an answer's list; an absent list is an empty one. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
    return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
