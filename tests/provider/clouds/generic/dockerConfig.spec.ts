import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { ImageSyncError } from "../../../../provider/errors";
import { redact } from "../../../../provider/process/redact";
import { base64, DockerFolder } from "./dockerFolder";

const host = "harbor.example.com";
const stored = { auth: base64("robot:docker-password") };
const expected = { username: "robot", password: "docker-password" };

describe("generic: logins of Docker's configuration", () => {
    let folder: DockerFolder;

    beforeEach(() => (folder = new DockerFolder()));
    afterEach(() => folder.remove());

    const keys = [host, `https://${host}`, `https://${host}/`, `http://${host}/v2/`, `${host}/v1/`, host.toUpperCase()];
    for (const key of keys) {
        it(`a key of the form ${key}`, async () => {
            folder.write({ auths: { [key]: stored } });
            const access = await folder.access(host);
            assert.deepEqual(await access.login(false), expected);
            assert.equal(access.tried, `${folder.config} (auths)`);
        });
    }

    for (const key of [`${host}:443`, `x${host}`, "example.com", `${host}.evil.example`, `${host}/other`]) {
        it(`not a key of another place: ${key}`, async () => {
            folder.write({ auths: { [key]: stored } });
            assert.equal(await folder.login(host), undefined);
        });
    }

    for (const key of ["https://index.docker.io/v1/", "docker.io", "registry-1.docker.io"]) {
        it(`Docker Hub under ${key}`, async () => {
            folder.write({
                auths: { "https://index.docker.io/v1/access-token": { auth: base64("no:token") }, [key]: stored },
            });
            for (const name of ["docker.io", "index.docker.io", "registry-1.docker.io"]) {
                assert.deepEqual(await folder.login(name), expected);
            }
        });
    }

    it("the most exact place first: repository, namespace, host", async () => {
        const auths = {
            [host]: { auth: base64("host:docker-password") },
            [`${host}/team`]: { auth: base64("team:docker-password") },
            [`${host}/team/api`]: { auth: base64("api:docker-password") },
        };
        folder.write({ auths });
        const names = await Promise.all(
            ["api", "web"].map(async (repository) => (await folder.login(host, { repository }))?.username),
        );
        assert.deepEqual(names, ["api", "team"]);
        assert.equal((await folder.login(host, { namespace: undefined, repository: "x" }))?.username, "host");
    });

    const entries: [string, unknown, string, string][] = [
        ["user name and password", { username: "robot", password: "docker-password" }, "robot", "docker-password"],
        ["a password with colons", { auth: base64("robot:a:b:c-password") }, "robot", "a:b:c-password"],
        ["filled up with zeros", { auth: base64("robot:docker-password\0\0") }, "robot", "docker-password"],
        ["with fields of other tools", { ...stored, email: "x@example.com", more: 1 }, "robot", "docker-password"],
    ];
    for (const [form, entry, username, password] of entries) {
        it(`an entry: ${form}`, async () => {
            folder.write({ auths: { [host]: entry } });
            assert.deepEqual(await folder.login(host), { username, password });
        });
    }

    it("an empty entry, as Docker leaves it beside a helper, holds none", async () => {
        folder.write({ auths: { [host]: {} } });
        assert.equal(await folder.login(host), undefined);
    });

    it("an identity token is said to be unsupported", async () => {
        for (const token of [{ identitytoken: "shown-nowhere" }, { registrytoken: "shown-nowhere" }]) {
            folder.write({ auths: { [host]: { ...stored, ...token } } });
            await assert.rejects(folder.access(host), (error) => {
                assert.ok(ImageSyncError.is(error));
                assert.equal(error.kind, "unauthorized");
                assert.match(error.message, /config\.json has an identity token .*not supported; add an entry/);
                assert.doesNotMatch(error.message, /shown-nowhere|docker-password/);
                return true;
            });
        }
    });

    const broken: [string, unknown][] = [
        ["not JSON", '{"auths": {"shown-nowhere"'],
        ["a list", []],
        ["nothing", ""],
        ["auths are a list", { auths: ["shown-nowhere"] }],
        ["an entry is a text", { auths: { [host]: "shown-nowhere" } }],
        ["a password is a number", { auths: { [host]: { username: "x", password: 5 } } }],
        ["not base64 of a pair", { auths: { [host]: { auth: base64("shown-nowhere") } } }],
        ["a helper that is a path", { credsStore: "../shown-nowhere" }],
        ["helpers are a list", { credHelpers: ["shown-nowhere"] }],
    ];
    for (const [form, content] of broken) {
        it(`a broken file is named and not quoted: ${form}`, async () => {
            folder.write(content);
            await assert.rejects(folder.access(host), (error) => {
                assert.ok(ImageSyncError.is(error));
                assert.equal(error.kind, "invalid");
                assert.ok(error.message.includes(`${folder.config} is broken`), error.message);
                assert.doesNotMatch(error.message, /shown-nowhere/);
                return true;
            });
        });
    }

    it("a broken entry for another host is none of ours", async () => {
        folder.write({ auths: { "other.example.com": "broken", [host]: stored } });
        assert.deepEqual(await folder.login(host), expected);
    });

    it("a file that cannot be read is named", async () => {
        mkdirSync(folder.config);
        await assert.rejects(folder.access(host), (error) => {
            assert.ok(ImageSyncError.is(error));
            assert.ok(error.message.includes(`${folder.config} cannot be read (EISDIR)`), error.message);
            return true;
        });
    });

    it("without DOCKER_CONFIG, the file in the home folder", async () => {
        folder.set({ DOCKER_CONFIG: "" });
        const { tried } = await folder.access(host);
        assert.ok(tried.includes(`${process.env.HOME}/.docker/config.json (not there)`), tried);
    });

    it("podman's file after Docker's, or the one that REGISTRY_AUTH_FILE names", async () => {
        folder.write({ auths: { [host]: stored } }, folder.podman);
        const access = await folder.access(host);
        assert.deepEqual([await access.login(false), access.tried], [expected, `${folder.podman} (auths)`]);
        const named = `${folder.podman}.other`;
        folder.write({ auths: { [host]: { auth: base64("named:docker-password") } } }, named);
        folder.set({ REGISTRY_AUTH_FILE: named });
        assert.equal((await folder.login(host))?.username, "named");
        folder.write({ auths: { [host]: { auth: base64("docker:docker-password") } } });
        assert.equal((await folder.login(host))?.username, "docker");
    });

    it("a file is looked at again after five minutes, or when the registry has refused the login", async () => {
        folder.write({ auths: { [host]: stored } });
        const access = await folder.access(host);
        folder.write({ auths: { [host]: { auth: base64("robot:second-password") } } });
        assert.deepEqual(await access.login(false), expected);
        assert.deepEqual(await access.login(true), { username: "robot", password: "second-password" });
        folder.write({});
        folder.clock.advance(5 * 60_000 + 1);
        assert.equal(await access.login(false), undefined);
        assert.match(access.tried, /^anonymous access; /);
    });

    it("what it holds is a secret from then on", async () => {
        folder.write({ auths: { [host]: { auth: base64("robot:kept-out-of-logs") } } });
        await folder.login(host);
        const line = redact(`kept-out-of-logs ${base64("robot:kept-out-of-logs")}`);
        assert.equal(line, "[secret] [secret]");
    });
});
