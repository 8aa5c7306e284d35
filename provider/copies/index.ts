import { ImageSyncError } from "../errors";
import type { ImageCloud, ImageSyncSpec } from "../model";
import { type Copier, newCopier, type Place } from "../oci/copy";
import type { Session } from "../process/session";
import type {
    CallOptions,
    Copy,
    End,
    HeldImage,
    HeldImages,
    ImagePort,
    RegistryAccessPort,
    Started,
} from "../registry";
import { artifactOf } from "./artifacts";
import { Ends, repositoryOf } from "./ends";
import { type RunningCopy, RunningCopies } from "./running";

/**
 * Image syncs from any registry to any other, through this machine (`via: "registry"`): OCI distribution copies that run
 * in this process, and end with it.
 */
export class RegistryCopies implements ImagePort<ImageSyncSpec, RunningCopy> {
    private readonly ends: Ends;
    private readonly copier: Copier;
    private readonly running: RunningCopies;

    constructor(session: Session, accessTo: (cloud: ImageCloud) => RegistryAccessPort) {
        this.ends = new Ends(accessTo, session);
        this.copier = newCopier({ clock: session.clock });
        this.running = new RunningCopies(session.clock);
    }

    /**
     * One question for each tag, and one more where platforms are chosen, since what they select has a digest of its
     * own. That a repository is not there is told by its list of tags, which is asked for where none of them is there.
     */
    async images(
        spec: ImageSyncSpec,
        end: End,
        names: readonly string[] | undefined,
        options: CallOptions,
    ): Promise<HeldImages | undefined> {
        const registry = await this.ends.registry(spec, end, options);
        const repository = repositoryOf(spec[end]);
        const tags = names ?? (await registry.tags(repository, options)) ?? [];
        const found = await Promise.all(
            tags.map(async (tag) => {
                const image = await this.held(spec, end, { registry, repository, reference: tag }, options);
                return image && ([tag, image] as const);
            }),
        );
        const images = new Map(found.filter((entry) => entry !== undefined));
        const isThere = images.size > 0 || end === "target" || (await registry.tags(repository, options)) !== undefined;
        return isThere ? images : undefined;
    }

    async tagNames(spec: ImageSyncSpec, options: CallOptions): Promise<readonly string[] | undefined> {
        const registry = await this.ends.registry(spec, "source", options);
        return registry.tags(repositoryOf(spec.source), options);
    }

    async underway(
        spec: ImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<ReadonlyMap<string, RunningCopy>> {
        const registry = await this.ends.registry(spec, "target", options);
        return new Map(
            copies.flatMap(({ target }): [string, RunningCopy][] => {
                const tag = tagAt(registry.host, spec, target);
                const running = this.running.find({ tag, referrers: spec.referrers === true });
                return running ? [[target, running]] : [];
            }),
        );
    }

    async start(
        spec: ImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<ReadonlyMap<string, Started<RunningCopy>>> {
        const started = copies.map(async (copy): Promise<[string, Started<RunningCopy>]> => {
            const ticket = this.startOne(spec, copy, options);
            return [
                copy.target,
                await ticket.then(
                    (found) => ({ ticket: found }),
                    (error: unknown) => ({ error }),
                ),
            ];
        });
        return new Map(await Promise.all(started));
    }

    readonly follow = (...args: Parameters<RunningCopies["follow"]>) => this.running.follow(...args);

    async host(spec: ImageSyncSpec, options: CallOptions): Promise<string | undefined> {
        return (await this.ends.registry(spec, "target", options)).host;
    }

    private async held(
        spec: ImageSyncSpec,
        end: End,
        place: Place,
        options: CallOptions,
    ): Promise<HeldImage | undefined> {
        const selection = end === "source" ? { platforms: spec.platforms } : {};
        const { artifacts = "all" } = spec.rule ?? {};
        const artifact = end === "source" && artifacts !== "all" ? await artifactOf(place, options) : undefined;
        // What the rule does not take need not be for any platform.
        const isLeft = artifact !== undefined && artifact.kind !== artifacts;
        const found = isLeft ? artifact : await this.copier.selected(place, selection, options);
        return found && { digest: found.digest, ...(artifact && { artifact: artifact.kind }) };
    }

    private async startOne(spec: ImageSyncSpec, copy: Copy, options: CallOptions): Promise<RunningCopy> {
        const [source, target] = await Promise.all([
            this.ends.place(spec, "source", copy.source, options),
            this.ends.place(spec, "target", copy.target, options),
        ]);
        const { platforms, referrers = false } = spec;
        const digest = copy.digest ?? (await this.copier.selected(source, { platforms }, options))?.digest;
        if (digest === undefined) {
            throw new ImageSyncError({
                kind: "notFound",
                cloud: source.registry.host,
                action: "copy",
                problem: `${source.repository}:${copy.source} not found`,
            });
        }
        const request = { source, target, digest, platforms, referrers };
        const { deadline } = options;
        const brings = { tag: tagAt(target.registry.host, spec, copy.target), digest, referrers };
        return this.running.begin(brings, copy, deadline, (signal, tell) =>
            this.copier.copy(request, { deadline, signal }, tell),
        );
    }
}

/** A tag of the target, in full. */
function tagAt(host: string, { target }: ImageSyncSpec, tag: string): string {
    return `${host}/${repositoryOf(target)}:${tag}`;
}
