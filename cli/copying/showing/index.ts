import type { CopyProgress } from "../../../provider/oci/copy";
import type { Clock } from "../../../provider/process/clock";
import type { Outcome, Summary } from "../outcome";
import type { Reference } from "../reference";
import { lineOf, summaryLine } from "./text";
import type { Watch } from "./watch";

/** What is told while images are copied. */
export interface Show {
    progress(tag: string, progress: CopyProgress): void;
    done(outcome: Outcome): void;
    /** Nothing is on its way any more. */
    stop(): void;
    summary(summary: Summary): void;
}

interface Showing {
    readonly from: Reference;
    readonly to: Reference;
    readonly json: boolean;
    readonly clock: Clock;
}

/** Bars where standard error is a terminal, else a line for each image every few seconds; outcomes on standard output. */
export async function showing({ from, to, json, clock }: Showing): Promise<Show> {
    const watch = await newWatch(clock);
    return {
        progress: (tag, progress) => watch.progress(tag, progress),
        done: (outcome) => {
            watch.done(outcome.tag);
            if (json) {
                print(JSON.stringify(outcome));
            } else if (outcome.status === "failed") {
                process.stderr.write(`${lineOf(outcome, from, to)}\n`);
            } else {
                print(lineOf(outcome, from, to));
            }
        },
        stop: () => watch.stop(),
        summary: (summary) => print(json ? JSON.stringify({ summary }) : summaryLine(summary)),
    };
}

async function newWatch(clock: Clock): Promise<Watch> {
    if (process.stderr.isTTY) {
        const { Bars } = require("./bars") as typeof import("./bars");
        return new Bars();
    }
    const { Lines } = require("./lines") as typeof import("./lines");
    return new Lines(clock, (line) => process.stderr.write(`${line}\n`));
}

function print(line: string): void {
    process.stdout.write(`${line}\n`);
}
