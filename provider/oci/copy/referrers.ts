import type { Descriptor, Manifest } from "../registry/port";
import { digestOf, partsOf, referrersTag } from "../content/digest";
import { readManifest } from "./manifests/content";
import { graphOf, isIndexType } from "./manifests/graph";
import type { KeyedLock } from "./running/lock";
import type { Walk } from "./walk";

/** Tags under which cosign keeps what belongs to a manifest, where it does not use referrers (cosign, SPEC.md). */
const cosignSuffixes = ["sig", "att", "sbom"];
const emptyIndex = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [] };

/** Copies what refers to the manifests of one walk, and what refers to that. */
export class Referrers {
    private readonly found = new Set<string>();
    private readonly asked = new Set<string>();

    /** `locks`: one writer for each fallback tag of the target. */
    constructor(
        private readonly walk: Walk,
        private readonly locks: KeyedLock,
    ) {}

    /** @returns how many of the source's referrers the target holds now */
    async copy(): Promise<number> {
        const { bounds } = this.walk.context;
        for (;;) {
            // Referrers become manifests of the walk, and are asked for their own; every digest is asked once.
            const subjects = [...this.walk.digests].filter((digest) => !this.asked.has(digest));
            if (subjects.length === 0) {
                return this.found.size;
            }
            subjects.forEach((digest) => this.asked.add(digest));
            await bounds.all(subjects, (digest) => this.copyOf(digest));
        }
    }

    private async copyOf(subject: string): Promise<void> {
        const { source, bounds } = this.walk.context;
        const listed = async () => {
            const referrers = await source.registry.referrers(source.repository, subject, bounds.options);
            if (referrers.length > 0) {
                await this.copyListed(subject, referrers);
            }
        };
        const suffixes = partsOf(subject).algorithm === "sha256" ? cosignSuffixes : [];
        const tags = suffixes.map((suffix) => `${referrersTag(subject)}.${suffix}`);
        await bounds.all([listed, ...tags.map((tag) => () => this.copyTag(tag))], (act) => act());
    }

    private async copyListed(subject: string, referrers: readonly Descriptor[]): Promise<void> {
        const { source, target, bounds } = this.walk.context;
        const there = await target.registry.referrers(target.repository, subject, bounds.options);
        const listed = new Set(there.map(({ digest }) => digest));
        await bounds.all(referrers, async (referrer) => {
            const { digest } = referrer;
            const known = listed.has(digest) ? await readManifest(target, digest, bounds.options) : undefined;
            // A list may outlive what it lists, on both sides.
            const manifest = known ?? (await readManifest(source, digest, bounds.options));
            if (!manifest) {
                return;
            }
            await (known ? this.walk.visit(known) : this.push(subject, referrer, manifest));
            this.found.add(digest);
        });
    }

    private async push(subject: string, referrer: Descriptor, manifest: Manifest): Promise<void> {
        const { listsReferrer } = await this.walk.bring(manifest, manifest.digest);
        if (!listsReferrer) {
            await this.list(subject, listingOf(referrer, manifest));
        }
    }

    private async copyTag(tag: string): Promise<void> {
        const { source, target, bounds } = this.walk.context;
        const manifest = await readManifest(source, tag, bounds.options);
        if (!manifest) {
            return;
        }
        const there = await target.registry.resolve(target.repository, tag, bounds.options);
        const isThere = there?.digest === manifest.digest;
        await (isThere ? this.walk.visit(manifest) : this.walk.bring(manifest, tag));
        this.found.add(manifest.digest);
    }

    /** Adds to the list that stands in for a referrers API (distribution-spec 1.1, "Referrers tag schema"). */
    private async list(subject: string, listing: unknown): Promise<void> {
        const { target, bounds } = this.walk.context;
        const tag = referrersTag(subject);
        const key = JSON.stringify([target.registry.identity, target.repository, tag]);
        await this.locks.run(key, async () => {
            bounds.check();
            const old = await readManifest(target, tag, bounds.options);
            const index =
                old && isIndexType(old.mediaType) ? indexWith(old, listing) : { ...emptyIndex, manifests: [listing] };
            if (index) {
                const bytes = Buffer.from(JSON.stringify(index));
                const manifest = { mediaType: emptyIndex.mediaType, digest: digestOf(bytes), bytes };
                bounds.check();
                await target.registry.pushManifest(target.repository, tag, manifest, bounds.options);
            }
        });
    }
}

/** What the list says of a referrer; its annotations are the manifest's, as registries with the API tell them. */
function listingOf({ artifactType }: Descriptor, manifest: Manifest): unknown {
    const { body } = graphOf(manifest);
    return {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.bytes.length,
        artifactType: body.artifactType ?? body.config?.mediaType ?? artifactType,
        annotations: body.annotations ?? undefined,
    };
}

/** The index with one more entry, the others as they are; undefined where it is there already. */
function indexWith(old: Manifest, listing: unknown): object | undefined {
    const { digest } = listing as Descriptor;
    const index = JSON.parse(old.bytes.toString("utf8")) as { manifests: Descriptor[] };
    const isListed = index.manifests.some((each) => each.digest === digest);
    return isListed ? undefined : { ...index, manifests: [...index.manifests, listing] };
}
