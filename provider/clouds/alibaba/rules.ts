import type { AlibabaRuleSpec } from "../../model";
import { allPages, keepRows, pageOf, type Rows } from "../../pages";
import type { CallOptions, FieldValue, Freshness, ObservedRule, RulePort } from "../../registry";
import { isKind } from "../../errors";
import { textOf, timeOf } from "../../calls/answers";
import { Clients } from "../../calls/clients";
import { oneRule } from "../../rules/one";
import { SharedLists } from "../../process/lists";
import type { Session } from "../../process/session";
import { matchAll } from "./capabilities";
import { AlibabaClient } from "./client";

/** The largest page CR EE serves. */
const pageSize = 100;

type Row = Readonly<Record<string, unknown>>;

/** Rules of CR EE: CreateRepoSyncRule, DeleteRepoSyncRule, ListRepoSyncRule. */
export class AlibabaRules implements RulePort<AlibabaRuleSpec> {
    private readonly clients: Clients<AlibabaClient>;
    private readonly lists: SharedLists<Row>;

    constructor(session: Session) {
        this.clients = new Clients(({ region, account }) => new AlibabaClient(session, region, account));
        this.lists = new SharedLists((row) => textOf(row.SyncRuleId), session.clock, session.crowd);
    }

    async find(spec: AlibabaRuleSpec, freshness: Freshness, options: CallOptions): Promise<ObservedRule | undefined> {
        const list = this.list(spec, options);
        const rows = await (freshness === "fresh" ? list.fresh() : list.recent(spec.name));
        const same = rows.filter((row) => row.SyncRuleName === spec.name);
        return oneRule(
            "alibaba",
            `${spec.source.instanceId}, name ${JSON.stringify(spec.name)}`,
            same.map(observed),
            rows.short,
        );
    }

    async create(spec: AlibabaRuleSpec, options: CallOptions): Promise<string | undefined> {
        const { source, target } = spec;
        const answer = await this.list(spec, options).write(spec.name, () =>
            this.clients.at(spec.source).write(
                "CreateRepoSyncRule",
                {
                    InstanceId: source.instanceId,
                    NamespaceName: source.namespace,
                    RepoName: source.repository,
                    RepoNameFilter: source.repository === undefined ? (spec.repositoryFilter ?? matchAll) : undefined,
                    SyncRuleName: spec.name,
                    SyncScope: source.repository === undefined ? "NAMESPACE" : "REPO",
                    SyncTrigger: spec.trigger === "manual" ? "INITIATIVE" : "PASSIVE",
                    TagFilter: spec.tagFilter ?? matchAll,
                    TargetInstanceId: target.instanceId,
                    TargetNamespaceName: target.namespace,
                    TargetRegionId: target.region,
                    TargetRepoName: target.repository,
                    TargetUserId: target.accountId,
                    LinkId: target.linkId,
                },
                options,
            ),
        );
        return textOf(answer.SyncRuleId);
    }

    /** Only the source instance may delete a rule. What a failed delete means is told by looking: no code for it is public. */
    async remove(spec: AlibabaRuleSpec, ruleId: string | undefined, options: CallOptions): Promise<void> {
        const id = ruleId ?? (await this.find(spec, "fresh", options))?.ruleId;
        if (id === undefined) {
            return;
        }
        try {
            await this.removeById(spec, id, options);
        } catch (error) {
            if (isKind(error, "unauthorized")) {
                throw error;
            }
            const left = await this.find(spec, "fresh", options);
            if (left?.ruleId === id) {
                throw error;
            }
            // Made anew behind our back under the same natural key: that key is what the resource stands for.
            if (left) {
                await this.removeById(spec, left.ruleId, options);
            }
        }
    }

    private async removeById(spec: AlibabaRuleSpec, id: string, options: CallOptions): Promise<void> {
        const parameters = { InstanceId: spec.source.instanceId, SyncRuleId: id };
        await this.list(spec, options).write(
            spec.name,
            () => this.clients.at(spec.source).write("DeleteRepoSyncRule", parameters, options),
            id,
        );
    }

    private list(spec: AlibabaRuleSpec, options: CallOptions) {
        const { account, region, instanceId } = spec.source;
        return this.lists.of([account, region, instanceId], () => this.readAll(spec, options));
    }

    private async readAll(spec: AlibabaRuleSpec, options: CallOptions): Promise<Rows<Row>> {
        const { instanceId } = spec.source;
        const list = { cloud: "alibaba", action: "ListRepoSyncRule" } as const;
        const rows = await allPages<Row>({
            ...list,
            identity: (row) => `${String(row.SyncRuleId)} ${String(row.SyncDirection)}`,
            read: async (page) => {
                const parameters = { InstanceId: instanceId, PageNo: page, PageSize: pageSize };
                const body = await this.clients.at(spec.source).read(list.action, parameters, options);
                return pageOf(list, body.SyncRules, body.TotalCount);
            },
        });
        // The target instance lists the same rule too, as coming in (TO): it is not the one to act on.
        return keepRows(rows, (row) => row.LocalInstanceId === instanceId && row.SyncDirection !== "TO");
    }
}

const triggers: Readonly<Record<string, string>> = { INITIATIVE: "manual", PASSIVE: "automatic" };

/** A row of ListRepoSyncRule in the words of the args. TargetUserId is never given back, nor LinkId always. */
function observed(row: Row): ObservedRule {
    const filter = (value: unknown) => (value === matchAll ? undefined : textOf(value));
    const always = [
        ["source.region", textOf(row.LocalRegionId)],
        ["source.instanceId", textOf(row.LocalInstanceId)],
        ["source.namespace", textOf(row.LocalNamespaceName)],
        ["target.region", textOf(row.TargetRegionId)],
        ["target.instanceId", textOf(row.TargetInstanceId)],
        ["target.namespace", textOf(row.TargetNamespaceName)],
    ] as const;
    const fields = new Map<string, FieldValue | undefined>([
        ...always.filter(([, value]) => value !== undefined),
        ["source.repository", textOf(row.LocalRepoName)],
        ["target.repository", textOf(row.TargetRepoName)],
        ["name", textOf(row.SyncRuleName)],
        ["repositoryFilter", filter(row.RepoNameFilter)],
        ["tagFilter", filter(row.TagFilter)],
    ]);
    const trigger = triggers[String(row.SyncTrigger)];
    if (trigger !== undefined) {
        fields.set("trigger", trigger);
    }
    if (row.LinkId !== undefined) {
        fields.set("target.linkId", textOf(row.LinkId));
    }
    if (row.SyncScope === "REPO") {
        fields.delete("repositoryFilter");
    }
    return {
        ruleId: textOf(row.SyncRuleId) ?? "",
        createdAt: timeOf(row.CreateTime),
        updatedAt: timeOf(row.ModifiedTime),
        fields,
    };
}
