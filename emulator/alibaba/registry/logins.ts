import { createHmac, timingSafeEqual } from "node:crypto";
import { type AlibabaCredential, credentialOf } from "../accounts";

/** The user name of every temporary login. */
export const TEMPORARY_USER = "cr_temp_user";

/** A login to the registry of one instance. */
export interface AlibabaLogin {
    readonly instanceId: string;
    readonly credential: AlibabaCredential;
    /** Milliseconds since the epoch. */
    readonly expiresAt: number;
}

/** The password of a login: what it says, and a proof. Nothing has to be kept of it. */
export function passwordOf({ instanceId, credential, expiresAt }: AlibabaLogin): string {
    const said = Buffer.from(JSON.stringify([instanceId, credential.accessKey, expiresAt])).toString("base64url");
    return `${said}.${proofOf(said, credential)}`;
}

/** The login that a password stands for, expired or not; undefined for one that was never given out. */
export function loginOf(password: string): AlibabaLogin | undefined {
    const [said = "", proof = ""] = password.split(".");
    const parts = partsOf(said);
    const credential = credentialOf(parts?.accessKey ?? "");
    if (parts === undefined || credential === undefined) {
        return undefined;
    }
    const [given, expected] = [Buffer.from(proof), Buffer.from(proofOf(said, credential))];
    const isRight = given.length === expected.length && timingSafeEqual(given, expected);
    return isRight ? { instanceId: parts.instanceId, credential, expiresAt: parts.expiresAt } : undefined;
}

function partsOf(said: string): { instanceId: string; accessKey: string; expiresAt: number } | undefined {
    let parts: unknown;
    try {
        parts = JSON.parse(Buffer.from(said, "base64url").toString());
    } catch {
        return undefined;
    }
    const [instanceId, accessKey, expiresAt] = Array.isArray(parts) ? (parts as unknown[]) : [];
    return typeof instanceId === "string" && typeof accessKey === "string" && typeof expiresAt === "number"
        ? { instanceId, accessKey, expiresAt }
        : undefined;
}

function proofOf(said: string, { secretKey }: AlibabaCredential): string {
    return createHmac("sha256", secretKey).update(said).digest("hex");
}
