import type { Address } from "./address";
import { codeOf, wireError } from "./errors";
import type { Transport } from "./transport";

/**
 * What OpenSSL and Node say where the other side answered a TLS greeting with something else. A reset is no such thing:
 * it says nothing about the other side.
 */
const notTls = new Set([
    "EPROTO",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERR_SSL_PACKET_LENGTH_TOO_LONG",
    "ERR_SSL_HTTP_REQUEST",
    "ERR_SSL_UNKNOWN_PROTOCOL",
]);
/** A TLS speaker that refuses tells so by an alert, which is an EPROTO too, with a code of its own. */
const alert = /ALERT/;

/** Finds out once whether a registry speaks https; only where it may be plain is that a question. */
export class Scheme {
    private known: Promise<URL> | undefined;

    constructor(
        private readonly address: Address,
        private readonly transport: Transport,
    ) {}

    /**
     * The registry's origin.
     * @throws ImageSyncError where nothing answers
     */
    origin(): Promise<URL> {
        this.known ??= this.find().catch((error: unknown) => {
            this.known = undefined;
            throw error;
        });
        return this.known;
    }

    private async find(): Promise<URL> {
        const https = new URL(`https://${this.address.authority}`);
        if (!this.address.mayBePlain || (await this.speaksTls(https))) {
            return https;
        }
        return new URL(`http://${this.address.authority}`);
    }

    /** Asks without a login, before anything secret is sent. */
    private async speaksTls(https: URL): Promise<boolean> {
        const url = new URL("/v2/", https);
        const signal = AbortSignal.timeout(this.transport.limits.exchangeMs);
        try {
            const answer = await this.transport.send({ method: "HEAD", url, headers: {}, signal });
            await answer.body.dump();
            return true;
        } catch (error) {
            if (notTls.has(codeOf(error)) && !alert.test(reasonOf(error))) {
                return false;
            }
            throw wireError({ host: this.address.host, method: "HEAD", path: url.pathname }, error);
        }
    }
}

function reasonOf(error: unknown): string {
    const { reason, code } = error as { reason?: unknown; code?: unknown };
    return `${String(reason)} ${String(code)}`.toUpperCase();
}
