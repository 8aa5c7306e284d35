import { type AlibabaWorld, createAlibaba } from "./alibaba";
import { systemClock } from "./core/clock";
import { Exchange } from "./core/exchange";
import { FaultPlan } from "./core/faults";
import { RequestLog } from "./core/requestLog";
import { LoopbackServer } from "./core/server";
import { World } from "./core/world";
import { createHuawei, type HuaweiWorld } from "./huawei";
import { type EmulatorCredentials, type EmulatorEndpoints, pulumiConfig } from "./pulumiConfig";
import type { RegistryConsole } from "./registry/console";
import { createTencent, type TencentWorld } from "./tencent";
import type { Clock } from "./types";

export * from "./alibaba";
export { ManualClock, systemClock } from "./core/clock";
export type { RequestFilter } from "./core/requestLog";
export * from "./huawei";
export type { RegistryConsole, RegistryHost } from "./registry/console";
export type { RegistryFault } from "./registry/faults";
export type { RegistryRequestFilter, RegistryRequestRecord } from "./registry/log";
export type { RegistryOperation } from "./registry/protocol/operation";
export type { ChunkRule } from "./registry/protocol/uploading";
export * from "./tencent";
export type { EmulatorCredentials, EmulatorEndpoints } from "./pulumiConfig";
export type { Clock, CloudName, ErrorFault, Fault, RequestRecord } from "./types";

/** How to start the emulator. */
export interface EmulatorOptions {
    /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
    readonly port?: number;
    /** File to keep the world in. It is made when it is not there; without it the world ends with the emulator. */
    readonly stateFile?: string;
    /** Time in the emulated clouds; real time by default. */
    readonly clock?: Clock;
    /** Whether a new world starts with the demo's instances and images (default true). Accounts exist either way. */
    readonly seed?: boolean;
    /**
     * How long a cloud takes to copy images, in seconds of its clock, 0 or more: Alibaba Cloud's and Huawei Cloud's
     * `syncSeconds` and Tencent Cloud's `executionSeconds`. By default each console's own.
     */
    readonly syncSeconds?: number;
}

/** A running emulator. */
export interface Emulator {
    /** `http://127.0.0.1:<port>`. All clouds are on this port: the protocol of a request tells which is meant. */
    readonly url: string;
    readonly endpoints: EmulatorEndpoints;
    readonly credentials: EmulatorCredentials;
    /** Pulumi config key → value, for the owners' accounts; `imagesync:accounts` names the other credentials. */
    readonly config: Readonly<Record<string, string>>;
    /** The console of each cloud: looks at and changes everything behind the API's back. */
    readonly alibaba: AlibabaWorld;
    readonly tencent: TencentWorld;
    readonly huawei: HuaweiWorld;
    /** The OCI registries behind the clouds' APIs: their hosts, faults, requests. */
    readonly registries: RegistryConsole;
    /** Bad days to come for the APIs. */
    readonly faults: Pick<FaultPlan, "add" | "clear">;
    /** What the APIs were asked so far. */
    readonly requests: Pick<RequestLog, "all" | "count" | "byAction" | "clear">;
    /**
     * Ends every open socket, then writes the state file. May be called again.
     * @throws Error that names the state file, when it cannot be written.
     */
    close(): Promise<void>;
}

/**
 * Starts the clouds on loopback.
 * @throws Error when the port is taken, or the state file cannot be read or written; then nothing is left running.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const { port = 0, stateFile, clock = systemClock, seed = true, syncSeconds } = options;
    const world = new World({ clock, seed, stateFile, afterPort: port === 0 ? undefined : port });
    const alibaba = world.add(createAlibaba);
    const tencent = world.add(createTencent);
    const huawei = world.add(createHuawei);
    const faults = new FaultPlan();
    const requests = new RequestLog();
    const exchange = new Exchange(world.open(), faults, requests, clock);
    if (syncSeconds !== undefined) {
        alibaba.world.syncSeconds = syncSeconds;
        huawei.world.syncSeconds = syncSeconds;
        tencent.world.executionSeconds = syncSeconds;
    }
    const { registries } = world;
    const server = new LoopbackServer(async (request) => {
        // What the console has added since listens before the API tells where.
        await registries.open();
        return exchange.run(request);
    });
    const url = await server.listen(port);
    const close = async (): Promise<void> => {
        await server.close();
        await registries.close();
    };
    try {
        await registries.open();
    } catch (error) {
        await close();
        throw error;
    }
    const endpoints = { alibaba: url, tencent: url, huawei: url, huaweiIam: url };
    const credentials = {
        alibaba: alibaba.credentials,
        tencent: tencent.credentials,
        huawei: huawei.credentials,
    };
    return {
        url,
        endpoints,
        credentials,
        config: pulumiConfig(endpoints, credentials),
        alibaba: alibaba.world,
        tencent: tencent.world,
        huawei: huawei.world,
        registries,
        faults,
        requests,
        close: async () => {
            await close();
            world.close();
        },
    };
}
