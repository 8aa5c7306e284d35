import assert from "node:assert/strict";
import { isKind } from "../../../../provider/errors";
import { AlibabaFixture, copyOf, partner, spec, target, ticketIn } from "./alibabaFixture";

const day = 24 * 3_600_000;

describe("alibaba: sync tasks", () => {
    let world: AlibabaFixture;
    const begin = (earlierMs?: number) => async () => {
        world = await AlibabaFixture.start(earlierMs);
    };
    afterEach(() => world.close());

    const underway = (tags: string[], of = spec) =>
        world.adapter.underway(
            of,
            tags.map((tag) => copyOf(tag)),
            world.options,
        );
    const look = async (ticket: Awaited<ReturnType<AlibabaFixture["ticket"]>>) =>
        (await world.adapter.look([ticket], world.options)).get(ticket.key);
    const automatic = (targetNamespace = "prod") =>
        void world.cloud.addRule({
            name: `to-sg-${targetNamespace}`,
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
            targetInstanceId: "cri-sg",
            targetNamespace,
        });
    /** Tasks that a rule starts now; they end within ten seconds. */
    const busy = (count: number, prefix = "busy") => {
        for (let n = 0; n < count; n++) {
            world.cloud.pushTag("cri-hub", "prod", "api", `${prefix}-${n}`);
        }
    };

    describe("under way", () => {
        beforeEach(begin());

        it("a rule's task is joined, by its target tag", async () => {
            automatic();
            world.cloud.pushTag("cri-hub", "prod", "api", "2.0.0");
            const [task] = world.cloud.tasks();
            const found = await underway(["2.0.0", "1.4.2"]);
            assert.deepEqual([...found.keys()], ["2.0.0"]);
            assert.equal(found.get("2.0.0")?.taskId, task?.id);
            assert.equal(found.get("2.0.0")?.startedAt, new Date(task?.createdAt ?? 0).toISOString());
            assert.equal((await look(found.get("2.0.0")!))?.phase, "waiting");
        });

        it("while it runs too, and no longer when it has ended", async () => {
            await world.ticket("1.4.2");
            world.time.advance(5_000);
            assert.equal((await underway(["1.4.2"])).size, 1);
            world.time.advance(6_000);
            assert.equal((await underway(["1.4.2"])).size, 0);
        });

        it("the same tag to another place is another sync", async () => {
            await world.ticket("1.4.2", "renamed");
            await world.ticket("1.4.2", "1.4.2", { ...spec, target: { ...target, namespace: "staging" } });
            await world.ticket("1.4.2", "1.4.2", { ...spec, target: { ...target, repository: "other" } });
            await world.ticket("1.4.2", "1.4.2", { ...spec, target: partner });
            assert.equal((await underway(["1.4.2"])).size, 0);
            const renamed = await world.adapter.underway(spec, [copyOf("1.4.2", "renamed")], world.options);
            assert.deepEqual([...renamed.keys()], ["renamed"]);
        });

        it("of several, the newest", async () => {
            await world.ticket("1.4.2");
            world.time.advance(1_000);
            const newest = await world.ticket("1.4.2");
            assert.equal((await underway(["1.4.2"])).get("1.4.2")?.taskId, newest.taskId);
        });

        it("one list serves all who ask before it begins", async () => {
            await Promise.all([underway(["1.4.2"]), underway(["latest"]), underway(["1.4.1"])]);
            assert.ok(world.requests("ListRepoSyncTask") <= 2, `${world.requests("ListRepoSyncTask")} lists`);
        });

        it("more tasks than the list of an instance shows: the repository's is read", async () => {
            const old = await world.ticket("1.4.2");
            automatic();
            automatic("staging");
            for (const repository of ["web", "api"]) {
                for (let n = 0; n < 200; n++) {
                    world.cloud.pushTag("cri-hub", "prod", repository, `n-${n}`);
                }
            }
            assert.equal((await underway(["1.4.2"])).get("1.4.2")?.taskId, old.taskId);
            assert.equal(world.requests("ListRepoSyncTask"), 3 + 5);
        });

        it("nothing to ask for, nothing is asked", async () => {
            assert.equal((await underway([])).size, 0);
            assert.equal(world.requests("ListRepoSyncTask"), 0);
        });

        it("throws what the list throws", async () => {
            world.emulator.faults.add({ action: "ListRepoSyncTask", kind: "forbidden", times: 9 });
            await assert.rejects(underway(["1.4.2"]), /NoPrivilege.+grant cr:GetRepositorySync/);
        });
    });

    describe("under way, with a past", () => {
        beforeEach(begin(2 * day));

        it("what ended over a day ago is not read: no second list", async () => {
            automatic();
            busy(400);
            world.time.advance(2 * day);
            const now = await world.ticket("1.4.2");
            world.emulator.requests.clear();
            assert.equal((await underway(["1.4.2"])).get("1.4.2")?.taskId, now.taskId);
            assert.equal(world.requests("ListRepoSyncTask"), 2);
        });
    });

    describe("look", () => {
        beforeEach(begin());

        it("waiting, running, done", async () => {
            const ticket = await world.ticket("1.4.2");
            const startedAt = new Date(world.time.now()).toISOString();
            const moving = { taskId: ticket.taskId, startedAt, finishedAt: undefined };
            assert.deepEqual(await look(ticket), { phase: "waiting", ...moving });
            world.time.advance(5_000);
            assert.deepEqual(await look(ticket), { phase: "running", ...moving });
            world.time.advance(6_000);
            const finishedAt = new Date(Date.parse(startedAt) + 10_000).toISOString();
            assert.deepEqual(await look(ticket), { phase: "done", taskId: ticket.taskId, startedAt, finishedAt });
            assert.equal(world.requests("GetRepoSyncTask"), 0);
        });

        it("failed, with the issue and what to do", async () => {
            world.cloud.failNext({ issue: "NETWORK_ERROR" });
            const ticket = await world.ticket("1.4.2");
            world.time.advance(11_000);
            const state = await look(ticket);
            assert.deepEqual([state?.phase, state?.issue, state?.passing], ["failed", "NETWORK_ERROR", true]);
        });

        it("what vanished is not in the answer", async () => {
            world.cloud.vanishNext();
            const [gone, there] = [await world.ticket("1.4.2"), await world.ticket("latest")];
            world.time.advance(11_000);
            const states = await world.adapter.look([gone, there], world.options);
            assert.deepEqual([...states.keys()], [there.key]);
        });

        it("tasks behind the list are asked for a few at a time, by turns; the others keep what is known", async () => {
            const tickets = await Promise.all(
                ["a", "b", "c", "d", "e", "f", "g"].map((as) => world.ticket("1.4.2", as)),
            );
            automatic();
            busy(300);
            world.time.advance(5_000);
            const phases = async () =>
                [...(await world.adapter.look(tickets, world.options)).values()].map(({ phase }) => phase).sort();
            assert.deepEqual(await phases(), [
                ...Array<string>(3).fill("running"),
                ...Array<string>(4).fill("waiting"),
            ]);
            assert.deepEqual(await phases(), [...Array<string>(6).fill("running"), "waiting"]);
            assert.deepEqual(await phases(), Array<string>(7).fill("running"));
            assert.equal(world.requests("GetRepoSyncTask"), 9);
            assert.equal(world.requests("ListRepoSyncTask"), 9);
        });

        it("where many are waited for, the list is read as far as they may reach", async function () {
            this.timeout(30_000);
            const copies = Array.from({ length: 500 }, (_, n) => copyOf("1.4.2", `as-${n}`));
            const tickets = [...(await world.adapter.start(spec, copies, world.options)).values()].map(ticketIn);
            world.time.advance(5_000);
            const states = await world.adapter.look(tickets, world.options);
            assert.ok([...states.values()].every(({ phase }) => phase === "running"));
            assert.equal(states.size, 500);
            assert.deepEqual([world.requests("ListRepoSyncTask"), world.requests("GetRepoSyncTask")], [5, 0]);
        });

        it("a fault while one is asked for hides it alone", async () => {
            const ticket = await world.ticket("1.4.2");
            automatic();
            busy(300);
            world.emulator.faults.add({ action: "GetRepoSyncTask", kind: "reset", times: 20 });
            assert.equal((await look(ticket))?.phase, "waiting");
        });

        it("no tickets, no request", async () => {
            assert.equal((await world.adapter.look([], world.options)).size, 0);
            assert.equal(world.requests("ListRepoSyncTask"), 0);
        });
    });

    describe("detail", () => {
        beforeEach(begin());

        it("layers and bytes as they come", async () => {
            world.cloud.pushTag("cri-hub", "prod", "api", "big", { layerBytes: [100, 300, 600] });
            const ticket = await world.ticket("big");
            const detail = () => world.adapter.detail(ticket, world.options);
            const told = async () => {
                const { phase, layers, bytes } = (await detail()) ?? {};
                return [phase, layers, bytes];
            };
            assert.deepEqual(await told(), ["waiting", { done: 0, total: 3 }, { done: 0, total: 1000 }]);
            world.time.advance(6_000);
            assert.deepEqual(await told(), ["running", { done: 2, total: 3 }, { done: 500, total: 1000 }]);
            world.time.advance(5_000);
            assert.deepEqual(await told(), ["done", { done: 3, total: 3 }, { done: 1000, total: 1000 }]);
        });

        it("of a task that is not there: undefined", async () => {
            const ticket = await world.ticket("1.4.2");
            world.cloud.removeTask(ticket.taskId);
            assert.equal(await world.adapter.detail(ticket, world.options), undefined);
        });
    });

    describe("cancel", () => {
        beforeEach(begin());
        const cancel = (ticket: Awaited<ReturnType<AlibabaFixture["ticket"]>>) =>
            world.adapter.cancel(ticket, world.options);

        it("ends the task, and says who it was", async () => {
            const ticket = await world.ticket("1.4.2");
            await cancel(ticket);
            assert.equal(world.cloud.tasks()[0]?.status, "CANCELED");
            const state = await look(ticket);
            assert.deepEqual([state?.phase, state?.issue, state?.passing], ["failed", "CANCELED", undefined]);
            assert.match(state?.reason ?? "", /somebody cancelled/);
        });

        it("a task that has ended, or was cancelled already, is no failure", async () => {
            const ticket = await world.ticket("1.4.2");
            world.time.advance(11_000);
            await cancel(ticket);
            const held = await world.ticket("latest");
            await cancel(held);
            await cancel(held);
        });

        it("a task that is gone is no failure", async () => {
            const ticket = await world.ticket("1.4.2");
            world.cloud.removeTask(ticket.taskId);
            await cancel(ticket);
        });

        it("a lost answer: the look tells that it was cancelled", async () => {
            const ticket = await world.ticket("1.4.2");
            world.emulator.faults.add({ action: "CancelRepoSyncTask", kind: "answerLost" });
            await cancel(ticket);
            assert.equal(world.cloud.tasks()[0]?.status, "CANCELED");
        });

        it("without the right, while the task runs on: thrown, with what to grant", async () => {
            const ticket = await world.ticket("1.4.2");
            world.emulator.faults.add({ action: "CancelRepoSyncTask", kind: "forbidden", times: 3 });
            await assert.rejects(cancel(ticket), /NoPrivilege.+grant cr:CancelRepoSyncTask/);
        });

        it("where neither can be done, the cancel's own error", async () => {
            const ticket = await world.ticket("1.4.2");
            world.emulator.faults.add({ action: "CancelRepoSyncTask", kind: "forbidden", times: 3 });
            world.emulator.faults.add({ action: "GetRepoSyncTask", kind: "serverError", times: 20 });
            await assert.rejects(cancel(ticket), (error) => isKind(error, "unauthorized"));
        });
    });
});
