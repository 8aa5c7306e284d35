import assert from "node:assert/strict";
import type { ImageRow } from "./rows/row";
import { Stage } from "./stage";

const repository = "app";

/** From the first sync to the end of its resource; each step goes on from where the last one ended. */
export function describeSyncing(row: ImageRow): void {
    describe(`image syncs on ${row.cloud}`, () => {
        let stage: Stage;
        const renamed = row.renames ? { source: "1.1.0", target: "stable" } : "stable";
        const first = ["1.0.0", "1.1.0", renamed];
        const digest = (end: "source" | "target", tag: string) => row.digest(stage.emulator, end, repository, tag);
        const declare = (tags: readonly unknown[], options: object = {}) =>
            stage.declare({ name: "release", repository, options: { tags, ...options }, reference: "1.0.0" });

        before(async () => {
            stage = await Stage.open(row, 1);
            stage.fill(repository, ["1.0.0", "1.1.0", "1.2.0", "1.4.2", "stable"]);
        });
        after(() => stage?.close());
        beforeEach(() => stage.emulator.requests.clear());

        it("up syncs the tags: the target holds what the source holds, and the outputs say so", async () => {
            declare(first);
            const begun = row.renames ? ["1.0.0", "1.1.0", "1.1.0"] : ["1.0.0", "1.1.0", "stable"];
            const output = await stage.begins(begun, () => stage.project.succeeds("up"));
            stage.assertSame(repository, ["1.0.0", "1.1.0", row.renames ? ["1.1.0", "stable"] : "stable"]);
            assert.match(output, /3 images: 3 synced/);
            const images = stage.images("release");
            assert.deepEqual(Object.keys(images), ["1.0.0", "1.1.0", "stable"]);
            for (const [tag, image] of Object.entries(images)) {
                assert.equal(image.status, "synced");
                assert.equal(image.digest, digest("target", tag));
                assert.ok((image.sizeBytes ?? 0) > 0);
                assert.equal(image.taskId !== undefined, row.tasks !== undefined);
                assert.ok(Date.parse(image.startedAt ?? "") <= Date.parse(image.finishedAt ?? ""), image.startedAt);
            }
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 3 });
            const exported = stage.project.resources().find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
            const path = row.path("target", repository).split("/").slice(-2).join("/");
            assert.equal(exported?.release, `${await row.host(stage.emulator)}/${path}@${digest("source", "1.0.0")}`);
        });

        it("up again changes nothing, and asks the cloud nothing", async () => {
            assert.match(await stage.project.succeeds("up"), /2 unchanged/);
            assert.deepEqual(stage.emulator.requests.all(), []);
        });

        it("one more tag is one more sync; the records of the others stay", async () => {
            const before = stage.images("release");
            declare([...first, "1.2.0"]);
            const output = await stage.begins(["1.2.0"], () => stage.project.succeeds("up"));
            assert.match(output, /4 images: 1 synced, 3 already in the target/);
            const { "1.2.0": added, ...others } = stage.images("release");
            assert.equal(added?.digest, digest("source", "1.2.0"));
            assert.deepEqual(others, before);
        });

        it("another image under a tag is not overwritten: both digests are named, and nothing is sent", async () => {
            row.push(stage.emulator, "target", repository, "1.4.2", "somebody's own");
            declare([...first, "1.2.0", "1.4.2"]);
            const [ours, theirs] = [digest("source", "1.4.2"), digest("target", "1.4.2")];
            const output = await stage.begins([], () => stage.project.fails("up"));
            const [from, to] = [row.path("source", repository), row.path("target", repository)];
            assert.ok(output.includes(`${to}:1.4.2 holds ${theirs} already, ${from}:1.4.2 holds ${ours}`), output);
            assert.match(output, /set override: true/);
            assert.equal(digest("target", "1.4.2"), theirs);
            assert.deepEqual(stage.tagsThatAre("failed", "release"), ["1.4.2"]);
            assert.equal(stage.tagsThatAre("synced", "release").length, 4);
        });

        it("with override it is, and it alone", async () => {
            declare([...first, "1.2.0", "1.4.2"], { override: true });
            await stage.begins(["1.4.2"], () => stage.project.succeeds("up"));
            stage.assertSame(repository, ["1.4.2"]);
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 5 });
        });

        it("refresh tells what moved and what is gone, tag by tag", async () => {
            row.push(stage.emulator, "source", repository, "1.0.0", "built anew");
            row.push(stage.emulator, "target", repository, "1.4.2", "moved by somebody");
            row.remove(stage.emulator, "target", repository, "1.2.0");
            const output = await stage.project.succeeds("refresh");
            const [from, to] = [digest("source", "1.0.0"), digest("target", "1.0.0")];
            assert.ok(output.includes(`1.0.0 is outdated, the source has moved: source ${from}, target ${to}`), output);
            assert.match(output, /1\.4\.2 is outdated, the target has moved: source sha256:\w+, target sha256:\w+/);
            assert.ok(output.includes(`1.2.0 is missing: ${row.path("target", repository)}:1.2.0`), output);
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 2, missing: 1, outdated: 2 });
        });

        it("preview shows just these, by name", async () => {
            const preview = await stage.project.succeeds("preview", "--diff");
            const added = [...preview.matchAll(/^ +\+ +\[\d+\]: (.*)$/gm)].map(([, tag]) => tag);
            assert.deepEqual(added, ['"1.0.0"', '"1.2.0"', '"1.4.2"'], preview);
        });

        it("up syncs just these", async () => {
            await stage.begins(["1.0.0", "1.2.0", "1.4.2"], () => stage.project.succeeds("up"));
            stage.assertSame(repository, ["1.0.0", "1.1.0", "1.2.0", "1.4.2"]);
            assert.deepEqual(stage.sync("release").outputs.summary, { synced: 5 });
        });

        it("destroy leaves the images where they are, and says so", async () => {
            const output = await stage.begins([], () => stage.project.succeeds("destroy"));
            assert.ok(output.includes(`the 5 copied images stay in ${row.path("target", repository)}`), output);
            stage.assertSame(repository, ["1.0.0", "1.1.0", "1.2.0", "1.4.2"]);
        });
    });
}
