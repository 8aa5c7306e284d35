import type { CloudName } from "../../../emulator";
import { Layout } from "../../tools/images";
import { openRegistry } from "./logins";
import type { World } from "./world";

type Where = CloudName | "generic";

/** One of the four registries that images are copied between. */
export interface Place {
    readonly where: Where;
    /** The repository that images are taken from; its tags `index` and `plain` by the names that they have there. */
    readonly source: { readonly end: object; readonly image: string; readonly index: string; readonly plain: string };
    /** An end, and what its images are called, for what comes from somewhere. */
    target(from: Where): { readonly end: object; readonly image: string };
}

const platforms = ["linux/amd64", "linux/arm64"];
/** The ends of each cloud: sources and targets are other registries. */
const ends = {
    alibaba: {
        source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg", namespace: "prod" },
        registries: ["cri-hub", "cri-sg"],
    },
    tencent: {
        source: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" },
        target: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg", namespace: "prod" },
        registries: ["tcr-gz", "tcr-sg"],
    },
    huawei: {
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team" },
        target: { cloud: "huawei", region: "ap-southeast-3", namespace: "team" },
        registries: ["cn-north-4", "ap-southeast-3"],
    },
} as const;

/** Fills the source of each cloud, and lets skopeo log in everywhere. */
export async function places(world: World): Promise<readonly Place[]> {
    const { alibaba, tencent, huawei } = world.emulator;
    alibaba.addRepository("cri-hub", "prod", "pairs");
    alibaba.pushTag("cri-hub", "prod", "pairs", "index", { platforms, signed: true });
    alibaba.pushTag("cri-hub", "prod", "pairs", "plain");
    // The demo's `api` is an index of two platforms, with a signature.
    tencent.pushTag("tcr-gz", "prod/api", "plain", { content: "plain" });
    huawei.pushTag("cn-north-4", "team/api", "plain", { content: "plain" });
    return [
        await cloudPlace(world, "alibaba", "pairs", "index"),
        await cloudPlace(world, "tencent", "api", "1.0.0"),
        await cloudPlace(world, "huawei", "api", "1.0.0"),
        await genericPlace(world),
    ];
}

async function cloudPlace(world: World, where: CloudName, repository: string, index: string): Promise<Place> {
    const { source, target, registries } = ends[where];
    const [from, to] = await Promise.all(registries.map((name) => openRegistry(world.emulator, where, name)));
    [from, to].forEach((each) => each && world.skopeo.knows(each.host, { login: each.login }));
    return {
        where,
        source: {
            end: { ...source, repository },
            image: `${from?.host}/${source.namespace}/${repository}`,
            index,
            plain: "plain",
        },
        target: (other) => ({
            end: { ...target, repository: `from-${other}` },
            image: `${to?.host}/${target.namespace}/from-${other}`,
        }),
    };
}

/** The docker-registry; skopeo writes its images. */
async function genericPlace({ registry: { host }, skopeo }: World): Promise<Place> {
    const layout = new Layout();
    try {
        const shared = layout.layer("shared");
        const [amd64, arm64] = platforms.map((each) => layout.image([shared, layout.layer(each)], each));
        const index = layout.index([amd64, arm64].filter((each) => each !== undefined));
        await skopeo.copy(layout.name("index", index), `${host}/hall/app:index`);
        await skopeo.copy(layout.name("plain", layout.image([shared])), `${host}/hall/app:plain`);
    } finally {
        layout.remove();
    }
    return {
        where: "generic",
        source: {
            end: { cloud: "generic", host, namespace: "hall", repository: "app" },
            image: `${host}/hall/app`,
            index: "index",
            plain: "plain",
        },
        target: (other) => ({
            end: { cloud: "generic", host, repository: `from/${other}` },
            image: `${host}/from/${other}`,
        }),
    };
}
