import { createHash } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 16;

/** The identifiers and numbers that one world gives out; the same world gives out the same ones in the same order. */
export class Identifiers {
    private readonly last = new Map<string, number>();

    /** A fresh identifier: the prefix and 16 characters of [a-z0-9]. */
    id(prefix: string): string {
        const digest = createHash("sha256")
            .update(`${prefix}${this.sequence(`id ${prefix}`)}`)
            .digest();
        const letters = Array.from(digest.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]);
        return prefix + letters.join("");
    }

    /** The next integer of a named sequence, from 1. */
    sequence(name: string): number {
        const next = (this.last.get(name) ?? 0) + 1;
        this.last.set(name, next);
        return next;
    }

    save(): Record<string, number> {
        return Object.fromEntries(this.last);
    }

    /** Continues after the given numbers. A sequence that has gone further already stays where it is. */
    load(saved: Readonly<Record<string, number>>): void {
        for (const [name, number] of Object.entries(saved)) {
            this.last.set(name, Math.max(number, this.last.get(name) ?? 0));
        }
    }
}
