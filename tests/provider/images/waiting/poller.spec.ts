import assert from "node:assert/strict";
import { ImageSyncError } from "../../../../provider/errors";
import { Poller, pollPolicy } from "../../../../provider/images/waiting/poller";
import type { TaskState, Ticket } from "../../../../provider/registry";
import { FakeClock } from "../../fakes/clock";

function ticket(key: string, taskId: string | undefined = key): Ticket {
    return { copy: { source: key, target: key }, key, place: "here", taskId };
}

/** Tasks that end after so many looks; a task that is not named is not to be seen. */
class Tasks {
    readonly looks: string[][] = [];
    readonly details: string[] = [];
    detail?: (asked: Ticket) => Promise<TaskState | undefined>;

    constructor(private readonly states: (key: string, look: number) => TaskState | undefined | Error) {}

    async look(tickets: readonly Ticket[]): Promise<ReadonlyMap<string, TaskState>> {
        this.looks.push(tickets.map(({ key }) => key));
        const found = new Map<string, TaskState>();
        for (const { key } of tickets) {
            const state = this.states(key, this.looks.length);
            if (state instanceof Error) {
                throw state;
            }
            if (state) {
                found.set(key, state);
            }
        }
        return found;
    }
}

const running: TaskState = { phase: "running" };
const done: TaskState = { phase: "done" };
const fault = (kind: "transient" | "throttled" | "unauthorized") =>
    new ImageSyncError({ kind, cloud: "alibaba", action: "ListRepoSyncTask", problem: "trouble" });

const nothing = () => undefined;

describe("a poller of tasks", () => {
    it("asks about everything that waits in one look, each task once", async () => {
        const clock = new FakeClock();
        const tasks = new Tasks((_key, look) => (look < 3 ? running : done));
        const poller = new Poller(tasks, clock);
        const endings = await Promise.all(
            ["a", "b", "a"].map((key) => poller.follow(ticket(key), clock.now() + 60_000, nothing)),
        );
        assert.deepEqual(endings, [{ state: done }, { state: done }, { state: done }]);
        assert.deepEqual(tasks.looks, [
            ["a", "b"],
            ["a", "b"],
            ["a", "b"],
        ]);
    });

    it("asks quickly first and slowly later, never slower than the longest pause, by chance sooner or later", async () => {
        for (const chance of [0, 0.999]) {
            const clock = new FakeClock(0, chance);
            const tasks = new Tasks((_key, look) => (look < 20 ? running : done));
            await new Poller(tasks, clock).follow(ticket("a"), 3_600_000, nothing);
            const pauses = clock.slept;
            assert.ok((pauses[0] ?? 0) <= pollPolicy.firstDelayMs * 1.25);
            assert.ok(pauses.every((pause, i) => i === 0 || pause >= (pauses[i - 1] ?? 0)));
            const longest = pollPolicy.maxDelayMs * (0.75 + chance / 2);
            assert.equal(Math.round(pauses.at(-1) ?? 0), Math.round(longest));
        }
    });

    it("ends at the deadline, after a last look", async () => {
        const clock = new FakeClock(0);
        const tasks = new Tasks(() => running);
        assert.equal(await new Poller(tasks, clock).follow(ticket("a"), 10_000, nothing), "late");
        assert.equal(clock.now(), 10_000);
    });

    it("tells every state it sees, and keeps what an earlier one told", async () => {
        const clock = new FakeClock(0);
        const states: TaskState[] = [
            { phase: "waiting", taskId: "t" },
            { phase: "running", bytes: { done: 1, total: 2 } },
            { phase: "done", finishedAt: "then" },
        ];
        const tasks = new Tasks((_key, look) => states[look - 1]);
        const told: TaskState[] = [];
        const ending = await new Poller(tasks, clock).follow(ticket("a"), 60_000, (state) => told.push(state));
        assert.deepEqual(told[1], { phase: "running", taskId: "t", bytes: { done: 1, total: 2 } });
        assert.deepEqual(ending, {
            state: { phase: "done", taskId: "t", bytes: { done: 1, total: 2 }, finishedAt: "then" },
        });
    });

    it("lets faults of the moment pass, and passes on all others", async () => {
        const clock = new FakeClock(0);
        const passing = new Tasks((_key, look) => [fault("transient"), fault("throttled"), done][look - 1]);
        assert.deepEqual(await new Poller(passing, clock).follow(ticket("a"), 60_000, nothing), { state: done });
        const refused = new Poller(new Tasks(() => fault("unauthorized")), clock);
        await assert.rejects(refused.follow(ticket("a"), 60_000, nothing), /trouble/);
        const again = new Poller(new Tasks(() => done), clock);
        assert.deepEqual(await again.follow(ticket("a"), 60_000, nothing), { state: done });
    });

    it("takes a task that was seen for gone when two looks in a row miss it, not one", async () => {
        const clock = new FakeClock(0);
        const seen = [running, undefined, running, undefined, undefined];
        const tasks = new Tasks((_key, look) => seen[look - 1]);
        assert.equal(await new Poller(tasks, clock).follow(ticket("a"), 600_000, nothing), "vanished");
        assert.equal(tasks.looks.length, 5);
    });

    it("gives a task that was never seen its time to appear: longer without an id", async () => {
        for (const [id, longest] of [
            ["t", pollPolicy.appearMs.known],
            [undefined, pollPolicy.appearMs.unknown],
        ] as const) {
            const clock = new FakeClock(0);
            const asked = { ...ticket("a"), taskId: id };
            assert.equal(
                await new Poller(new Tasks(() => undefined), clock).follow(asked, 600_000, nothing),
                "vanished",
            );
            assert.ok(clock.now() > longest && clock.now() < longest + 2 * pollPolicy.maxDelayMs);
        }
    });

    it("does not take a task for gone that could not be looked at", async () => {
        const clock = new FakeClock(0);
        const slow = new Tasks((_key, look) => (look < 3 ? undefined : done));
        const look = slow.look.bind(slow);
        slow.look = async (tickets) => {
            await clock.sleep(40_000);
            return look(tickets);
        };
        const asked = { ...ticket("a"), taskId: undefined };
        const ending = await new Poller(slow, clock).follow(asked, 600_000, nothing);
        assert.equal(ending, "vanished", "two looks, 80 seconds");
        const once = new Tasks((_key, number) => (number < 2 ? undefined : done));
        const lookOnce = once.look.bind(once);
        once.look = async (tickets) => {
            await clock.sleep(100_000);
            return lookOnce(tickets);
        };
        assert.deepEqual(await new Poller(once, clock).follow(asked, 900_000, nothing), { state: done });
    });

    it("asks for layers and bytes by turns, a few after each look", async () => {
        const clock = new FakeClock(0);
        const tasks = new Tasks((_key, look) => (look < 4 ? running : done));
        tasks.detail = async ({ key }) => {
            tasks.details.push(key);
            return running;
        };
        const poller = new Poller(tasks, clock);
        const keys = ["a", "b", "c", "d", "e"];
        await Promise.all(keys.map((key) => poller.follow(ticket(key), 60_000, nothing)));
        assert.deepEqual(tasks.details, ["a", "b", "c", "d", "e", "a", "b", "c", "d"]);
    });

    it("tells layers and bytes with the look that asked for them, not with the next one", async () => {
        const tasks = new Tasks((_key, look) => (look < 3 ? running : done));
        let asked = 0;
        tasks.detail = async () => ({ ...running, bytes: { done: ++asked, total: 9 } });
        const told: (number | undefined)[] = [];
        await new Poller(tasks, new FakeClock(0)).follow(ticket("a"), 60_000, ({ bytes }) => told.push(bytes?.done));
        assert.deepEqual(told, [1, 2, 2]);
    });

    it("tells what a look has found where nobody answers about layers and bytes", async () => {
        const tasks = new Tasks((_key, look) => (look < 2 ? running : done));
        tasks.detail = async () => {
            throw fault("transient");
        };
        const told: TaskState[] = [];
        await new Poller(tasks, new FakeClock(0)).follow(ticket("a"), 60_000, (state) => told.push(state));
        assert.deepEqual(told, [running, done]);
    });

    it("takes the end of a task from the list, which tells when it was", async () => {
        const tasks = new Tasks((_key, look) => (look < 3 ? running : { ...done, finishedAt: "then" }));
        tasks.detail = async () => ({ ...done, layers: { done: 3, total: 3 } });
        const ending = await new Poller(tasks, new FakeClock(0)).follow(ticket("a"), 60_000, nothing);
        assert.deepEqual(ending, { state: { ...done, finishedAt: "then" } });
        assert.equal(tasks.looks.length, 3);
    });

    it("goes on with who waits when another comes later", async () => {
        const clock = new FakeClock(0);
        const tasks = new Tasks((key, look) => (look < (key === "a" ? 6 : 3) ? running : done));
        const poller = new Poller(tasks, clock);
        const first = poller.follow(ticket("a"), 60_000, nothing);
        await clock.sleep(1);
        const second = poller.follow(ticket("b"), 60_000, nothing);
        assert.deepEqual(await Promise.all([first, second]), [{ state: done }, { state: done }]);
    });
});
