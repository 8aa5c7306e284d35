import { registryAccess } from "../../provider/clouds/access";
import { Limits } from "../../provider/limits";
import type { ImageCloud } from "../../provider/model";
import { type Registry, openRegistry } from "../../provider/oci/registry";
import { Session } from "../../provider/process/session";
import type { RegistryAccessPort } from "../../provider/registry";
import { UsageError } from "./options";
import type { Reference } from "./reference";

/** What stands in the environment for the keys of a stack's configuration; clouds read their own variables. */
const variables: Readonly<Record<string, string>> = {
    "imagesync:accounts": "IMAGESYNC_ACCOUNTS",
    "imagesync:endpoints": "IMAGESYNC_ENDPOINTS",
};

/** A session with the settings of the environment. @throws UsageError for settings that are wrong */
export function sessionOf(env: NodeJS.ProcessEnv): Session {
    const session = Session.from((key) => env[variables[key] ?? ""]);
    if (session.settings.problems.length > 0) {
        const names = Object.values(variables).join(" and ");
        throw new UsageError(`in ${names}: ${session.settings.problems.join("; ")}`);
    }
    return session;
}

/** The clients of both ends; of one registry that is asked by one login there is one. */
export async function openBoth(
    session: Session,
    source: Reference,
    target: Reference,
): Promise<{ readonly source: Registry; readonly target: Registry }> {
    const ports = new Map<ImageCloud, RegistryAccessPort>();
    const limits = new Limits(session.clock);
    const open = async ({ end }: Reference): Promise<Registry> => {
        const port = ports.get(end.cloud) ?? registryAccess[end.cloud](session);
        ports.set(end.cloud, port);
        const access = await port.access(end, { deadline: Infinity });
        return openRegistry(access, { clock: session.clock, limits });
    };
    const [from, to] = await Promise.all([open(source), open(target)]);
    return { source: from, target: to.identity === from.identity ? from : to };
}
