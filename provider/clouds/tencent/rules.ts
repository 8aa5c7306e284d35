import { ImageSyncError, isKind } from "../../errors";
import { SharedLists } from "../../process/lists";
import type { TencentRuleSpec } from "../../model";
import { allPages, pageOf, type Rows } from "../../pages";
import type { CallOptions, FieldValue, Freshness, ObservedRule, RulePort } from "../../registry";
import { oneRule } from "../../rules/one";
import { idOf, recordsOf, textOf, timeOf } from "../../calls/answers";
import { Clients } from "../../calls/clients";
import type { Session } from "../../process/session";
import { TencentClient } from "./client";
import type { Filter } from "./filters";
import { fromFilters, toFilters } from "./filters";
import { Regions } from "./regionNumbers";

/** The page that TCR's documents give as default and use as largest. */
const pageSize = 100;

type Row = Readonly<Record<string, unknown>>;

/** Rules of TCR: ManageReplication, ModifyReplication, DeleteReplicationRule, DescribeReplicationPolicies. */
export class TencentRules implements RulePort<TencentRuleSpec> {
    private readonly clients: Clients<TencentClient>;
    private readonly lists: SharedLists<Row>;
    private readonly regions = new Regions();

    constructor(private readonly session: Session) {
        this.clients = new Clients(({ region, account }) => new TencentClient(session, region, account));
        this.lists = new SharedLists((row) => rowId(row), session.clock, session.crowd);
    }

    async find(spec: TencentRuleSpec, freshness: Freshness, options: CallOptions): Promise<ObservedRule | undefined> {
        const list = this.list(spec, options);
        const rows = await (freshness === "fresh" ? list.fresh() : list.recent(spec.name));
        const same = rows.filter((row) => row.Name === spec.name);
        return oneRule(
            "tencent",
            `${spec.source.instanceId}, name ${JSON.stringify(spec.name)}`,
            same.map(observed),
            rows.short,
        );
    }

    /** ManageReplication answers no id, and its rules begin enabled. */
    async create(spec: TencentRuleSpec, options: CallOptions): Promise<undefined> {
        const { source, target } = spec;
        const body = {
            SourceRegistryId: source.instanceId,
            DestinationRegistryId: target.instanceId,
            DestinationRegionId: await this.regions.number(this.clients.at(spec.source), target.region, options),
            Rule: {
                Name: spec.name,
                DestNamespace: target.namespace,
                Override: spec.override,
                Filters: toFilters(spec),
                Deletion: spec.replicateDeletions,
            },
            Description: spec.description,
            PeerReplicationOption: target.grant === undefined ? undefined : this.grant(target.grant),
        };
        await this.write(spec, "ManageReplication", body, options);
    }

    /** A new rule is enabled whatever is asked: one that is declared otherwise is switched off at once. */
    async finish(spec: TencentRuleSpec, options: CallOptions): Promise<void> {
        if (!spec.enabled) {
            await this.update(spec, options);
        }
    }

    async update(spec: TencentRuleSpec, options: CallOptions): Promise<void> {
        const body = {
            SourceRegistryId: spec.source.instanceId,
            RuleName: spec.name,
            Rule: {
                DestNamespace: spec.target.namespace,
                Override: spec.override,
                Deletion: spec.replicateDeletions,
                Filters: toFilters(spec),
                Enabled: spec.enabled,
            },
            Description: spec.description,
        };
        await this.write(spec, "ModifyReplication", body, options);
    }

    /** A rule is deleted by its name. Whether one that TCR cannot find is really gone, is told by looking. */
    async remove(spec: TencentRuleSpec, ruleId: string | undefined, options: CallOptions): Promise<void> {
        const body = { SourceRegistryId: spec.source.instanceId, RuleName: spec.name };
        try {
            await this.write(spec, "DeleteReplicationRule", body, options, ruleId);
        } catch (error) {
            if (isKind(error, "unauthorized") || (await this.find(spec, "fresh", options))) {
                throw error;
            }
        }
    }

    private write(spec: TencentRuleSpec, action: string, body: object, options: CallOptions, removes?: string) {
        const act = () => this.clients.at(spec.source).write(action, body, options);
        return this.list(spec, options).write(spec.name, act, removes);
    }

    private grant(name: string) {
        const { uin, token } = this.session.account("tencent", name);
        if (!uin || !token) {
            throw new ImageSyncError({
                kind: "unauthorized",
                cloud: "tencent",
                action: "ManageReplication",
                problem: `imagesync:accounts.${name} is not a grant`,
                advice: "give it the uin and the long-term token of the tenant that owns the target",
            });
        }
        return { PeerRegistryUin: uin, PeerRegistryToken: token, EnablePeerReplication: true };
    }

    private list(spec: TencentRuleSpec, options: CallOptions) {
        const { account, region, instanceId } = spec.source;
        return this.lists.of([account, region, instanceId], () => this.readAll(spec, options));
    }

    private readAll(spec: TencentRuleSpec, options: CallOptions): Promise<Rows<Row>> {
        const list = { cloud: "tencent", action: "DescribeReplicationPolicies" } as const;
        return allPages<Row>({
            ...list,
            identity: rowId,
            read: async (page) => {
                const body = { RegistryId: spec.source.instanceId, Page: page, PageSize: pageSize };
                const answer = await this.clients.at(spec.source).read(list.action, body, options);
                return pageOf(list, answer.ReplicationPolicyInfoList, answer.TotalCount);
            },
        });
    }
}

/** The documents' examples write integers as texts: ids are compared as texts. */
function rowId(row: Row): string {
    return idOf(row.ID) ?? textOf(row.Name) ?? "";
}

/** A policy in the words of the args. Deletion is never given back; the destination only as a text for people. */
function observed(row: Row): ObservedRule {
    const fields = new Map<string, FieldValue | undefined>([
        ...filtered(row.Filters),
        ["name", textOf(row.Name)],
        ["description", textOf(row.Description)],
        ...destination(row.DestResource),
    ]);
    if (typeof row.Override === "boolean") {
        fields.set("override", row.Override);
    }
    if (typeof row.Enabled === "boolean") {
        fields.set("enabled", row.Enabled);
    }
    return { ruleId: rowId(row), createdAt: timeOf(row.CreationTime), updatedAt: timeOf(row.UpdateTime), fields };
}

/** What the filters say; no filters at all say nothing: every rule has one of names. */
function filtered(filters: unknown): [string, FieldValue | undefined][] {
    if (!Array.isArray(filters)) {
        return [];
    }
    const taken = fromFilters(recordsOf(filters) as unknown as Filter[]);
    return [
        ["source.namespace", taken.namespace],
        ["source.repository", taken.repository],
        ["repositoryFilter", taken.repositoryFilter],
        ["tagFilter", taken.tagFilter],
        ["artifacts", taken.artifacts],
    ];
}

/** `tcr-xxx/namespace/… region`, as far as it has that form; what it does not tell is left out. */
function destination(shown: unknown): [string, string][] {
    const match = /^(tcr-[a-z0-9-]+)(?:\/([a-z0-9][a-z0-9._-]*)(?:\/\S*)?)?(?:\s+([a-z]+-[a-z0-9-]+))?$/.exec(
        String(shown),
    );
    const parts: [string, string | undefined][] = [
        ["target.instanceId", match?.[1]],
        ["target.namespace", match?.[2]],
        ["target.region", match?.[3]],
    ];
    return parts.filter((part): part is [string, string] => part[1] !== undefined);
}
