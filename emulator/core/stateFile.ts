import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Changes that come within this time are written once. */
const WRITE_DELAY_MILLIS = 50;

const VERSION = 1;

/** What the file holds. */
export interface SavedWorld {
    readonly sequences: Record<string, number>;
    /** By the cloud's name, as its `save()` gave it. */
    readonly clouds: Record<string, unknown>;
    /** Ports and content of the registries; absent in a file of a version without them. */
    readonly registries?: unknown;
}

/** Keeps a world in a file: a reader, and so a process that is killed, sees a whole state or the one before it. */
export class StateFile {
    private timer: NodeJS.Timeout | undefined;

    constructor(
        private readonly file: string,
        private readonly world: () => SavedWorld,
    ) {}

    /**
     * What was saved; undefined where there is no file yet.
     * @throws Error that names the file, when it is there but cannot be read as a saved world.
     */
    read(): SavedWorld | undefined {
        let text: string;
        try {
            text = readFileSync(this.file, "utf8");
        } catch (error) {
            if (error instanceof Error && "code" in error && error.code === "ENOENT") {
                return undefined;
            }
            throw this.unreadable(error);
        }
        try {
            return parse(text);
        } catch (error) {
            throw this.unreadable(error);
        }
    }

    /** An error that names the file, for whoever finds out that what it holds makes no sense. */
    unreadable(cause: unknown): Error {
        return this.failure("use", cause);
    }

    /** Writes soon. A failure is a process warning: the emulator goes on, and `write` on closing fails for good. */
    writeSoon(): void {
        this.timer ??= setTimeout(() => {
            try {
                this.write();
            } catch (error) {
                process.emitWarning(error instanceof Error ? error : String(error));
            }
        }, WRITE_DELAY_MILLIS);
    }

    /**
     * Writes now.
     * @throws Error that names the file.
     */
    write(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        const temporary = `${this.file}.${process.pid}.tmp`;
        try {
            mkdirSync(path.dirname(path.resolve(this.file)), { recursive: true });
            writeFileSync(temporary, JSON.stringify({ version: VERSION, ...this.world() }));
            renameSync(temporary, this.file);
        } catch (error) {
            rmSync(temporary, { force: true });
            throw this.failure("write", error);
        }
    }

    private failure(verb: string, cause: unknown): Error {
        const reason = cause instanceof Error ? cause.message : String(cause);
        return new Error(`cannot ${verb} the emulator's state file ${this.file}: ${reason}`, { cause });
    }
}

function parse(text: string): SavedWorld {
    const saved: unknown = JSON.parse(text);
    if (!isRecord(saved) || saved.version !== VERSION) {
        throw new Error(`not a state of version ${VERSION}`);
    }
    const { sequences, clouds, registries } = saved;
    if (!isRecord(clouds) || !isRecord(sequences) || !isNumbers(sequences)) {
        throw new Error("sequences or clouds are missing");
    }
    return { sequences, clouds, registries };
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(record: Record<string, unknown>): record is Record<string, number> {
    return Object.values(record).every((value) => typeof value === "number");
}
