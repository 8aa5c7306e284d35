import type { CustomTimeouts } from "@pulumi/pulumi";

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

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
    if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|ns))+$/.test(duration)) {
        return undefined;
    }
    const parts = duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g);
    return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ""] ?? 0), 0);
}
