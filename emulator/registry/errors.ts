/** The error codes of the OCI distribution specification 1.1, and the HTTP status that each goes with here. */
const STATUSES = {
    BLOB_UNKNOWN: 404,
    BLOB_UPLOAD_INVALID: 400,
    BLOB_UPLOAD_UNKNOWN: 404,
    DIGEST_INVALID: 400,
    MANIFEST_BLOB_UNKNOWN: 404,
    MANIFEST_INVALID: 400,
    MANIFEST_UNKNOWN: 404,
    NAME_INVALID: 400,
    NAME_UNKNOWN: 404,
    SIZE_INVALID: 400,
    UNAUTHORIZED: 401,
    DENIED: 403,
    UNSUPPORTED: 405,
    TOOMANYREQUESTS: 429,
} as const;

export type RegistryErrorCode = keyof typeof STATUSES;

/** A refusal by the registry, answered in the specification's JSON. */
export class RegistryError extends Error {
    readonly status: number;

    /** @param options - `status` where it differs from the code's own; `headers` of the answer. */
    constructor(
        readonly code: RegistryErrorCode,
        message: string,
        readonly options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
    ) {
        super(message);
        this.status = options.status ?? STATUSES[code];
    }
}
