import type { Messages } from "../engine";
import { isKind } from "../errors";
import type { ImageSyncSpec, SyncedImages } from "../model";
import type { Clock } from "../process/clock";
import { type CallOptions, type Copy, type ImageCapabilities, type ImagePort, pathOf, type Ticket } from "../registry";
import { Pollers } from "./waiting/poller";

/** Takes leave of images: stops what still runs, where the cloud can, and says what stays. */
export class ImageLeaver<S extends ImageSyncSpec = ImageSyncSpec, T extends Ticket = Ticket> {
    private readonly pollers: Pollers<T>;

    constructor(
        private readonly cloud: Pick<ImageCapabilities<S>, "product">,
        private readonly port: ImagePort<S, T>,
        private readonly messages: Messages,
        clock: Clock,
    ) {
        this.pollers = new Pollers(port, clock);
    }

    /** @param spare ids of tasks that another resource waits for by now */
    async leave(
        spec: S,
        copies: readonly Copy[],
        images: SyncedImages,
        spare: ReadonlySet<string>,
        options: CallOptions,
    ): Promise<void> {
        const recorded = copies.filter(({ target }) => images[target]?.status === "running");
        const moving = recorded.length > 0 ? await this.underway(spec, recorded, options) : undefined;
        const ours = [...(moving ?? [])].filter(([tag, { taskId }]) => {
            const known = images[tag]?.taskId;
            return (known === undefined || known === taskId) && !spare.has(taskId ?? "");
        });
        if (ours.length > 0) {
            await this.stop(spec, new Map(ours), options);
        }
        const stay = copies.filter(({ target }) => ["synced", "unverified"].includes(images[target]?.status ?? ""));
        if (stay.length > 0) {
            const number = stay.length === 1 ? "the copied image stays" : `the ${stay.length} copied images stay`;
            this.messages.info(`${number} in ${pathOf(spec.target)}`, spec.__urn);
        }
    }

    /** Where the registry itself is gone, nothing runs any more. */
    private async underway(spec: S, copies: readonly Copy[], options: CallOptions) {
        try {
            return await this.port.underway?.(spec, copies, options);
        } catch (error) {
            if (isKind(error, "notFound")) {
                return undefined;
            }
            throw error;
        }
    }

    private async stop(spec: S, tickets: ReadonlyMap<string, T>, options: CallOptions): Promise<void> {
        const tags = [...tickets.keys()].join(", ");
        if (!this.port.cancel) {
            const text = `${this.cloud.product} has no call to cancel: it goes on syncing ${tags} into ${pathOf(spec.target)}`;
            this.messages.warn(text, spec.__urn);
            return;
        }
        await Promise.all([...tickets.values()].map(async (ticket) => this.port.cancel?.(ticket, options)));
        const endings = await Promise.all(
            [...tickets.values()].map((ticket) => this.pollers.follow(ticket, options.deadline, () => undefined)),
        );
        const late = endings.filter((ending) => ending === "late").length;
        const text = late > 0 ? `${late} of them had not ended when the time was up` : "they have ended";
        this.messages.info(`cancelled the tasks of ${tags}; ${text}`, spec.__urn);
    }
}
