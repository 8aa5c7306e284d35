import assert from "node:assert/strict";
import { huaweiError } from "../../../../provider/clouds/huawei/errors";
import { stateOf } from "../../../../provider/clouds/huawei/images/statuses";
import { type ErrorKind, ImageSyncError } from "../../../../provider/errors";
import { HuaweiWorld, specOf, targetPath, targetRegion } from "./huaweiWorld";

const row = (status: unknown) => ({
    ...{ id: 7, tag: "1.0", status, repoName: "api", remoteRegionId: "ap-southeast-3", remoteNamespace: "prod" },
    ...{ createdAt: "2026-01-02T03:04:05Z", updatedAt: "2026-01-02T03:05:00Z" },
});

describe("huawei: what the words of a job mean", () => {
    const moving = { waiting: "waiting", running: "running", paused: "running", constructor: "running", "": "running" };
    for (const [word, phase] of Object.entries(moving)) {
        it(`${JSON.stringify(word)}: ${phase}, without an end`, () =>
            assert.deepEqual(stateOf(row(word)), {
                ...{ phase, taskId: "7", issue: undefined, reason: undefined },
                ...{ startedAt: "2026-01-02T03:04:05.000Z", finishedAt: undefined },
            }));
    }

    it("success: done, at the time of its last change", () =>
        assert.deepEqual(stateOf(row("success")), {
            ...{ phase: "done", taskId: "7", issue: undefined, reason: undefined },
            ...{ startedAt: "2026-01-02T03:04:05.000Z", finishedAt: "2026-01-02T03:05:00.000Z" },
        }));

    const target = "ap-southeast-3/prod/api";
    const reasons = {
        existed: `${target} has this tag with the same content already, so SWR copied nothing; run again, and it counts as synced unless it was changed since`,
        cancel: `${target} has this tag with other content, and override is false; set override: true, delete the tag there, or sync another tag`,
        timeout: `SWR gave up before the image was in ${target}; run again, and if it stays so sync fewer images at once or make the image smaller`,
        failed: `SWR does not say why; check that the source still has the tag, that the organization of ${target} is there and yours, and that these credentials may push to it, then run again`,
    };
    for (const [word, reason] of Object.entries(reasons)) {
        it(`${word}: failed, with what to do, and not worth another try by itself`, () =>
            assert.deepEqual(stateOf(row(word)), {
                ...{ phase: "failed", taskId: "7", issue: word, reason },
                ...{ startedAt: "2026-01-02T03:04:05.000Z", finishedAt: "2026-01-02T03:05:00.000Z" },
            }));
    }

    it("a row that says little", () =>
        assert.deepEqual(stateOf({ id: "9007199254740993", status: "timeout" }), {
            ...{ phase: "failed", taskId: "9007199254740993", issue: "timeout" },
            reason: reasons.timeout.replace(target, "the target"),
            ...{ startedAt: undefined, finishedAt: undefined },
        }));
});

describe("huawei: what an error code of an image operation means", () => {
    const failed = (operation: string, status: number, digits: string) =>
        huaweiError(
            { operation, method: "GET", path: "/x", object: "team/api" },
            "cn-north-4",
            { status, headers: {}, text: "" },
            { errors: [{ errorCode: `SVCSTG.SWR.${digits}`, errorMessage: "words" }] },
        );
    const rows: [string, number, string, ErrorKind, RegExp][] = [
        ["ShowRepoTag", 404, "4040048", "notFound", /the tag is not found .*; push it, or fix tags$/],
        ["ShowRepoTag", 404, "4040115", "notFound", /the tag is not found/],
        ["ShowRepoTag", 404, "4041056", "notFound", /the tag is not found/],
        ["ListRepositoryTags", 403, "4037018", "unauthorized", /words.*; grant the right to read the organization/],
        ["ShowRepoTag", 403, "4039002", "unauthorized", /grant the right to read the organization/],
        ["ShowSyncJob", 403, "4039002", "unauthorized", /SWR administration may configure synchronization/],
        ["CreateManualImageSyncRepo", 403, "4030170", "unauthorized", /SWR administration may configure/],
        [
            "CreateManualImageSyncRepo",
            401,
            "4011044",
            "unauthorized",
            /made by another user.*right to edit the repository/,
        ],
        ["CreateManualImageSyncRepo", 401, "4011064", "unauthorized", /another account.*imagesync:accounts/],
        ["CreateManualImageSyncRepo", 400, "4009021", "invalid", /SWR refuses a tag/],
        ["CreateManualImageSyncRepo", 409, "4090023", "transient", /SWR is busy; run again$/],
        ["CreateManualImageSyncRepo", 500, "5001101", "transient", /check target\.region$/],
    ];
    for (const [operation, status, digits, kind, message] of rows) {
        it(`${operation} ${status} ${digits}: ${kind}`, () => {
            const error = failed(operation, status, digits);
            assert.equal(error.kind, kind);
            assert.match(error.message, message);
            assert.ok(
                error.message.startsWith(`huawei ${operation}: `) && error.message.includes("team/api in cn-north-4"),
            );
        });
    }
});

describe("huawei: what a person reads of an image sync", () => {
    let world: HuaweiWorld;
    beforeEach(async () => {
        world = await HuaweiWorld.open();
        world.huawei.syncSeconds = 0;
        world.push("1.0");
    });
    afterEach(() => world.close());

    async function failure(spec = specOf(), tags = ["1.0"]): Promise<string> {
        const outcome = (await world.start(tags, spec)).get(tags[0] ?? "");
        assert.ok(outcome && "error" in outcome && ImageSyncError.is(outcome.error), JSON.stringify(outcome));
        return `${outcome.error.kind}, ${outcome.error.acted}: ${outcome.error.message.replace(/request [\w-]+/, "request …")}`;
    }
    const issue = async (spec = specOf(), tag = "1.0") => {
        const [state] = await world.look(await world.tickets([tag], spec));
        return `${state?.phase}: ${state?.issue}`;
    };

    it("the target has another image", async () => {
        world.huawei.pushTag(targetRegion, targetPath, "1.0", { content: "other" });
        assert.equal(await issue(), "failed: cancel");
        assert.equal(await issue(specOf({ override: true })), "done: undefined");
        assert.equal(await issue(), "failed: existed");
    });

    it("the target's organization is not there, or somebody else's", async () => {
        assert.equal(await issue(specOf({ target: { namespace: "nobody" } })), "failed: failed");
        assert.equal(await issue(specOf({ target: { namespace: "partner" } })), "failed: failed");
    });

    it("the source's tag is not there", async () => assert.equal(await issue(specOf(), "9.9"), "failed: failed"));

    it("the source's repository is not there", async () =>
        assert.equal(
            await failure(specOf({ source: { repository: "nowhere" } })),
            "notFound, no: huawei ShowSyncJob: team/nowhere in cn-north-4: not found (SVCSTG.SWR.4040010, request …); create it or fix source.namespace and source.repository",
        ));

    it("the source's organization is not there", async () =>
        assert.equal(
            await failure(specOf({ source: { namespace: "nobody" } })),
            "notFound, no: huawei ShowSyncJob: nobody/backend/new in cn-north-4: the organization is not found (SVCSTG.SWR.4040058, request …); create it or fix source.namespace and source.repository",
        ));

    it("a target region that SWR does not know", async () => {
        const message = await failure(specOf({ target: { region: "cn-nowhere-1" } }));
        assert.match(
            message,
            /^invalid, no: huawei CreateManualImageSyncRepo: SWR cannot sync to region "cn-nowhere-1"/,
        );
        assert.match(message, /use one of ap-southeast-1, .*cn-north-4.* for target\.region$/);
    });

    it("where the regions cannot be listed either, what SWR said of the sync", async () => {
        world.emulator.faults.add({ cloud: "huawei", action: "ListSyncRegions", kind: "forbidden", times: Infinity });
        const message = await failure(specOf({ target: { region: "cn-nowhere-1" } }));
        assert.match(message, /^transient, maybe: .*SVCSTG\.SWR\.5001101.*check target\.region$/);
    });

    it("keys that may read alone", async () => {
        const { accessKey, secretKey } = world.emulator.credentials.huawei.readOnly;
        const keys = { "huaweicloud:accessKey": accessKey, "huaweicloud:secretKey": secretKey };
        const started = await world.start(["1.0"], specOf(), world.connect(keys));
        const outcome = started.get("1.0");
        assert.ok(outcome && "error" in outcome && ImageSyncError.is(outcome.error));
        assert.equal(outcome.error.kind, "unauthorized");
        assert.match(outcome.error.message, /CreateManualImageSyncRepo: .*SWR administration may configure/);
        assert.equal(world.count("CreateManualImageSyncRepo"), 1);
    });

    it("tags that SWR does not take", async () =>
        assert.match(
            await failure(specOf(), ["-1"]),
            /^invalid, no: .*SWR refuses a tag.*SVCSTG\.SWR\.4009021.*fix tags$/,
        ));

    const hosts = {
        "ap-southeast-3": "swr.ap-southeast-3.myhuaweicloud.com",
        "cn-north-4": "swr.cn-north-4.myhuaweicloud.com",
        "eu-west-101": undefined,
    };
    for (const [region, host] of Object.entries(hosts)) {
        it(`the host of ${region} is ${host ?? "not known"}, without a question`, async () => {
            const before = world.emulator.requests.count();
            assert.equal(await world.port.host(specOf({ target: { region } })), host);
            assert.equal(world.emulator.requests.count(), before);
        });
    }
});
