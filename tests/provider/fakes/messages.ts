import type { Messages } from "../../../provider/engine";

/** Keeps what a person would see. */
export class KeptMessages implements Messages {
    readonly infos: string[] = [];
    readonly statuses: string[] = [];
    readonly warnings: string[] = [];

    info(text: string): void {
        this.infos.push(text);
    }

    status(text: string): void {
        this.statuses.push(text);
    }

    warn(text: string): void {
        this.warnings.push(text);
    }
}
