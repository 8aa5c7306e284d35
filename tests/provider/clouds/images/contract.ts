import { Bench } from "./bench";
import type { ImageCase } from "./case";
import { hostClaims } from "./contract/host";
import { readingClaims } from "./contract/reading";
import { startingClaims } from "./contract/starting";
import { taskClaims } from "./contract/tasks";

/** What every cloud's image port promises the lifecycle, against the emulated cloud. */
export function imagePortContract(row: ImageCase): void {
    let bench: Bench;
    beforeEach(async () => {
        bench = await Bench.open(row);
    });
    afterEach(() => bench.close());

    describe("images", () => readingClaims(row, () => bench));
    describe("start", () => startingClaims(row, () => bench));
    describe("host", () => hostClaims(row, () => bench));
    describe("tasks", () => taskClaims(row, () => bench));
}
