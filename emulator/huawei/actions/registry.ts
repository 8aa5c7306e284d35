import { HuaweiError, success } from "../errors";
import type { HuaweiOrganization, HuaweiRepository, HuaweiTag } from "../world";
import { isoTime, repositoryOf, type Action, type Call } from "./action";
import { pageOf, parameter } from "./query";

const repositoryPath = "/v2/manage/namespaces/{namespace}/repos/{repository}";

/** What SWR's auth number says: 7 manage, 1 read. */
const authOf = { write: 7, read: 1 } as const;

const listNamespaces: Action = {
    operation: "ListNamespaces",
    method: "GET",
    path: "/v2/manage/namespaces",
    rights: "read",
    run({ world, caller, region, query }) {
        const name = parameter(query, "namespace") ?? "";
        const namespaces = world
            .organizations(region)
            .filter((each) => each.domainId === caller.domainId)
            .filter((each) => name === "" || each.name === name)
            .map((each) => ({
                id: each.id,
                name: each.name,
                creator_name: each.creatorName,
                auth: authOf[caller.rights],
            }));
        return success({ namespaces });
    },
};

function imagePath(organization: HuaweiOrganization, repository: HuaweiRepository): string {
    return `swr.${organization.region}.myhuaweicloud.com/${organization.name}/${repository.name}`;
}

const showRepository: Action = {
    operation: "ShowRepository",
    method: "GET",
    path: repositoryPath,
    rights: "read",
    run(call) {
        const { organization, repository } = repositoryOf(call);
        return success({
            id: repository.id,
            ns_id: organization.id,
            name: repository.name,
            category: "other",
            description: "",
            creator_id: organization.domainId,
            creator_name: organization.creatorName,
            size: repository.tags.reduce((sum, each) => sum + each.sizeBytes, 0),
            is_public: false,
            num_images: repository.tags.length,
            num_download: 0,
            url: "",
            path: imagePath(organization, repository),
            internal_path: imagePath(organization, repository),
            created: isoTime(repository.createdAt),
            updated: isoTime(repository.updatedAt),
            domain_id: organization.domainId,
            priority: 0,
        });
    },
};

function describeTag(tag: HuaweiTag, call: Call): Record<string, unknown> {
    const { organization, repository } = repositoryOf(call);
    const path = `${imagePath(organization, repository)}:${tag.name}`;
    return {
        id: tag.id,
        repo_id: repository.id,
        image_id: tag.digest.replace("sha256:", ""),
        manifest: "",
        digest: tag.digest,
        schema: 2,
        path,
        internal_path: path,
        size: tag.sizeBytes,
        is_trusted: false,
        created: isoTime(tag.createdAt),
        updated: isoTime(tag.updatedAt),
        domain_id: organization.domainId,
        tag_type: 0,
    };
}

/** Newest first, unless `order_type` is asc. */
function ordered(tags: readonly HuaweiTag[], query: URLSearchParams): HuaweiTag[] {
    const newest = tags.toReversed().sort((a, b) => b.updatedAt - a.updatedAt);
    return parameter(query, "order_type") === "asc" ? newest.reverse() : newest;
}

const listRepositoryTags: Action = {
    operation: "ListRepositoryTags",
    method: "GET",
    path: `${repositoryPath}/tags`,
    rights: "read",
    run(call) {
        const wanted = parameter(call.query, "tag");
        const found = repositoryOf(call).repository.tags.filter((each) => wanted === undefined || each.name === wanted);
        const { items, range } = pageOf(ordered(found, call.query), call.query);
        // This operation alone writes Tag with a capital.
        const body = items.map((each) => ({
            Tag: each.name,
            deleted: "",
            scanned: false,
            ...describeTag(each, call),
        }));
        return success(body, { "content-range": range });
    },
};

const showRepoTag: Action = {
    operation: "ShowRepoTag",
    method: "GET",
    path: `${repositoryPath}/tags/{tag}`,
    rights: "read",
    run(call) {
        const name = call.path["tag"] ?? "";
        const tag = repositoryOf(call).repository.tags.find((each) => each.name === name);
        if (tag === undefined) {
            throw HuaweiError.swr(404, "4040048", `The image tag ${name} does not exist`);
        }
        return success({ tag: tag.name, ...describeTag(tag, call) });
    },
};

export const registryActions: readonly Action[] = [listNamespaces, showRepository, listRepositoryTags, showRepoTag];
