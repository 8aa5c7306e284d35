import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { Project } from "../harness/project";
import { badInput } from "./table";

describe("bad input is refused at preview", () => {
    let emulator: Emulator;
    let project: Project;

    before(async () => {
        emulator = await startEmulator();
        project = await Project.create(emulator.config);
    });
    after(async () => {
        project?.remove();
        await emulator?.close();
    });
    beforeEach(() => emulator.requests.clear());
    afterEach(() => project.configure(emulator.config));

    for (const { what, args, config, says } of badInput) {
        it(what, async () => {
            project.configure({ ...emulator.config, ...config });
            project.declare({ name: "r", args });
            const output = await project.fails("preview");
            for (const line of says) {
                assert.ok(output.includes(`resource 'r' has a problem: ${line}`), `not said: ${line}\n${output}`);
            }
            assert.equal(count(output, "resource 'r' has a problem:"), 2 * says.length, output);
            assert.deepEqual(emulator.requests.all(), [], "nothing is asked of a cloud");
        });
    }

    it("the same twice: two resources cannot be one rule", async () => {
        const { args } = good;
        project.declare({ name: "first", args }, { name: "second", args });
        const output = await project.fails("preview");
        const claimed =
            /source\.region, source\.instanceId, name: "cn-hangzhou", "cri-hub", "mine" is the natural key of (\S+) too/;
        assert.match(output, claimed);
        assert.match(claimed.exec(output)?.[1] ?? "", /^urn:pulumi:dev::e2e::.*::(first|second)$/);
    });

    it("what only looks odd is a warning that shows the right form", async () => {
        project.declare({ name: "r", args: { ...good.args, tagFilter: "v*" } });
        const output = await project.succeeds("preview");
        assert.match(output, /warning: tagFilter: "v\*" is taken as a regular expression.*"v\.\*"/);
        const json = await project.succeeds("preview", "--json");
        assert.match(json, /"message": "warning: tagFilter: .*v\*/);
    });

    it("import is refused, with the way to adopt", async () => {
        project.declare({ name: "r", args: good.args, opts: { import: "alibaba/cn-hangzhou/cri-hub/mine" } });
        assert.match(await project.fails("preview"), /RepoSyncRule "r": .*import.*; .*set adopt: true/);
    });
});

const good = {
    args: {
        name: "mine",
        source: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" },
        target: { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" },
    },
};

function count(text: string, part: string): number {
    return text.split(part).length - 1;
}
