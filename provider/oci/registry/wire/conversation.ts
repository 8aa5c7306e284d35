import type { Clock } from "../../../process/clock";
import { ImageSyncError } from "../../../errors";
import type { Limits } from "../../../limits";
import { retry } from "../../../retry";
import type { Authorizer } from "../auth/authorizer";
import { challengeOf } from "../auth/challenge";
import type { OciOptions } from "../port";
import type { Address } from "./address";
import { Discovery } from "./discovery";
import { wireError, type Asked } from "./errors";
import { follow, isStream, judged, refusalOf, type RegistryAnswer, type RegistryRequest } from "./exchange";
import { Patience } from "./patience";
import type { Scheme } from "./scheme";
import type { Transport } from "./transport";

/** What a conversation is made of. */
export interface Wire {
    readonly address: Address;
    readonly transport: Transport;
    readonly clock: Clock;
    readonly scheme: Scheme;
    readonly authorizer: Authorizer;
    readonly limits: Limits;
}

/** Requests under way at once to one host; blobs, once their bytes flow, are counted by who copies them. */
const rate = { concurrency: 16 };

/** Speaks to one registry: its scheme, log-in, redirects, limit, retries and errors. */
export class Conversation {
    private readonly discovery = new Discovery();

    constructor(readonly wire: Wire) {}

    /**
     * One answer, as `read` takes it, with everything sent again that can be.
     * @throws ImageSyncError; the signal's own reason where that has ended it
     */
    async ask<T>(
        request: RegistryRequest,
        options: OciOptions,
        read: (answer: RegistryAnswer) => Promise<T>,
    ): Promise<T> {
        const { address, clock, limits } = this.wire;
        const patience = new Patience(clock, options);
        const asked = this.asked(request);
        const attempt = () => {
            patience.check(asked);
            return this.exchange(request, asked, options, read);
        };
        try {
            if (isStream(request.body) || request.isOnce) {
                return await attempt();
            }
            const limited = () => limits.run(address.authority, rate, attempt);
            return await retry(limited, { clock: patience, deadline: options.deadline, write: false });
        } catch (error) {
            options.signal?.throwIfAborted();
            throw error;
        }
    }

    /** For errors: the path alone, a query may be signed. */
    asked({ method, to }: Pick<RegistryRequest, "method" | "to">): Asked {
        const path = typeof to === "string" ? to.replace(/\?.*/s, "") : to.pathname;
        return { host: this.wire.address.host, method, path };
    }

    private async exchange<T>(
        request: RegistryRequest,
        asked: Asked,
        options: OciOptions,
        read: (answer: RegistryAnswer) => Promise<T>,
    ): Promise<T> {
        const bound = request.isLong ? undefined : AbortSignal.timeout(this.wire.transport.limits.exchangeMs);
        const signal = AbortSignal.any([options.signal, bound].filter((one) => one !== undefined));
        try {
            const answer = await this.discovered(request, asked, signal);
            return await read(answer);
        } catch (error) {
            throw ImageSyncError.is(error) ? error : wireError(asked, error);
        }
    }

    /** The first of many requests learns how the registry logs in, the others wait for that. */
    private async discovered(request: RegistryRequest, asked: Asked, signal: AbortSignal): Promise<RegistryAnswer> {
        const origin = await this.wire.scheme.origin();
        const url = new URL(request.to, origin);
        if (url.origin !== origin.origin) {
            return judged(request, await follow(this.wire, request, asked, { url, signal }));
        }
        const done = await this.discovery.enter();
        try {
            return await this.authorized(request, asked, { url, signal, learnt: done });
        } finally {
            done?.();
        }
    }

    /** Sends with the header that is known, and again with each better one that a refusal leads to: one renewal. */
    private async authorized(
        request: RegistryRequest,
        asked: Asked,
        sent: { readonly url: URL; readonly signal: AbortSignal; readonly learnt?: () => void },
    ): Promise<RegistryAnswer> {
        const { authorizer } = this.wire;
        for (let refusals = 0, renewals = 0; ; refusals++) {
            const authorization = await authorizer.header(request.scopes);
            const answer = await follow(this.wire, request, asked, { ...sent, authorization });
            const isOwn = answer.url.origin === sent.url.origin;
            const challenge = challengeOf(answer.headers["www-authenticate"]);
            if (answer.status !== 401 || !isOwn || !challenge) {
                return judged(request, answer);
            }
            const refusal = await refusalOf(answer);
            await authorizer.refused(challenge, request.scopes, authorization);
            sent.learnt?.();
            if (isStream(request.body)) {
                throw refusal.with({ kind: "transient", advice: "the log-in ran out meanwhile: begin anew" });
            }
            if (authorization === undefined ? refusals > 0 : renewals++ > 0) {
                throw authorizer.explained(refusal);
            }
        }
    }
}
