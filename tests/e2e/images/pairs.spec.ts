import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { Project } from "../harness/project";
import { alibabaImages } from "./rows/alibaba";
import { huaweiImages } from "./rows/huawei";
import { tencentImages } from "./rows/tencent";

const [alibaba, huawei, tencent] = [alibabaImages, huaweiImages, tencentImages].map((row) => row.ends("api"));
const apart = /via: "cloud" is not possible: a cloud's own call stays inside one cloud.*write "registry"/;

/** What no path leads to, with what is said of it. */
const pairs: Readonly<Record<string, { readonly args: object; readonly says: RegExp }>> = {
    "between clouds": {
        args: { source: alibaba?.source, target: huawei?.target, tags: ["1.0.0"], via: "cloud" },
        says: apart,
    },
    "to any registry": {
        args: {
            source: alibaba?.source,
            target: { cloud: "generic", host: "r.example", repository: "a" },
            tags: ["1.0.0"],
            via: "cloud",
        },
        says: apart,
    },
    "between TCR registries": {
        args: {
            source: tencent?.source,
            target: { ...tencent?.target, region: "ap-singapore", instanceId: "tcr-sg" },
            tags: ["1.0.0"],
            via: "cloud",
        },
        says: /via: "cloud" is not possible: .*inside one registry alone.*"tcr-sg".*write "registry"/,
    },
    "another tag on SWR": {
        args: { ...huawei, tags: [{ source: "1.0.0", target: "stable" }] },
        says: /tags\[0\]\.target: "stable" is not "1\.0\.0"; /,
    },
    "one platform by the cloud's call": {
        args: { ...alibaba, tags: ["1.0.0"], platforms: ["linux/amd64"] },
        says: /platforms: .*registry/,
    },
    "a registry copy that is not waited for": {
        args: { source: tencent?.source, target: huawei?.target, tags: ["1.0.0"], wait: false },
        says: /wait: false is not possible with a registry copy/,
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

    for (const [name, { args, says }] of Object.entries(pairs)) {
        it(`${name}: refused at preview, by one error that says what is possible`, async () => {
            project.data("args.json", args);
            project.program(`
                const { ManualImageSync } = require("pulumi-imagesync");
                new ManualImageSync("sync", require("./args.json"));
            `);
            const output = await project.fails("preview");
            const diagnostics = output.slice(output.indexOf("Diagnostics:"));
            const errors = diagnostics.match(/^ +error: .*/gm) ?? [];
            assert.equal(errors.length, 1, output);
            assert.match(errors[0] ?? "", says);
            assert.deepEqual(emulator.requests.all(), []);
        });
    }
});
