import { GatewayError } from "./wire/answers";

/** Counts calls in whole seconds of the emulated clock, by account and action. */
export class RateLimit {
    /** Calls per second; Infinity, the default, does not limit. */
    perSecond = Infinity;
    private second = 0;
    private readonly calls = new Map<string, number>();

    /** @throws GatewayError Throttling.User, which asks to wait for the next second. */
    take(accountId: string, action: string, now: number): void {
        const second = Math.floor(now / 1000);
        if (second !== this.second) {
            this.second = second;
            this.calls.clear();
        }
        const key = `${accountId}/${action}`;
        const calls = (this.calls.get(key) ?? 0) + 1;
        this.calls.set(key, calls);
        if (calls > this.perSecond) {
            throw throttled(1000 * (second + 1) - now);
        }
    }
}

/** @param waitMillis - How long the cloud asks the client to wait. */
export function throttled(waitMillis: number): GatewayError {
    return new GatewayError(400, "Throttling.User", THROTTLED, { "x-acs-retry-after": String(Math.ceil(waitMillis)) });
}

export const THROTTLED = "Request was denied due to user flow control.";
