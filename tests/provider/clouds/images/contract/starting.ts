import assert from "node:assert/strict";
import type { Fault } from "../../../../../emulator";
import { ImageSyncError } from "../../../../../provider/errors";
import type { Copy } from "../../../../../provider/registry";
import { type Bench, errorOf } from "../bench";
import { copiesOf, digestOfText, type ImageCase, specOf } from "../case";

const three = copiesOf("1.0", "2.0", "3.0");
const names = three.map(({ target }) => target);
const all = (outcome: string) => Object.fromEntries(names.map((name) => [name, outcome]));

export function startingClaims(row: ImageCase, bench: () => Bench): void {
    beforeEach(() => {
        bench().push("source", names);
        row.tasks?.last(bench().emulator, 4);
    });

    const calls = (copies: readonly Copy[]) => (row.callPerCopy ? copies.length : Math.min(1, copies.length));

    it("each copy gets the source's digest, by as few calls as there are", async () => {
        assert.deepEqual(await bench().outcomes(three), all("done"));
        for (const name of names) {
            assert.equal(bench().digest("target", name), digestOfText(`source ${name}`));
        }
        assert.equal(bench().count(row.startAction), calls(three));
    });

    it("tags and repositories get other names, where the path can", async function () {
        if (!row.renames) {
            this.skip();
        }
        const spec = specOf(row, { target: { repository: "renamed/copy" } });
        const copies = [
            { source: "1.0", target: "stable" },
            { source: "1.0", target: "1.0" },
            { source: "2.0", target: "edge" },
        ];
        assert.deepEqual(await bench().outcomes(copies, spec), { stable: "done", "1.0": "done", edge: "done" });
        const held = copies.map(({ target }) => bench().digest("target", target, spec));
        assert.deepEqual(
            held,
            ["1.0", "1.0", "2.0"].map((tag) => digestOfText(`source ${tag}`)),
        );
        assert.equal(bench().digest("target", "2.0", spec), undefined);
        assert.equal(bench().digest("target", "stable"), undefined);
    });

    it("without override, a tag that the target has with another digest stays as it is", async () => {
        bench().push("target", ["2.0"]);
        assert.deepEqual(await bench().outcomes(three), { ...all("done"), "2.0": "failed" });
        assert.equal(bench().digest("target", "2.0"), digestOfText("target 2.0"));
        assert.equal(bench().digest("target", "3.0"), digestOfText("source 3.0"));
    });

    it("with override, it is replaced", async () => {
        bench().push("target", ["2.0"]);
        assert.deepEqual(await bench().outcomes(three, specOf(row, { override: true })), all("done"));
        assert.equal(bench().digest("target", "2.0"), digestOfText("source 2.0"));
    });

    it("a tag that the source does not have fails alone, whichever it is", async () => {
        for (const at of [0, 1, 3]) {
            const copies = [...three.slice(0, at), ...copiesOf("absent"), ...three.slice(at)];
            assert.deepEqual(await bench().outcomes(copies, specOf(row, { override: true })), {
                ...all("done"),
                absent: "failed",
            });
        }
    });

    it("a source repository that is not there is an error of every copy", async () => {
        const started = await bench().start(three, specOf(row, { source: { repository: "not-there" } }));
        const errors = names.map((name) => errorOf(started.get(name)));
        assert.ok(errors.every((error) => ImageSyncError.is(error) && error.kind === "notFound"));
    });

    it("nothing to copy, nothing is started", async () => {
        assert.equal((await bench().start([])).size, 0);
        assert.equal(bench().count(row.startAction), 0);
    });

    for (const fault of ["answerLost", "truncated", "actThenError"] as const) {
        it(`${fault}: "maybe acted", and not sent twice`, async () => {
            bench().fail(row.startAction, fault, Infinity);
            const started = await bench().start(three);
            for (const name of names) {
                const error = errorOf(started.get(name));
                assert.ok(ImageSyncError.is(error));
                assert.deepEqual([error.kind, error.acted], ["transient", "maybe"]);
            }
            assert.equal(bench().count(row.startAction), calls(three));
            bench().pass(60);
            assert.equal(bench().digest("target", "3.0"), digestOfText("source 3.0"));
        });
    }

    it("one lost answer is the error of those whose call it was", async () => {
        bench().fail(row.startAction, "answerLost");
        const started = [...(await bench().start(three)).values()];
        const lost = started.filter((each) => "error" in each);
        assert.equal(lost.length, row.callPerCopy ? 1 : 3);
    });

    const faults: readonly Fault["kind"][] = ["reset", "html", "html200", "serverError", "throttle", "throttle403"];
    for (const fault of [...faults, "unauthorized", "forbidden", "quota"] as const) {
        it(`${fault} without end: an error for each copy, nothing thrown, nothing copied`, async () => {
            bench().fail(row.startAction, fault, Infinity);
            const started = await bench().start(three);
            assert.deepEqual([...started.keys()].sort(), names);
            for (const each of started.values()) {
                assert.ok(ImageSyncError.is(errorOf(each)));
            }
            bench().pass(60);
            assert.deepEqual(
                names.map((name) => bench().digest("target", name)),
                [undefined, undefined, undefined],
            );
        });
    }

    it("throttling is waited out", async () => {
        bench().fail(row.startAction, "throttle", 2);
        assert.deepEqual(await bench().outcomes(three), all("done"));
        assert.equal(bench().count(row.startAction), calls(three) + 2);
    });

    for (const [what, prepare] of [
        ["wrong keys", () => (bench().port = bench().connect({ [row.secretKey]: "a-wrong-secret-key" }))],
        ["no right to start", () => bench().fail(row.startAction, "forbidden", Infinity)],
    ] as const) {
        it(`${what}: every copy is unauthorized, by one call at most`, async () => {
            prepare();
            const started = await bench().start(three);
            for (const name of names) {
                const error = errorOf(started.get(name));
                assert.ok(ImageSyncError.is(error) && error.kind === "unauthorized", String(error));
                assert.equal(error.acted, "no");
                assert.doesNotMatch(error.message, /a-wrong-secret-key/);
            }
            assert.ok(bench().count(row.startAction) <= 1, `${bench().count(row.startAction)} calls`);
        });
    }

    it("syncs are started with the source's account", async () => {
        const account = `${row.cloud}-readonly`;
        const started = await bench().start(three, specOf(row, { source: { account } }));
        for (const name of names) {
            assert.ok(ImageSyncError.is(errorOf(started.get(name))));
        }
        assert.deepEqual(await bench().outcomes(three), all("done"));
    });

    it("after the deadline nothing is started", async () => {
        const options = { deadline: bench().clock.now() - 1 };
        const started = await bench().port.start(bench().spec, three, options);
        for (const name of names) {
            const error = errorOf(started.get(name));
            assert.ok(ImageSyncError.is(error) && error.acted === "no", String(error));
        }
        assert.equal(bench().count(row.startAction), 0);
    });

    it("what waits for its turn when the deadline comes is not started", async function () {
        if (!row.callPerCopy) {
            this.skip();
        }
        const many = copiesOf(...Array.from({ length: 40 }, (_, n) => `2.${n}`));
        bench().push(
            "source",
            many.map(({ source }) => source),
        );
        const starting = bench().start(many);
        await new Promise((resolve) => setTimeout(resolve, 700));
        bench().clock.advance(3_600_000);
        const started = [...(await starting).values()];
        const late = started.filter((each) => ImageSyncError.is("error" in each && each.error));
        assert.ok(late.length > 0 && late.length < 40, `${late.length} were late`);
        assert.equal(bench().count(row.startAction), 40 - late.length);
    });
}
