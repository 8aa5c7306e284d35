import { digestOf, isRecord, textOf } from "../../../calls/answers";
import { ImageSyncError } from "../../../errors";
import { allPages, countOf, pageOf } from "../../../pages";
import type { CallOptions, HeldImage, HeldImages } from "../../../registry";
import type { HuaweiClient } from "../client";
import { isRepositoryAbsent, isTagAbsent } from "../errors";
import { type RepositoryName, repositoryName, repositoryPath } from "../repositories";
import { totalOf } from "./jobs";

/** So many tags are looked up one by one; for more, all are listed. */
const mostSingles = 4;
/** The documented maximum of a page. */
const pageRows = 1000;

type Row = Readonly<Record<string, unknown>>;

/** What a repository holds under these tags, or under all. Undefined where it is not there. @throws ImageSyncError */
export async function heldImages(
    client: HuaweiClient,
    repository: RepositoryName,
    names: readonly string[] | undefined,
    options: CallOptions,
): Promise<HeldImages | undefined> {
    const wanted = names && [...new Set(names)];
    const repositoryTags = new RepositoryTags(client, repository, options);
    const singles = wanted && wanted.length <= mostSingles ? await repositoryTags.single(wanted) : undefined;
    return singles ?? repositoryTags.listed(wanted && new Set(wanted));
}

class RepositoryTags {
    constructor(
        private readonly client: HuaweiClient,
        private readonly repository: RepositoryName,
        private readonly options: CallOptions,
    ) {}

    /**
     * ShowRepoTag for each tag; the first alone, so that a refusal that holds for all is met once.
     * @returns undefined where an answer does not tell, and only the list does
     */
    async single([first, ...others]: readonly string[]): Promise<HeldImages | undefined> {
        const one = first === undefined ? [] : [await this.show(first)];
        if (one[0] === "unclear") {
            return undefined;
        }
        const shown = [...one, ...(await Promise.all(others.map((name) => this.show(name))))];
        return shown.includes("unclear") ? undefined : new Map(shown.filter(isEntry));
    }

    private async show(name: string): Promise<[string, HeldImage] | "absent" | "unclear"> {
        const operation = "ShowRepoTag";
        const path = `${repositoryPath(this.repository)}/tags/${encodeURIComponent(name)}`;
        const object = `${repositoryName(this.repository)}:${name}`;
        try {
            const body = await this.client.call({ operation, method: "GET", path, object }, this.options);
            return [name, imageOf(operation, name, isRecord(body) ? body : {})];
        } catch (error) {
            if (isTagAbsent(error)) {
                return "absent";
            }
            // SWR calls repositories "images" and tags "images" too: its list of tags leaves no doubt.
            if (ImageSyncError.is(error) && ["notFound", "invalid", "unknown"].includes(error.kind)) {
                return "unclear";
            }
            throw error;
        }
    }

    /** ListRepositoryTags, all pages. */
    async listed(wanted: ReadonlySet<string> | undefined): Promise<HeldImages | undefined> {
        const action = "ListRepositoryTags";
        let offset = 0;
        try {
            const rows = await allPages<Row>({
                ...{ cloud: "huawei", action },
                identity: nameOf,
                read: async (page) => {
                    // A server may serve fewer rows than it was asked for.
                    offset = page === 1 ? 0 : offset;
                    const answer = await this.page(action, offset);
                    offset += answer.items.length;
                    return answer;
                },
            });
            const mine = rows.filter((row) => wanted === undefined || wanted.has(nameOf(row)));
            return new Map(mine.map((row) => [nameOf(row), imageOf(action, nameOf(row), row)]));
        } catch (error) {
            if (isTagAbsent(error)) {
                return new Map();
            }
            if (isRepositoryAbsent(error)) {
                return undefined;
            }
            throw error;
        }
    }

    private async page(operation: string, offset: number) {
        const path = `${repositoryPath(this.repository)}/tags?limit=${pageRows}&offset=${offset}`;
        const object = repositoryName(this.repository);
        const { body, headers } = await this.client.answer({ operation, method: "GET", path, object }, this.options);
        return pageOf({ cloud: "huawei", action: operation }, body, totalOf(headers));
    }
}

function isEntry(shown: [string, HeldImage] | string): shown is [string, HeldImage] {
    return typeof shown !== "string";
}

/** The list alone writes `Tag`; what shows one tag writes `tag`. */
function nameOf({ Tag, tag }: Row): string {
    return textOf(Tag) ?? textOf(tag) ?? "";
}

/** @throws ImageSyncError `transient`: an answer without a digest does not mean that the tag is not there */
function imageOf(action: string, name: string, row: Row): HeldImage {
    const digest = digestOf(row.digest);
    if (digest === undefined) {
        throw new ImageSyncError({
            kind: "transient",
            cloud: "huawei",
            action,
            problem: `the answer has no digest for tag ${JSON.stringify(name)}`,
            advice: "run again; if it stays so, push the tag anew",
        });
    }
    const sizeBytes = countOf(row.size);
    return sizeBytes === undefined ? { digest } : { digest, sizeBytes };
}
