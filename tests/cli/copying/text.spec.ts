import assert from "node:assert/strict";
import { type Outcome, summaryOf } from "../../../cli/copying/outcome";
import { parseReference } from "../../../cli/copying/reference";
import { Lines } from "../../../cli/copying/showing/lines";
import { bytesText, lineOf, summaryLine } from "../../../cli/copying/showing/text";

const [from, to] = [parseReference("a.example/x"), parseReference("b.example/y")];
const moved = { movedBytes: 12_300_000, movedBlobs: 3, seconds: 1.25 };

describe("what imagesync copy prints", () => {
    const sizes: [number, string][] = [
        [0, "0 B"],
        [999, "999 B"],
        [1000, "1.0 kB"],
        [12_345, "12.3 kB"],
        [99_960, "100 kB"],
        [999_499, "999 kB"],
        [999_500, "1.0 MB"],
        [1_073_741_824, "1.1 GB"],
        [5e15, "5000 TB"],
    ];
    for (const [bytes, text] of sizes) {
        it(`${bytes} bytes: ${text}`, () => assert.equal(bytesText(bytes), text));
    }

    const lines: [Outcome, string][] = [
        [
            { tag: "1", status: "copied", digest: "sha256:ab", ...moved },
            "copied b.example/y:1 sha256:ab (12.3 MB in 3 blobs, 1.3 s)",
        ],
        [
            { tag: "1", status: "copied", digest: "sha256:ab", referrers: 2, ...moved },
            "copied b.example/y:1 sha256:ab (12.3 MB in 3 blobs, 1.3 s, 2 referrers)",
        ],
        [{ tag: "1", status: "unchanged", digest: "sha256:ab", ...moved }, "unchanged b.example/y:1 sha256:ab"],
        [
            { tag: "2", source: "1", status: "failed", error: "refused", ...moved },
            "failed a.example/x:1 -> b.example/y:2: refused",
        ],
    ];
    for (const [outcome, text] of lines) {
        it(text, () => assert.equal(lineOf(outcome, from, to), text));
    }

    it("the summary counts what was not begun as cancelled", () => {
        const outcomes: Outcome[] = [
            { tag: "1", status: "copied", ...moved },
            { tag: "2", status: "failed", ...moved, movedBytes: 0 },
            { tag: "3", status: "cancelled", ...moved, movedBytes: 0 },
        ];
        const summary = summaryOf(outcomes, 5, 2);
        const { movedBytes } = moved;
        assert.deepEqual(summary, { copied: 1, unchanged: 0, failed: 1, cancelled: 3, movedBytes, seconds: 2 });
        assert.equal(summaryLine(summary), "1 copied, 0 unchanged, 1 failed, 3 cancelled; 12.3 MB moved in 2.0 s");
    });

    it("without a terminal: a line for an image no more often than every five seconds, with its rate", () => {
        let now = 1_000_000;
        const told: string[] = [];
        const clock = { now: () => now, sleep: async () => undefined, random: () => 0 };
        const watch = new Lines(clock, (line) => told.push(line));
        const at = (seconds: number, done: number) => {
            now = 1_000_000 + seconds * 1000;
            watch.progress("1.0", { layers: { done: 1, total: 3 }, bytes: { done, total: 100e6 } });
        };
        [0, 1, 4.9].forEach((seconds) => at(seconds, seconds * 1e6));
        assert.deepEqual(told, []);
        at(5, 20e6);
        at(9, 25e6);
        assert.deepEqual(told, ["copying 1.0: 1 of 3 layers, 20.0 MB of 100 MB, 4.0 MB/s"]);
        at(10, 30e6);
        assert.equal(told[1], "copying 1.0: 1 of 3 layers, 30.0 MB of 100 MB, 2.0 MB/s");
        watch.done("1.0");
        at(20, 40e6);
        assert.equal(told.length, 2);
    });
});
