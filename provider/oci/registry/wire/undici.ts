import type { Agent, Dispatcher, EnvHttpProxyAgent } from "undici";

/*
 * The parts of undici that a registry is asked with. The whole of it takes longer to load than `imagesync copy` needs
 * to find out that there is nothing to do; its version is pinned, so its files are where they are.
 */
type AgentOptions = ConstructorParameters<typeof Agent>[0];
type ProxyOptions = ConstructorParameters<typeof EnvHttpProxyAgent>[0];
type Request = (this: Dispatcher, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;

/** Connections to any host. */
export function directAgent(options: AgentOptions): Dispatcher {
    const Class = require("undici/lib/dispatcher/agent") as typeof Agent;
    return new Class(options);
}

/** The same, by the proxies that the environment names. */
export function proxyAgent(options: ProxyOptions): Dispatcher {
    const Class = require("undici/lib/dispatcher/env-http-proxy-agent") as typeof EnvHttpProxyAgent;
    return new Class(options);
}

/** One request, as undici's own `request`, on the given connections. */
export function request(
    url: URL,
    dispatcher: Dispatcher,
    options: Omit<Dispatcher.RequestOptions, "origin" | "path">,
): Promise<Dispatcher.ResponseData> {
    const ask = require("undici/lib/api/api-request") as Request;
    return ask.call(dispatcher, { ...options, origin: url.origin, path: `${url.pathname}${url.search}` });
}
