import { createHmac, timingSafeEqual } from "node:crypto";
import type { Identity } from "../credentials";

/** A temporary login command is valid for 6 hours (SWR's questions and answers, 2026-01). */
const temporaryMillis = 6 * 3600 * 1000;

/** Hexadecimal digits of a temporary password that say when it ends. */
const expiryDigits = 12;
const passwordDigits = 64;

/** What `docker login` is told. */
export interface HuaweiLogin {
    /** `<project>@<access key>` */
    readonly username: string;
    readonly password: string;
}

function hmac(secret: string, text: string): string {
    return createHmac("sha256", secret).update(text).digest("hex");
}

function temporaryPassword({ key }: Identity, project: string, expiresAt: number): string {
    const expiry = expiresAt.toString(16).padStart(expiryDigits, "0");
    const proof = hmac(key.secretKey, `${project}@${key.accessKey} until ${expiry}`);
    return expiry + proof.slice(0, passwordDigits - expiryDigits);
}

/** The password that is valid for good, which a client makes of its own key (SWR's user guide, long-term login). */
function permanentPassword({ key }: Identity): string {
    return hmac(key.secretKey, key.accessKey);
}

/** What CreateSecret gives: the password ends with its six hours, and nothing has to be remembered of it. */
export function issueLogin(identity: Identity, project: string, now: number): HuaweiLogin {
    return {
        username: `${project}@${identity.key.accessKey}`,
        password: temporaryPassword(identity, project, now + temporaryMillis),
    };
}

function equal(one: string, other: string): boolean {
    return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/**
 * Who logs in to the registry of a region, or undefined where user name and password are not of one key, are for
 * another project, or have ended.
 */
export function identityOf(
    { username, password }: HuaweiLogin,
    region: string,
    identities: readonly Identity[],
    now: number,
): Identity | undefined {
    const identity = identities.find(({ key }) => username === `${region}@${key.accessKey}`);
    if (identity === undefined || !/^[0-9a-f]{64}$/.test(password)) {
        return undefined;
    }
    const expiresAt = parseInt(password.slice(0, expiryDigits), 16);
    const temporary = now < expiresAt && equal(password, temporaryPassword(identity, region, expiresAt));
    return temporary || equal(password, permanentPassword(identity)) ? identity : undefined;
}
