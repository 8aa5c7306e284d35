import { parse } from "auth-header";

/** How a registry wants to be logged in to. */
export type Challenge =
    { readonly scheme: "basic" } | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string };

/** One challenge of a header that may hold several: up to the next scheme that is known here. */
const oneChallenge = /(?:^|,)\s*((?:Bearer|Basic)\b(?:[^",]|"(?:[^"\\]|\\.)*"|,(?!\s*(?:Bearer|Basic)\b))*)/gi;

/** The challenge to answer, of all `WWW-Authenticate` headers: Bearer before Basic; undefined where neither is asked. */
export function challengeOf(header: string | string[] | undefined): Challenge | undefined {
    const texts = [header ?? []]
        .flat()
        .flatMap((text) => [...text.matchAll(oneChallenge)].map((found) => found[1] ?? ""));
    const challenges = texts.flatMap((text) => challenge(text) ?? []);
    return challenges.find(({ scheme }) => scheme === "bearer") ?? challenges[0];
}

function challenge(text: string): Challenge | undefined {
    // The parser wants something after the scheme.
    const { scheme, params } = parse(`${text.trim()} `);
    if (scheme.toLowerCase() === "basic") {
        return { scheme: "basic" };
    }
    const [realm, service] = [parameter(params, "realm"), parameter(params, "service")];
    return realm ? { scheme: "bearer", realm, service } : undefined;
}

function parameter(params: Readonly<Record<string, string | string[]>>, name: string): string | undefined {
    const value = Object.entries(params).find(([key]) => key.toLowerCase() === name)?.[1];
    return Array.isArray(value) ? value[0] : value;
}
