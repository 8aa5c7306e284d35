import { ImageSyncError } from "../../../errors";
import type { Descriptor, Manifest, Platform } from "../../registry/port";
import { digestOf } from "../../content/digest";
import { graphOf, isIndexType, jsonOf } from "./graph";

/** Where BuildKit's attestations say which image they are about. */
const attested = "vnd.docker.reference.digest";
/** Indexes below the one that is asked; more is no image anybody builds. */
export const maxIndexDepth = 8;
/** Indexes inside one image that are read to find platforms. */
const maxIndexes = 100;

const architectures: Readonly<Record<string, string>> = { x86_64: "amd64", "x86-64": "amd64", aarch64: "arm64" };
/** What no variant means (the Go runtime's baselines, as containerd reads them). */
const usualVariants: Readonly<Record<string, string>> = { amd64: "v1", arm64: "v8", arm: "v7" };

/** `os/architecture/variant` with every default written out, so that equal platforms are equal texts. */
function exact({ os, architecture, variant }: Platform): string {
    const cpu = architectures[architecture.toLowerCase()] ?? architecture.toLowerCase();
    return [os.toLowerCase(), cpu, variant || (usualVariants[cpu] ?? "")].join("/");
}

function nameOf({ os, architecture, variant }: Platform): string {
    return [os, architecture, variant].filter(Boolean).join("/");
}

function platformOf(name: string): Platform {
    const [os, architecture, variant, ...rest] = name.split("/");
    if (!os || !architecture || variant === "" || rest.length > 0) {
        throw new ImageSyncError({
            kind: "invalid",
            cloud: "oci",
            action: "copy",
            problem: `"${name}" is no platform`,
            advice: "write os/architecture or os/architecture/variant, such as linux/arm64",
        });
    }
    return { os, architecture, variant };
}

/** Reads what belongs to an image whose platforms are asked for. */
export interface PlatformReader {
    manifest(digest: string): Promise<Manifest>;
    /** The platform that an image's own config tells; undefined where it is no image of a platform. */
    configured(config: Descriptor): Promise<Platform | undefined>;
}

/**
 * The part of an image that these platforms are: one is the image itself, several an index of them, in the order of
 * the original; all that it has, the original.
 * @throws ImageSyncError `invalid` for platforms that the image does not have; it names those it has
 */
export async function selectPlatforms(
    root: Manifest,
    platforms: readonly string[],
    reader: PlatformReader,
): Promise<Manifest> {
    const asked = new Set(platforms.map((each) => exact(platformOf(each))));
    const graph = graphOf(root);
    if (!graph.isIndex) {
        const own = graph.body.config && (await reader.configured(graph.body.config));
        refuseMissing(root, asked, own ? [own] : []);
        return root;
    }
    const entries = await entriesOf(root, reader, 0, new Set());
    const present = entries.flatMap(({ descriptor }) => (isPlatform(descriptor) ? [descriptor.platform] : []));
    refuseMissing(root, asked, present);
    const images = entries.filter(({ descriptor: { platform } }) => platform && asked.has(exact(platform)));
    const [first] = images;
    if (asked.size === 1 && first) {
        return reader.manifest(first.descriptor.digest);
    }
    return indexOf(root, entries, new Set(images.map(({ descriptor }) => descriptor.digest)));
}

/** One line of an index: what it says, and as it is written. */
interface Entry {
    readonly descriptor: Descriptor;
    readonly raw: unknown;
}

/** The images of an index; those of indexes inside it stand in their place, where each is met first. */
async function entriesOf(
    index: Manifest,
    reader: PlatformReader,
    depth: number,
    read: Set<string>,
): Promise<readonly Entry[]> {
    const { manifests } = jsonOf(index) as { manifests: unknown[] };
    const descriptors = graphOf(index).body.manifests ?? [];
    const entries: Entry[] = [];
    for (const [i, descriptor] of descriptors.entries()) {
        if (!isIndexType(descriptor.mediaType)) {
            entries.push({ descriptor, raw: manifests[i] });
        } else if (!read.has(descriptor.digest)) {
            read.add(descriptor.digest);
            refuseTooMany(index, depth, read);
            const inner = await entriesOf(await reader.manifest(descriptor.digest), reader, depth + 1, read);
            inner.forEach((entry) => entries.push(entry));
        }
    }
    return entries;
}

function refuseTooMany({ digest }: Manifest, depth: number, read: ReadonlySet<string>): void {
    if (depth >= maxIndexDepth || read.size > maxIndexes) {
        throw new ImageSyncError({
            kind: "invalid",
            cloud: "oci",
            action: "copy",
            problem: `${digest} holds indexes more than ${maxIndexDepth} deep, or more than ${maxIndexes} of them`,
            advice: "copy the image of a platform by its own digest",
        });
    }
}

function isPlatform(descriptor: Descriptor): descriptor is Descriptor & { readonly platform: Platform } {
    const { platform } = descriptor;
    return platform !== undefined && platform.os !== "unknown" && platform.os !== "";
}

function indexOf(root: Manifest, entries: readonly Entry[], images: ReadonlySet<string>): Manifest {
    const kept = entries.filter(({ descriptor: { digest, annotations } }) => {
        return images.has(digest) || images.has(annotations?.[attested] ?? "");
    });
    const original = jsonOf(root) as { manifests: unknown[] };
    const manifests = kept.map(({ raw }) => raw);
    if (JSON.stringify(manifests) === JSON.stringify(original.manifests)) {
        return root;
    }
    const bytes = Buffer.from(JSON.stringify({ ...original, manifests }));
    return { mediaType: root.mediaType, digest: digestOf(bytes), bytes };
}

function refuseMissing(root: Manifest, asked: ReadonlySet<string>, present: readonly Platform[]): void {
    const held = new Set(present.map(exact));
    const missing = [...asked].filter((each) => !held.has(each));
    if (missing.length === 0) {
        return;
    }
    const names = [...new Set(present.map(nameOf))];
    throw new ImageSyncError({
        kind: "invalid",
        cloud: "oci",
        action: "copy",
        problem: `${root.digest} is not for ${missing.map((each) => each.replace(/\/$/, "")).join(", ")}; ${
            names.length > 0 ? `it is for ${names.join(", ")}` : "it names no platform"
        }`,
        advice: names.length > 0 ? "ask for those, or for none to copy all" : "leave platforms away to copy it",
    });
}
