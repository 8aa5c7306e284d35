import { isRecord, recordsOf, textOf } from "../../calls/answers";
import type { Clients, Place } from "../../calls/clients";
import type { CallOptions } from "../../registry";
import type { HuaweiClient } from "./client";

/** Which organizations are there. One list of a region serves a whole stack. */
export class Organizations {
    private readonly lists = new Map<string, Promise<ReadonlySet<string>>>();

    constructor(private readonly clients: Clients<HuaweiClient>) {}

    /** Whether the organization is there; one that the shared list lacks may be new, and is asked for by itself. */
    async has(at: Place, name: string, options: CallOptions): Promise<boolean> {
        const key = JSON.stringify([at.account, at.region]);
        const list = this.lists.get(key) ?? this.read(at, "", options);
        this.lists.set(key, list);
        return (await list).has(name) || (await this.read(at, name, options)).has(name);
    }

    /** ListNamespaces: those of a name, or all. */
    private async read(at: Place, name: string, options: CallOptions): Promise<ReadonlySet<string>> {
        const query = name === "" ? "" : `?namespace=${encodeURIComponent(name)}`;
        const path = `/v2/manage/namespaces${query}`;
        const object = name === "" ? "the organizations" : `organization ${JSON.stringify(name)}`;
        const answer = await this.clients
            .at(at)
            .call({ operation: "ListNamespaces", method: "GET", path, object }, options);
        const rows = recordsOf(isRecord(answer) ? answer.namespaces : undefined);
        return new Set(rows.map((row) => textOf(row.name) ?? ""));
    }
}
