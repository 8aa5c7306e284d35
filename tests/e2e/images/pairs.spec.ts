import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { Project } from "../harness/project";
import { alibabaImages } from "./rows/alibaba";
import { huaweiImages } from "./rows/huawei";
import { tencentImages } from "./rows/tencent";

const [alibaba, huawei, tencent] = [alibabaImages, huaweiImages, tencentImages].map((row) => row.ends("api"));
const possible = /possible now: between CR EE instances .*, inside one TCR registry, between SWR regions/;

/** What no path leads to, with the one error that each gets. */
const pairs: Readonly<Record<string, { readonly args: object; readonly says: RegExp }>> = {
    apart: { args: { source: alibaba?.source, target: huawei?.target, tags: ["1.0.0"] }, says: possible },
    anywhere: {
        args: {
            source: alibaba?.source,
            target: { cloud: "generic", host: "r.example", repository: "a" },
            tags: ["1.0.0"],
        },
        says: possible,
    },
    registries: {
        args: {
            source: tencent?.source,
            target: { ...tencent?.target, region: "ap-singapore", instanceId: "tcr-sg" },
            tags: ["1.0.0"],
        },
        says: /target\.instanceId: "tcr-sg".*RepoSyncRule/,
    },
    renamed: {
        args: { ...huawei, tags: [{ source: "1.0.0", target: "stable" }] },
        says: /tags\[0\]\.target: "stable" is not "1\.0\.0"; /,
    },
};

describe("image syncs that no path leads to", () => {
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

    it("are refused at preview, each by one error that says what is possible", async () => {
        project.data("pairs.json", Object.entries(pairs));
        project.program(`
            const { ManualImageSync } = require("pulumi-imagesync");
            for (const [name, { args }] of require("./pairs.json")) new ManualImageSync(name, args);
        `);
        const output = await project.fails("preview");
        const diagnostics = output.slice(output.indexOf("Diagnostics:"));
        for (const [name, { says }] of Object.entries(pairs)) {
            const [, part = ""] = diagnostics.split(`ManualImageSync (${name}):\n`);
            const errors = part.split("\n\n")[0]?.match(/^ +error: .*/gm) ?? [];
            assert.equal(errors.length, 1, `${name}:\n${output}`);
            assert.match(errors[0] ?? "", says);
        }
        assert.deepEqual(emulator.requests.all(), []);
    });
});
