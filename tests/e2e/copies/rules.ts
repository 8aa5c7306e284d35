import type { Emulator } from "../../../emulator";

type End = "source" | "target";

export const repositories = Array.from({ length: 5 }, (_, n) => `service-${n}`);
export const tags = Array.from({ length: 20 }, (_, n) => `v${n}`);

/** Rules of one cloud that together take every tag of every repository, as the test of whole rules needs them. */
export interface RuleRow {
    readonly name: string;
    readonly rules: readonly { readonly name: string; readonly args: object }[];
    /** `repository:tag` of images that lie beside the others, and that the rules do not take. */
    readonly others: readonly string[];
    /** Makes what has to be there before the first push. */
    prepare(emulator: Emulator): void;
    /** Pushes a `repository:tag`, which has the same digest at both ends. */
    push(emulator: Emulator, end: End, image: string): void;
    digest(emulator: Emulator, end: End, image: string): string | undefined;
    /** Every `repository:tag` that was moved so far, each as often as it was. */
    moved(emulator: Emulator): string[];
    /** How often the calls were made that move images, and what is wanted where so many are moved. */
    calls(emulator: Emulator): number[];
    wanted(images: number): number[];
}

const instances = {
    source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub" },
    target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
} as const;

/** One rule of CR EE for a whole namespace, which is called as the trigger is. */
export function alibabaRules(trigger: "manual" | "automatic"): RuleRow {
    const action = { manual: "CreateRepoSyncTaskByRule", automatic: "CreateRepoSyncTask" }[trigger];
    const args = {
        source: { ...instances.source, namespace: trigger },
        target: { ...instances.target, namespace: trigger },
        repositoryFilter: "service-.*",
        tagFilter: "v\\d+",
        trigger,
    };
    return {
        name: `alibaba, ${trigger}`,
        rules: [{ name: trigger, args }],
        others: ["service-1:latest", "other:v1"],
        prepare: ({ alibaba }) =>
            [instances.source, instances.target].forEach(({ instanceId }) => {
                alibaba.addNamespace(instanceId, trigger);
                [...repositories, "other"].forEach((name) => alibaba.addRepository(instanceId, trigger, name));
            }),
        push: ({ alibaba }, end, image) => void alibaba.pushTag(instances[end].instanceId, trigger, ...namesOf(image)),
        digest: ({ alibaba }, end, image) => {
            const [repository, tag] = namesOf(image);
            const held = alibaba
                .repositories(instances[end].instanceId, trigger)
                .find(({ name }) => name === repository);
            const digest = held?.tags.find(({ name }) => name === tag)?.digest;
            return digest && `sha256:${digest}`;
        },
        moved: ({ alibaba }) =>
            alibaba
                .tasks(instances.source.instanceId)
                .filter(({ from }) => from.namespace === trigger)
                .map(({ from }) => `${from.repository}:${from.tag}`),
        calls: ({ requests }) => [requests.count({ action })],
        wanted: (images) => [images],
    };
}

const registries = { source: "tcr-gz", target: "tcr-sg" } as const;
const namespace = "five";
const put = new RegExp(`^/v2/${namespace}/(.+)/manifests/([^:]+)$`);

/** One rule of TCR from one registry to another, for a whole namespace. TCR has no call to trigger it. */
export const tencentRules: RuleRow = {
    name: "tencent",
    rules: [
        {
            name: "tencent",
            args: {
                source: { cloud: "tencent", region: "ap-guangzhou", instanceId: registries.source, namespace },
                target: { cloud: "tencent", region: "ap-singapore", instanceId: registries.target, namespace },
                repositoryFilter: "service-*",
                tagFilter: "v*",
            },
        },
    ],
    others: ["service-1:latest", "other:v1"],
    prepare: ({ tencent }) => {
        Object.values(registries).forEach((registry) => tencent.addNamespace(registry, namespace));
    },
    push: ({ tencent }, end, image) => {
        const [repository, tag] = namesOf(image);
        tencent.pushTag(registries[end], `${namespace}/${repository}`, tag);
    },
    digest: ({ tencent }, end, image) => {
        const [repository, tag] = namesOf(image);
        return tencent.findTag(registries[end], `${namespace}/${repository}`, tag)?.digest;
    },
    moved: ({ registries: { requests } }) =>
        requests.all({ registry: registries.target, operation: "putManifest", status: 201 }).flatMap(({ path }) => {
            const [, repository, tag] = put.exec(path) ?? [];
            return tag === undefined ? [] : [`${repository}:${tag}`];
        }),
    calls: ({ requests }) => [requests.count({ action: "DuplicateImage" })],
    wanted: () => [0],
};

const regions = { source: "cn-north-4", target: "ap-southeast-3" } as const;

/** SWR's rules take one repository each. */
export const huaweiRules: RuleRow = {
    name: "huawei",
    rules: repositories.map((repository) => ({
        name: `huawei-${repository}`,
        args: {
            source: { cloud: "huawei", region: regions.source, namespace: "team", repository },
            target: { cloud: "huawei", region: regions.target },
        },
    })),
    others: ["other:v1"],
    prepare: () => undefined,
    push: ({ huawei }, end, image) => {
        const [repository, tag] = namesOf(image);
        huawei.pushTag(regions[end], `team/${repository}`, tag);
    },
    digest: ({ huawei }, end, image) => {
        const [repository, tag] = namesOf(image);
        return huawei.findTag(regions[end], `team/${repository}`, tag)?.digest;
    },
    moved: ({ huawei }) =>
        repositories.flatMap((repository) =>
            huawei.syncJobs(regions.source, `team/${repository}`).map(({ tag }) => `${repository}:${tag}`),
        ),
    calls: ({ requests }) => [requests.count({ action: "CreateManualImageSyncRepo" })],
    wanted: () => [repositories.length],
};

function namesOf(image: string): [repository: string, tag: string] {
    const [repository = "", tag = ""] = image.split(":");
    return [repository, tag];
}
