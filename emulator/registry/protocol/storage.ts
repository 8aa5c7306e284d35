import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../types";
import { blobBytes, readBlob } from "../content/blob";
import type { ContentStore } from "../content/store";
import type { RegistryAnswer } from "./exchange";

/** How long a signed URL is good for. */
const URL_MILLIS = 20 * 60_000;

/** A request to the storage. */
export interface StorageRequest {
    readonly url: URL;
    readonly range: string | undefined;
    readonly hasAuthorization: boolean;
}

/** The object storage behind the registries: it gives blobs to whoever has a signed URL, and to nobody else. */
export class Storage {
    private readonly secret = randomBytes(32);

    /** @param address - `127.0.0.1:<port>` of the storage. */
    constructor(
        private readonly content: ContentStore,
        private readonly clock: Clock,
        private readonly address: () => string,
    ) {}

    /** A URL for a blob that a repository holds; `<cloud>/<registry>` and the repository are in it to be seen. */
    urlOf(site: string, path: string, digest: string): string {
        const pathname = `/${site}/${path}/blobs/${digest}`;
        const expires = String(this.clock.now() + URL_MILLIS);
        const query = new URLSearchParams({ Expires: expires, Signature: this.signature(pathname, expires) });
        return `http://${this.address()}${pathname}?${query.toString()}`;
    }

    read({ url, range, hasAuthorization }: StorageRequest): RegistryAnswer {
        if (hasAuthorization) {
            return refused(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        if (!this.isSigned(url)) {
            return refused(403, "AccessDenied", "The signature is wrong, or has expired.");
        }
        const digest = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
        const blob = this.content.blob(digest);
        if (blob === undefined) {
            return refused(404, "NoSuchKey", "The specified key does not exist.");
        }
        const total = blobBytes(blob);
        const part = partOf(range, total);
        if (part === undefined) {
            return { ...refused(416, "InvalidRange", "The range cannot be satisfied"), headers: rangeOf("*", total) };
        }
        const { start, end, isPart } = part;
        return {
            status: isPart ? 206 : 200,
            headers: {
                "content-type": "application/octet-stream",
                "accept-ranges": "bytes",
                ...(isPart && rangeOf(`${start}-${end - 1}`, total)),
            },
            body: { pieces: readBlob(blob, start, end), sizeBytes: end - start },
        };
    }

    private isSigned(url: URL): boolean {
        const expires = url.searchParams.get("Expires") ?? "";
        const given = Buffer.from(url.searchParams.get("Signature") ?? "");
        const expected = Buffer.from(this.signature(url.pathname, expires));
        const isRight = given.length === expected.length && timingSafeEqual(given, expected);
        return isRight && Number(expires) > this.clock.now();
    }

    private signature(pathname: string, expires: string): string {
        return createHmac("sha256", this.secret).update(`${pathname} ${expires}`).digest("hex");
    }
}

interface Part {
    readonly start: number;
    /** One after the last byte. */
    readonly end: number;
    readonly isPart: boolean;
}

/**
 * The bytes that a Range header asks for; all where there is none, or one of a kind that is not known. Undefined where
 * it asks for none that are there.
 */
function partOf(range: string | undefined, total: number): Part | undefined {
    const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
    const [, from = "", to = ""] = match ?? [];
    if (match === null || (from === "" && to === "")) {
        return { start: 0, end: total, isPart: false };
    }
    const start = from === "" ? Math.max(0, total - Number(to)) : Number(from);
    const end = from === "" || to === "" ? total : Math.min(total, Number(to) + 1);
    return start < end ? { start, end, isPart: true } : undefined;
}

function rangeOf(part: string, total: number): Record<string, string> {
    return { "content-range": `bytes ${part}/${total}` };
}

/** Object storages answer in XML. */
function refused(status: number, code: string, message: string): RegistryAnswer {
    return {
        status,
        headers: { "content-type": "application/xml" },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    };
}
