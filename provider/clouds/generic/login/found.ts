import type { FoundLogin } from "../../../calls/logins";
import type { Login } from "../../../oci/registry/port";

/** What the search for a login came to. */
export interface GenericLogin extends FoundLogin {
    /** Whether the entry for this very host allows plain http. */
    readonly insecure?: boolean;
    /** Where the login comes from, or everything that was looked at. */
    readonly tried: string;
}

/** A place where a login may be. */
export interface LoginPlace {
    /** Undefined where it has none; then `looked` says what was looked at. */
    readonly login?: Login;
    readonly insecure?: boolean;
    /** The place in words, without a secret. */
    readonly looked: string;
}
