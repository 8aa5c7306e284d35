import type { CloudResponse } from "../../types";
import { HuaweiError } from "../errors";
import type { Identity } from "../credentials";
import type { HuaweiOrganization, HuaweiRepository, HuaweiWorld } from "../world";
import { isOrganizationName, isRepositoryName } from "./names";

/** One authenticated call of an operation. */
export interface Call {
    readonly world: HuaweiWorld;
    readonly caller: Identity;
    /** The region of the caller's project. */
    readonly region: string;
    /** The path's variables, decoded; a repository has its slashes back. */
    readonly path: Readonly<Record<string, string>>;
    readonly query: URLSearchParams;
    readonly contentType: string;
    readonly body: Buffer;
    /** Milliseconds since the epoch. */
    readonly now: number;
}

/** One row of the table of operations. */
export interface Action {
    /** The official name. */
    readonly operation: string;
    readonly method: "GET" | "POST" | "DELETE";
    /** `/v2/manage/namespaces/{namespace}` */
    readonly path: string;
    /** What the caller needs; a `read` operation changes nothing. */
    readonly rights: "read" | "write";
    /** @throws HuaweiError */
    run(call: Call): CloudResponse;
}

/**
 * The organization that the path names.
 *
 * @throws HuaweiError 400 4001028 (name), 404 4040058 (absent), 403 4037020 (another account's)
 */
function organizationOf({ world, caller, region, path }: Call): HuaweiOrganization {
    const name = path["namespace"] ?? "";
    checkOrganizationName(name);
    const organization = world.findOrganization(region, name);
    if (organization === undefined) {
        throw HuaweiError.swr(404, "4040058", `The organization ${name} does not exist in ${region}`);
    }
    if (organization.domainId !== caller.domainId) {
        throw HuaweiError.swr(403, "4037020", `The organization ${name} belongs to another account`);
    }
    return organization;
}

/**
 * The repository that the path names.
 *
 * @throws HuaweiError as `organizationOf`, 400 4001029 (name), 404 4040010 (absent)
 */
export function repositoryOf(call: Call): { organization: HuaweiOrganization; repository: HuaweiRepository } {
    const organization = organizationOf(call);
    const name = call.path["repository"] ?? "";
    checkRepositoryName(name);
    const repository = organization.repositories.find((each) => each.name === name);
    if (repository === undefined) {
        throw HuaweiError.swr(404, "4040010", `The image ${organization.name}/${name} does not exist`);
    }
    return { organization, repository };
}

/** @throws HuaweiError 400 4001028 */
export function checkOrganizationName(name: string): void {
    if (!isOrganizationName(name)) {
        throw HuaweiError.swr(400, "4001028", `"${name}" is not an organization name`);
    }
}

/** @throws HuaweiError 400 4001029 */
function checkRepositoryName(name: string): void {
    if (!isRepositoryName(name)) {
        throw HuaweiError.swr(400, "4001029", `"${name}" is not a repository name`);
    }
}

/** The wire's time. */
export function isoTime(millis: number): string {
    return new Date(millis).toISOString().replace(/\.\d{3}Z$/, "Z");
}
