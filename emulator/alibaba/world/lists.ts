/** Copies of those that are wanted. */
export function copies<T>(items: readonly T[], wanted: (item: T) => boolean): T[] {
    return structuredClone(items.filter(wanted));
}

/** @throws Error that says what is not there. */
export function found<T>(items: readonly T[], isIt: (item: T) => boolean, label: string): T {
    const item = items.find(isIt);
    if (item === undefined) {
        throw new Error(`no ${label}`);
    }
    return item;
}

/** @throws Error that says what is there already. */
export function absent(item: unknown, label: string): void {
    if (item !== undefined) {
        throw new Error(`${label} is there already`);
    }
}

/** @throws Error that says what is not there. */
export function removeOne<T>(items: T[], isIt: (item: T) => boolean, label: string): void {
    items.splice(items.indexOf(found(items, isIt, label)), 1);
}
