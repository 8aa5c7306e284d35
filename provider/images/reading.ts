import type { Messages } from "../engine";
import type { ImageSyncSpec, SyncedImage, SyncedImages } from "../model";
import {
    type CallOptions,
    type Copy,
    type HeldImages,
    type ImageCapabilities,
    type ImagePort,
    pathOf,
} from "../registry";
import { named, type Part } from "./parts";
import { recordOf } from "./record";
import { sourceGone } from "./syncing/sources";

/** What a look at both ends found. */
export interface Reading {
    readonly images: SyncedImages;
    /** Target tags that are missing or outdated now: what the next `up` repairs; without the part's prefix. */
    readonly drifted: ReadonlySet<string>;
}

/** So many drifted tags have a line of their own. */
const mostLines = 20;

/** What a repository holds that is not there. */
const nothing: HeldImages = new Map();

interface Both {
    readonly source: HeldImages;
    /** Undefined where the target cannot be read. */
    readonly target?: HeldImages;
    /** Target tags of images whose task is still under way. */
    readonly moving: ReadonlySet<string>;
}

/** Compares what both ends hold with what is recorded; writes nothing. */
export class ImageReader {
    constructor(
        private readonly cloud: Pick<ImageCapabilities, "readable">,
        private readonly port: ImagePort,
        private readonly messages: Messages,
    ) {}

    /** @param before what is recorded of the part, by the tags alone */
    async read(part: Part, copies: readonly Copy[], before: SyncedImages, options: CallOptions): Promise<Reading> {
        const { spec, prefix } = part;
        const both = await this.look(spec, copies, before, options);
        const images: SyncedImages = {};
        const lines: string[] = [];
        for (const copy of copies) {
            const image = observed(copy, before[copy.target], both);
            images[copy.target] = image;
            const told = reasons(copy, spec, before[copy.target], image, both);
            lines.push(...told.map((line) => `${prefix}${line}`));
        }
        lines.slice(0, mostLines).forEach((line) => this.messages.info(line, spec.__urn));
        if (lines.length > mostLines) {
            this.messages.info(`and ${lines.length - mostLines} more tags`, spec.__urn);
        }
        const drifted = copies.map(({ target }) => target).filter((tag) => isDrift(images[tag]));
        return { images: named(part, images), drifted: new Set(drifted) };
    }

    private async look(
        spec: ImageSyncSpec,
        copies: readonly Copy[],
        before: SyncedImages,
        options: CallOptions,
    ): Promise<Both> {
        const names = [...new Set(copies.map(({ source }) => source))];
        const targets = copies.map(({ target }) => target);
        const [source = nothing, target] = await Promise.all([
            this.port.images(spec, "source", names, options),
            this.cloud.readable(spec)
                ? this.port.images(spec, "target", targets, options).then((held) => held ?? nothing)
                : undefined,
        ]);
        const away = copies.filter((copy) => {
            const there = target?.get(copy.target)?.digest;
            return before[copy.target]?.status === "running" && (!there || there !== source.get(copy.source)?.digest);
        });
        const moving = away.length > 0 ? await this.port.underway?.(spec, away, options) : undefined;
        return { source, target, moving: new Set(moving?.keys()) };
    }
}

function isDrift(image: SyncedImage | undefined): boolean {
    return image?.status === "missing" || image?.status === "outdated";
}

function observed(copy: Copy, before: SyncedImage | undefined, { source, target, moving }: Both): SyncedImage {
    const wanted = source.get(copy.source);
    if (!target) {
        const moved = wanted && before?.status === "unverified" && before.digest !== wanted.digest;
        return moved ? { ...before, status: "outdated" } : (before ?? { status: "missing" });
    }
    const there = target.get(copy.target);
    const right = wanted?.digest ?? (before?.status === "synced" ? before.digest : undefined);
    if (there && there.digest === right) {
        const known = before?.status === "synced" && before.digest === there.digest;
        return known ? before : recordOf("synced", { ...there, sizeBytes: wanted?.sizeBytes ?? there.sizeBytes });
    }
    if (before?.status === "failed" || (before && moving.has(copy.target))) {
        return before;
    }
    return there ? recordOf("outdated", there) : { status: "missing" };
}

/** Why a tag is not what it was, for the person who reads the refresh. */
function reasons(
    { source: from, target: to }: Copy,
    spec: ImageSyncSpec,
    before: SyncedImage | undefined,
    image: SyncedImage,
    { source }: Both,
): string[] {
    const wanted = source.get(from)?.digest;
    const place = `${pathOf(spec.target)}:${to}`;
    const gone = wanted === undefined && before !== undefined ? [sourceGone(from, spec)] : [];
    if (image.status === "missing") {
        return [`${to} is missing: ${place} is not there${gone.length > 0 ? "; nor is it in the source" : ""}`];
    }
    if (image.status === "outdated") {
        const end = image.digest === before?.digest ? "the source has moved" : "the target has moved";
        return [`${to} is outdated, ${end}: source ${wanted ?? "nothing"}, target ${image.digest ?? "unknown"}`];
    }
    return gone;
}
