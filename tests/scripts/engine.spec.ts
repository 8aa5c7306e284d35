import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sandbox";

const { checkout } = require("../../scripts/setup/checkout") as { checkout: () => { launcherVersion: string } };

describe("pinned engine", () => {
    it("is the launcher's version in go.mod too", () => {
        const module = readFileSync(join(root, "scripts/engine/cli/go.mod"), "utf8");
        assert.ok(module.includes(`github.com/pulumi/pulumi/pkg/v3 v${checkout().launcherVersion}\n`));
        assert.match(module, new RegExp(`github\\.com/pulumi/pulumi/sdk/v3 v${checkout().launcherVersion}\\b`));
    });
});
