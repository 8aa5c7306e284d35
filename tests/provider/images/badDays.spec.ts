import assert from "node:assert/strict";
import { type Emulator, type Fault, startEmulator } from "../../../emulator";
import { makeProvider } from "../../../provider";
import type { ImageSyncData, SyncedImages } from "../../../provider/model";
import { TestEnvironment } from "../fakes/environment";
import { KeptMessages } from "../fakes/messages";

const tags = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"];

const faults: readonly Fault["kind"][] = [
    "reset",
    "answerLost",
    "truncated",
    "html",
    "html200",
    "stale",
    "throttle",
    "serverError",
    "actThenError",
];

/** A cloud with six tags to sync, and how often each was really sent. */
interface Case {
    readonly actions: readonly string[];
    readonly data: ImageSyncData;
    readonly prepare: (emulator: Emulator) => void;
    /** Source tags of all tasks, jobs or copies that the cloud ever began. */
    readonly sent: (emulator: Emulator) => string[];
}

const cases: Readonly<Record<string, Case>> = {
    alibaba: {
        actions: ["GetRepository", "ListRepoTag", "ListRepoSyncTask", "CreateRepoSyncTask", "GetRepoSyncTask"],
        data: {
            source: {
                cloud: "alibaba",
                region: "cn-hangzhou",
                instanceId: "cri-hub",
                namespace: "team",
                repository: "api",
            },
            target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
            tags,
        },
        prepare: ({ alibaba }) => {
            ["cri-hub", "cri-sg"].forEach((id) => alibaba.addNamespace(id, "team", { autoCreateRepo: true }));
            alibaba.addRepository("cri-hub", "team", "api");
            tags.forEach((tag) => alibaba.pushTag("cri-hub", "team", "api", tag));
        },
        sent: ({ alibaba }) => alibaba.tasks().map(({ from }) => from.tag),
    },
    huawei: {
        actions: ["ListRepositoryTags", "ShowSyncJob", "CreateManualImageSyncRepo"],
        data: {
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
            target: { cloud: "huawei", region: "ap-southeast-3" },
            tags,
        },
        prepare: ({ huawei }) => tags.forEach((tag) => huawei.pushTag("cn-north-4", "team/api", tag)),
        sent: ({ huawei }) => huawei.syncJobs("cn-north-4", "team/api").map(({ tag }) => tag),
    },
};

const rows = Object.entries(cases).flatMap(([cloud, each]) =>
    faults.flatMap((kind) =>
        each.actions.map((action) => [`${cloud} ${action}, ${kind}`, each, { action, kind }] as const),
    ),
);

describe("ManualImageSync on bad days", () => {
    let environment: TestEnvironment;
    before(() => (environment = new TestEnvironment()));
    after(() => environment.restore());

    /** One create, and updates until one goes well; answers what was sent. */
    async function endure({ data, prepare, sent }: Case, fault: Fault): Promise<string[]> {
        const emulator = await startEmulator({ syncSeconds: 0.5 });
        try {
            prepare(emulator);
            const provider = makeProvider("ManualImageSync", (key) => emulator.config[key], new KeptMessages());
            const checked = (await provider.check?.({}, data)) ?? assert.fail();
            const inputs: unknown = checked.inputs;
            emulator.faults.add(fault);
            let state = await attempt(() => provider.create?.(inputs));
            for (let i = 0; i < 3 && !isSynced(state); i++) {
                const again = () => (state ? provider.update?.("id", state, inputs) : provider.create?.(inputs));
                state = (await attempt(again)) ?? state;
            }
            assert.ok(isSynced(state), JSON.stringify(state?.images));
            return sent(emulator);
        } finally {
            await emulator.close();
        }
    }

    /** All of them at once: they wait for their clouds most of the time. */
    const days = new Map<string, Promise<string[]>>();
    before(() => {
        for (const [name, cloud, fault] of rows) {
            const day = endure(cloud, { ...fault, times: 2 });
            day.catch(() => undefined);
            days.set(name, day);
        }
    });

    for (const [name] of rows) {
        it(`${name}: every image in the end, each sent once`, async () => {
            assert.deepEqual((await days.get(name))?.sort(), tags);
        });
    }
});

type State = Record<string, unknown> & { images?: SyncedImages };

/** What the engine would record; undefined where it records nothing. */
async function attempt(act: () => Promise<{ outs?: State }> | undefined): Promise<State | undefined> {
    try {
        return (await act())?.outs;
    } catch (error) {
        return (error as { properties?: State }).properties;
    }
}

function isSynced(state: State | undefined): boolean {
    return tags.every((tag) => state?.images?.[tag]?.status === "synced");
}
