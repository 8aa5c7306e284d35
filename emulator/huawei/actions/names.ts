/** 1 to 64 characters; `.`, `-`, `_` and `__` only between letters and digits (SWR API reference). */
export function isOrganizationName(name: string): boolean {
    return name.length <= 64 && /^[a-z](?:[a-z0-9]|(?:[.-]|__?)(?=[a-z0-9]))*$/.test(name);
}

/** 1 to 128 characters; as an organization, but a digit may lead and `/` separates too (SWR API reference). */
export function isRepositoryName(name: string): boolean {
    return name.length <= 128 && /^[a-z0-9](?:[a-z0-9]|(?:[./-]|__?)(?=[a-z0-9]))*$/.test(name);
}
