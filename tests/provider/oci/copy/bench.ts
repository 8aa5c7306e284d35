import { newCopier, type CopierOptions, type CopyProgress, type CopyRequest } from "../../../../provider/oci/copy";
import type { Clock } from "../../../../provider/process/clock";
import type { Descriptor } from "../../../../provider/oci/registry/port";
import { Builder } from "../fakes/images";
import { FakeRegistry, type Temper } from "../fakes/registry";

/** Waits take no time. */
export const quickClock: Clock = {
    now: () => Date.now(),
    random: () => 0.5,
    sleep: () => new Promise(setImmediate),
};

export const forever = { deadline: Infinity };

/** A source, a target, and a copier between them. */
export class Bench {
    readonly source: FakeRegistry;
    readonly target: FakeRegistry;
    readonly build: Builder;
    copier;

    constructor(tempers: { readonly source?: Temper; readonly target?: Temper } = {}, options: CopierOptions = {}) {
        this.source = new FakeRegistry({ host: "source.test", ...tempers.source });
        this.target = new FakeRegistry({ host: "target.test", ...tempers.target });
        this.build = new Builder(this.source, "team/app");
        this.copier = newCopier({ clock: quickClock, ...options });
    }

    request(image: Descriptor, changes: Partial<CopyRequest> & { readonly to?: string; readonly tag?: string } = {}) {
        const { to = "mirror/app", tag = "v1", ...rest } = changes;
        this.build.tag(tag, image);
        return {
            source: { registry: this.source, repository: "team/app", reference: tag },
            target: { registry: this.target, repository: to, reference: tag },
            digest: image.digest,
            ...rest,
        };
    }

    copy(
        image: Descriptor,
        changes: Partial<CopyRequest> & { readonly to?: string; readonly tag?: string } = {},
        tell?: (progress: CopyProgress) => void,
    ) {
        return this.copier.copy(this.request(image, changes), forever, tell);
    }

    /** The digest of a tag in the target. */
    held(tag = "v1", repository = "mirror/app"): string | undefined {
        return this.target.find(repository, tag)?.digest;
    }

    /** What was streamed into the target, digests. */
    streamed(): string[] {
        return this.target.writes.filter((each) => each.startsWith("blob ")).map((each) => each.split(" ")[2] ?? "");
    }
}
