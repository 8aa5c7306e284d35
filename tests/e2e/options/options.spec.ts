import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { alibabaRow } from "../clouds/alibaba";
import { Project, type Declaration } from "../harness/project";

const { create, remove, list } = alibabaRow.actions;

/** Resource options work for these rules as Pulumi's users know them. Each program begins where the last one ended. */
describe("resource options", () => {
    let emulator: Emulator;
    let project: Project;
    const filters = () => emulator.alibaba.rules().map(({ name, tagFilter }) => `${name} ${tagFilter}`);
    const writes = () => emulator.requests.count({ action: create }) + emulator.requests.count({ action: remove });
    const rule = (name: string, n: number, opts: Declaration["opts"] = {}, change: object = {}): Declaration => ({
        name,
        args: { ...alibabaRow.args(n), ...change },
        opts,
    });

    before(async () => {
        emulator = await startEmulator();
        project = await Project.create(emulator.config);
    });
    after(async () => {
        project?.remove();
        await emulator?.close();
    });
    beforeEach(() => emulator.requests.clear());
    afterEach(() => emulator.faults.clear());

    it("protect keeps the rule from destroy", async () => {
        project.declare(rule("r", 0, { protect: true }));
        await project.succeeds("up");
        assert.match(await project.fails("destroy"), /protect/);
        assert.equal(filters().length, 1);
        assert.equal(project.rule("r").protect, true);
    });

    it("ignoreChanges leaves a changed arg alone", async () => {
        project.declare(rule("r", 0, { ignoreChanges: ["tagFilter"] }, { tagFilter: "ignored.*" }));
        assert.match(await project.succeeds("up"), /unchanged/);
        assert.deepEqual(filters(), ["e2e-0 v1\\..*"]);
        assert.equal(writes(), 0);
    });

    it("retainOnDelete leaves the rule in the cloud", async () => {
        project.declare(rule("r", 0, { retainOnDelete: true }));
        await project.succeeds("up");
        project.declare();
        await project.succeeds("up");
        assert.deepEqual(project.rules(), {});
        assert.deepEqual(filters(), ["e2e-0 v1\\..*"]);
        assert.equal(writes(), 0);
    });

    it("aliases rename the resource; a rule whose name was made keeps it", async () => {
        const unnamed = (name: string, opts = {}) => rule(name, 1, opts, { name: undefined });
        project.declare(unnamed("before"));
        await project.succeeds("up");
        const { id, outputs } = project.rule("before");
        assert.match(String(outputs.name), /^before-[0-9a-f]{7}$/);
        emulator.requests.clear();
        project.declare(unnamed("after", { aliases: [{ name: "before" }] }));
        assert.match(await project.succeeds("up"), /unchanged/);
        assert.equal(project.rule("after").id, id);
        assert.equal(project.rules().before, undefined);
        assert.deepEqual(emulator.requests.all(), []);
        await project.succeeds("up");
        assert.deepEqual(emulator.requests.all(), [], "the next up has nothing to do either");
    });

    it("a rename without an alias: the new resource takes the rule over, the old one leaves it alone", async () => {
        project.declare(rule("old", 2));
        await project.succeeds("up");
        const { id, outputs } = project.rule("old");
        emulator.requests.clear();
        project.declare(rule("new", 2));
        const output = await project.succeeds("up");
        assert.equal(project.rule("new").id, id);
        assert.equal(project.rule("new").outputs.ruleId, outputs.ruleId);
        assert.deepEqual(Object.keys(project.rules()), ["new"]);
        assert.match(output, /is taken over/);
        assert.match(output, /the rule stays/);
        assert.equal(writes(), 0);
        assert.ok(filters().includes("e2e-2 v1\\..*"), filters().join());
    });

    it("--replace, and a replacement made before the old one goes: the rule is there afterwards", async () => {
        project.declare(rule("new", 2));
        assert.match(await project.succeeds("up", "--replace", project.rule("new").urn), /the rule stays/);
        assert.ok(filters().includes("e2e-2 v1\\..*"), filters().join());
        project.declare(rule("new", 2, { deleteBeforeReplace: false }, { tagFilter: "second.*", adopt: true }));
        await project.succeeds("up");
        assert.ok(filters().includes("e2e-2 second.*"), filters().join());
        assert.match(await project.succeeds("refresh", "--expect-no-changes"), /unchanged/);
    });

    it("dependsOn: what depends on a rule that cannot be made is not made", async () => {
        project.declare(rule("first", 3), rule("second", 4, { dependsOn: ["first"] }));
        emulator.faults.add({ cloud: "alibaba", action: create, kind: "quota", times: Infinity });
        await project.fails("up");
        assert.equal(emulator.requests.count({ action: create }), 1);
        emulator.faults.clear();
        await project.succeeds("up");
        const made = emulator.alibaba.rules().map(({ name }) => name);
        assert.deepEqual(made.slice(-2), ["e2e-3", "e2e-4"]);
    });

    it("--target changes, refreshes and destroys the one rule that is meant", async () => {
        // Without the dependency: an engine bug corrupts the state where a targeted rule loses a dependent and is replaced.
        project.declare(rule("first", 3), rule("second", 4));
        await project.succeeds("up");
        const changed = { tagFilter: "targeted.*" };
        project.declare(rule("first", 3, {}, changed), rule("second", 4, {}, changed));
        const target = ["--target", project.rule("first").urn];
        await project.succeeds("up", ...target);
        assert.deepEqual(filters().slice(-2), ["e2e-4 v1\\..*", "e2e-3 targeted.*"]);
        alibabaRow.drift(emulator, 3);
        alibabaRow.drift(emulator, 4);
        await project.succeeds("refresh", ...target);
        assert.equal(project.rule("first").outputs.tagFilter, alibabaRow.drifted);
        assert.equal(project.rule("second").outputs.tagFilter, alibabaRow.declared);
        await project.succeeds("destroy", ...target);
        assert.deepEqual(Object.keys(project.rules()), ["second"]);
    });

    it("transforms see and change the args, before anything is checked", async () => {
        project.program(`
            const pulumi = require("@pulumi/pulumi");
            const { RepoSyncRule } = require("pulumi-imagesync");
            const within = (tagFilter) => (rule) =>
                rule.type.endsWith("RepoSyncRule")
                    ? { props: { ...rule.props, tagFilter }, opts: rule.opts }
                    : undefined;
            const bad = { tagFilter: "(" };
            const parent = new pulumi.ComponentResource("e2e:Group", "group", {}, { transforms: [within("by-parent.*")] });
            new RepoSyncRule("child", { ...${JSON.stringify(alibabaRow.args(5))}, ...bad }, { parent });
            new RepoSyncRule("own", { ...${JSON.stringify(alibabaRow.args(6))}, ...bad },
                { transforms: [within("by-itself.*")] });
        `);
        await project.succeeds("up");
        assert.equal(project.rule("child").outputs.tagFilter, "by-parent.*");
        assert.equal(project.rule("own").outputs.tagFilter, "by-itself.*");
        const shown = filters().slice(-2).sort();
        assert.deepEqual(shown, ["e2e-5 by-parent.*", "e2e-6 by-itself.*"]);
    });

    it("customTimeouts bound a create; what was made is in the state, and the next up finishes it", async () => {
        const bounded = rule("slow", 7, { customTimeouts: { create: "3s" } });
        project.declare(bounded);
        emulator.faults.add({ cloud: "alibaba", action: list, kind: "stale", times: Infinity });
        const output = await project.fails("up");
        assert.match(output, /the cloud accepted the rule but does not show it/);
        const { id, initErrors } = project.rule("slow");
        assert.equal(id, alibabaRow.id(7));
        assert.match(String(initErrors), /does not show it/);
        const made = emulator.alibaba.rules().find(({ name }) => name === "e2e-7");
        assert.ok(made);
        emulator.faults.clear();
        emulator.requests.clear();
        await project.succeeds("up");
        assert.equal(emulator.requests.count({ action: create }), 0, "the rule was made by the first up");
        assert.equal(project.rule("slow").initErrors?.length ?? 0, 0);
        assert.equal(project.rule("slow").outputs.ruleId, made.id);
        const retained = "e2e-0 v1\\..*";
        assert.deepEqual(filters(), [retained, "e2e-7 v1\\..*"]);
    });
});
