import { digestOf, textOf } from "../../../calls/answers";
import { ImageSyncError, isKind } from "../../../errors";
import { allPages, countOf, keepRows, pageOf, type Rows } from "../../../pages";
import type { CallOptions, HeldImage, HeldImages } from "../../../registry";
import type { TencentClient } from "../client";
import { registries } from "./registries";
import { listRepositories } from "./repositories";

/** The largest page that TCR's documents allow. */
const pageSize = 100;
/** So many tags are asked for one by one; more are taken out of the whole list, which has 100 to a page. */
const mostLookUps = 4;

/** One repository, by the names that its lists take. */
export interface Repository {
    readonly instanceId: string;
    readonly namespace: string;
    readonly repository: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Tags of one repository: DescribeImages. */
export class Tags {
    constructor(
        private readonly client: TencentClient,
        private readonly place: Repository,
        private readonly options: CallOptions,
    ) {}

    /** The images under these names, or under every tag; undefined where the repository is not there. */
    async held(names: readonly string[] | undefined): Promise<HeldImages | undefined> {
        const wanted = names && new Set(names);
        if (wanted !== undefined && wanted.size <= mostLookUps) {
            return this.lookUp([...wanted]);
        }
        const rows = await this.rows();
        if (rows === undefined || wanted === undefined) {
            return rows && imagesOf(rows);
        }
        const images = imagesOf(rows.filter((row) => wanted.has(String(row.ImageVersion))));
        // A list that counts more than it shows may lack what is there.
        const doubtful = rows.short ? [...wanted].filter((name) => !images.has(name)) : [];
        return new Map([...images, ...((await this.lookUp(doubtful)) ?? [])]);
    }

    /** The first goes alone: where the repository is not there, it is not asked about again. */
    private async lookUp([first, ...others]: readonly string[]): Promise<HeldImages | undefined> {
        if (first === undefined) {
            return new Map();
        }
        const found = await this.one(first);
        if (found === undefined) {
            return undefined;
        }
        const all = await Promise.all(others.map((name) => this.one(name)));
        return imagesOf([found, ...all].flatMap((rows) => rows ?? []));
    }

    /** @throws ImageSyncError `transient` where the tag is not in a list that counts more than it shows. */
    private async one(name: string): Promise<Rows<Row> | undefined> {
        const rows = await this.rows(name);
        if (rows?.short && rows.length === 0) {
            throw unclear(
                `the list counts more than it shows, so whether ${JSON.stringify(name)} is there is not known`,
            );
        }
        return rows;
    }

    /**
     * The rows of one tag, or of all. Undefined where the repository is not there: its absence, its namespace's and
     * its registry's all have the same code.
     */
    private async rows(name?: string): Promise<Rows<Row> | undefined> {
        try {
            return await this.list(name);
        } catch (error) {
            if (!isKind(error, "notFound")) {
                throw error;
            }
            return (await this.isThere(error)) ? [] : undefined;
        }
    }

    /** ExactMatch is a recent parameter: where it is not heeded, the rows hold every tag that has the name within. */
    private async list(name: string | undefined): Promise<Rows<Row>> {
        const list = { cloud: "tencent", action: "DescribeImages" } as const;
        const one = name === undefined ? {} : { ImageVersion: name, ExactMatch: true };
        const rows = await allPages<Row>({
            ...list,
            identity: (row) => String(row.ImageVersion),
            read: async (page) => {
                const body = { ...this.names(), ...one, Limit: pageSize, Offset: page };
                const answer = await this.client.read(list.action, body, this.options);
                return pageOf(list, answer.ImageInfoList, answer.TotalCount);
            },
        });
        return name === undefined ? rows : keepRows(rows, (row) => row.ImageVersion === name);
    }

    /** @throws ImageSyncError `notFound` where the registry is not there, as `missing` said it. */
    private async isThere(missing: ImageSyncError): Promise<boolean> {
        const { instanceId, namespace, repository } = this.place;
        try {
            const rows = await listRepositories(this.client, this.names(), this.options);
            return rows.some((row) => row.Name === `${namespace}/${repository}`);
        } catch (error) {
            if (!isKind(error, "notFound")) {
                throw error;
            }
        }
        const found = await registries(this.client, instanceId, this.options);
        if (found.length === 0) {
            const problem = `registry ${JSON.stringify(instanceId)} not found in ${this.client.region}`;
            throw missing.with({ problem });
        }
        return false;
    }

    private names() {
        const { instanceId, namespace, repository } = this.place;
        return { RegistryId: instanceId, NamespaceName: namespace, RepositoryName: repository };
    }
}

function imagesOf(rows: readonly Row[]): Map<string, HeldImage> {
    return new Map(rows.map((row) => [String(row.ImageVersion), imageOf(row)]));
}

/** @throws ImageSyncError `transient` for a tag without a digest: it is there, and what it is cannot be told. */
function imageOf(row: Row): HeldImage {
    const digest = digestOf(row.Digest);
    if (digest === undefined) {
        throw unclear(`tag ${JSON.stringify(textOf(row.ImageVersion) ?? "")} has no digest`);
    }
    const sizeBytes = countOf(row.Size);
    return sizeBytes === undefined ? { digest } : { digest, sizeBytes };
}

function unclear(problem: string): ImageSyncError {
    const advice = "run again; if it stays so, look at the repository in the console";
    return new ImageSyncError({ kind: "transient", cloud: "tencent", action: "DescribeImages", problem, advice });
}
