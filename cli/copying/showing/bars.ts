import { MultiBar, Presets, type SingleBar } from "cli-progress";
import type { CopyProgress } from "../../../provider/oci/copy";
import { bytesText } from "./text";
import type { Watch } from "./watch";

/** More would leave a small terminal. */
const barsAtOnce = 8;

/**
 * A bar for each image that moves, on a terminal.
 * @public Required by name, where there is a terminal.
 */
export class Bars implements Watch {
    private readonly bars = new Map<string, SingleBar>();
    private readonly screen = new MultiBar(
        {
            format: "{bar} {percentage}% {tag}  {layers} layers  {bytes}",
            stream: process.stderr,
            hideCursor: true,
            clearOnComplete: true,
            gracefulExit: false,
            barsize: 24,
        },
        Presets.shades_classic,
    );

    progress(tag: string, { layers, bytes }: CopyProgress): void {
        const bar = this.bars.get(tag) ?? this.newBar(tag);
        const moved = `${bytesText(bytes.done)} of ${bytesText(bytes.total)}`;
        bar?.setTotal(Math.max(bytes.total, 1));
        bar?.update(bytes.done, { layers: `${layers.done}/${layers.total}`, bytes: moved });
    }

    done(tag: string): void {
        const bar = this.bars.get(tag);
        if (bar) {
            this.screen.remove(bar);
            this.bars.delete(tag);
        }
    }

    stop(): void {
        this.screen.stop();
    }

    private newBar(tag: string): SingleBar | undefined {
        if (this.bars.size >= barsAtOnce) {
            return undefined;
        }
        const bar = this.screen.create(1, 0, { tag, layers: "", bytes: "" });
        this.bars.set(tag, bar);
        return bar;
    }
}
