import assert from "node:assert/strict";
import { ImageSyncError } from "../../../../provider/errors";
import { DockerFolder } from "./dockerFolder";

const host = "harbor.example.com";

describe("generic: logins of imagesync:accounts", () => {
    let folder: DockerFolder;

    beforeEach(() => {
        folder = new DockerFolder();
        folder.accounts = {
            harbor: { host, username: "robot", password: "harbor-password" },
            port: { host: `${host}:8443`, username: "robot", password: "port-password", insecure: true },
            hub: { host: "docker.io", username: "me", password: "hub-password" },
            keys: { accessKey: "id", secretKey: "accounts-secret-key" },
        };
    });
    afterEach(() => folder.remove());

    const refused = (kind: string, words: RegExp) => (error: unknown) => {
        assert.ok(ImageSyncError.is(error));
        assert.equal(error.kind, kind);
        assert.match(error.message, words);
        assert.doesNotMatch(error.message, /-password|secret-key/);
        return true;
    };

    it("the entry for the host, where none is named", async () => {
        const access = await folder.access("Harbor.example.com");
        assert.deepEqual(await access.login(false), { username: "robot", password: "harbor-password" });
        assert.deepEqual([access.host, access.insecure, access.tried], [host, undefined, "imagesync:accounts.harbor"]);
    });

    it("the named entry; plain http only where the entry of that very host and port says so", async () => {
        const access = await folder.access(`${host}:8443`, { account: "port" });
        assert.deepEqual(await access.login(false), { username: "robot", password: "port-password" });
        assert.equal(access.insecure, true);
        assert.equal((await folder.access(host)).insecure, undefined);
        assert.equal((await folder.access(`${host}:8080`)).insecure, undefined);
    });

    it("an entry comes before Docker's configuration", async () => {
        folder.write({ auths: { [host]: { username: "docker", password: "docker-password" } } });
        assert.deepEqual(await folder.login(host), { username: "robot", password: "harbor-password" });
    });

    it("a password goes to no other host than its entry's", () =>
        assert.rejects(
            folder.access(host, { account: "port" }),
            refused(
                "invalid",
                /^harbor\.example\.com login: imagesync:accounts\.port is for harbor\.example\.com:8443;/,
            ),
        ));

    it("an entry of another kind is named", () =>
        assert.rejects(
            folder.access(host, { account: "keys" }),
            refused("invalid", /accounts\.keys is not for a reg/),
        ));

    it("a name that is no entry, with those there are", () =>
        assert.rejects(
            folder.access(host, { account: "nobody" }),
            refused("unauthorized", /"nobody" is not an entry .* harbor, port, hub, keys/),
        ));

    it("several entries for one host: which one is meant has to be said", async () => {
        folder.accounts = { ...folder.accounts, two: { host, username: "two", password: "two-password" } };
        await assert.rejects(folder.access(host), refused("invalid", /several entries for this host: harbor, two/));
        assert.equal((await folder.login(host, { account: "two" }))?.username, "two");
    });

    for (const name of ["docker.io", "index.docker.io", "registry-1.docker.io"]) {
        it(`Docker Hub by the name ${name}`, async () => {
            const access = await folder.access(name);
            assert.equal(access.host, "registry-1.docker.io");
            assert.deepEqual(await access.login(false), { username: "me", password: "hub-password" });
        });
    }

    it("without any login: anonymously, with all that was looked at, in order", async () => {
        const access = await folder.access("ghcr.example.com");
        assert.equal(await access.login(false), undefined);
        assert.equal(
            access.tried,
            "anonymous access; looked, in this order, at imagesync:accounts (no entry for this host); " +
                `${folder.config} (not there); ${folder.podman} (not there)`,
        );
    });

    it("nothing is begun when the time is up", () =>
        assert.rejects(
            folder.port().access({ cloud: "generic", host, repository: "api" }, { deadline: folder.clock.now() - 1 }),
            refused("transient", /the time for it was up/),
        ));
});
