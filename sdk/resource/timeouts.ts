import type { CustomTimeouts } from "@pulumi/pulumi";

const unitSeconds: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 1e-3,
    // Micro is written with a u, with the micro sign, or with the Greek letter.
    us: 1e-6,
    "\u00b5s": 1e-6,
    "\u03bcs": 1e-6,
    ns: 1e-9,
};
const part = /(\d+\.?\d*|\.\d+)(h|ms|m|s|us|\u00b5s|\u03bcs|ns)/g;
const wholeDuration = new RegExp(`^\\+?(?:${part.source})+$`);

/** The resource option `customTimeouts` in seconds: dynamic providers are not told of it otherwise. */
export function timeoutSeconds(timeouts: CustomTimeouts | undefined): Record<string, number> | undefined {
    const entries = Object.entries(timeouts ?? {}).flatMap(([name, duration]) => {
        const value = typeof duration === "string" ? seconds(duration) : undefined;
        return value === undefined ? [] : [[name, value] as const];
    });
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** A Go duration such as `1h30m` in seconds; undefined for anything else, which the engine itself refuses. */
function seconds(duration: string): number | undefined {
    if (!wholeDuration.test(duration)) {
        return undefined;
    }
    return [...duration.matchAll(part)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ""] ?? 0),
        0,
    );
}
