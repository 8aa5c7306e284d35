import { type Emulator, ManualClock, startEmulator } from "../../../../emulator";
import { AlibabaImages } from "../../../../provider/clouds/alibaba/images";
import { Limits, type Rate } from "../../../../provider/limits";
import type { CloudImageEnd, CloudImageSyncSpec } from "../../../../provider/model";
import { Session } from "../../../../provider/process/session";
import type { Copy, Started } from "../../../../provider/registry";
import { FakeClock } from "../../fakes/clock";
import { TestEnvironment } from "../../fakes/environment";

/** Limits that let everything through at once, and keep what was asked of them. */
class OpenLimits extends Limits {
    readonly passed: { name: string; rate: Rate }[] = [];

    override run<T>(name: string, rate: Rate, call: () => Promise<T>): Promise<T> {
        this.passed.push({ name, rate });
        return call();
    }
}

export const source: CloudImageEnd = {
    cloud: "alibaba",
    region: "cn-hangzhou",
    instanceId: "cri-hub",
    namespace: "prod",
    repository: "api",
};
export const target: CloudImageEnd = { ...source, region: "ap-southeast-1", instanceId: "cri-sg" };
export const partner: CloudImageEnd = {
    ...source,
    region: "cn-shanghai",
    instanceId: "cri-partner",
    accountId: "1000000000000002",
};
export const spec: CloudImageSyncSpec = { source, target, override: false, wait: true, timeoutSeconds: 60 };

export const copyOf = (tag: string, as = tag): Copy => ({ source: tag, target: as });

/** The emulated cloud with one adapter; the cloud's time stands still until it is moved. */
export class AlibabaFixture {
    private constructor(
        private readonly environment: TestEnvironment,
        readonly emulator: Emulator,
        readonly time: ManualClock,
    ) {}

    static async start(earlierMs = 0): Promise<AlibabaFixture> {
        const time = new ManualClock(Date.now() - earlierMs);
        const environment = new TestEnvironment();
        return new AlibabaFixture(environment, await startEmulator({ clock: time, syncSeconds: 10 }), time);
    }

    readonly clock = new FakeClock();
    readonly limits = new OpenLimits(this.clock);
    private made: AlibabaImages | undefined;

    /** The adapter of one process. */
    get adapter(): AlibabaImages {
        return (this.made ??= this.connect());
    }

    /** The adapter of another process; with `limits` undefined the real ones. */
    connect(changes: Readonly<Record<string, string>> = {}, limits: Limits | undefined = this.limits): AlibabaImages {
        const config: Readonly<Record<string, string>> = { ...this.emulator.config, ...changes };
        const session = Session.from((key) => config[key], this.clock);
        if (limits) {
            Object.defineProperty(session, "limits", { value: limits });
        }
        return new AlibabaImages(session);
    }

    get options() {
        return { deadline: this.clock.now() + 60_000 };
    }

    get cloud() {
        return this.emulator.alibaba;
    }

    requests(action: string): number {
        return this.emulator.requests.count({ cloud: "alibaba", action });
    }

    /** Starts a sync that the cloud accepts, and answers its ticket. */
    async ticket(tag: string, as = tag, of = spec) {
        const copy = copyOf(tag, as);
        return ticketIn((await this.adapter.start(of, [copy], this.options)).get(as));
    }

    async close(): Promise<void> {
        await this.emulator.close();
        this.environment.restore();
    }
}

export function ticketIn<T extends Started>(outcome: T | undefined) {
    if (!outcome || !("ticket" in outcome)) {
        throw new Error(`no ticket: ${String(outcome && "error" in outcome ? outcome.error : outcome)}`);
    }
    return outcome.ticket as Extract<T, { ticket: unknown }>["ticket"];
}

export function errorIn(outcome: Started | undefined): unknown {
    return outcome && "error" in outcome ? outcome.error : undefined;
}
