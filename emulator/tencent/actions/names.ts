/** Lower-case letters, digits, `-`, `.`, `_`, starting with a letter or digit (TCR console guide, synchronization). */
export function isRuleName(name: string): boolean {
    return /^[a-z0-9][a-z0-9._-]*$/.test(name);
}

/** 2 to 30 lower-case letters and digits, with single `.`, `_`, `-` between them (TCR API, CreateNamespace). */
export function isNamespaceName(name: string): boolean {
    return name.length >= 2 && name.length <= 30 && /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name);
}

/** 1 to 128 letters, digits, `_`, `.`, `-`, the first no `.` or `-` (OCI distribution specification 1.1). */
export function isTagName(name: string): boolean {
    return /^\w[\w.-]{0,127}$/.test(name);
}

/** Lower-case letters and digits with `.`, `_`, `__`, `-`, `/` between them (OCI distribution specification 1.1). */
export function isRepositoryName(name: string): boolean {
    return name.length <= 200 && /^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$/.test(name);
}
