import { type ErrorKind, ImageSyncError } from "../../../errors";

/** The error of a search for a login to a host. */
export function loginProblem(host: string, kind: ErrorKind, problem: string, advice: string): ImageSyncError {
    return new ImageSyncError({ kind, cloud: host, action: "login", problem, advice });
}
