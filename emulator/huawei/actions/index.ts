import type { CloudRequest } from "../../types";
import type { Action } from "./action";
import { iamActions } from "./iam";
import { loginActions } from "./logins";
import { registryActions } from "./registry";
import { ruleActions } from "./rules";
import { syncActions } from "./syncs";

export type { Action } from "./action";

/** Every operation this SWR (and IAM) answers. */
export const actions: readonly Action[] = [
    ...ruleActions,
    ...syncActions,
    ...registryActions,
    ...loginActions,
    ...iamActions,
];

/** An operation, and what the path says. */
export interface Route {
    readonly action: Action;
    readonly path: Readonly<Record<string, string>>;
}

/** Path segments, decoded; undefined where one is not percent-encoded, or hides a slash. */
function segmentsOf(path: string): readonly string[] | undefined {
    try {
        const segments = path.replace(/\/$/, "").split("/").map(decodeURIComponent);
        return segments.some((each) => each.includes("/")) ? undefined : segments;
    } catch {
        return undefined;
    }
}

/** SWR takes a repository's slashes as `$`. */
function variable(name: string, segment: string): string {
    return name === "repository" ? segment.replaceAll("$", "/") : segment;
}

function match(template: string, segments: readonly string[]): Record<string, string> | undefined {
    const parts = template.split("/");
    const variables: Record<string, string> = {};
    const fits = parts.every((part, index) => {
        const segment = segments[index];
        const name = /^\{(.+)\}$/.exec(part)?.[1];
        if (name === undefined || segment === undefined || segment === "") {
            return part === segment;
        }
        variables[name] = variable(name, segment);
        return true;
    });
    return fits && parts.length === segments.length ? variables : undefined;
}

/** The operation that a request asks for, or undefined. */
export function route(request: CloudRequest): Route | undefined {
    const segments = segmentsOf(request.path) ?? [];
    for (const action of actions.filter((each) => each.method === request.method)) {
        const path = match(action.path, segments);
        if (path !== undefined) {
            return { action, path };
        }
    }
    return undefined;
}
