import type { Clients } from "../../../calls/clients";
import { isKind } from "../../../errors";
import type { RuleEnd } from "../../../model";
import { allPages, pageOf } from "../../../pages";
import type { CallOptions } from "../../../registry";
import type { AlibabaClient } from "../client";
import { placeOf } from "./place";

/** The largest page CR EE serves. */
const pageSize = 100;

type Row = Readonly<Record<string, unknown>>;

/**
 * The repositories of a namespace (ListRepository); undefined where the namespace is not there: a list of none is then
 * looked into by GetNamespace.
 */
export async function repositoriesIn(
    clients: Clients<AlibabaClient>,
    source: RuleEnd,
    options: CallOptions,
): Promise<string[] | undefined> {
    const place = placeOf(source);
    const client = clients.at(place);
    const list = { cloud: "alibaba", action: "ListRepository" } as const;
    const names = { InstanceId: place.instanceId, RepoNamespaceName: source.namespace };
    const rows = await allPages<Row>({
        ...list,
        identity: (row) => String(row.RepoName),
        read: async (page) => {
            const body = await client.read(list.action, { ...names, PageNo: page, PageSize: pageSize }, options);
            return pageOf(list, body.Repositories, body.TotalCount);
        },
    });
    // RepoNamespaceName may be matched in part: "prod" would find "prod-eu" too.
    const own = rows.filter((row) => row.RepoNamespaceName === source.namespace);
    if (own.length > 0) {
        return own.map((row) => String(row.RepoName));
    }
    const namespace = { InstanceId: place.instanceId, NamespaceName: source.namespace };
    try {
        await client.read("GetNamespace", namespace, options);
        return [];
    } catch (error) {
        if (isKind(error, "notFound") && error.code === "NAMESPACE_NOT_EXIST") {
            return undefined;
        }
        throw error;
    }
}
