import type { CredentialChain, Keys } from "../credentials";
import { ImageSyncError } from "../errors";
import type { Rate } from "../limits";
import type { CallOptions } from "../registry";
import { retry } from "../retry";
import type { Session } from "../process/session";

export interface Call extends CallOptions {
    /** Names the limit the call counts against. */
    readonly limit: string;
    readonly rate: Rate;
    readonly write: boolean;
}

/** One caller of one cloud: credentials, limits and retries around each single exchange. */
export class Caller {
    constructor(
        private readonly session: Session,
        private readonly chain: CredentialChain,
    ) {}

    /**
     * Runs `attempt` with today's keys, within the limit, again where that is safe. Keys that were refused are asked
     * for anew, once: temporary ones expire in the midst of long operations.
     */
    async run<T>(call: Call, attempt: (keys: Keys) => Promise<T>): Promise<T> {
        const once = async () => {
            const keys = await this.chain.get();
            return this.session.limits.run(call.limit, call.rate, () => attempt(keys));
        };
        const renewing = async () => {
            const before = await this.chain.get();
            try {
                return await once();
            } catch (error) {
                if (!ImageSyncError.is(error) || error.kind !== "unauthorized") {
                    throw error;
                }
                this.chain.forget();
                const after = await this.chain.get();
                if (sameKeys(before, after)) {
                    throw error;
                }
                return once();
            }
        };
        return retry(() => renewing().catch((error: unknown) => this.explain(error)), {
            clock: this.session.clock,
            deadline: call.deadline,
            write: call.write,
        });
    }

    /** Keys out of the configuration may be old ones: the engine hands refresh and destroy the last `up`'s. */
    private explain(error: unknown): never {
        if (ImageSyncError.is(error) && error.kind === "unauthorized" && this.chain.configured) {
            throw error.with({ advice: [error.details.advice, oldConfiguration].filter(Boolean).join("; ") });
        }
        throw error;
    }
}

function sameKeys(one: Keys, other: Keys): boolean {
    return (["id", "secret", "securityToken", "userToken"] as const).every((part) => one[part] === other[part]);
}

const oldConfiguration =
    "pulumi refresh and destroy use the configuration of the last up: after a change of keys run pulumi up first, or pass --run-program";
