import { ImageSyncError } from "../../errors";
import { SharedLists } from "../../process/lists";
import type { HuaweiRuleSpec } from "../../model";
import { listOf } from "../../pages";
import type { CallOptions, FieldValue, Freshness, ObservedRule, RulePort } from "../../registry";
import { oneRule } from "../../rules/one";
import { idOf, textOf, timeOf } from "../../calls/answers";
import { Clients } from "../../calls/clients";
import type { Session } from "../../process/session";
import { HuaweiClient } from "./client";
import { isRepositoryAbsent } from "./errors";
import { Organizations } from "./organizations";
import { repositoryName, repositoryPath } from "./repositories";
import { unknownRegion } from "./syncRegions";

/** SWR's code for a sync rule that is not there. */
const ruleAbsent = "SVCSTG.SWR.4001158";

type Row = Readonly<Record<string, unknown>>;

/** Rules of SWR, basic edition: CreateImageSyncRepo, DeleteImageSyncRepo, ListImageAutoSyncReposDetails. */
export class HuaweiRules implements RulePort<HuaweiRuleSpec> {
    private readonly clients: Clients<HuaweiClient>;
    private readonly lists: SharedLists<Row>;
    private readonly organizations: Organizations;

    constructor(session: Session) {
        this.clients = new Clients(({ region, account }) => new HuaweiClient(session, region, account));
        this.organizations = new Organizations(this.clients);
        this.lists = new SharedLists((row) => idOf(row.id), session.clock, session.crowd);
    }

    async find(spec: HuaweiRuleSpec, freshness: Freshness, options: CallOptions): Promise<ObservedRule | undefined> {
        const list = this.list(spec, options);
        const rows = await (freshness === "fresh" ? list.fresh() : list.recent(keyOf(spec)));
        const { source, target } = spec;
        const same = rows.filter(
            (row) => row.remoteRegionId === target.region && row.remoteNamespace === target.namespace,
        );
        const key = `${source.namespace}/${source.repository} to ${target.region}/${target.namespace}`;
        return oneRule(
            "huawei",
            key,
            same.map((row) => observed(row, spec)),
        );
    }

    async create(spec: HuaweiRuleSpec, options: CallOptions): Promise<undefined> {
        const body = { ...remote(spec), syncAuto: true, override: spec.override };
        try {
            await this.write(spec, "CreateImageSyncRepo", "POST", body, options);
        } catch (error) {
            throw (await unknownRegion(error, this.clients, spec.source, spec.target.region, options)) ?? error;
        }
    }

    /** SWR accepts a rule to an organization that is not there, and then copies nothing. */
    async doubt({ source, target }: HuaweiRuleSpec, options: CallOptions): Promise<string | undefined> {
        const { account = source.account, region, namespace } = target;
        return (await this.organizations.has({ account, region }, namespace, options))
            ? undefined
            : `organization ${JSON.stringify(namespace)} not found in ${region}: SWR keeps the rule, but copies nothing until it is there`;
    }

    /**
     * SWR's delete wants a body. Its code for a rule that is not there is known from its Terraform provider; whatever
     * else a refused delete means is told by looking.
     */
    async remove(spec: HuaweiRuleSpec, ruleId: string | undefined, options: CallOptions): Promise<void> {
        try {
            await this.write(spec, "DeleteImageSyncRepo", "DELETE", remote(spec), options, ruleId);
        } catch (error) {
            if (!ImageSyncError.is(error) || error.kind === "unauthorized") {
                throw error;
            }
            if (error.code !== ruleAbsent && (await this.find(spec, "fresh", options))) {
                throw error;
            }
        }
    }

    private write(
        spec: HuaweiRuleSpec,
        operation: string,
        method: "POST" | "DELETE",
        body: object,
        options: CallOptions,
        removes?: string,
    ) {
        const act = () => this.clients.at(spec.source).call({ operation, method, body, ...place(spec) }, options);
        return this.list(spec, options).write(keyOf(spec), act, removes);
    }

    private list(spec: HuaweiRuleSpec, options: CallOptions) {
        const { account, region, namespace, repository } = spec.source;
        return this.lists.of([account, region, namespace, repository], () => this.readAll(spec, options));
    }

    /** All rules of the repository that run on push; SWR serves them in one answer. No repository, no rules. */
    private async readAll(spec: HuaweiRuleSpec, options: CallOptions): Promise<Row[]> {
        const call = { operation: "ListImageAutoSyncReposDetails", method: "GET", ...place(spec) } as const;
        try {
            const list = await this.clients.at(spec.source).call(call, options);
            return listOf({ cloud: "huawei", action: call.operation }, list);
        } catch (error) {
            if (isRepositoryAbsent(error)) {
                return [];
            }
            throw error;
        }
    }
}

function place({ source }: HuaweiRuleSpec) {
    return { path: `${repositoryPath(source)}/sync_repo`, object: repositoryName(source) };
}

function remote({ target }: HuaweiRuleSpec) {
    return { remoteRegionId: target.region, remoteNamespace: target.namespace };
}

function keyOf({ target }: HuaweiRuleSpec): string {
    return `${target.region}/${target.namespace}`;
}

/** A row of the list in the words of the args; source and remote end are how it was found. */
function observed(row: Row, spec: HuaweiRuleSpec): ObservedRule {
    const fields = new Map<string, FieldValue | undefined>([
        ["source.namespace", spec.source.namespace],
        ["source.repository", spec.source.repository],
        ["target.region", textOf(row.remoteRegionId)],
        ["target.namespace", textOf(row.remoteNamespace)],
        ["override", row.override === true],
    ]);
    return {
        ruleId: idOf(row.id) ?? "",
        createdAt: timeOf(row.createdAt),
        updatedAt: timeOf(row.updatedAt),
        fields,
    };
}
