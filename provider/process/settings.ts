import * as v from "valibot";
import { secret } from "./redact";
import { isLoopback } from "../validation/url";

/** Reads one configuration value of the stack, by full key. */
export type ReadConfig = (key: string) => string | undefined;

/** An entry of `imagesync:accounts`. */
export interface Account {
    readonly accessKey?: string;
    readonly secretKey?: string;
    readonly secretId?: string;
    readonly securityToken?: string;
    readonly projectId?: string;
    readonly token?: string;
    readonly uin?: string;
    readonly host?: string;
    readonly username?: string;
    readonly password?: string;
    readonly insecure?: boolean;
}

export const endpointNames = ["alibaba", "tencent", "huawei", "huaweiIam"] as const;
export type EndpointName = (typeof endpointNames)[number];

/** The stack's configuration as far as this package reads it. */
export interface Settings {
    readonly accounts: Readonly<Record<string, Account>>;
    readonly endpoints: Readonly<Partial<Record<EndpointName, string>>>;
    /** Keys of the clouds' own providers, such as `alicloud:accessKey`; absent and empty are the same. */
    readonly cloud: ReadConfig;
    /** What is wrong with the configuration: nothing can be done before it is mended. */
    readonly problems: readonly string[];
}

/** The keys of the clouds' own Pulumi providers that are read, with whether they are secret. */
const cloudKeys: Readonly<Record<string, boolean>> = {
    "alicloud:accessKey": true,
    "alicloud:secretKey": true,
    "alicloud:securityToken": true,
    "tencentcloud:secretId": true,
    "tencentcloud:secretKey": true,
    "tencentcloud:securityToken": true,
    "huaweicloud:accessKey": true,
    "huaweicloud:secretKey": true,
    "huaweicloud:securityToken": true,
    "huaweicloud:token": true,
    "huaweicloud:projectId": false,
    "huaweicloud:region": false,
};

const text = v.pipe(v.string(), v.nonEmpty());
const maybeText = v.optional(text);
const accountSchema = v.union([
    v.strictObject({ accessKey: text, secretKey: text, securityToken: maybeText, projectId: maybeText }),
    v.strictObject({ secretId: text, secretKey: text, securityToken: maybeText }),
    v.strictObject({ uin: v.union([text, v.pipe(v.number(), v.transform(String))]), token: text }),
    v.strictObject({ token: text, projectId: maybeText }),
    v.strictObject({ host: text, username: text, password: text, insecure: v.optional(v.boolean()) }),
]);

/** Reads and validates the configuration; never throws: what is wrong is in `problems`, without a secret. */
export function readSettings(read: ReadConfig): Settings {
    const problems: string[] = [];
    const accounts = readAccounts(read("imagesync:accounts"), problems);
    const endpoints = readEndpoints(read("imagesync:endpoints"), problems);
    const values = new Map<string, string>();
    for (const [key, isSecret] of Object.entries(cloudKeys)) {
        const value = read(key);
        if (value) {
            values.set(key, isSecret ? secret(value) : value);
        }
    }
    return { accounts, endpoints, cloud: (key) => values.get(key), problems };
}

function readAccounts(raw: string | undefined, problems: string[]): Record<string, Account> {
    const entries = parseObject("imagesync:accounts", raw, problems);
    const accounts: Record<string, Account> = {};
    for (const [name, entry] of Object.entries(entries)) {
        const parsed = v.safeParse(accountSchema, entry);
        if (parsed.success) {
            accounts[name] = rememberSecrets(parsed.output);
        } else {
            problems.push(`imagesync:accounts.${name}: ${accountForms}`);
        }
    }
    return accounts;
}

const accountForms =
    "not an account; allowed: { accessKey, secretKey, securityToken?, projectId? }, " +
    "{ secretId, secretKey, securityToken? }, { uin, token }, { token, projectId? } or { host, username, password, insecure? }";

const openFields = new Set(["projectId", "uin", "host", "username"]);

function rememberSecrets(account: Account): Account {
    for (const [field, value] of Object.entries(account)) {
        if (typeof value === "string" && !openFields.has(field)) {
            secret(value);
        }
    }
    return account;
}

function readEndpoints(raw: string | undefined, problems: string[]): Settings["endpoints"] {
    const entries = parseObject("imagesync:endpoints", raw, problems);
    const endpoints: Partial<Record<EndpointName, string>> = {};
    for (const [name, value] of Object.entries(entries)) {
        const known = endpointNames.find((endpoint) => endpoint === name);
        const problem = known ? urlProblem(value) : `not an endpoint; allowed: ${endpointNames.join(", ")}`;
        if (known && problem === undefined) {
            endpoints[known] = String(value).replace(/\/+$/, "");
        } else {
            problems.push(`imagesync:endpoints.${name}: ${problem}`);
        }
    }
    return endpoints;
}

function urlProblem(value: unknown): string | undefined {
    if (typeof value !== "string") {
        return "not a text; allowed: a URL, which may hold {region}";
    }
    const plain = value.replaceAll("{region}", "region");
    if (!URL.canParse(plain)) {
        return "not a URL; allowed: https://host, which may hold {region}";
    }
    const url = new URL(plain);
    if (url.username || url.password) {
        return "holds a user name or password; leave them out";
    }
    if (url.search || url.hash || /[{}]/.test(plain)) {
        return "holds a query, a fragment or braces; allowed: https://host, which may hold {region}";
    }
    if (url.protocol === "http:" && !isLoopback(url.hostname)) {
        return `${JSON.stringify(value)} would send requests in clear; allowed: https, and http only to loopback (127.0.0.1, localhost, [::1])`;
    }
    return ["http:", "https:"].includes(url.protocol) ? undefined : "not an http URL; allowed: https://host";
}

/** The error of a parser may quote the text, and the text may be secret: it is not passed on. */
function parseObject(key: string, raw: string | undefined, problems: string[]): Record<string, unknown> {
    if (!raw) {
        return {};
    }
    try {
        const value: unknown = JSON.parse(raw);
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            return value as Record<string, unknown>;
        }
    } catch {
        secret(raw);
    }
    problems.push(
        `${key}: not a JSON object; set it with: pulumi config set --path '${key}.<name>…' or as one JSON text`,
    );
    return {};
}
