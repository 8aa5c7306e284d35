import { isKind } from "../../../errors";
import type { RuleEnd } from "../../../model";
import { allPages, pageOf, type Rows } from "../../../pages";
import type { CallOptions } from "../../../registry";
import type { TencentClient } from "../client";
import { registries } from "./registries";

/** The largest page that TCR's documents allow. */
const pageSize = 100;

type Row = Readonly<Record<string, unknown>>;

/** What of a registry's repositories is listed. */
export interface Sought {
    readonly RegistryId?: string;
    readonly NamespaceName?: string;
    /** Matched in part: "api" finds "web-api" too. */
    readonly RepositoryName?: string;
}

/** Repositories of a registry, by names of the form `namespace/repository`: DescribeRepositories, all pages. */
export function listRepositories(client: TencentClient, sought: Sought, options: CallOptions): Promise<Rows<Row>> {
    const list = { cloud: "tencent", action: "DescribeRepositories" } as const;
    return allPages<Row>({
        ...list,
        identity: (row) => String(row.Name),
        read: async (page) => {
            const answer = await client.read(list.action, { ...sought, Limit: pageSize, Offset: page }, options);
            return pageOf(list, answer.RepositoryList, answer.TotalCount);
        },
    });
}

/**
 * The repositories of a namespace, without its name; undefined where the namespace is not there.
 * @throws ImageSyncError `notFound` where the registry is not there
 */
export async function repositoriesIn(
    client: TencentClient,
    { instanceId = "", namespace = "" }: RuleEnd,
    options: CallOptions,
): Promise<string[] | undefined> {
    const prefix = `${namespace}/`;
    try {
        const rows = await listRepositories(client, { RegistryId: instanceId, NamespaceName: namespace }, options);
        const names = rows.map((row) => String(row.Name)).filter((name) => name.startsWith(prefix));
        return names.map((name) => name.slice(prefix.length));
    } catch (error) {
        if (!isKind(error, "notFound")) {
            throw error;
        }
        // One code for an absent namespace and an absent registry.
        if ((await registries(client, instanceId, options)).length === 0) {
            throw error;
        }
        return undefined;
    }
}
