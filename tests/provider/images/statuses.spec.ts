import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { type Emulator, type HuaweiSyncOutcome, startEmulator } from "../../../emulator";
import { makeProvider } from "../../../provider";
import type { ImageSyncData, SyncedImages } from "../../../provider/model";
import { TestEnvironment } from "../fakes/environment";
import { KeptMessages } from "../fakes/messages";

/** What one create came to, as a person and the state see it. */
interface Outcome {
    readonly images: SyncedImages;
    /** The lines of the error, one for each reason. */
    readonly reasons: readonly string[];
}

/** The words of a cloud for a sync that failed, one tag each: what is shown, and how often it is tried. */
interface Row {
    readonly word: string;
    readonly shown: RegExp;
    readonly tries: number;
}

describe("what a person reads of an image that was not synced", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator({ syncSeconds: 0.2 });
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });

    async function create(data: ImageSyncData): Promise<Outcome> {
        const provider: ResourceProvider = makeProvider(
            "ManualImageSync",
            (key) => emulator.config[key],
            new KeptMessages(),
        );
        const checked = await provider.check?.({}, data);
        assert.deepEqual(checked?.failures, []);
        try {
            const created = (await provider.create(checked?.inputs)) as { outs: { images: SyncedImages } };
            return { images: created.outs.images, reasons: [] };
        } catch (error) {
            const { properties, reasons } = error as { properties: { images: SyncedImages }; reasons: string[] };
            assert.ok(reasons, String(error));
            return { images: properties.images, reasons };
        }
    }

    function judge(rows: readonly Row[], { images, reasons }: Outcome, tries: (tag: string) => number): void {
        for (const { word, shown, tries: expected } of rows) {
            const tag = tagOf(word);
            const line = reasons.find((reason) => reason.startsWith(`${tag}: `));
            assert.match(line ?? reasons.join("\n"), shown, word);
            assert.ok(line?.includes(word), `${word} itself is named: ${line}`);
            assert.equal(images[tag]?.status, "failed", word);
            assert.equal(images[tag]?.digest, undefined, word);
            assert.ok(images[tag]?.issue && line?.endsWith(images[tag].issue), "the state has the same words");
            assert.equal(tries(tag), expected, `tries of ${word}`);
        }
        assert.equal(reasons.length, rows.length);
        assert.equal(images.good?.status, "synced");
        assert.match(images.good.digest ?? "", /^sha256:[0-9a-f]{64}$/);
    }

    const alibaba: readonly Row[] = [
        { word: "OSS_POLICY_UNAUTHORIZED", shown: /AliyunContainerRegistryDefaultRole/, tries: 1 },
        { word: "TAG_CONFLICT", shown: /immutable .*override/, tries: 1 },
        { word: "UNSUPPORTED_FORMAT", shown: /Docker v2 or OCI/, tries: 1 },
        { word: "INTERNAL_ERROR", shown: /a fault inside Container Registry.*tried 3 times/, tries: 3 },
        { word: "NETWORK_ERROR", shown: /connection between the two instances broke.*tried 3 times/, tries: 3 },
        { word: "DATA_LENGTH_EXCEEDED", shown: /larger than CR EE syncs/, tries: 1 },
        { word: "SOMETHING_NEW", shown: /failed: SOMETHING_NEW$/, tries: 1 },
    ];

    it("Alibaba Cloud: each TaskIssue with what to do, an unknown one as it is", async () => {
        const end = { cloud: "alibaba", namespace: "team", repository: "api" } as const;
        ["cri-hub", "cri-sg"].forEach((id) => emulator.alibaba.addNamespace(id, "team", { autoCreateRepo: true }));
        emulator.alibaba.addRepository("cri-hub", "team", "api");
        for (const { word } of alibaba) {
            emulator.alibaba.pushTag("cri-hub", "team", "api", tagOf(word));
            emulator.alibaba.failNext({ issue: word, times: Infinity, tag: tagOf(word) });
        }
        emulator.alibaba.pushTag("cri-hub", "team", "api", "good");
        const outcome = await create({
            source: { ...end, region: "cn-hangzhou", instanceId: "cri-hub" },
            target: { ...end, region: "ap-southeast-1", instanceId: "cri-sg" },
            tags: ["good", ...alibaba.map(({ word }) => tagOf(word))],
        });
        const tasks = emulator.alibaba.tasks();
        judge(alibaba, outcome, (tag) => tasks.filter(({ from }) => from.tag === tag).length);
        for (const { word } of alibaba) {
            assert.match(outcome.images[tagOf(word)]?.taskId ?? "", /^rst-/);
        }
    });

    const huawei: readonly Row[] = [
        { word: "failed", shown: /SWR does not say why; check/, tries: 1 },
        { word: "timeout", shown: /SWR gave up/, tries: 1 },
        { word: "cancel", shown: /other content, and override is false/, tries: 1 },
        { word: "existed", shown: /same content already/, tries: 1 },
    ];

    it("Huawei Cloud: each status of a job that is not done means something else", async () => {
        const repository = "team/api";
        for (const { word } of huawei) {
            emulator.huawei.pushTag("cn-north-4", repository, tagOf(word));
            emulator.huawei.failNext({ status: word as HuaweiSyncOutcome, times: Infinity, tag: tagOf(word) });
        }
        emulator.huawei.pushTag("cn-north-4", repository, "good");
        const outcome = await create({
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
            target: { cloud: "huawei", region: "ap-southeast-3" },
            tags: ["good", ...huawei.map(({ word }) => tagOf(word))],
        });
        const jobs = emulator.huawei.syncJobs("cn-north-4", repository);
        judge(huawei, outcome, (tag) => jobs.filter((job) => job.tag === tag).length);
    });

    const tencent: readonly Row[] = [
        { word: "FailedOperation.PreconditionFailed", shown: /immutable/, tries: 1 },
        { word: "InternalError.ErrorTcrResourceConflict", shown: /override: true/, tries: 1 },
        { word: "UnsupportedOperation", shown: /DuplicateImage/, tries: 1 },
    ];

    it("Tencent Cloud: what DuplicateImage was refused for", async () => {
        const end = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz" } as const;
        const world = emulator.tencent;
        const path = "prod/api";
        for (const { word } of tencent) {
            world.pushTag("tcr-gz", path, tagOf(word));
            world.failNextDuplicate({ code: word, times: Infinity, tag: tagOf(word) });
        }
        world.pushTag("tcr-gz", path, "good");
        const outcome = await create({
            source: { ...end, namespace: "prod", repository: "api" },
            target: { ...end, repository: "copied" },
            tags: ["good", ...tencent.map(({ word }) => tagOf(word))],
        });
        const calls = emulator.requests.count({ action: "DuplicateImage" });
        assert.equal(calls, 1 + tencent.length);
        judge(tencent, outcome, () => 1);
    });
});

/** A tag that is planned to fail with a word. */
function tagOf(word: string): string {
    return `t-${word.replaceAll(".", "-")}`;
}
