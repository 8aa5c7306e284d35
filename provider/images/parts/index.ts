import type { Messages } from "../../engine";
import { ImageSyncError } from "../../errors";
import type { ImageSyncSpec, RuleEnd, SyncedImages } from "../../model";
import { type CallOptions, type ImageCapabilities, pathOf } from "../../registry";
import { isWholeRule } from "../declared/tags";
import { type Part, partOf } from "./part";

export { imagesOf, named, type Part } from "./part";

/** Lists the repositories of the source's namespace; absent where every rule of the cloud takes one repository. */
export type ListRepositories = (source: RuleEnd, options: CallOptions) => Promise<readonly string[] | undefined>;

/** The repositories that a sync is about. */
export class Parts {
    constructor(
        private readonly cloud: Pick<ImageCapabilities, "matcher">,
        private readonly repositories: ListRepositories | undefined,
        private readonly messages: Messages,
    ) {}

    /**
     * The parts as they are now. @throws ImageSyncError `notFound` where the rule's namespace is not there, and what
     * the list throws
     */
    async now(spec: ImageSyncSpec, options: CallOptions): Promise<readonly Part[]> {
        if (!isWholeRule(spec)) {
            return [{ spec, prefix: "", listed: false }];
        }
        if (spec.source.repository !== undefined) {
            return [partOf(spec, spec.source.repository)];
        }
        const source = spec.rule && { ...spec.rule.source, account: spec.source.account };
        const all = source && (await this.repositories?.(source, options));
        if (!all) {
            throw noNamespace(spec);
        }
        const filter = spec.rule?.repositoryFilter;
        const taken = filter === undefined ? [...all] : all.filter(this.cloud.matcher(filter));
        if (taken.length === 0) {
            const text = `the rule takes none of the ${all.length} repositories of ${pathOf(spec.source)}`;
            this.messages.warn(text, spec.__urn);
        }
        return taken.sort().map((repository) => partOf(spec, repository));
    }

    /** Says so where none of several repositories holds a tag that the rule takes; of one its own look says it. */
    warnOfNothing(parts: readonly Part[], tags: readonly string[]): void {
        const [first] = parts;
        if (first?.listed && tags.length === 0) {
            const { rule, source, __urn } = first.spec;
            const filter = rule?.tagFilter === undefined ? "" : `, tagFilter ${JSON.stringify(rule.tagFilter)},`;
            const place = pathOf({ ...source, repository: undefined });
            const number = parts.length === 1 ? "the one repository" : `the ${parts.length} repositories`;
            this.messages.warn(`the rule${filter} takes no tag of ${number} it takes of ${place}`, __urn);
        }
    }

    /** The parts that are recorded. */
    recorded(spec: ImageSyncSpec, images: SyncedImages): readonly Part[] {
        if (!isWholeRule(spec)) {
            return [{ spec, prefix: "", listed: false }];
        }
        if (spec.source.repository !== undefined) {
            return [partOf(spec, spec.source.repository)];
        }
        // Neither a repository nor a tag holds a colon.
        const repositories = new Set(Object.keys(images).map((name) => name.slice(0, name.lastIndexOf(":"))));
        return [...repositories].map((repository) => partOf(spec, repository));
    }
}

function noNamespace({ source }: ImageSyncSpec): ImageSyncError {
    return new ImageSyncError({
        kind: "notFound",
        cloud: source.cloud,
        action: "sync",
        problem: `namespace ${pathOf(source)} not found`,
        advice: "create it, or fix the rule's source",
    });
}
