import { HuaweiError } from "./errors";

/** Counts calls per account and operation in whole seconds of the emulated clock. */
export class RateLimits {
    private second = 0;
    private readonly calls = new Map<string, number>();

    /** @throws HuaweiError 429 APIGW.0308, where this call is one more than `most` */
    take(domainId: string, operation: string, most: number, now: number): void {
        const second = Math.floor(now / 1000);
        if (second !== this.second) {
            this.second = second;
            this.calls.clear();
        }
        const key = `${domainId}/${operation}`;
        const calls = (this.calls.get(key) ?? 0) + 1;
        this.calls.set(key, calls);
        if (calls > most) {
            throw HuaweiError.throttled();
        }
    }
}
