import { blobBytes, type BlobSource } from "../content/blob";
import { RegistryError } from "../errors";
import { checkedDigest, type RegistryAnswer, type RegistryExchange, repositoryOf } from "./exchange";
import type { Storage } from "./storage";

/** HEAD of a blob: answered by the registry itself. */
export function headBlob(exchange: RegistryExchange): RegistryAnswer {
    const { digest, blob } = found(exchange);
    return {
        status: 200,
        headers: {
            "content-type": "application/octet-stream",
            "content-length": String(blobBytes(blob)),
            "docker-content-digest": digest,
            "accept-ranges": "bytes",
        },
    };
}

/** GET of a blob: the storage has it. */
export function getBlob(exchange: RegistryExchange, storage: Storage): RegistryAnswer {
    const { digest } = found(exchange);
    const location = storage.urlOf(exchange.site, exchange.call.path, digest);
    return { status: 307, headers: { location, "docker-content-digest": digest } };
}

/** @throws RegistryError BLOB_UNKNOWN for a blob that this very repository does not hold. */
function found(exchange: RegistryExchange): { digest: string; blob: BlobSource } {
    const digest = checkedDigest(exchange.call.reference);
    const blob = exchange.content.heldBlob(repositoryOf(exchange).id, digest);
    if (blob === undefined) {
        throw new RegistryError("BLOB_UNKNOWN", `${exchange.call.path} does not hold ${digest}`);
    }
    return { digest, blob };
}
