import { ImageSyncError, isKind } from "../../errors";
import { SharedLists } from "../../lists";
import type { HuaweiRuleSpec } from "../../model";
import type { CallOptions, FieldValue, Freshness, ObservedRule, RulePort } from "../../registry";
import { oneRule } from "../../rules/one";
import { isRecord } from "../../rules/paths";
import type { Session } from "../../session";
import { HuaweiClient } from "./client";

type Row = Readonly<Record<string, unknown>>;

/** Rules of SWR, basic edition: CreateImageSyncRepo, DeleteImageSyncRepo, ListImageAutoSyncReposDetails. */
export class HuaweiRules implements RulePort<HuaweiRuleSpec> {
    private readonly clients = new Map<string, HuaweiClient>();
    private readonly lists: SharedLists<Row>;

    constructor(private readonly session: Session) {
        this.lists = new SharedLists((row) => text(row.id), session.clock, session.crowd);
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
            throw (await this.unknownRegion(spec, error, options)) ?? error;
        }
    }

    /** SWR's delete wants a body. Its code for a rule that is not there is known from its Terraform provider (4001158). */
    async remove(spec: HuaweiRuleSpec, ruleId: string | undefined, options: CallOptions): Promise<void> {
        try {
            await this.write(spec, "DeleteImageSyncRepo", "DELETE", remote(spec), options, ruleId);
        } catch (error) {
            if (isKind(error, "unauthorized")) {
                throw error;
            }
            if (!isKind(error, "notFound") && (await this.find(spec, "fresh", options))) {
                throw error;
            }
        }
    }

    /** SWR answers "internal error" for a region it does not know: its own list tells the two apart. */
    private async unknownRegion(spec: HuaweiRuleSpec, error: unknown, options: CallOptions) {
        if (!ImageSyncError.is(error) || error.code !== "SVCSTG.SWR.5001101") {
            return undefined;
        }
        const call = {
            operation: "ListSyncRegions",
            method: "GET",
            path: "/v2/manage/regions",
            object: "regions",
        } as const;
        const answer = await this.client(spec).call(call, options);
        const regions = (Array.isArray(answer) ? answer.filter(isRecord) : []).map((row) => String(row.regionID));
        return regions.length === 0 || regions.includes(spec.target.region)
            ? undefined
            : error.with({
                  kind: "invalid",
                  acted: "no",
                  problem: `SWR cannot sync to region ${JSON.stringify(spec.target.region)}`,
                  advice: `use one of ${regions.sort().join(", ")} for target.region`,
              });
    }

    private write(
        spec: HuaweiRuleSpec,
        operation: string,
        method: "POST" | "DELETE",
        body: object,
        options: CallOptions,
        removes?: string,
    ) {
        const act = () => this.client(spec).call({ operation, method, body, ...place(spec) }, options);
        return this.list(spec, options).write(keyOf(spec), act, removes);
    }

    private list(spec: HuaweiRuleSpec, options: CallOptions) {
        const { account, region, namespace, repository } = spec.source;
        return this.lists.of([account, region, namespace, repository], () => this.readAll(spec, options));
    }

    /** All rules of the repository that run on push; SWR serves them in one answer. */
    private async readAll(spec: HuaweiRuleSpec, options: CallOptions): Promise<Row[]> {
        const call = { operation: "ListImageAutoSyncReposDetails", method: "GET", ...place(spec) } as const;
        const answer = await this.client(spec).call(call, options);
        return Array.isArray(answer) ? answer.filter(isRecord) : [];
    }

    private client({ source }: HuaweiRuleSpec): HuaweiClient {
        const name = `${source.account ?? ""}/${source.region}`;
        let client = this.clients.get(name);
        if (!client) {
            client = new HuaweiClient(this.session, source.region, source.account);
            this.clients.set(name, client);
        }
        return client;
    }
}

/** A slash in a repository's name is sent as `$`. */
function place({ source }: HuaweiRuleSpec) {
    const repository = source.repository.split("/").map(encodeURIComponent).join("$");
    return {
        path: `/v2/manage/namespaces/${encodeURIComponent(source.namespace)}/repos/${repository}/sync_repo`,
        object: `${source.namespace}/${source.repository}`,
    };
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
        ["target.region", text(row.remoteRegionId)],
        ["target.namespace", text(row.remoteNamespace)],
        ["override", row.override === true],
    ]);
    return {
        ruleId: text(row.id) ?? "",
        createdAt: isoTime(row.createdAt),
        updatedAt: isoTime(row.updatedAt),
        fields,
    };
}

function isoTime(value: unknown): string | undefined {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}

function text(value: unknown): string | undefined {
    return value === undefined || value === null || value === "" ? undefined : String(value);
}
