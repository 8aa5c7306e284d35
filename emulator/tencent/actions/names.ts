/** Lower-case letters, digits, `-`, `.`, `_`, starting with a letter or digit (TCR console guide, synchronization). */
export function isRuleName(name: string): boolean {
    return /^[a-z0-9][a-z0-9._-]*$/.test(name);
}

/** 2 to 30 lower-case letters and digits, with single `.`, `_`, `-` between them (TCR API, CreateNamespace). */
export function isNamespaceName(name: string): boolean {
    return name.length >= 2 && name.length <= 30 && /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name);
}
