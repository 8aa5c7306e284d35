import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { textOf } from "../calls/answers";
import type { Messages } from "../engine";
import { ImageSyncError } from "../errors";
import { checkImageSync } from "../images/declared/check";
import { diffImageSync } from "../images/declared/diff";
import { type ImageSyncState, ImageSyncLifecycle } from "../manualImageSync";
import type { ImageCloud, ImageSyncSpec, RuleCloud } from "../model";
import type { Session } from "../process/session";
import type { ImageCapabilities, ImagePort } from "../registry";
import { recorded, told } from "./plainly";

type Data = Record<string, unknown>;

/** What this needs of a cloud. */
interface ImagesOf {
    readonly images: ImageCapabilities;
    readonly imagePort: (session: Session) => ImagePort;
}

/** The provider of ManualImageSync. */
export function imageProvider(
    clouds: Readonly<Record<RuleCloud, ImagesOf>>,
    session: Session,
    messages: Messages,
): ResourceProvider {
    const inClouds = (cloud: ImageCloud) => {
        if (cloud === "generic") {
            throw new ImageSyncError({ kind: "unsupported", cloud, action: "sync", problem: "no such path" });
        }
        return clouds[cloud];
    };
    const lifecycles = new Map<ImageCloud, ImageSyncLifecycle>();
    const lifecycle = ({ source: { cloud } }: ImageSyncSpec) => {
        let found = lifecycles.get(cloud);
        if (!found) {
            const { images, imagePort } = inClouds(cloud);
            found = new ImageSyncLifecycle(images, imagePort(session), session.clock, messages);
            lifecycles.set(cloud, found);
        }
        return found;
    };
    return {
        check: (olds: Data, news: Data) =>
            told(messages, async () => {
                const capabilitiesOf = (cloud: ImageCloud) => inClouds(cloud).images;
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
