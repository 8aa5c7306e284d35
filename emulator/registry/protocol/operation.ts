/** What a request to a registry's host or to the storage asks for. */
export type RegistryOperation =
    | "ping"
    | "token"
    | "getManifest"
    | "putManifest"
    | "deleteManifest"
    | "listTags"
    | "listReferrers"
    | "headBlob"
    | "getBlob"
    | "startUpload"
    | "mountBlob"
    | "getUpload"
    | "patchUpload"
    | "putUpload"
    | "deleteUpload"
    /** The bytes of a blob, from the storage's host. */
    | "readStorage"
    | "unknown";

/** A request, taken apart. HEAD of a manifest is `getManifest` too. */
export interface RegistryCall {
    readonly operation: RegistryOperation;
    /** `<namespace>/<repository>`; "" where the request is about none. */
    readonly path: string;
    /** Tag, digest or id of an upload; "" where there is none. */
    readonly reference: string;
    readonly query: URLSearchParams;
}

/** The specification's form of repository names. */
const NAME = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*";
const ROUTES: readonly { pattern: RegExp; methods: Readonly<Record<string, RegistryOperation>> }[] = [
    { pattern: /^\/v2\/?$/, methods: { GET: "ping", HEAD: "ping" } },
    route("manifests/([^/]+)", {
        GET: "getManifest",
        HEAD: "getManifest",
        PUT: "putManifest",
        DELETE: "deleteManifest",
    }),
    route("tags/list", { GET: "listTags" }),
    route("referrers/([^/]+)", { GET: "listReferrers" }),
    route("blobs/uploads/?", { POST: "startUpload" }),
    route("blobs/uploads/([^/]+)", {
        GET: "getUpload",
        PATCH: "patchUpload",
        PUT: "putUpload",
        DELETE: "deleteUpload",
    }),
    route("blobs/([^/]+)", { GET: "getBlob", HEAD: "headBlob" }),
];

/** Reads a request to a registry's host. */
export function callOf(method: string, url: URL, tokenPath: string): RegistryCall {
    const query = url.searchParams;
    const nothing = { path: "", reference: "", query };
    if (url.pathname === tokenPath) {
        return { ...nothing, operation: method === "GET" ? "token" : "unknown" };
    }
    for (const { pattern, methods } of ROUTES) {
        const match = pattern.exec(url.pathname);
        const operation = methods[method];
        if (match !== null && operation !== undefined) {
            const [, path = "", reference = ""] = match;
            const isMount = operation === "startUpload" && query.has("mount");
            return { operation: isMount ? "mountBlob" : operation, path, reference, query };
        }
    }
    return { ...nothing, operation: "unknown" };
}

function route(rest: string, methods: Readonly<Record<string, RegistryOperation>>): (typeof ROUTES)[number] {
    return { pattern: new RegExp(`^/v2/(${NAME})/${rest}$`), methods };
}
