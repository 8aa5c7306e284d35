/** Docker Hub's registry; people and tools call it by the other names, too. */
const hub = "registry-1.docker.io";
const hubNames: ReadonlySet<string> = new Set([hub, "docker.io", "index.docker.io"]);
/** The key under which Docker keeps the login to Docker Hub. */
const hubKey = "https://index.docker.io/v1/";

/** Host of the registry's API, with its port, from the name by which people call it. */
export function apiHost(host: string): string {
    const name = host.toLowerCase();
    return hubNames.has(name) ? hub : name;
}

/** The name of a registry in the questions to a credential helper. */
export function helperKey(host: string): string {
    return apiHost(host) === hub ? hubKey : host;
}

/**
 * What a key of a configuration file is about: a host, or `host/namespace[/repository]`. Docker writes hosts and URLs,
 * whose path is that of an API; podman writes namespaces and repositories, too. Undefined for what is neither: Docker
 * Desktop keeps tokens of its own under other paths of Docker Hub's URL.
 */
export function placeOfKey(key: string): string | undefined {
    const [, scheme, name = "", rest = ""] = /^(https?:\/\/)?([^/]*)\/*(.*?)\/*$/i.exec(key) ?? [];
    const host = apiHost(name);
    if (/^(v[12])?$/.test(rest)) {
        return host;
    }
    if (scheme === undefined) {
        return `${host}/${rest}`;
    }
    return host === hub ? undefined : host;
}

/** Where a login for a repository may stand, the most exact first. */
export function placesFor(host: string, path: string): string[] {
    const parts = path.split("/").filter((part) => part !== "");
    const paths = parts.map((_, i) => parts.slice(0, parts.length - i).join("/"));
    return [...paths.map((each) => `${apiHost(host)}/${each}`), apiHost(host)];
}
