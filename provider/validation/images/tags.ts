import { isRecord } from "../../calls/answers";
import { copyOf } from "../../images/declared/tags";
import type { TagPair } from "../../model";
import type { Copy } from "../../registry";
import { notAProperty } from "../report";
import { isGiven, isKnown, shown } from "../schema";

/** A tag in the OCI distribution specification. */
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const allowedTag = "letters, digits and . _ -, beginning with a letter, digit or _, 128 characters at most";

/** A declared tag with the place in which it stands. */
export interface PlacedCopy extends Copy {
    /** `tags[3]` */
    readonly path: string;
}

/** What is wrong with each declared tag by itself; what is not known yet passes. */
export function tagFailures(tags: unknown): string[] {
    if (!isGiven(tags)) {
        return [];
    }
    if (!Array.isArray(tags)) {
        return [`tags: ${shown(tags)} is not a list; allowed: a list of tags, such as ["1.4.2"]`];
    }
    if (tags.length === 0) {
        return ["tags: [] names no tag; allowed: one tag or more; to sync nothing remove the resource"];
    }
    return tags.flatMap((tag: unknown, i) => (isKnown(tag) ? oneFailures(`tags[${i}]`, tag) : []));
}

function oneFailures(path: string, tag: unknown): string[] {
    if (typeof tag === "string") {
        return nameFailures(path, tag);
    }
    if (!isRecord(tag)) {
        const hint = typeof tag === "number" ? `; write it as a text: ${shown(String(tag))}` : "";
        return [`${path}: ${shown(tag)} is not a tag; allowed: a tag or { source, target }${hint}`];
    }
    const others = Object.keys(tag).filter((name) => name !== "source" && name !== "target");
    return [
        ...others.map((name) => notAProperty(`${path}.${name}`, "a pair of tags", ["source", "target"])),
        ...(tag.source === undefined ? [`${path}.source: missing; a pair names the tag in the source`] : []),
        ...(["source", "target"] as const).flatMap((end) => nameFailures(`${path}.${end}`, tag[end])),
    ];
}

function nameFailures(path: string, name: unknown): string[] {
    if (!isGiven(name) || (typeof name === "string" && tagForm.test(name))) {
        return [];
    }
    const hint = typeof name === "string" ? nameHint(name) : "";
    return [`${path}: ${shown(name)} is not a tag; allowed: ${allowedTag}${hint}`];
}

function nameHint(name: string): string {
    if (/(^|@)sha\d+:[0-9a-f]+$/i.test(name)) {
        return "; images are synced by tag, not by digest: name a tag that holds it";
    }
    const last = /^[^\s*?]+:([^:/\s*?]+)$/.exec(name)?.[1];
    if (last !== undefined && tagForm.test(last)) {
        return `; the repository is named by source.repository, so here write ${shown(last)}`;
    }
    return /[*?[\](){}|\\^$+]/.test(name) ? "; to take tags by a pattern use tagFilter" : "";
}

/** The declared tags that are known, once each of them is right by itself. */
export function knownCopies(tags: unknown): PlacedCopy[] {
    const list: unknown[] = Array.isArray(tags) ? tags : [];
    return list
        .map((tag, i) => ({ path: `tags[${i}]`, ...copyOf(tag as string | TagPair) }))
        .filter(({ source, target }) => isGiven(source) && isGiven(target));
}

/** Tags that another one stands for already: a target tag holds one image. */
export function repeatedFailures(copies: readonly PlacedCopy[]): string[] {
    const first = new Map<string, PlacedCopy>();
    return copies.flatMap((copy) => {
        const before = first.get(copy.target);
        if (!before) {
            first.set(copy.target, copy);
            return [];
        }
        const why =
            before.source === copy.source
                ? `is there already, as ${before.path}; leave one of them out`
                : `is the target of ${shown(before.source)} (${before.path}) and of ${shown(copy.source)}; a tag holds one image`;
        return [`${copy.path}: ${shown(copy.target)} ${why}`];
    });
}
