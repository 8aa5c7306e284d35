import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ImageSyncError } from "../../../../provider/errors";
import { askHelper } from "../../../../provider/clouds/generic/login/docker/helper";
import { base64, DockerFolder } from "./dockerFolder";

const host = "harbor.example.com";
const answer = (username: string, secret: string) =>
    `echo '${JSON.stringify({ ServerURL: "https://x", Username: username, Secret: secret })}'`;
const none = "echo 'credentials not found in native keychain'; exit 1";

describe("generic: credential helpers", () => {
    let folder: DockerFolder;

    beforeEach(() => (folder = new DockerFolder()));
    afterEach(() => folder.remove());

    const asked = () => readFileSync(folder.log, "utf8").trim().split("\n").filter(Boolean);
    const refused = (words: RegExp) => (error: unknown) => {
        assert.ok(ImageSyncError.is(error));
        assert.equal(error.kind, "unauthorized");
        assert.match(error.message, words);
        assert.doesNotMatch(error.message, /shown-nowhere/);
        return true;
    };

    it("the host's own helper is asked for the host, before the file and the helper for all", async () => {
        folder.helper("own", answer("helped", "helper-password"));
        folder.helper("all", answer("all", "all-password"));
        const auths = { [host]: { auth: base64("file:file-password") } };
        folder.write({ credHelpers: { [host]: "own" }, auths, credsStore: "all" });
        const access = await folder.access(host);
        assert.deepEqual(await access.login(false), { username: "helped", password: "helper-password" });
        assert.equal(access.tried, `${folder.config} (credHelpers: docker-credential-own)`);
        assert.deepEqual(asked(), [`own get ${host}`]);
    });

    it("who has no login passes the question on", async () => {
        folder.helper("own", none);
        folder.helper("all", answer("all", "all-password"));
        folder.write({ credHelpers: { [host]: "own" }, auths: { [host]: {} }, credsStore: "all" });
        const access = await folder.access(host);
        assert.equal((await access.login(false))?.username, "all");
        assert.equal(access.tried, `${folder.config} (credsStore: docker-credential-all)`);
        assert.deepEqual(asked(), [`own get ${host}`, `all get ${host}`]);
    });

    it("none has: anonymously, with all that was asked", async () => {
        folder.helper("own", none);
        folder.helper("all", none);
        folder.write({ credHelpers: { [host]: "own" }, credsStore: "all" });
        const access = await folder.access(host);
        assert.equal(await access.login(false), undefined);
        assert.match(access.tried, /credHelpers: docker-credential-own\); .* \(auths\); .*docker-credential-all\);/);
    });

    it("a helper for another host is not asked; an empty name is none", async () => {
        folder.helper("own", answer("helped", "helper-password"));
        folder.write({ credHelpers: { "other.example.com": "own", [host]: "" }, credsStore: "" });
        assert.equal(await folder.login(host), undefined);
        assert.deepEqual(asked(), []);
    });

    it("Docker Hub by the key that Docker uses", async () => {
        folder.helper("all", answer("me", "hub-password"));
        folder.write({ credsStore: "all" });
        await folder.login("docker.io");
        assert.deepEqual(asked(), ["all get https://index.docker.io/v1/"]);
    });

    it("is run once for all who ask at once, and again when its login was refused", async () => {
        folder.helper(
            "all",
            `n=$(wc -l < '${folder.log}'); ${answer("me", "password-'$n'").replace("'$n'", "'\"$n\"'")}`,
        );
        folder.write({ credsStore: "all" });
        const port = folder.port();
        const end = { cloud: "generic", host, namespace: "team", repository: "api" } as const;
        const ask = () => port.access(end, { deadline: Infinity });
        const [one, two] = await Promise.all([ask(), ask()]);
        assert.equal(asked().length, 1);
        const first = await one.login(false);
        assert.deepEqual(await two.login(false), first);
        const second = await one.login(true);
        assert.notDeepEqual(second, first);
        assert.deepEqual(await two.login(true), second);
        assert.equal(asked().length, 2);
    });

    it("the host is not a part of a command line", async () => {
        folder.helper("all", none);
        folder.write({ credsStore: "all" });
        await folder.login("x;touch shown");
        assert.deepEqual(asked(), ["all get x;touch shown"]);
    });

    const failing: [string, string, RegExp][] = [
        [
            "fails",
            "echo shown-nowhere; echo shown-nowhere >&2; exit 3",
            /docker-credential-bad failed \(exit code 3\); run: echo/,
        ],
        ["is ended by a signal", "kill -9 $$", /docker-credential-bad failed/],
        ["answers no JSON", "echo shown-nowhere", /answered without a login/],
        ["answers nothing", "exit 0", /answered without a login/],
        ["answers an empty login", answer("", ""), /answered without a login/],
        ["answers an identity token", answer("<token>", "shown-nowhere"), /has an identity token .* not supported/],
        ["answers without end", "while :; do echo shown-nowhere; done", /answered with more than 65536 bytes/],
    ];
    for (const [what, then, words] of failing) {
        it(`one that ${what} is named, and not quoted`, async () => {
            folder.helper("bad", then);
            folder.write({ credsStore: "bad" });
            await assert.rejects(folder.access(host), refused(words));
        });
    }

    it("one that is not there is named", async () => {
        folder.write({ credHelpers: { [host]: "absent" } });
        await assert.rejects(folder.access(host), refused(/docker-credential-absent is not on the PATH/));
    });

    it("one that does not answer is ended", async () => {
        folder.helper("slow", "exec sleep 60");
        const limits = { milliseconds: 300, bytes: 1024 };
        await assert.rejects(askHelper("slow", host, limits), refused(/did not answer within 0\.3 s/));
    });

    it("one that answers before it has read the question is heard", async () => {
        folder.script("quick", answer("quick", "quick-password"));
        folder.write({ credsStore: "quick" });
        const long = `${"a".repeat(200_000)}.example.com`;
        assert.equal((await folder.login(long))?.username, "quick");
    });
});
