import { createHash, type Hash } from "node:crypto";

/** The algorithms that the OCI image specification registers, with the length of their digests in hex. */
const hexLengths: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/** Whether a text is a digest that can be verified here: `sha256:…` or `sha512:…`, lower case, whole. */
export function isDigest(text: string): boolean {
    const { algorithm, hex } = partsOf(text);
    return hex.length === hexLengths[algorithm] && /^[0-9a-f]+$/.test(hex);
}

/** `<algorithm>:<hex>` in its parts, unchecked. */
export function partsOf(digest: string): { readonly algorithm: string; readonly hex: string } {
    const colon = digest.indexOf(":");
    return { algorithm: digest.slice(0, Math.max(0, colon)), hex: digest.slice(colon + 1) };
}

/**
 * The tag of the list of referrers in a registry without their API: `<algorithm>-<hex>`, at most 32 and 64 characters of
 * each (OCI distribution specification 1.1, referrers tag schema).
 */
export function referrersTag(digest: string): string {
    const { algorithm, hex } = partsOf(digest);
    return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

/** The digest of some bytes, by the algorithm of `like` where that is a digest, else by sha256. */
export function digestOf(bytes: Buffer, like?: string): string {
    const algorithm = like !== undefined && isDigest(like) ? partsOf(like).algorithm : "sha256";
    const hash: Hash = createHash(algorithm);
    return `${algorithm}:${hash.update(bytes).digest("hex")}`;
}

/** Whether two digests say different things about the same content; those of two algorithms cannot. */
export function contradicts(one: string, other: string): boolean {
    return partsOf(one).algorithm === partsOf(other).algorithm && one !== other;
}
