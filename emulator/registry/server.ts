import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../types";
import type { ContentStore } from "./content/store";

/** Answers what comes to the registries' hosts. */
export class RegistryServer {
    constructor(
        private readonly content: ContentStore,
        private readonly clock: Clock,
        private readonly address: (host: string) => string | undefined,
    ) {}

    async serve(host: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
        incoming.resume();
        outgoing.writeHead(404).end();
    }
}
