import { textOf } from "../../../calls/answers";
import type { Clients } from "../../../calls/clients";
import { ImageSyncError } from "../../../errors";
import type { CallOptions } from "../../../registry";
import type { AlibabaClient } from "../client";
import type { Parameters } from "../wire";
import { type InstancePlace, placeKey } from "./place";

/** A repository by its names. */
export interface Repository extends InstancePlace {
    readonly namespace: string;
    readonly name: string;
}

/** The names of a repository, for errors of calls that carry its id alone. */
export function namesOf({ namespace, name }: Repository): Parameters {
    return { RepoNamespaceName: namespace, RepoName: name };
}

const absences = ["REPO_NOT_EXIST", "NAMESPACE_NOT_EXIST"];

/** RepoIds, by which CR EE wants repositories named; each is asked for once, until the cloud does not know it any more. */
export class Repositories {
    private readonly ids = new Map<string, Promise<string | undefined>>();

    constructor(private readonly clients: Clients<AlibabaClient>) {}

    /** The RepoId; undefined where the repository or its namespace is not there. */
    id(repository: Repository, options: CallOptions): Promise<string | undefined> {
        const key = placeKey(repository, repository.namespace, repository.name);
        let id = this.ids.get(key);
        if (id === undefined) {
            id = this.ask(repository, options);
            this.ids.set(key, id);
            const forget = () => this.forget(key, id);
            // Neither a failure nor an absence is worth keeping.
            id.then((known) => known ?? forget(), forget);
        }
        return id;
    }

    /** Whether the id is known without a request. */
    knows(repository: Repository): boolean {
        return this.ids.has(placeKey(repository, repository.namespace, repository.name));
    }

    /**
     * Acts on the repository's id; undefined where the repository is not there. A repository that was made anew has
     * another id: `act` is then called once more. @throws what `act` throws.
     */
    async with<T>(
        repository: Repository,
        options: CallOptions,
        act: (repoId: string) => Promise<T>,
    ): Promise<T | undefined> {
        const key = placeKey(repository, repository.namespace, repository.name);
        const asked = this.id(repository, options);
        const id = await asked;
        try {
            return id === undefined ? undefined : await act(id);
        } catch (error) {
            if (!ImageSyncError.is(error) || error.code !== "REPO_NOT_EXIST") {
                throw error;
            }
            this.forget(key, asked);
            const now = await this.id(repository, options);
            if (now === id) {
                throw error;
            }
            return now === undefined ? undefined : act(now);
        }
    }

    private forget(key: string, id: Promise<string | undefined> | undefined): void {
        if (this.ids.get(key) === id) {
            this.ids.delete(key);
        }
    }

    private async ask(repository: Repository, options: CallOptions): Promise<string | undefined> {
        const parameters = { InstanceId: repository.instanceId, ...namesOf(repository) };
        try {
            const answer = await this.clients.at(repository).read("GetRepository", parameters, options);
            const id = textOf(answer.RepoId);
            if (id === undefined) {
                throw noId(repository);
            }
            return id;
        } catch (error) {
            if (ImageSyncError.is(error) && absences.includes(error.code ?? "")) {
                return undefined;
            }
            throw error;
        }
    }
}

function noId({ name }: Repository): ImageSyncError {
    return new ImageSyncError({
        kind: "transient",
        cloud: "alibaba",
        action: "GetRepository",
        problem: `the answer for ${JSON.stringify(name)} holds no RepoId`,
        advice: "run again; if it stays so, check imagesync:endpoints",
    });
}
