import type { ImageSyncError } from "../../../../errors";
import { loginProblem } from "../problem";

/** The error of a place that holds an identity token: it can only be exchanged, which needs no password but OAuth 2. */
export function identityToken(host: string, place: string): ImageSyncError {
    return loginProblem(
        host,
        "unauthorized",
        `${place} has an identity token for it, which is not supported`,
        "add an entry { host, username, password } to imagesync:accounts, with an access token of the registry as the password",
    );
}
