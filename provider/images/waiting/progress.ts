import type { Messages } from "../../engine";
import type { ImageStatus, SyncedImage, SyncedImages } from "../../model";
import type { Clock } from "../../process/clock";
import type { TaskState } from "../../registry";
import { isSettled } from "../record";

/** How much is said while images move. One literal, one place. */
export const progressPolicy = {
    /** Milliseconds between two reports: the first, doubling up to the longest, so that hours stay readable. */
    firstMs: 1_500,
    longestMs: 30_000,
    /** So many images have a line of their own in one report; the others are counted. */
    lines: 5,
} as const;

interface Moving {
    state: TaskState;
    /** When it was first heard of, and when and with how many bytes it was last reported. */
    readonly since: number;
    told?: { readonly at: number; readonly bytes: number };
    /** Whether anything has changed since it was last reported. */
    fresh: boolean;
}

/** Hears of each image how it gets on. */
export interface News {
    news(tag: string, state: TaskState): void;
}

/** An image that was moved. */
export interface Moved {
    readonly name: string;
    /** What went over the wire, where that is known: less than its size where the target had a part of it. */
    readonly bytes?: number;
}

/** Tells the person at the screen how the images of one resource get on: a few lines, every few seconds. */
export class ProgressReport {
    private readonly images = new Map<string, Moving>();
    private readonly begun: number;
    private interval: number = progressPolicy.firstMs;
    private next: number;
    /** Whether a report will be made as soon as everything that is known now has been heard. */
    private due = false;
    private ended = false;

    constructor(
        private readonly messages: Messages,
        private readonly clock: Clock,
        private readonly urn: string | undefined,
    ) {
        this.begun = clock.now();
        this.next = this.begun + this.interval;
    }

    /** For the images of a part, which have its prefix. */
    of({ prefix }: { readonly prefix: string }): News {
        return { news: (tag, state) => this.news(`${prefix}${tag}`, state) };
    }

    /** News of one image. */
    news(tag: string, state: TaskState): void {
        const known = this.images.get(tag);
        if (known) {
            known.fresh ||= JSON.stringify(known.state) !== JSON.stringify(state);
            known.state = state;
        } else {
            this.images.set(tag, { state, since: this.clock.now(), fresh: true });
        }
        this.reportSoon();
    }

    /** One line about all of it, at the end. */
    end(images: SyncedImages, transferred: readonly Moved[]): void {
        this.ended = true;
        const list = Object.values(images);
        const moved = transferred.filter(({ name }) => images[name]?.status === "synced");
        const there = count(list, "synced") - moved.length;
        const parts = [
            moved.length > 0 ? `${moved.length} synced` : undefined,
            there > 0 ? `${there} already in the target` : undefined,
            ...(["unverified", "running", "failed", "missing", "outdated"] as const).map((status) => {
                const some = count(list, status);
                return some > 0 ? `${some} ${status}` : undefined;
            }),
        ].filter((part) => part !== undefined);
        const bytes = moved.reduce((sum, { name, bytes: own }) => sum + (own ?? images[name]?.sizeBytes ?? 0), 0);
        const size = bytes > 0 ? `; ${sizeText(bytes)} in ${timeText(this.clock.now() - this.begun)}` : "";
        const next = moreToDo(list) ? "; the next up runs just what is not synced" : "";
        this.messages.info(`${plural(list.length, "image")}: ${parts.join(", ") || "none"}${size}${next}`, this.urn);
    }

    /** One look at a cloud brings news of many images, one after the other: a report waits until all are in. */
    private reportSoon(): void {
        if (this.due || this.clock.now() < this.next) {
            return;
        }
        this.due = true;
        queueMicrotask(() => {
            this.due = false;
            if (!this.ended) {
                this.report(this.clock.now());
            }
        });
    }

    private report(now: number): void {
        this.interval = Math.min(progressPolicy.longestMs, this.interval * 2);
        this.next = now + this.interval;
        const moving = [...this.images].filter(
            ([, { state }]) => state.phase === "waiting" || state.phase === "running",
        );
        const shown = moving
            .filter(([, image]) => image.fresh || moving.length <= progressPolicy.lines)
            .sort(([, a], [, b]) => Number(b.state.phase === "running") - Number(a.state.phase === "running"))
            .slice(0, progressPolicy.lines);
        for (const [tag, image] of shown) {
            this.messages.status(`${tag}: ${this.describe(image, now)}`, this.urn);
            image.fresh = false;
            image.told = { at: now, bytes: image.state.bytes?.done ?? 0 };
        }
        if (moving.length > shown.length) {
            this.messages.status(this.others(moving.length - shown.length), this.urn);
        }
    }

    private others(more: number): string {
        const phases = [...this.images.values()].map(({ state }) => state.phase);
        const inPhase = (phase: string) => phases.filter((each) => each === phase).length;
        const counts = `${inPhase("running")} running, ${inPhase("waiting")} waiting, ${inPhase("done")} done`;
        return `and ${plural(more, "more image")}; of all: ${counts}`;
    }

    /** `running, 3 of 7 layers, 120.5 MB of 402.1 MB, 30 %, 12.3 MB/s`, as far as the cloud tells; else its age. */
    private describe({ state, since, told }: Moving, now: number): string {
        const { layers, bytes, phase } = state;
        if (!layers && !bytes) {
            return `${phase} for ${timeText(now - (Date.parse(state.startedAt ?? "") || since))}`;
        }
        const from = told ?? { at: since, bytes: 0 };
        const rate = bytes && now > from.at ? ((bytes.done - from.bytes) * 1000) / (now - from.at) : 0;
        return [
            phase,
            layers && `${layers.done} of ${layers.total} layers`,
            bytes && `${sizeText(bytes.done)} of ${sizeText(bytes.total)}`,
            bytes && bytes.total > 0 && `${Math.floor((bytes.done / bytes.total) * 100)} %`,
            rate > 0 && `${sizeText(rate)}/s`,
        ]
            .filter(Boolean)
            .join(", ");
    }
}

function moreToDo(images: readonly SyncedImage[]): boolean {
    return images.some((image) => !isSettled(image));
}

function count(images: readonly { status: ImageStatus }[], status: ImageStatus): number {
    return images.filter((image) => image.status === status).length;
}

function plural(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Bytes as people read them, in powers of ten: `120.5 MB`. */
function sizeText(bytes: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
    const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
    const format = { style: "unit", unit: units[power], maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat("en", format).format(bytes / 1000 ** power);
}

function timeText(milliseconds: number): string {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    if (seconds < 1) {
        return "less than 1 s";
    }
    return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
