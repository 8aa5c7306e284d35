/** What a request does to a repository, as token servers name it. */
export interface Scope {
    readonly repository: string;
    readonly actions: "pull" | "pull,push";
}

/** `repository:<name>:<actions>` */
export function scopeText({ repository, actions }: Scope): string {
    return `repository:${repository}:${actions}`;
}

/** The same scopes that may do more: a token for these serves as well. */
export function wider(scopes: readonly Scope[]): readonly Scope[] {
    return scopes.map(({ repository }) => ({ repository, actions: "pull,push" as const }));
}

/** The name under which a token for these scopes is kept. */
export function scopeKey(scopes: readonly Scope[]): string {
    return scopes.map(scopeText).sort().join(" ");
}
