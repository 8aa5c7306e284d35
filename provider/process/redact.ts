/** Values that were ever read as a secret in this process. */
const secrets = new Set<string>();

/** Shorter values would turn ordinary words into stars. */
const shortestSecret = 6;

/** Remembers a secret, so that no message of this process shows it. Answers the value. */
export function secret<T extends string | undefined>(value: T): T {
    if (value !== undefined && value.length >= shortestSecret) {
        secrets.add(value);
    }
    return value;
}

/** The text with every remembered secret, plain or percent-encoded, replaced by `[secret]`. */
export function redact(text: string): string {
    let clean = text;
    // The longest first: what is left of one that holds another would still be half a secret.
    for (const value of [...secrets].sort((a, b) => b.length - a.length)) {
        clean = clean.replaceAll(value, "[secret]").replaceAll(encodeURIComponent(value), "[secret]");
    }
    return clean;
}
