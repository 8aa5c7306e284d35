import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

type Data = Record<string, unknown>;

/** What the engine was asked to register, in the order of asking. */
export interface Registered {
    readonly name: string;
    readonly type: string;
    readonly inputs: Data;
    /** The properties as they travel: with the engine's constant for what is not known. */
    readonly sent: Data;
    /** URNs of the resources that a property's value comes from, by property; those with none are left out. */
    readonly dependencies: Readonly<Record<string, string[]>>;
}

/**
 * Takes the place of the engine for the programs that follow; each resource's outputs are its inputs, and those that
 * `more` makes.
 */
export async function recordResources(
    project = "shop",
    stack = "dev",
    more: () => object = () => ({}),
    preview = false,
): Promise<Registered[]> {
    const registered: Registered[] = [];
    const asked = new Map<string, Pick<Registered, "sent" | "dependencies">>();
    const newResource = ({ name, type, inputs }: pulumi.runtime.MockResourceArgs) => {
        const request = asked.get(`${type} ${name}`) ?? { sent: {}, dependencies: {} };
        registered.push({ name, type, inputs: inputs as Data, ...request });
        return { id: `${name}-id`, state: { ...(inputs as Data), ...more() } };
    };
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, project, stack, preview);
    listen((request) =>
        asked.set(`${request.getType()} ${request.getName()}`, {
            sent: request.getObject()?.toJavaScript() ?? {},
            dependencies: dependenciesOf(request),
        }),
    );
    return registered;
}

/** Hears each request that the mocks get: they do not tell their own functions everything in it. */
function listen(hear: (request: RegisterResourceRequest) => void): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, (...request: unknown[]) => void>;
    const register = monitor.registerResource?.bind(monitor);
    monitor.registerResource = (request, ...rest) => {
        hear(request as RegisterResourceRequest);
        register?.(request, ...rest);
    };
}

function dependenciesOf(request: RegisterResourceRequest): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, property) => {
        const urns = dependencies.getUrnsList();
        if (urns.length > 0) {
            found[property] = urns;
        }
    });
    return found;
}

/** The value of an Output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((done) => output.apply(done));
}

/** What Pulumi's own code reads of an Output. */
interface Inner {
    promise(): Promise<unknown>;
    readonly isKnown: Promise<boolean>;
    readonly isSecret: Promise<boolean>;
}

/** The error of an Output that has no value. */
export async function rejectionOf(output: pulumi.Output<unknown>): Promise<Error> {
    const inner = output as unknown as Inner;
    // An Output is several promises, and rejects in each.
    await Promise.allSettled([inner.isKnown, inner.isSecret]);
    const value = await inner.promise().catch((error: unknown) => ({ error }));
    const { error } = value as { error?: unknown };
    if (!(error instanceof Error)) {
        throw new Error(`no error, but ${JSON.stringify(value)}`);
    }
    return error;
}

/** Whether an Output has a value in this preview. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
    return (output as unknown as Inner).isKnown;
}
