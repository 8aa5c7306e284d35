import assert from "node:assert/strict";
import { ImageSyncError } from "../../../../provider/errors";
import type { HuaweiTicket } from "../../../../provider/clouds/huawei/images";
import { HuaweiWorld, path, sourceRegion, specOf, targetPath, targetRegion, ticketOf } from "./huaweiWorld";

const tags = ["1.0", "1.1", "1.2"];
const to = { remoteRegionId: targetRegion, remoteNamespace: "prod" };
const vain = specOf({ target: { namespace: "base" } });

describe("huawei: image syncs", () => {
    let world: HuaweiWorld;
    beforeEach(async () => {
        world = await HuaweiWorld.open();
        world.push(...tags);
    });
    afterEach(() => world.close());
    const copied = (tag: string) => world.huawei.findTag(targetRegion, targetPath, tag)?.digest;
    const written = () => world.count("CreateManualImageSyncRepo");
    const listed = () => world.count("ShowSyncJob");
    const taskIds = (found: ReadonlyMap<string, HuaweiTicket>) =>
        [...found].map(([tag, { taskId }]) => `${tag} ${taskId}`);

    describe("start", () => {
        it("one call starts all, and their jobs are followed to the end", async () => {
            const tickets = await world.tickets(tags);
            assert.deepEqual([written(), listed()], [1, 1]);
            assert.deepEqual(await world.phases(tickets), ["waiting", "waiting", "waiting"]);
            world.pass(4);
            assert.deepEqual(await world.phases(tickets), ["running", "running", "running"]);
            world.pass(4);
            const [done] = await world.look(tickets);
            const [job] = world.huawei.syncJobs(sourceRegion, path);
            const iso = (millis = 0) => new Date(Math.floor(millis / 1000) * 1000).toISOString();
            assert.deepEqual(done, {
                ...{ phase: "done", taskId: String(job?.id), issue: undefined, reason: undefined },
                ...{ startedAt: iso(job?.createdAt), finishedAt: iso(job?.updatedAt) },
            });
            assert.ok(tags.every((tag) => copied(tag) === world.huawei.findTag(sourceRegion, path, tag)?.digest));
        });

        it("sends what SWR asks for", async () => {
            await world.start(["1.0"], specOf({ override: true, target: { region: "cn-east-3", namespace: "base" } }));
            const [job] = world.huawei.syncJobs(sourceRegion, path);
            assert.deepEqual(
                [job?.tag, job?.remoteRegionId, job?.remoteNamespace, job?.override],
                ["1.0", "cn-east-3", "base", true],
            );
        });

        for (const answer of ["empty", "succeeded", "failed"] as const) {
            it(`what the answer names (${answer}) decides nothing`, async () => {
                world.huawei.syncSeconds = 0;
                world.huawei.syncImagesAnswer = answer;
                world.huawei.pushTag(targetRegion, targetPath, "1.1", { content: "other" });
                assert.deepEqual(await world.phases(await world.tickets(tags)), ["done", "failed", "done"]);
            });
        }

        it("nothing is asked where there is nothing to start", async () => {
            assert.equal((await world.start([])).size, 0);
            assert.deepEqual([written(), listed()], [0, 0]);
        });

        it("a recent list of jobs serves for the jobs that were there before", async () => {
            await world.underway(tags);
            await world.tickets(tags);
            assert.equal(listed(), 1);
            await world.tickets(tags, vain);
            assert.equal(listed(), 2, "after a call of ours another list is due");
            world.pass(11);
            await world.underway(tags);
            world.pass(11);
            await world.tickets(tags);
            assert.equal(listed(), 4, "and after a while");
        });

        for (const kind of ["answerLost", "actThenError"] as const) {
            it(`a lost answer (${kind}) is an error that may have acted, for every tag; the jobs are found`, async () => {
                world.emulator.faults.add({ cloud: "huawei", action: "CreateManualImageSyncRepo", kind, times: 1 });
                for (const outcome of (await world.start(tags)).values()) {
                    assert.ok("error" in outcome && ImageSyncError.is(outcome.error));
                    assert.deepEqual([outcome.error.kind, outcome.error.acted], ["transient", "maybe"]);
                }
                assert.equal(written(), 1);
                assert.equal((await world.underway(tags)).size, 3);
            });
        }

        it("where the jobs cannot be listed nothing is started, and the error says that it did not act", async () => {
            world.emulator.faults.add({ cloud: "huawei", action: "ShowSyncJob", kind: "serverError", times: Infinity });
            for (const outcome of (await world.start(tags)).values()) {
                assert.ok("error" in outcome && ImageSyncError.is(outcome.error));
                assert.deepEqual([outcome.error.kind, outcome.error.acted], ["transient", "no"]);
            }
            assert.equal(written(), 0);
        });

        it("throttling is waited out", async () => {
            world.emulator.faults.add({
                ...{ cloud: "huawei", action: "CreateManualImageSyncRepo", kind: "throttle", times: 2 },
            });
            await world.tickets(tags);
            assert.equal(world.ids().length, 3);
        });

        it("nothing is begun after the deadline, also where the time passes while it waits for its turn", async () => {
            const open = world.gate.run.bind(world.gate);
            world.gate.run = (name, rate, call) => {
                world.clock.advance(name.endsWith("CreateManualImageSyncRepo") ? 61_000 : 0);
                return open(name, rate, call);
            };
            const outcome = (await world.start(["1.0"])).get("1.0");
            assert.ok(outcome && "error" in outcome && ImageSyncError.is(outcome.error));
            assert.deepEqual([outcome.error.kind, outcome.error.acted, written()], ["transient", "no", 0]);
            assert.match(outcome.error.message, /CreateManualImageSyncRepo: not begun/);
        });
    });

    describe("look", () => {
        it("the job of a start is the new one, whatever the clocks say, and not an older one of the same tag", async () => {
            await world.colleague(["1.0"]);
            world.pass(20);
            world.huawei.pushTag(sourceRegion, path, "1.0", { content: "anew" });
            world.huawei.failNext({ status: "timeout" });
            world.pass(-600);
            const [ticket] = await world.tickets(["1.0"]);
            assert.ok(ticket);
            world.pass(20);
            const [state] = await world.look([ticket]);
            assert.deepEqual([state?.issue, state?.taskId], ["timeout", world.ids()[1]]);
        });

        it("jobs of another tag, region or organization are not it", async () => {
            const tickets = await world.tickets(["1.0"]);
            world.huawei.removeJobs(sourceRegion, path);
            await world.colleague(["1.1"]);
            await world.colleague(["1.0"], vain);
            await world.colleague(["1.0"], specOf({ target: { region: "cn-east-3" } }));
            assert.deepEqual(await world.phases(tickets), [undefined]);
        });

        it("of two new jobs of one tag it is the one that moves, else the newest", async () => {
            const tickets = await world.tickets(["1.0"]);
            world.huawei.holdNext({ status: "running" });
            world.pass(1);
            await world.colleague(["1.0"]);
            world.huawei.failNext({ status: "failed" });
            await world.colleague(["1.0"]);
            world.pass(20);
            const [first, second, third] = world.ids();
            assert.deepEqual((await world.look(tickets))[0]?.taskId, second);
            world.huawei.releaseJobs();
            world.pass(20);
            assert.deepEqual((await world.look(tickets))[0]?.taskId, third);
            assert.notEqual(first, second);
        });

        it("a job that vanishes is not in the answer, and the others are", async () => {
            world.huawei.vanishNext({ tag: "1.1" });
            const tickets = await world.tickets(tags);
            assert.deepEqual(await world.phases(tickets), ["waiting", "waiting", "waiting"]);
            world.pass(10);
            assert.deepEqual(await world.phases(tickets), ["done", undefined, "done"]);
        });

        it("a joined job is followed by its id", async () => {
            await world.colleague(["1.0"]);
            const joined = (await world.underway(["1.0"])).get("1.0");
            assert.ok(joined);
            world.huawei.failNext({ status: "failed" });
            await world.colleague(["1.0"]);
            world.pass(20);
            assert.deepEqual(await world.phases([joined]), ["done"]);
            world.huawei.removeJobs(sourceRegion, path);
            assert.deepEqual(await world.phases([joined]), [undefined]);
        });

        it("goes on to further pages only as far as the tickets need", async () => {
            const [early] = await world.tickets(["1.0"]);
            const [, late] = await world.tickets(["1.1", "1.2"]);
            assert.ok(early && late);
            const many = Array.from({ length: 230 }, (_, n) => `v${n}`);
            await world.colleague(many);
            const before = listed();
            assert.deepEqual(await world.phases([early]), ["waiting"]);
            assert.equal(listed() - before, 3);
            await world.colleague(many, vain);
            const [newest] = await world.tickets(["1.0"]);
            assert.ok(newest);
            const then = listed();
            assert.deepEqual(await world.phases([newest]), ["waiting"]);
            assert.equal(listed() - then, 1);
        });

        it("a row that is gone is not looked for behind the place where it was", async () => {
            const tickets = await world.tickets(["1.0"], undefined);
            const before = Array.from({ length: 5 }, (_, n) => world.colleague(many(n)));
            await Promise.all(before);
            const [gone] = await world.tickets(["1.1"]);
            assert.ok(gone);
            world.huawei.removeJobs(sourceRegion, path, "1.1");
            const then = listed();
            assert.deepEqual(await world.phases([gone]), [undefined]);
            assert.equal(listed() - then, 1);
            assert.equal(tickets.length, 1);
        });

        it("a repository that is gone is an error, not a job that vanished", async () => {
            const tickets = await world.tickets(["1.0"]);
            world.huawei.removeRepository(sourceRegion, path);
            await assert.rejects(world.look(tickets), { kind: "notFound", message: /team\/backend\/new/ });
        });

        it("no tickets, no question", async () => {
            assert.deepEqual(await world.look([]), []);
            assert.equal(listed(), 0);
        });
    });

    describe("underway", () => {
        it("finds the job that a rule has started", async () => {
            world.huawei.addRule(sourceRegion, path, to);
            world.push("2.0");
            const found = await world.underway(["1.0", "2.0"]);
            assert.deepEqual(taskIds(found), [`2.0 ${world.ids()[0]}`]);
            assert.ok(found.get("2.0")?.startedAt);
            assert.equal(found.get("2.0")?.copy.target, "2.0");
        });

        it("not jobs that have ended, of other tags, and to elsewhere", async () => {
            await world.colleague(["1.0"]);
            world.pass(10);
            await world.colleague(["1.1"], vain);
            await world.colleague(["1.2"], specOf({ target: { region: "cn-east-3" } }));
            await world.colleague(["latest"]);
            assert.equal((await world.underway(tags)).size, 0);
        });

        it("the newest of two", async () => {
            world.huawei.holdNext({ status: "waiting", times: 2 });
            await world.colleague(["1.0"]);
            await world.colleague(["1.0"]);
            assert.deepEqual(taskIds(await world.underway(["1.0"])), [`1.0 ${world.ids()[1]}`]);
        });

        it("behind hundreds of newer ones, but not behind a page that ended more than a day ago", async () => {
            world.huawei.holdNext({ status: "running" });
            await world.colleague(["1.0"]);
            await world.colleague(many(0, 250));
            const before = listed();
            assert.equal((await world.underway(["1.0"])).size, 1);
            assert.equal(listed() - before, 3);
            world.huawei.releaseJobs();
            world.pass(20);
            world.clock.advance(25 * 60 * 60 * 1000);
            const then = listed();
            assert.equal((await world.underway(["1.0"])).size, 0);
            assert.equal(listed() - then, 1);
        });

        it("in a repository that is not there, none", async () => {
            assert.equal((await world.underway(tags, specOf({ source: { repository: "nowhere" } }))).size, 0);
        });

        it("wrong keys are an error", async () => {
            world.emulator.faults.add({ cloud: "huawei", action: "ShowSyncJob", kind: "unauthorized", times: 9 });
            await assert.rejects(world.underway(tags), { kind: "unauthorized" });
        });
    });

    it("what runs already is not told from what a start makes when both are the same image", async () => {
        await world.colleague(["1.0"]);
        const ticket = ticketOf((await world.start(["1.0"])).get("1.0"));
        world.pass(20);
        const [state] = await world.look([ticket]);
        assert.deepEqual([state?.taskId, state?.issue], [world.ids()[1], "existed"]);
    });

    it("tickets of different starts, targets and tags have different keys", async () => {
        const tickets = [
            ...(await world.tickets(tags)),
            ...(await world.tickets(tags)),
            ...(await world.tickets(tags, vain)),
            ...(await world.underway(tags)).values(),
        ];
        assert.equal(new Set(tickets.map(({ key }) => key)).size, tickets.length);
        assert.equal(new Set(tickets.map(({ place }) => place)).size, 1);
    });
});

function many(first: number, count = 20): string[] {
    return Array.from({ length: count }, (_, n) => `v${first}.${n}`);
}
