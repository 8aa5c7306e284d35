import assert from "node:assert/strict";
import type { TaskState } from "../../../../../provider/registry";
import { errorOf, type Bench } from "../bench";
import { copiesOf, digestOfText, type ImageCase, specOf } from "../case";

const copy = { source: "1.0", target: "1.0" };
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function taskClaims(row: ImageCase, bench: () => Bench): void {
    it("the port has what the cloud has, and no more", () => {
        const optional = (["underway", "look", "detail", "cancel"] as const).filter(
            (name) => bench().port[name] !== undefined,
        );
        assert.deepEqual(optional, row.optional);
    });

    const { tasks } = row;
    if (tasks === undefined) {
        return;
    }
    /** How long a task takes: a moment after its start it waits, after the middle it runs. */
    const lasts = 20;
    beforeEach(() => {
        bench().push("source", ["1.0", "2.0", "3.0"]);
        tasks.last(bench().emulator, lasts);
    });
    const stateOf = async (ticket: Awaited<ReturnType<Bench["ticket"]>>): Promise<TaskState | undefined> =>
        (await bench().look([ticket])).get(ticket.key);
    const elsewhere = (spec = bench().spec) => bench().ticket(copy, spec, bench().connect());

    it("look: waiting, running, done, with times", async () => {
        const ticket = await bench().ticket(copy);
        assert.equal((await stateOf(ticket))?.phase, "waiting");
        bench().pass(lasts * 0.6);
        const running = await stateOf(ticket);
        assert.deepEqual([running?.phase, running?.finishedAt], ["running", undefined]);
        bench().pass(lasts);
        const done = await stateOf(ticket);
        assert.equal(done?.phase, "done");
        assert.match(done?.startedAt ?? "", iso);
        assert.match(done?.finishedAt ?? "", iso);
        assert.deepEqual([done?.issue, done?.reason], [undefined, undefined]);
        assert.equal(done?.taskId, tasks.ids(bench().emulator, row.source)[0]);
        assert.equal(bench().digest("target", "1.0"), digestOfText("source 1.0"));
    });

    it("look: a failed task, in the cloud's word, with what to do", async () => {
        tasks.failNext(bench().emulator, "1.0");
        const ticket = await bench().ticket(copy);
        bench().pass(2 * lasts);
        const failed = await stateOf(ticket);
        assert.deepEqual([failed?.phase, failed?.issue], ["failed", tasks.issue]);
        assert.match(failed?.reason ?? "", /\w+ \w+/);
        assert.match(failed?.finishedAt ?? "", iso);
    });

    it("look: what vanished is not in the answer, what did not is", async () => {
        tasks.vanishNext(bench().emulator, "1.0");
        const started = await bench().start(copiesOf("1.0", "2.0"));
        const tickets = [...started.values()].flatMap((each) => ("ticket" in each ? [each.ticket] : []));
        bench().pass(2 * lasts);
        const states = await bench().look(tickets);
        assert.deepEqual(tickets.map(({ key, copy: { target } }) => [target, states.get(key)?.phase]).sort(), [
            ["1.0", undefined],
            ["2.0", "done"],
        ]);
    });

    it("look: two tasks of one tag, one after the other, are told apart", async () => {
        tasks.failNext(bench().emulator, "1.0");
        const first = await bench().ticket(copy);
        bench().pass(2 * lasts);
        const second = await bench().ticket(copy);
        assert.notEqual(first.key, second.key);
        assert.equal((await stateOf(second))?.phase, "waiting");
        bench().pass(2 * lasts);
        assert.equal((await stateOf(second))?.phase, "done");
    });

    it("look: 150 tasks by few requests", async () => {
        const names = Array.from({ length: 150 }, (_, n) => `3.${n}`);
        bench().push("source", names);
        const started = await bench().start(copiesOf(...names));
        const accepted = [...started.values()].flatMap((each) => ("ticket" in each ? [each.ticket] : []));
        assert.equal(accepted.length, 150);
        bench().emulator.requests.clear();
        const states = await bench().look(accepted);
        assert.deepEqual([...new Set([...states.values()].map(({ phase }) => phase))], ["waiting"]);
        assert.equal(states.size, 150);
        assert.ok(bench().count(/.*/) <= 6, `${bench().count(/.*/)} requests`);
    }).timeout(30_000);

    it("look: a fault that lasts is thrown", async () => {
        const ticket = await bench().ticket(copy);
        bench().fail(undefined, "forbidden", Infinity);
        await assert.rejects(bench().look([ticket]), { kind: "unauthorized", isImageSyncError: true });
    });

    it("underway: finds what somebody else started, and look tells how it goes", async () => {
        await elsewhere();
        const found = await bench().underway(copiesOf("1.0", "2.0"));
        assert.deepEqual([...found.keys()], ["1.0"]);
        const ticket = found.get("1.0");
        assert.ok(ticket);
        assert.equal(ticket.taskId, tasks.ids(bench().emulator, row.source)[0]);
        assert.deepEqual(ticket.copy, copy);
        bench().pass(lasts * 0.6);
        assert.equal((await stateOf(ticket))?.phase, "running");
        bench().pass(lasts);
        assert.equal((await stateOf(ticket))?.phase, "done");
    });

    it("underway: finds the task whose answer was lost", async () => {
        bench().fail(row.startAction, "answerLost");
        errorOf((await bench().start([copy])).get("1.0"));
        assert.deepEqual([...(await bench().underway([copy])).keys()], ["1.0"]);
    });

    it("underway: nothing of another tag, to another place, or that has ended", async () => {
        await elsewhere(specOf(row, { target: { namespace: tasks.otherNamespace } }));
        assert.equal((await bench().underway([copy])).size, 0, "another namespace");
        await elsewhere();
        assert.equal((await bench().underway(copiesOf("2.0"))).size, 0, "another tag");
        assert.equal((await bench().underway([copy])).size, 1);
        bench().pass(2 * lasts);
        assert.equal((await bench().underway([copy])).size, 0, "ended");
    });

    it("underway: another name in the target is another copy", async function () {
        if (!row.renames) {
            this.skip();
        }
        await elsewhere();
        assert.equal((await bench().underway([{ source: "1.0", target: "stable" }])).size, 0);
        await bench().ticket({ source: "2.0", target: "stable" });
        const found = await bench().underway([{ source: "2.0", target: "stable" }]);
        assert.deepEqual([...found.keys()], ["stable"]);
    });

    it("underway: a fault that lasts is thrown", async () => {
        bench().fail(undefined, "forbidden", Infinity);
        await assert.rejects(bench().underway([copy]), { kind: "unauthorized", isImageSyncError: true });
    });

    if (row.optional.includes("detail")) {
        it("detail: layers and bytes, more of them later, all in the end", async () => {
            const ticket = await bench().ticket(copy);
            const look = () => bench().port.detail?.(ticket, bench().options());
            bench().pass(lasts * 0.4);
            const early = await look();
            bench().pass(lasts * 0.3);
            const late = await look();
            bench().pass(lasts);
            const done = await look();
            assert.deepEqual([early?.phase, late?.phase, done?.phase], ["running", "running", "done"]);
            const bytes = [early, late, done].map((state) => state?.bytes?.done ?? -1);
            assert.ok(0 <= Number(bytes[0]) && Number(bytes[0]) < Number(bytes[1]), bytes.join());
            assert.ok(Number(bytes[1]) < Number(bytes[2]), bytes.join());
            assert.equal(done?.bytes?.done, done?.bytes?.total);
            assert.ok(done?.layers && done.layers.total > 0 && done.layers.done === done.layers.total);
        });

        it("detail: undefined for a task that is not there", async () => {
            tasks.vanishNext(bench().emulator, "1.0");
            const ticket = await bench().ticket(copy);
            bench().pass(2 * lasts);
            assert.equal(await bench().port.detail?.(ticket, bench().options()), undefined);
        });
    }

    if (row.optional.includes("cancel")) {
        const cancel = (ticket: Awaited<ReturnType<Bench["ticket"]>>) =>
            bench().port.cancel?.(ticket, bench().options());

        it("cancel: the task ends, and copies nothing", async () => {
            const ticket = await bench().ticket(copy);
            await cancel(ticket);
            const state = await stateOf(ticket);
            assert.equal(state?.phase, "failed");
            assert.match(state?.reason ?? "", /cancel/);
            bench().pass(2 * lasts);
            assert.equal(bench().digest("target", "1.0"), undefined);
        });

        it("cancel: what has ended, was cancelled or is not there is no failure", async () => {
            const ticket = await bench().ticket(copy);
            bench().pass(2 * lasts);
            await cancel(ticket);
            assert.equal((await stateOf(ticket))?.phase, "done");
            const second = await bench().ticket({ source: "2.0", target: "2.0" });
            await cancel(second);
            await cancel(second);
            tasks.vanishNext(bench().emulator, "3.0");
            const third = await bench().ticket({ source: "3.0", target: "3.0" });
            bench().pass(2 * lasts);
            await cancel(third);
        });

        it("cancel: without the right it is an error", async () => {
            const ticket = await bench().ticket(copy);
            bench().fail(/Cancel/, "forbidden", Infinity);
            await assert.rejects(async () => cancel(ticket), { kind: "unauthorized" });
        });
    }
}
