import type { ImageEnd } from "../../provider/model";
import { UsageError } from "./options";

/** One end of a copy, as it is written on the command line. */
export interface Reference {
    readonly end: ImageEnd;
    /** `namespace/repository`, as in the registry. */
    readonly path: string;
    /** A tag; absent: all. */
    readonly tag?: string;
    /** `sha256:…` or `sha512:…`; what the tag beside it says does not count then. */
    readonly digest?: string;
}

/** How many parts stand before the repository, by scheme: the region, and the instance where a cloud has several. */
const schemes = {
    alibaba: { before: ["region", "instanceId"], form: "alibaba://region/instance/namespace/repository" },
    tencent: { before: ["region", "instanceId"], form: "tencent://region/instance/namespace/repository" },
    huawei: { before: ["region"], form: "huawei://region/namespace/repository" },
} as const;

const genericForm = "host/namespace/repository";
// The grammar of the OCI distribution specification.
const part = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const digestForm = /^(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/**
 * Reads `host/namespace/repository[:tag][@digest]`, with `docker://` before it where wanted, or one of the clouds'
 * forms. @throws UsageError that shows the form
 */
export function parseReference(text: string, account?: string): Reference {
    const [, scheme, rest = ""] = /^(?:([A-Za-z][\w+.-]*):\/\/)?(.*)$/s.exec(text) ?? [];
    if (scheme === undefined || scheme === "docker") {
        return parseGeneric(text, rest, account);
    }
    if (!Object.hasOwn(schemes, scheme)) {
        throw refused(text, `${scheme}:// is no registry`, `${Object.keys(schemes).join("://, ")}:// or docker://`);
    }
    return parseCloud(text, scheme as keyof typeof schemes, rest, account);
}

function parseGeneric(text: string, rest: string, account: string | undefined): Reference {
    const { parts, ...named } = split(text, rest, genericForm);
    const [host = "", ...path] = parts;
    if (!/[.:]/.test(host) && host !== "localhost") {
        const hub = "for Docker Hub write docker.io/library/nginx";
        throw refused(text, `${JSON.stringify(host)} is not a host name`, `${genericForm}[:tag|@digest]; ${hub}`);
    }
    checkPath(text, path, 1, genericForm);
    const end: ImageEnd = { cloud: "generic", host, repository: path.join("/"), account };
    return { end, path: path.join("/"), ...named };
}

function parseCloud(text: string, cloud: keyof typeof schemes, rest: string, account: string | undefined): Reference {
    const { before, form } = schemes[cloud];
    const { parts, ...named } = split(text, rest, form);
    const place = Object.fromEntries(before.map((name, i) => [name, parts[i] ?? ""]));
    const path = parts.slice(before.length);
    if (Object.values(place).includes("")) {
        throw refused(text, "a part is missing", `${form}[:tag|@digest]`);
    }
    checkPath(text, path, 2, form);
    const [namespace = "", ...repository] = path;
    return {
        end: { cloud, ...place, namespace, repository: repository.join("/"), account },
        path: path.join("/"),
        ...named,
    };
}

/** Parts of the path, and what stands behind it. A colon before the last slash is a port's. */
function split(text: string, rest: string, form: string): { parts: string[]; tag?: string; digest?: string } {
    const [named = "", digest, ...more] = rest.split("@");
    if (more.length > 0 || (digest !== undefined && !digestForm.test(digest))) {
        throw refused(text, "what follows @ is not a digest", `${form}@sha256:<64 hexadecimal digits, lower case>`);
    }
    const slash = named.lastIndexOf("/");
    const colon = named.indexOf(":", slash + 1);
    const tag = slash < 0 || colon < 0 ? undefined : named.slice(colon + 1);
    if (tag !== undefined && !tagForm.test(tag)) {
        throw refused(text, `${JSON.stringify(tag)} is not a tag`, "letters, digits, . _ -, 128 at most");
    }
    return { parts: (tag === undefined ? named : named.slice(0, colon)).split("/"), tag, digest };
}

function checkPath(text: string, path: readonly string[], least: number, form: string): void {
    if (path.length < least) {
        throw refused(text, "the repository is missing", `${form}[:tag|@digest]`);
    }
    const wrong = path.find((one) => !part.test(one));
    if (wrong !== undefined) {
        const grammar = "lower-case letters and digits, with . _ - between them";
        throw refused(text, `${JSON.stringify(wrong)} is not a part of a repository's name`, grammar);
    }
}

function refused(text: string, problem: string, allowed: string): UsageError {
    return new UsageError(`${JSON.stringify(text)}: ${problem}; allowed: ${allowed}`);
}

/** A reference for people, with the tag. */
export function shownReference({ end, path }: Reference, tag?: string): string {
    const place = end.cloud === "generic" ? [end.host] : [`${end.cloud}:/`, end.region, end.instanceId];
    const name = [...place, path].filter((one) => one !== undefined).join("/");
    return tag === undefined ? name : `${name}${tag.includes(":") ? "@" : ":"}${tag}`;
}
