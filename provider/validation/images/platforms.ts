import { isGiven, isKnown, shown } from "../schema";

const form = /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9.]+)?$/;
const allowed = "os/architecture, or os/architecture/variant, in lower case, such as linux/amd64 or linux/arm/v7";

/** What is wrong with the platforms that are to be copied; what is not known yet passes. */
export function platformFailures(platforms: unknown): string[] {
    if (!isGiven(platforms)) {
        return [];
    }
    if (!Array.isArray(platforms)) {
        return [`platforms: ${shown(platforms)} is not a list; allowed: a list of platforms, such as ["linux/amd64"]`];
    }
    if (platforms.length === 0) {
        return ["platforms: [] names no platform; allowed: one or more; leave it out to copy all"];
    }
    return platforms.flatMap((platform: unknown, i) => oneFailures(platform, i, platforms));
}

function oneFailures(platform: unknown, i: number, all: readonly unknown[]): string[] {
    if (!isKnown(platform)) {
        return [];
    }
    if (typeof platform !== "string" || !form.test(platform)) {
        return [`platforms[${i}]: ${shown(platform)} is not a platform; allowed: ${allowed}`];
    }
    const first = all.indexOf(platform);
    return first < i
        ? [`platforms[${i}]: ${shown(platform)} is there already, as platforms[${first}]; leave one of them out`]
        : [];
}
