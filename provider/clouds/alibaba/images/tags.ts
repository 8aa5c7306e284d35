import { digestOf, textOf } from "../../../calls/answers";
import type { Clients } from "../../../calls/clients";
import { ImageSyncError, isKind } from "../../../errors";
import { allPages, countOf, pageOf } from "../../../pages";
import type { CallOptions, HeldImage, HeldImages } from "../../../registry";
import type { AlibabaClient } from "../client";
import { namesOf, type Repositories, type Repository } from "./repositories";

/** The largest page CR EE serves. */
const pageSize = 100;
/** One look at a repository makes so many requests at most, GetRepository included, and one for each further page. */
const mostRequests = 4;

type Row = Readonly<Record<string, unknown>>;

/** Tags of repositories: GetRepoTag for a few, ListRepoTag for many. */
export class Tags {
    constructor(
        private readonly clients: Clients<AlibabaClient>,
        private readonly repositories: Repositories,
    ) {}

    /** What a repository holds under these tags, or under all; undefined where it is not there. */
    held(
        repository: Repository,
        names: readonly string[] | undefined,
        options: CallOptions,
    ): Promise<HeldImages | undefined> {
        const few = mostRequests - (this.repositories.knows(repository) ? 0 : 1);
        return this.repositories.with(repository, options, async (repoId) => {
            if (names !== undefined && names.length <= few) {
                const found = await this.few(repository, repoId, names, options);
                if (found) {
                    return found;
                }
            }
            const all = await this.all(repository, repoId, options);
            const rows = names === undefined ? all : all.filter((row) => names.includes(String(row.Tag)));
            return new Map(rows.map((row) => [String(row.Tag), heldImage("ListRepoTag", row)]));
        });
    }

    /** Undefined where one answer cannot be understood: no code for an absent tag is published. */
    private async few(
        repository: Repository,
        repoId: string,
        names: readonly string[],
        options: CallOptions,
    ): Promise<HeldImages | undefined> {
        try {
            const found = await Promise.all(names.map((name) => this.one(repository, repoId, name, options)));
            return new Map(names.flatMap((name, at) => (found[at] ? [[name, found[at]] as const] : [])));
        } catch (error) {
            if (isKind(error, "invalid", "unknown")) {
                return undefined;
            }
            throw error;
        }
    }

    private async one(
        repository: Repository,
        repoId: string,
        tag: string,
        options: CallOptions,
    ): Promise<HeldImage | undefined> {
        const parameters = { InstanceId: repository.instanceId, RepoId: repoId, Tag: tag };
        try {
            const about = { ...options, about: namesOf(repository) };
            return heldImage("GetRepoTag", await this.clients.at(repository).read("GetRepoTag", parameters, about));
        } catch (error) {
            const elsewhere = ["INSTANCE_NOT_EXIST", "NAMESPACE_NOT_EXIST", "REPO_NOT_EXIST"];
            if (isKind(error, "notFound") && !elsewhere.includes(error.code ?? "")) {
                return undefined;
            }
            throw error;
        }
    }

    private all(repository: Repository, repoId: string, options: CallOptions): Promise<readonly Row[]> {
        const list = { cloud: "alibaba", action: "ListRepoTag" } as const;
        return allPages<Row>({
            ...list,
            identity: (row) => String(row.Tag),
            read: async (page) => {
                const parameters = {
                    InstanceId: repository.instanceId,
                    RepoId: repoId,
                    PageNo: page,
                    PageSize: pageSize,
                };
                const about = { ...options, about: namesOf(repository) };
                const body = await this.clients.at(repository).read(list.action, parameters, about);
                return pageOf(list, body.Images, body.TotalCount);
            },
        });
    }
}

/** @throws ImageSyncError `transient` for a row without a digest: the tag is there, but nobody knows what it is. */
function heldImage(action: string, row: Row): HeldImage {
    const digest = digestOf(row.Digest);
    if (digest === undefined) {
        throw new ImageSyncError({
            kind: "transient",
            cloud: "alibaba",
            action,
            problem: `the answer holds no digest of tag ${JSON.stringify(textOf(row.Tag) ?? "")}`,
            advice: "see in the console whether the tag is well, and run again",
        });
    }
    const sizeBytes = countOf(row.ImageSize);
    return { digest, ...(sizeBytes !== undefined && { sizeBytes }) };
}
