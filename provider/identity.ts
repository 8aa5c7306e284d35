/** The id of a resource: the cloud and its natural key, each part URI-encoded, joined with slashes. */
export function formatId(cloud: string, key: readonly string[]): string {
    return [cloud, ...key].map(encodeURIComponent).join("/");
}
