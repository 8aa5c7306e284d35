import type { z } from "zod";
import type { Identity } from "../credentials";
import { TencentError, type Result } from "../errors";
import { parse } from "../parameters";
import type { TencentRegistry, TencentWorld } from "../world";

/** Who calls, where, on what. */
export interface Call {
    readonly world: TencentWorld;
    readonly caller: Identity;
    /** The region name of X-TC-Region. */
    readonly region: string;
    /** Milliseconds since the epoch. */
    readonly now: number;
}

/** One row of the table of actions. */
export interface Action {
    /** What the caller needs; a `read` action changes nothing. */
    readonly rights: "read" | "write";
    /** @throws TencentError */
    run(body: Buffer, call: Call): Result;
}

/** An action from the shape of its parameters and what it does with them. */
export function action<T>(
    rights: Action["rights"],
    parameters: z.ZodType<T>,
    handler: (input: T, call: Call) => Result,
): Action {
    return { rights, run: (body, call) => handler(parse(parameters, body), call) };
}

/**
 * The caller's registry in the region of the request.
 *
 * @throws TencentError ResourceNotFound, also for another account's registry and one of another region;
 * ResourceInsufficient.ErrorInstanceNotRunning
 */
export function registryOf(id: string, { world, caller, region }: Call): TencentRegistry {
    const registry = world.findRegistry(id);
    if (registry === undefined || registry.uin !== caller.uin || registry.region !== region) {
        throw new TencentError("ResourceNotFound", `The registry ${id} does not exist in ${region}`);
    }
    if (registry.status !== "Running") {
        throw new TencentError("ResourceInsufficient.ErrorInstanceNotRunning", `The registry ${id} is not running`);
    }
    return registry;
}

/** The wire's time. */
export function isoTime(millis: number): string {
    return new Date(millis).toISOString();
}
