import { ImageSyncError } from "../../../errors";
import { isLoopback } from "../../../validation/url";

/** Where a registry's API is, and what plain http may be spoken to. */
export interface Address {
    /** As in image references. */
    readonly host: string;
    /** `hostname[:port]` of the API. */
    readonly authority: string;
    readonly hostname: string;
    /** Whether this host may be spoken to without TLS. */
    readonly mayBePlain: boolean;
}

/** Docker Hub's name in image references is a web site; its API is elsewhere. */
const hub = { names: ["docker.io", "index.docker.io"], api: "registry-1.docker.io" };

/** @throws ImageSyncError `invalid` for what is no host name with an optional port */
export function addressOf(host: string, insecure: boolean): Address {
    const authority = hub.names.includes(host) ? hub.api : host;
    const url = URL.canParse(`https://${authority}/`) ? new URL(`https://${authority}/`) : undefined;
    if (!url || url.username || url.password || url.pathname !== "/" || url.search || url.hash || /[/?#]/.test(host)) {
        throw refused(host, "", `"${host}" is no host name with an optional port`);
    }
    return { host, authority, hostname: url.hostname, mayBePlain: insecure || isLoopback(url.hostname) };
}

/** A repository's whole name: Docker Hub's own images are of `library`. */
export function fullName(address: Address, repository: string): string {
    return address.authority === hub.api && !repository.includes("/") ? `library/${repository}` : repository;
}

/**
 * The path of something in a repository: `/v2/<name>/<rest>`.
 * @throws ImageSyncError `invalid` for a name that would lead elsewhere
 */
export function pathIn(address: Address, repository: string, ...rest: readonly string[]): string {
    const parts = [...repository.split("/"), ...rest];
    if (parts.some((part) => part === "" || part === "." || part === ".." || /[\\?#\s]/.test(part))) {
        throw refused(address.host, "", `"${[repository, ...rest].join("/")}" is no repository and reference`);
    }
    return ["/v2", ...parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":"))].join("/");
}

/**
 * Where a redirect, a Location or a Link leads. A registry behind a proxy that ends TLS often names itself by http:
 * that is the same place, asked as before.
 * @throws ImageSyncError `invalid` for a place that may not be spoken to
 */
export function placeOf(location: string, base: URL, address: Address, action: string): URL {
    if (!URL.canParse(location, base.href)) {
        throw refused(address.host, action, "names a place that is no URL");
    }
    const url = new URL(location, base);
    if (url.protocol === "http:" && base.protocol === "https:" && isSameHost(url, base)) {
        return new URL(`${base.origin}${url.pathname}${url.search}`);
    }
    if (!isAllowed(url, address)) {
        throw refused(address.host, action, `sends on to ${url.protocol}//${url.host}, which is not https`);
    }
    return url;
}

/** Https always; plain http to the registry's own host where that may be plain, and between loopback addresses. */
export function isAllowed(url: URL, address: Address): boolean {
    const isOwn = url.hostname === address.hostname || (isLoopback(url.hostname) && isLoopback(address.hostname));
    return url.protocol === "https:" || (url.protocol === "http:" && address.mayBePlain && isOwn);
}

function isSameHost(url: URL, base: URL): boolean {
    return url.hostname === base.hostname && (url.port === base.port || url.port === "");
}

function refused(host: string, action: string, problem: string): ImageSyncError {
    return new ImageSyncError({
        kind: "invalid",
        cloud: host,
        action,
        problem,
        advice: "fix the name, or the registry's own address",
    });
}
