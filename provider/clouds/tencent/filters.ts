import type { TencentRuleSpec } from "../../model";

/** Everything, as TCR writes it: an empty value; for names, every repository of the namespace. */
const everyRepository = "**";
const everyTag = new Set(["", "*", "**"]);

export interface Filter {
    readonly Type: string;
    readonly Value: string;
}

/** What the filters of a rule say, in the words of the args. */
export interface Taken {
    readonly namespace?: string;
    readonly repository?: string;
    readonly repositoryFilter?: string;
    readonly tagFilter?: string;
    readonly artifacts: string;
}

/** The filters of a rule on the wire: name, tag, resource. */
export function toFilters(spec: TencentRuleSpec): Filter[] {
    const { namespace, repository } = spec.source;
    return [
        { Type: "name", Value: `${namespace}/${repository ?? spec.repositoryFilter ?? everyRepository}` },
        { Type: "tag", Value: spec.tagFilter ?? "" },
        { Type: "resource", Value: spec.artifacts === "all" ? "" : spec.artifacts },
    ];
}

/** The filters in any order, absent and empty being the same. */
export function fromFilters(filters: readonly Filter[]): Taken {
    const value = (type: string) => filters.find((filter) => filter.Type === type)?.Value ?? "";
    const [namespace = "", ...rest] = value("name").split("/");
    const names = takenNames(undefined, rest.join("/"));
    return {
        namespace: namespace || undefined,
        ...names,
        tagFilter: takenTags(value("tag")),
        artifacts: value("resource") || "all",
    };
}

/** One repository named, or a glob: a glob without a wildcard is a repository's name. */
export function takenNames(repository: string | undefined, glob: string | undefined) {
    const pattern = repository ?? glob ?? everyRepository;
    if (pattern === everyRepository || pattern === "") {
        return { repository: undefined, repositoryFilter: undefined };
    }
    return /[*?[\]{}\\]/.test(pattern)
        ? { repository: undefined, repositoryFilter: pattern }
        : { repository: pattern, repositoryFilter: undefined };
}

export function takenTags(glob: string | undefined): string | undefined {
    return everyTag.has(glob ?? "") ? undefined : glob;
}
