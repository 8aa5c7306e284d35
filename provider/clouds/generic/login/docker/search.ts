import { homedir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { fromEnvironment } from "../../../../credentials";
import type { Login } from "../../../../oci/registry/port";
import { secret } from "../../../../process/redact";
import type { LoginPlace } from "../found";
import { placeOfKey, placesFor } from "../hosts";
import { brokenFile, type LoginFile, readLoginFile } from "./config";
import { askHelper } from "./helper";
import { identityToken } from "./identityToken";
import { object } from "../../../../validation/json";

/** What a search is for. */
export interface Sought {
    /** As it was given: helpers know it by no other name. */
    readonly host: string;
    /** `namespace/repository` */
    readonly path: string;
}

/** Docker's configuration, then podman's: each folder or file may be named by the environment. */
export function loginFiles(): string[] {
    const docker = join(fromEnvironment("DOCKER_CONFIG") ?? join(homedir(), ".docker"), "config.json");
    const runtime = fromEnvironment("XDG_RUNTIME_DIR");
    const podman = fromEnvironment("REGISTRY_AUTH_FILE") ?? (runtime && join(runtime, "containers", "auth.json"));
    return podman ? [docker, podman] : [docker];
}

/**
 * Looks into one file: the helper for the host, then what the file itself holds, then the helper for every host.
 * @throws ImageSyncError for a broken file, a helper that fails, a login that is an identity token
 */
export async function* searchFile(file: string, sought: Sought): AsyncGenerator<LoginPlace> {
    const content = await readLoginFile(file, sought.host);
    if (content === undefined) {
        yield { looked: `${file} (not there)` };
        return;
    }
    const helper = ownHelper(content, sought);
    if (helper) {
        const looked = `${file} (credHelpers: docker-credential-${helper})`;
        yield { login: await askHelper(helper, sought.host), looked };
    }
    yield { login: storedLogin(file, content, sought), looked: `${file} (auths)` };
    if (content.credsStore) {
        const looked = `${file} (credsStore: docker-credential-${content.credsStore})`;
        yield { login: await askHelper(content.credsStore, sought.host), looked };
    }
}

function ownHelper({ credHelpers }: LoginFile, { host, path }: Sought): string | undefined {
    const [helper] = entriesFor(credHelpers, host, path).filter((name) => name !== "");
    return helper;
}

/** The values for a repository, the most exact key's first. */
function entriesFor<T>(values: Readonly<Record<string, T>>, host: string, path: string): T[] {
    const entries = Object.entries(values).map(([key, value]) => ({ place: placeOfKey(key), value }));
    return placesFor(host, path).flatMap((place) =>
        entries.filter((entry) => entry.place === place).map(({ value }) => value),
    );
}

const text = v.nullish(v.string());
const entrySchema = object({
    auth: text,
    username: text,
    password: text,
    identitytoken: text,
    registrytoken: text,
});

/** The first entry with something in it: beside a helper Docker leaves empty ones. */
function storedLogin(file: string, { auths }: LoginFile, { host, path }: Sought): Login | undefined {
    for (const value of entriesFor(auths, host, path)) {
        const parsed = v.safeParse(entrySchema, value);
        if (!parsed.success) {
            throw brokenFile(file, host);
        }
        const { auth, username, password, identitytoken, registrytoken } = parsed.output;
        if (identitytoken || registrytoken) {
            throw identityToken(host, file);
        }
        const login = auth ? decoded(auth) : undefined;
        if (auth && !login) {
            throw brokenFile(file, host);
        }
        if (login) {
            return login;
        }
        if (username && password) {
            return { username, password };
        }
    }
    return undefined;
}

/** Base64 of `user:password`; some writers fill it up with zeros. */
function decoded(auth: string): Login | undefined {
    const plain = Buffer.from(secret(auth), "base64").toString("utf8").replace(/\0+$/, "");
    const [, username, password] = /^([^:]+):(.+)$/s.exec(plain) ?? [];
    return username === undefined || password === undefined ? undefined : { username, password };
}
