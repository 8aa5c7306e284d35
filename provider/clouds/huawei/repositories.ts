/** A repository in one region. */
export interface RepositoryName {
    /** SWR calls it organization. */
    readonly namespace: string;
    readonly repository: string;
}

/** The path of a repository's operations. A slash in its name is sent as `$`. */
export function repositoryPath({ namespace, repository }: RepositoryName): string {
    const name = repository.split("/").map(encodeURIComponent).join("$");
    return `/v2/manage/namespaces/${encodeURIComponent(namespace)}/repos/${name}`;
}

/** The repository in the words of an error. */
export function repositoryName({ namespace, repository }: RepositoryName): string {
    return `${namespace}/${repository}`;
}
