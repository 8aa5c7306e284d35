import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Every variable that a credential chain or a proxy setting may come from. */
const meant = /^(ALIBABA|ALICLOUD|TENCENTCLOUD|TKE_|HUAWEI|HW_|CLOUD_SDK|HTTPS?_PROXY$|NO_PROXY$|ALL_PROXY$)/i;

/**
 * An environment of the test's own: an empty home folder, no credentials, no proxy, no metadata service. Call `restore`
 * when the test ends.
 */
export class TestEnvironment {
    readonly home = mkdtempSync(join(tmpdir(), "imagesync-home-"));
    private readonly before = { ...process.env };

    constructor(variables: Readonly<Record<string, string>> = {}) {
        for (const name of Object.keys(process.env).filter((each) => meant.test(each))) {
            delete process.env[name];
        }
        const home = { HOME: this.home, USERPROFILE: this.home, IMAGESYNC_METADATA_DISABLED: "true" };
        Object.assign(process.env, home, variables);
    }

    set(variables: Readonly<Record<string, string>>): void {
        Object.assign(process.env, variables);
    }

    restore(): void {
        for (const name of Object.keys(process.env)) {
            delete process.env[name];
        }
        Object.assign(process.env, this.before);
        rmSync(this.home, { recursive: true, force: true });
    }
}
