import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { ownerDomainId } from "../../../emulator/huawei/credentials";
import { call, dateOf, outcome, pathOf, send, type Answer, type Body, type HandMade } from "./clients";

describe("Huawei: image syncs", () => {
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const target = { remoteRegionId: "ap-southeast-3", remoteNamespace: "prod" };
    const syncImages = pathOf("team/api", "sync_images");
    const syncJob = pathOf("team/api", "sync_job");

    const signed = (request: HandMade): Promise<Answer> => send(emulator, { date: dateOf(clock.now()), ...request });
    const start = (imageTag: unknown, more: Record<string, unknown> = {}, path = syncImages): Promise<Answer> =>
        signed({ method: "POST", path, body: JSON.stringify({ imageTag, ...target, ...more }) });
    const list = (filter = "limit::100|offset::0", path = syncJob): Promise<Answer> =>
        signed({ path, query: [["filter", filter]] });
    const rows = async (): Promise<unknown[][]> =>
        ((await list()).body as Body[]).map((each) => [each["id"], each["tag"], each["status"]]);
    const copied = (tag: string, path = "prod/api"): string | undefined =>
        emulator.huawei.findTag("ap-southeast-3", path, tag)?.digest;
    const original = (tag: string): string | undefined =>
        emulator.huawei.findTag("cn-north-4", "team/api", tag)?.digest;
    const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

    it("copies tags through the runtime, a nested repository too, and lists their jobs", async () => {
        const projectId = emulator.huawei.projectId("cn-north-4");
        const [sync, jobs] = ["sync_images", "sync_job"].map((each) => pathOf("team/backend/orders", each));
        const input = { imageTag: ["1.0.0", "1.1.0"], ...target };
        // The runtime hangs the status on the array.
        assert.deepEqual(
            { ...(await call(emulator, "POST", sync ?? "", input, { projectId })) },
            { httpStatusCode: 200 },
        );
        const { body, headers } = await list("limit::10|offset::0|order::asc", jobs);
        assert.equal(headers["content-range"], "0-2/2");
        const [first] = body as Body[];
        assert.match(String(first?.["createdAt"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.deepEqual(
            { ...first, createdAt: "", updatedAt: "" },
            {
                id: 1,
                namespace: "team",
                repoName: "backend/orders",
                tag: "1.0.0",
                ...target,
                override: false,
                status: "success",
                syncOperatorId: ownerDomainId,
                syncOperatorName: "admin",
                createdAt: "",
                updatedAt: "",
                domainID: ownerDomainId,
                domainName: "emulator-owner",
            },
        );
        const source = emulator.huawei.findTag("cn-north-4", "team/backend/orders", "1.0.0");
        assert.equal(copied("1.0.0", "prod/backend/orders"), source?.digest);
        assert.equal(copied("latest", "prod/backend/orders"), undefined);
    });

    it("waits for a quarter of its time, runs, and ends with the image in the target", async () => {
        emulator.huawei.syncSeconds = 40;
        assert.deepEqual((await start(["1.0.0"])).body, []);
        const seen: unknown[][] = [];
        for (const seconds of [0, 9, 1, 29, 1, 100]) {
            clock.advance(seconds * 1000);
            const [row] = (await list()).body as Body[];
            const updatedAfter = Date.parse(String(row?.["updatedAt"])) - Date.parse(String(row?.["createdAt"]));
            seen.push([row?.["status"], updatedAfter / 1000, copied("1.0.0") !== undefined]);
        }
        assert.deepEqual(seen, [
            ["waiting", 0, false],
            ["waiting", 0, false],
            ["running", 10, false],
            ["running", 10, false],
            ["success", 40, true],
            ["success", 40, true],
        ]);
    });

    it("copies what the tag was when the job was made", async () => {
        emulator.huawei.syncSeconds = 40;
        const before = original("1.0.0");
        await start(["1.0.0"]);
        emulator.huawei.pushTag("cn-north-4", "team/api", "1.0.0", { content: "moved" });
        assert.notEqual(original("1.0.0"), before);
        clock.advance(40_000);
        assert.equal(copied("1.0.0"), before);
    });

    const present: Record<string, [there: string, override: boolean, status: string, after: string]> = {
        "existed: the same image": ["a", false, "existed", "a"],
        "cancel: another image": ["b", false, "cancel", "b"],
        "success: the same image, override": ["a", true, "success", "a"],
        "success: another image, override": ["b", true, "success", "a"],
    };
    for (const [what, [there, override, status, after]] of Object.entries(present)) {
        it(`ends with ${what} in the target`, async () => {
            emulator.huawei.pushTag("cn-north-4", "team/api", "2", { digest: digest("a"), sizeBytes: 7 });
            emulator.huawei.pushTag("ap-southeast-3", "prod/api", "2", { digest: digest(there) });
            await start(["2"], { override });
            assert.deepEqual(await rows(), [[1, "2", status]]);
            assert.equal(copied("2"), digest(after));
        });
    }

    const doomed: Record<string, [imageTag: string, more: Record<string, unknown>]> = {
        "a tag that the source lacks": ["9.9.9", {}],
        "an organization that is missing": ["1.0.0", { remoteNamespace: "nowhere" }],
        "an organization of another account": ["1.0.0", { remoteNamespace: "partner" }],
    };
    for (const [what, [imageTag, more]] of Object.entries(doomed)) {
        it(`takes ${what}, and fails later`, async () => {
            assert.equal(outcome(await start([imageTag], more)), "200");
            assert.deepEqual(await rows(), [[1, imageTag, "failed"]]);
            assert.equal(emulator.huawei.findOrganization("ap-southeast-3", "nowhere"), undefined);
        });
    }

    it("names nothing, or the tags that get there, or those that do not", async () => {
        emulator.huawei.failNext({ status: "timeout", tag: "1.1.0", times: Infinity });
        const answer = async (): Promise<unknown> => (await start(["1.0.0", "1.1.0", "9", "1.0.0"])).body;
        assert.deepEqual(await answer(), []);
        emulator.huawei.syncImagesAnswer = "succeeded";
        assert.deepEqual(await answer(), ["1.0.0"]);
        emulator.huawei.syncImagesAnswer = "failed";
        assert.deepEqual(await answer(), ["1.1.0", "9"]);
    });

    it("lists page by page, the newest first unless asked otherwise, each repository by itself", async () => {
        await start(["1.0.0", "1.1.0"]);
        await start(["latest"]);
        await start(["1.0.0"], {}, pathOf("team/web", "sync_images"));
        const page = async (filter: string): Promise<unknown> => {
            const { body, headers } = await list(filter);
            return [(body as Body[]).map((each) => each["id"]), headers["content-range"]];
        };
        assert.deepEqual(await page("limit::2|offset::0"), [[3, 2], "0-2/3"]);
        assert.deepEqual(await page("limit::2|offset::2|order::desc"), [[1], "2-1/3"]);
        assert.deepEqual(await page("order::asc|offset::0|limit::2"), [[1, 2], "0-2/3"]);
        assert.deepEqual(await page("limit::2|offset::9"), [[], "9-0/3"]);
        for (const [filter, expected] of [
            ["limit::10", "400 4001014"],
            ["offset::0|order::desc", "400 4001014"],
            ["limit::0|offset::0", "400 4000056"],
            ["limit::10|offset::x", "400 4000056"],
        ] as const) {
            assert.equal(outcome(await list(filter)), expected, filter);
        }
        assert.equal(outcome(await signed({ path: syncJob })), "400 4001014");
    });

    const refused: Record<string, [imageTag: unknown, more: Record<string, unknown>, outcome: string]> = {
        "no tags": [undefined, {}, "400 4000014"],
        "an empty list of tags": [[], {}, "400 4000014"],
        "a tag that is not in a list": ["1.0.0", {}, "400 4000014"],
        "a tag that cannot be one": [["1.0.0", "a/b"], {}, "400 4009021"],
        "an unknown region": [["1.0.0"], { remoteRegionId: "eu-nowhere-1" }, "500 5001101"],
        "the repository's own region": [["1.0.0"], { remoteRegionId: "cn-north-4" }, "400 4000014"],
        "no organization": [["1.0.0"], { remoteNamespace: undefined }, "400 4000014"],
        "an organization in capitals": [["1.0.0"], { remoteNamespace: "Prod" }, "400 4001028"],
        "a string for a boolean": [["1.0.0"], { override: "true" }, "400 4000014"],
    };
    for (const [what, [imageTag, more, expected]] of Object.entries(refused)) {
        it(`refuses ${what}`, async () => {
            assert.equal(outcome(await start(imageTag, more)), expected);
            assert.deepEqual(emulator.huawei.syncJobs("cn-north-4"), []);
        });
    }

    it("refuses an unknown repository, and lets a read-only user list and nothing else", async () => {
        assert.equal(outcome(await start(["1"], {}, pathOf("team/none", "sync_images"))), "404 4040010");
        assert.equal(outcome(await list("limit::1|offset::0", pathOf("none/api", "sync_job"))), "404 4040058");
        const { readOnly: key } = emulator.credentials.huawei;
        const body = JSON.stringify({ imageTag: ["1.0.0"], ...target });
        assert.equal(outcome(await signed({ method: "POST", path: syncImages, body, key })), "403 4039002");
        assert.equal(outcome(await signed({ path: syncJob, query: [["filter", "limit::1|offset::0"]], key })), "200");
    });
});
