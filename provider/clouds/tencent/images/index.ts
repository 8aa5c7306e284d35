import { textOf } from "../../../calls/answers";
import { Clients } from "../../../calls/clients";
import { isKind } from "../../../errors";
import { startEach } from "../../../calls/starting";
import type { CloudImageEnd, CloudImageSyncSpec, RuleEnd } from "../../../model";
import type { Session } from "../../../process/session";
import type { CallOptions, Copy, End, HeldImages, ImagePort, Started, Ticket } from "../../../registry";
import { TencentClient } from "../client";
import { registries } from "./registries";
import { repositoriesIn } from "./repositories";
import { Tags } from "./tags";

/**
 * Image syncs inside one registry of TCR: DuplicateImage, DescribeImages, DescribeRepositories, DescribeInstances. The
 * answer of DuplicateImage is the sync, so there are no tasks to look at or to cancel.
 */
export class TencentImages implements ImagePort<CloudImageSyncSpec, Ticket> {
    private readonly clients: Clients<TencentClient>;
    private readonly hosts = new Map<string, Promise<string | undefined>>();

    constructor(private readonly session: Session) {
        this.clients = new Clients(({ region, account }) => new TencentClient(session, region, account));
    }

    async images(
        spec: CloudImageSyncSpec,
        end: End,
        names: readonly string[] | undefined,
        options: CallOptions,
    ): Promise<HeldImages | undefined> {
        const { instanceId = "", namespace, repository } = spec[end];
        const client = this.clients.at(end === "source" ? spec.source : targetPlace(spec));
        return new Tags(client, { instanceId, namespace, repository }, options).held(names);
    }

    start(
        spec: CloudImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<ReadonlyMap<string, Started<Ticket>>> {
        return startEach<Ticket>(copies, options, this.session.clock, async (copy) => {
            const startedAt = this.now();
            await this.clients.at(spec.source).write("DuplicateImage", duplicate(spec, copy), options);
            return { done: { startedAt, finishedAt: this.now() } };
        });
    }

    /** PublicDomain of the registry; undefined too where the account may not ask. Asked once in a process. */
    host(spec: CloudImageSyncSpec, options: CallOptions): Promise<string | undefined> {
        const place = targetPlace(spec);
        const key = JSON.stringify([place.account, place.region, place.instanceId]);
        let host = this.hosts.get(key);
        if (host === undefined) {
            host = this.askHost(place, options);
            this.hosts.set(key, host);
            host.catch(() => this.hosts.delete(key));
        }
        return host;
    }

    repositories(source: RuleEnd, options: CallOptions): Promise<string[] | undefined> {
        return repositoriesIn(this.clients.at(source), source, options);
    }

    private async askHost(place: CloudImageEnd, options: CallOptions): Promise<string | undefined> {
        try {
            const [registry] = await registries(this.clients.at(place), place.instanceId ?? "", options);
            return textOf(registry?.PublicDomain);
        } catch (error) {
            if (isKind(error, "unauthorized", "notFound", "unsupported")) {
                return undefined;
            }
            throw error;
        }
    }

    private now(): string {
        return new Date(this.session.clock.now()).toISOString();
    }
}

/** The target, with the credentials that reach it. */
function targetPlace({ source, target }: CloudImageSyncSpec): CloudImageEnd {
    return { ...target, account: target.account ?? source.account };
}

function duplicate({ source, target, override }: CloudImageSyncSpec, copy: Copy) {
    return {
        RegistryId: source.instanceId,
        SourceNamespace: source.namespace,
        SourceRepo: source.repository,
        SourceReference: copy.source,
        DestinationNamespace: target.namespace,
        DestinationRepo: target.repository,
        DestinationTag: copy.target,
        Override: override,
    };
}
