import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../../../emulator";
import { needsPrograms } from "../../tools/programs";
import { call } from "../alibaba/clients";
import { digestOf } from "./client";

describe("registries: skopeo", function () {
    this.timeout(120_000);
    let emulator: Emulator;
    let folder: string;
    before(needsPrograms("skopeo"));
    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "imagesync-skopeo-"));
        emulator = await startEmulator();
    });
    after(async () => {
        await emulator?.close();
        if (folder !== undefined) {
            rmSync(folder, { recursive: true });
        }
    });

    /** An image as skopeo names it, and the login to its instance. */
    const image = async (instanceId: string, name: string): Promise<{ url: string; login: string }> => {
        const host = await emulator.registries.host("alibaba", instanceId);
        const said = await call(emulator, "GetAuthorizationToken", { InstanceId: instanceId });
        return {
            url: `docker://${host}/${name}`,
            login: `${String(said.TempUsername)}:${String(said.AuthorizationToken)}`,
        };
    };
    const skopeo = async (...args: string[]): Promise<string> =>
        (await promisify(execFile)("skopeo", ["--insecure-policy", ...args])).stdout;
    const raw = async (instanceId: string, name: string): Promise<string> => {
        const { url, login } = await image(instanceId, name);
        return skopeo("inspect", "--raw", "--tls-verify=false", "--creds", login, url);
    };
    const digestIn = (instanceId: string, namespace: string, name: string, tag: string): string | undefined =>
        emulator.alibaba
            .repositories(instanceId, namespace)
            .find((repository) => repository.name === name)
            ?.tags.find((each) => each.name === tag)?.digest;

    it("sees the API's tags and digests", async () => {
        const { url, login } = await image("cri-hub", "prod/web");
        const tags = await skopeo("list-tags", "--tls-verify=false", "--creds", login, url);
        assert.deepEqual((JSON.parse(tags) as { Tags: string[] }).Tags, [
            "1.4.1",
            "1.4.2",
            "latest",
            "v1.0.0",
            "v1.1.0",
        ]);
        assert.equal(
            digestOf(await raw("cri-hub", "prod/web:1.4.2")),
            `sha256:${digestIn("cri-hub", "prod", "web", "1.4.2")}`,
        );
    });

    it("copies an index with all its platforms from one instance to another", async () => {
        const [from, to] = [await image("cri-hub", "prod/web:1.4.2"), await image("cri-fra", "prod/copied:1.4.2")];
        const logins = ["--src-creds", from.login, "--dest-creds", to.login];
        await skopeo("copy", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", ...logins, from.url, to.url);
        assert.equal(await raw("cri-fra", "prod/copied:1.4.2"), await raw("cri-hub", "prod/web:1.4.2"));
        assert.equal(digestIn("cri-fra", "prod", "copied", "1.4.2"), digestIn("cri-hub", "prod", "web", "1.4.2"));
    });

    it("writes an image from a folder, and what it writes fires rules", async () => {
        const from = await image("cri-hub", "staging/shop:1.4.2");
        const layout = `oci:${path.join(folder, "layout")}:shop`;
        await skopeo("copy", "--src-tls-verify=false", "--src-creds", from.login, from.url, layout);
        emulator.alibaba.syncSeconds = 0;
        emulator.alibaba.addRule({
            name: "onward",
            instanceId: "cri-hub",
            namespace: "prod",
            repositoryFilter: ".*",
            targetInstanceId: "cri-sg",
        });
        const to = await image("cri-hub", "prod/shop:released");
        await skopeo("copy", "--dest-tls-verify=false", "--dest-creds", to.login, layout, to.url);
        assert.equal(await raw("cri-sg", "prod/shop:released"), await raw("cri-hub", "prod/shop:released"));
        const landed = await image("cri-sg", "prod/shop:released");
        const folderOf = `dir:${path.join(folder, "landed")}`;
        await skopeo("copy", "--src-tls-verify=false", "--src-creds", landed.login, landed.url, folderOf);
    });
});
