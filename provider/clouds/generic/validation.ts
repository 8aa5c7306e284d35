import { z } from "zod";
import { judgeGlob } from "../../validation/filters/glob";
import type { EndVerdict, ImageSchema } from "../../validation/images/schema";
import { accountName, isGiven, isKnown, known, shown, text, unknownValue } from "../../validation/schema";

/** Host of a reference: a name, an IPv4 address or a bracketed IPv6 one, with a port or without. */
const hostForm = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([1-9]\d{0,4}))?$/;
const allowedHost =
    "a host name in lower case, with a port where it is not the usual one, such as harbor.example.com:8443";

const host = known(
    z.custom<string>((value) => typeof value === "string" && isHost(value), {
        error: ({ input }) =>
            `${input === undefined ? "missing" : `${shown(input)} is not a host`}; allowed: ${allowedHost}${hostHint(input)}`,
    }),
);

function isHost(value: string): boolean {
    const [, port = "1"] = hostForm.exec(value) ?? [, "0"];
    return Number(port) > 0 && Number(port) < 65536 && value.length <= 255;
}

/** What to write instead, where that can be told. */
function hostHint(value: unknown): string {
    const bare = typeof value === "string" ? value.trim().replace(/^[a-z]+:\/\//i, "") : "";
    const [name = "", ...path] = bare.split("/");
    const right = name.toLowerCase();
    if (!isHost(right) || right === value) {
        return "";
    }
    const rest = path.filter((part) => part !== "");
    return `; write ${shown(right)}${rest.length > 0 ? `, and ${shown(rest.join("/"))} as namespace or repository` : ""}`;
}

/** The grammar of repository names in the OCI distribution specification; a namespace is the beginning of one. */
const path = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const pathForm = new RegExp(`^${path}(?:/${path})*$`);
const longest = 255;
const named = (what: string) =>
    text({
        what,
        pattern: pathForm,
        allowed: "lower-case letters and digits, with / . - or one or two _ between them",
        longest,
    });

const registry = { host, account: accountName().optional() };
const namespace = named("a namespace");
const repository = named("a repository");

const byHost = "any registry is known by its host alone: leave it out";
const byAccount = "credentials are named by account, an entry of imagesync:accounts";

/** Any OCI registry, by the distribution specification 1.1. */
export const genericImageSchema: ImageSchema = {
    cloud: "generic",
    product: "any OCI registry",
    source: { ...registry, namespace: namespace.optional(), repository },
    target: { ...registry, namespace: namespace.optional(), repository: repository.optional() },
    elsewhere: {
        "source.region": byHost,
        "target.region": byHost,
        "source.instanceId": byHost,
        "target.instanceId": byHost,
        "source.accountId": byAccount,
        "target.accountId": byAccount,
        "source.grant": byAccount,
        "target.grant": byAccount,
        "source.username": byAccount,
        "target.username": byAccount,
        "source.password": byAccount,
        "target.password": byAccount,
        "source.insecure": "plain http is allowed in imagesync:accounts, in the entry of this very host",
        "target.insecure": "plain http is allowed in imagesync:accounts, in the entry of this very host",
    },
    judge: judgeGlob,
    place: { parts: (end) => [end.host, pathOf(end)], choose: "another host, namespace, repository or target tag" },
    rulesOverride: false,
    end: endVerdict,
};

/** The whole path; not known while a part of it is not. */
function pathOf({ namespace: first, repository: last }: Record<string, unknown>): string {
    const parts = [first, last].filter((part) => part !== undefined);
    return parts.every(isKnown) ? parts.map(String).join("/") : unknownValue;
}

const dockerHub: ReadonlySet<unknown> = new Set(["docker.io", "registry-1.docker.io", "index.docker.io"]);

function endVerdict(end: string, args: Record<string, unknown>): EndVerdict {
    const whole = pathOf(args);
    const tooLong = isKnown(whole) && whole.length > longest;
    const official = dockerHub.has(args.host) && isGiven(whole) && !whole.includes("/");
    return {
        failures: tooLong
            ? [`${end}.repository: with the namespace ${whole.length} characters; allowed: ${longest} at most`]
            : [],
        warnings: official
            ? [
                  `${end}.repository: ${shown(whole)} is no repository of Docker Hub, where every one has a namespace; ` +
                      `the official image is namespace "library", repository ${shown(whole)}`,
              ]
            : [],
    };
}
