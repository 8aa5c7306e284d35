import { readFileSync } from "node:fs";
import { ManualImageSync, type ImageSyncData } from "pulumi-imagesync";

// The compiler cannot know what is in a file: check says at preview what is wrong with it.
const parsed: Record<string, unknown> = JSON.parse(readFileSync("releases.json", "utf8"));
for (const [name, data] of Object.entries(parsed)) {
    const sync = ManualImageSync.fromData(name, data, { retainOnDelete: true });
    sync.summary.apply(({ synced }) => synced === 1);
}

// Data that the program holds itself, of several clouds.
const data: ImageSyncData[] = [
    {
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
        },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
        tags: ["1.4.2", { source: "1.4.3", target: "stable" }],
    },
    {
        source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
        target: { cloud: "huawei", region: "ap-southeast-3" },
        tagFilter: "v.*",
    },
];
export const syncs: ManualImageSync[] = data.map((each, n) => ManualImageSync.fromData(`release-${n}`, each));
