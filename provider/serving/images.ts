import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { textOf } from "../calls/answers";
import type { Messages } from "../engine";
import { ImageSyncError } from "../errors";
import { checkImageSync } from "../images/declared/check";
import { diffImageSync } from "../images/declared/diff";
import { pathFor } from "../images/declared/path";
import type { ListRepositories } from "../images/parts";
import { type ImageSyncState, ImageSyncLifecycle } from "../manualImageSync";
import type { ImageCloud, ImageSyncSpec } from "../model";
import type { Session } from "../process/session";
import type { ImageCapabilities, ImagePort, PathCapabilities, RegistryAccessPort } from "../registry";
import { recorded, told } from "./plainly";

type Data = Record<string, unknown>;

/** What this needs of a registry: see `provider/clouds`. */
interface ImagesOf {
    readonly images: ImageCapabilities;
    readonly imagePort?: (session: Session) => ImagePort;
    readonly access: (session: Session) => RegistryAccessPort;
}

/** The lifecycles of all paths, each made when it is first needed. */
class Lifecycles {
    private readonly made = new Map<string, ImageSyncLifecycle>();
    private readonly ports = new Map<ImageCloud, ImagePort | undefined>();
    private readonly accesses = new Map<ImageCloud, RegistryAccessPort>();
    private copies: ImagePort | undefined;

    constructor(
        private readonly registries: Readonly<Record<ImageCloud, ImagesOf>>,
        private readonly session: Session,
        private readonly messages: Messages,
    ) {}

    of(spec: ImageSyncSpec): ImageSyncLifecycle {
        const { cloud } = spec.source;
        const key = `${pathFor(spec)} ${cloud}`;
        let lifecycle = this.made.get(key);
        if (!lifecycle) {
            lifecycle = pathFor(spec) === "cloud" ? this.byCloud(cloud) : this.byRegistry(cloud);
            this.made.set(key, lifecycle);
        }
        return lifecycle;
    }

    private byCloud(cloud: ImageCloud): ImageSyncLifecycle {
        const port = this.port(cloud);
        if (!port) {
            const problem = "there is no call to sync images";
            throw new ImageSyncError({ kind: "unsupported", cloud, action: "sync", problem });
        }
        return this.lifecycle(cloud, this.registries[cloud].images, port);
    }

    /** A copy logs in to the target by itself, so it can read what it wrote. */
    private byRegistry(cloud: ImageCloud): ImageSyncLifecycle {
        const { RegistryCopies } = require("../copies") as typeof import("../copies");
        this.copies ??= new RegistryCopies(this.session, (each) => this.access(each));
        return this.lifecycle(cloud, { ...this.registries[cloud].images, readable: () => true }, this.copies);
    }

    private lifecycle(cloud: ImageCloud, images: PathCapabilities, port: ImagePort): ImageSyncLifecycle {
        const repositories: ListRepositories = async (...args) => this.port(cloud)?.repositories?.(...args);
        return new ImageSyncLifecycle(images, port, this.session.clock, this.messages, repositories);
    }

    /** One for each cloud: it keeps the logins. */
    private access(cloud: ImageCloud): RegistryAccessPort {
        const access = this.accesses.get(cloud) ?? this.registries[cloud].access(this.session);
        this.accesses.set(cloud, access);
        return access;
    }

    private port(cloud: ImageCloud): ImagePort | undefined {
        const port = this.ports.get(cloud) ?? this.registries[cloud].imagePort?.(this.session);
        this.ports.set(cloud, port);
        return port;
    }
}

/** The provider of ManualImageSync. */
export function imageProvider(
    registries: Readonly<Record<ImageCloud, ImagesOf>>,
    session: Session,
    messages: Messages,
): ResourceProvider {
    const lifecycles = new Lifecycles(registries, session, messages);
    const lifecycle = (spec: ImageSyncSpec) => lifecycles.of(spec);
    return {
        check: (olds: Data, news: Data) =>
            told(messages, async () => {
                const capabilitiesOf = (cloud: ImageCloud) => registries[cloud].images;
                const { result, warnings } = checkImageSync(capabilitiesOf, session.settings, news, olds);
                warnings.forEach((text) => messages.warn(text, textOf(news.__urn)));
                return result;
            }),
        diff: (_id: string, olds: ImageSyncState, news: ImageSyncSpec) =>
            told(messages, async () => diffImageSync(olds, news)),
        create: (spec: ImageSyncSpec) => told(messages, () => lifecycle(spec).create(spec)),
        read: (id: string, given?: ImageSyncState) =>
            told(messages, async () => {
                const state = recorded(given, "declare it: images that are synced already are found by their digests");
                return lifecycle(state).read(id, state);
            }),
        update: (id: string, olds: ImageSyncState, news: ImageSyncSpec) =>
            told(messages, () => lifecycle(news).update(id, olds, news)),
        delete: (_id: string, state: ImageSyncState) => told(messages, () => lifecycle(state).delete(state)),
    };
}
