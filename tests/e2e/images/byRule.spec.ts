import assert from "node:assert/strict";
import { alibabaImages as row } from "./rows/alibaba";
import { Stage } from "./stage";

const repository = "ruled";
const tags = ["1.0.0", "1.1.0"];

describe("an image sync by a rule", () => {
    let stage: Stage;

    before(async () => {
        stage = await Stage.open(row, 1);
        stage.fill(repository, tags);
    });
    after(() => stage?.close());

    const declare = (rule: object) => {
        stage.project.data("rule.json", { ...row.ends(repository), ...rule });
        stage.project.program(`
            const { ManualImageSync, RepoSyncRule } = require("pulumi-imagesync");
            const rule = new RepoSyncRule("rule", require("./rule.json"));
            new ManualImageSync("release", { rule, tags: ${JSON.stringify(tags)} });
        `);
    };
    const byRule = () => stage.emulator.requests.count({ action: "CreateRepoSyncTaskByRule" });

    it("goes by a manual rule's own call, and between its ends", async () => {
        declare({ trigger: "manual" });
        assert.match(await stage.project.succeeds("up"), /2 images: 2 synced/);
        stage.assertSame(repository, tags);
        assert.deepEqual([byRule(), stage.starts()], [tags.length, 0]);
    });

    it("asks nothing when nothing has changed", async () => {
        stage.emulator.requests.clear();
        assert.match(await stage.project.succeeds("up"), /3 unchanged/);
        assert.deepEqual(stage.emulator.requests.all(), []);
    });

    it("with an automatic rule in its place it sends nothing that is there", async () => {
        declare({ trigger: "automatic" });
        await stage.begins([], () => stage.project.succeeds("up"));
        assert.equal(byRule(), 0);
        stage.assertSame(repository, tags);
    });

    it("is gone with its rule, and the images stay", async () => {
        assert.match(await stage.project.succeeds("destroy"), /the 2 copied images stay/);
        assert.deepEqual(stage.emulator.alibaba.rules(), []);
        stage.assertSame(repository, tags);
    });
});
