import assert from "node:assert/strict";
import type { Fault } from "../../../../../emulator";
import type { ErrorKind } from "../../../../../provider/errors";
import { printedBy } from "../../../fakes/streams";
import type { Bench } from "../bench";
import { copiesOf, digestOfText, type ImageCase, specOf } from "../case";

const ends = ["source", "target"] as const;
const tags = (count: number) => Array.from({ length: count }, (_, n) => `1.${n}`);

/** Questions of each size: one tag, more than are looked up one by one, all. */
const questions: readonly (readonly string[] | undefined)[] = [["1.0"], tags(12), undefined];

export function readingClaims(row: ImageCase, bench: () => Bench): void {
    /** Three pages of most clouds, two of those with pages of a thousand. */
    const large = row.pageSize + 150;
    const actions = new RegExp(`^(${row.tagActions.join("|")})$`);

    for (const end of ends) {
        it(`${end}: all tags, over several pages, with digests and sizes`, async () => {
            const all = tags(large);
            bench().push(end, all);
            const held = await bench().images(end);
            assert.deepEqual([...(held?.keys() ?? [])].sort(), [...all].sort());
            for (const [tag, { digest, sizeBytes }] of held ?? []) {
                assert.equal(digest, digestOfText(`${end} ${tag}`));
                assert.ok(Number.isInteger(sizeBytes) && Number(sizeBytes) > 0, `size ${sizeBytes}`);
            }
            const pages = Math.ceil(large / row.pageSize);
            assert.ok(requests(bench()) <= 4 * pages, `${requests(bench())} requests for ${pages} pages`);
        });

        it(`${end}: few tags of a large repository, by few requests`, async () => {
            bench().push(end, tags(large));
            const held = await bench().images(end, ["1.7", "1.70", "1.700000", "absent"]);
            assert.deepEqual(
                [...(held ?? [])].map(([tag, { digest }]) => [tag, digest]).sort(),
                ["1.7", "1.70"].map((tag) => [tag, digestOfText(`${end} ${tag}`)]),
            );
            assert.ok(requests(bench()) <= 4 + 1, `${requests(bench())} requests`);
        });

        it(`${end}: many tags of a repository, those alone`, async () => {
            bench().push(end, tags(150));
            const wanted = [...tags(40), "absent", "1.1500"];
            const held = await bench().images(end, wanted);
            assert.deepEqual([...(held?.keys() ?? [])].sort(), [...tags(40)].sort());
            assert.ok(requests(bench()) <= 4 * 2, `${requests(bench())} requests`);
        });

        it(`${end}: a name that is asked for twice is one image`, async () => {
            bench().push(end, ["1.0"]);
            assert.equal((await bench().images(end, ["1.0", "1.0"]))?.size, 1);
        });

        it(`${end}: an empty repository has no images, and is there`, async () => {
            bench().push(end, []);
            for (const names of questions) {
                assert.deepEqual(await bench().images(end, names), new Map(), String(names));
            }
        });

        it(`${end}: a repository that is not there is undefined`, async () => {
            for (const names of questions) {
                assert.equal(await bench().images(end, names), undefined, String(names));
            }
        });

        it(`${end}: a repository is told from one whose name it is a part of`, async () => {
            const longer = specOf(row, { [end]: { repository: `${row[end].repository}-copy` } });
            bench().push(end, ["1.0"], longer);
            assert.equal(await bench().images(end, ["1.0"]), undefined);
        });

        it(`${end}: in a namespace that is not there, undefined`, async () => {
            const spec = specOf(row, { [end]: { namespace: "nowhere" } });
            for (const names of questions) {
                assert.equal(await bench().images(end, names, spec), undefined, String(names));
            }
        });

        it(`${end}: in a registry that is not there, an error`, async function () {
            if (row.absentRegistry === undefined) {
                this.skip();
            }
            const spec = specOf(row, { [end]: row.absentRegistry });
            for (const names of questions) {
                await assert.rejects(bench().images(end, names, spec), {
                    kind: "notFound",
                    isImageSyncError: true,
                    message: new RegExp(row.absentRegistry.instanceId ?? "?"),
                });
            }
        });

        it(`${end}: a tag that comes and goes is seen`, async () => {
            bench().push(end, ["1.0"]);
            assert.equal((await bench().images(end, ["1.0", "2.0"]))?.size, 1);
            row.console.push(bench().emulator, row[end], "2.0", digestOfText("second"));
            const held = await bench().images(end, ["1.0", "2.0"]);
            assert.equal(held?.get("2.0")?.digest, digestOfText("second"));
        });
    }

    it("each end is read with the credentials of its own account, the target with the source's by default", async () => {
        bench().push("source", ["1.0"]);
        bench().push("target", ["1.0"]);
        const account = `${row.cloud}-other`;
        const seen = async (end: "source" | "target", spec = bench().spec) =>
            (await bench()
                .images(end, ["1.0"], spec)
                .catch(() => undefined)) !== undefined;
        const others = specOf(row, { source: { account } });
        const mixed = specOf(row, { target: { account } });
        const owners = specOf(row, { source: { account: `${row.cloud}-readonly` } });
        assert.deepEqual([await seen("source"), await seen("target")], [true, true]);
        assert.deepEqual([await seen("source", others), await seen("target", others)], [false, false]);
        assert.deepEqual([await seen("source", mixed), await seen("target", mixed)], [true, false]);
        assert.deepEqual([await seen("source", owners), await seen("target", owners)], [true, true]);
    });

    const failures: readonly { readonly fault: Fault["kind"]; readonly kind: ErrorKind }[] = [
        { fault: "reset", kind: "transient" },
        { fault: "truncated", kind: "transient" },
        { fault: "html", kind: "transient" },
        { fault: "html200", kind: "transient" },
        { fault: "serverError", kind: "transient" },
        { fault: "throttle", kind: "throttled" },
        { fault: "unauthorized", kind: "unauthorized" },
        { fault: "forbidden", kind: "unauthorized" },
    ];
    for (const { fault, kind } of failures) {
        it(`${fault} is thrown, never "absent"`, async () => {
            bench().push("target", tags(8));
            bench().fail(actions, fault, Infinity);
            for (const names of questions) {
                await assert.rejects(bench().images("target", names), { kind, isImageSyncError: true });
            }
        });
    }

    for (const fault of ["reset", "truncated", "html", "serverError", "throttle"] as const) {
        it(`one ${fault} is outlived`, async () => {
            bench().push("target", ["1.0"]);
            bench().fail(actions, fault);
            assert.equal((await bench().images("target", ["1.0"]))?.size, 1);
        });
    }

    it("failures print nothing and write nothing", async () => {
        const printed = await printedBy(async () => {
            for (const { fault } of failures) {
                bench().fail(actions, fault, Infinity);
                await bench()
                    .images("target", ["1.0"])
                    .catch(() => undefined);
                bench().emulator.faults.clear();
            }
            bench().fail(row.startAction, "html");
            await bench().start(copiesOf("1.0"));
        });
        assert.deepEqual([printed, bench().written()], [[], []]);
    });

    it("an error has the form of the design: cloud, official action, code, request id", async () => {
        bench().push("target", ["1.0"]);
        bench().fail(actions, "forbidden", Infinity);
        const form = new RegExp(`^${row.cloud} \\w+: .+ \\(\\S+, request [0-9A-Za-z-]+\\); .+`);
        await assert.rejects(bench().images("target"), { message: form });
    });
}

/** Requests to the cloud; those for a project's id are asked once in a process. */
function requests(bench: Bench): number {
    return bench.count(/.*/) - bench.count(/Project/);
}
