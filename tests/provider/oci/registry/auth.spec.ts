import assert from "node:assert/strict";
import { challengeOf } from "../../../../provider/oci/registry/auth/challenge";
import type { Login, RegistryAccess } from "../../../../provider/oci/registry";
import type { ImageSyncError } from "../../../../provider/errors";
import { FakeClock } from "../../fakes/clock";
import { blobOf, patient, pieces } from "./content";
import { client, Scripted, send, sendError, type Answer } from "./scripted";

const login: Login = { username: "robot", password: "pass-word-9f31" };
const loggedIn = { login: async () => login, tried: "imagesync:accounts" };
const tokensAsked = (server: Scripted) => server.asked.filter((line) => line.startsWith("GET /token"));

describe("the challenge of a registry", () => {
    const realm = "https://auth.example.com/token";
    const bearer = { scheme: "bearer", realm, service: "registry, of mine" };
    const cases: { name: string; header: string | string[] | undefined; challenge: unknown }[] = [
        { name: "no header", header: undefined, challenge: undefined },
        { name: "Basic", header: 'Basic realm="x"', challenge: { scheme: "basic" } },
        { name: "bare Basic", header: "Basic", challenge: { scheme: "basic" } },
        { name: "Bearer", header: `Bearer realm="${realm}",service="registry, of mine"`, challenge: bearer },
        { name: "any case", header: `bearer Realm="${realm}", SERVICE="registry, of mine"`, challenge: bearer },
        {
            name: "Bearer after Basic in two headers",
            header: ['Basic realm="x"', `Bearer realm="${realm}",service="registry, of mine",scope="a:b:c"`],
            challenge: bearer,
        },
        {
            name: "Bearer after Basic in one header",
            header: `Basic realm="x, y", Bearer realm="${realm}",service="registry, of mine"`,
            challenge: bearer,
        },
        { name: "another scheme", header: "Negotiate", challenge: undefined },
        { name: "Bearer without a realm", header: 'Bearer service="x"', challenge: undefined },
    ];
    for (const { name, header, challenge } of cases) {
        it(name, () => assert.deepEqual(challengeOf(header), challenge));
    }
});

describe("logging in to a registry", () => {
    let server: Scripted;
    let registry: ReturnType<typeof client>;
    let valid: Set<string>;
    let token: (number: number) => object;
    const open = (access: Partial<RegistryAccess> = loggedIn, clock?: FakeClock) => {
        registry = client(server.host, access, { clock });
        return registry;
    };
    /** A registry whose tokens are `token-1`, `token-2`…; each is good as long as it is in `valid`. */
    const withTokens: Answer = ({ url, headers }, response) => {
        if (url.startsWith("/token")) {
            const number = tokensAsked(server).length;
            valid.add(`Bearer token-${number}`);
            return send(response, 200, {}, { token: `token-${number}`, ...token(number) });
        }
        return valid.has(headers.authorization ?? "")
            ? send(response, 200, {}, { tags: ["1"] })
            : sendError(response, 401, "UNAUTHORIZED", {
                  "www-authenticate": `Bearer realm="http://${server.host}/token",service="svc",scope="ignored"`,
              });
    };
    beforeEach(async () => {
        valid = new Set();
        token = () => ({ expires_in: 300 });
        server = await Scripted.start(withTokens);
    });
    afterEach(async () => {
        await registry.close();
        await server.stop();
    });

    it("asks the realm with service, scope and login, and sends what it gives", async () => {
        assert.deepEqual(await open().tags("team/app", patient), ["1"]);
        assert.deepEqual(server.asked, [
            "GET /v2/team/app/tags/list?n=1000",
            "GET /token?service=svc&scope=repository%3Ateam%2Fapp%3Apull",
            "GET /v2/team/app/tags/list?n=1000",
        ]);
        const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
        assert.deepEqual(
            server.seen.map(({ headers }) => headers.authorization),
            [undefined, basic, "Bearer token-1"],
        );
    });

    it("asks anonymously where there is no login", async () => {
        await open({}).tags("team/app", patient);
        assert.equal(server.seen[1]?.headers.authorization, undefined);
    });

    it("takes access_token as well", async () => {
        token = (number) => ({ token: undefined, access_token: `token-${number}` });
        assert.deepEqual(await open().tags("team/app", patient), ["1"]);
    });

    it("asks for one token, and is refused once, where fifty requests begin at once", async () => {
        open();
        await Promise.all(Array.from({ length: 50 }, () => registry.tags("team/app", patient)));
        assert.equal(server.asked.length, 1 + 1 + 50);
    });

    it("sends a kept token at once, and asks a new scope's without being refused", async () => {
        await open().tags("team/app", patient);
        await registry.tags("team/app", patient);
        await registry.tags("team/other", patient);
        assert.deepEqual(server.asked.slice(3), [
            "GET /v2/team/app/tags/list?n=1000",
            "GET /token?service=svc&scope=repository%3Ateam%2Fother%3Apull",
            "GET /v2/team/other/tags/list?n=1000",
        ]);
    });

    it("asks both repositories' scopes for a mount", async () => {
        server.answer = (seen, response) =>
            seen.method === "POST" && valid.has(seen.headers.authorization ?? "")
                ? send(response, 201)
                : withTokens(seen, response);
        assert.equal(await open().mountBlob("team/app", "sha256:x", "team/base", patient), true);
        const scopes = new URL(server.seen[1]?.url ?? "", "http://x").searchParams.getAll("scope");
        assert.deepEqual(scopes, ["repository:team/app:pull,push", "repository:team/base:pull"]);
    });

    const lives: { name: string; body: object; seconds: number }[] = [
        { name: "as long as it says", body: { expires_in: 300 }, seconds: 290 },
        { name: "a minute where it does not say", body: {}, seconds: 50 },
        { name: "by when it was issued", body: { expires_in: 300, issued_at: -100 }, seconds: 190 },
    ];
    for (const { name, body, seconds } of lives) {
        it(`keeps a token ${name}, and renews it a little before`, async () => {
            const clock = new FakeClock();
            token = () => ({
                ...body,
                ...("issued_at" in body && { issued_at: new Date(clock.now() - 100_000).toISOString() }),
            });
            await open(loggedIn, clock).tags("team/app", patient);
            clock.advance(seconds * 1000 - 1);
            await registry.tags("team/app", patient);
            assert.equal(tokensAsked(server).length, 1);
            clock.advance(1);
            await registry.tags("team/app", patient);
            assert.equal(tokensAsked(server).length, 2);
        });
    }

    it("renews a token that the registry takes no more, once", async () => {
        await open().tags("team/app", patient);
        valid.clear();
        assert.deepEqual(await registry.tags("team/app", patient), ["1"]);
        assert.equal(tokensAsked(server).length, 2);
    });

    it("gives up when a fresh token is refused, with what was tried and no secret", async () => {
        server.answer = (seen, response) => {
            valid.clear();
            return withTokens(seen, response);
        };
        await assert.rejects(open().tags("team/app", patient), (error: ImageSyncError) => {
            assert.equal(error.kind, "unauthorized");
            assert.equal(error.details.cloud, server.host);
            assert.match(error.message, /imagesync:accounts/);
            assert.doesNotMatch(error.message + JSON.stringify(error.details), /token-\d|pass-word/);
            return true;
        });
        assert.equal(tokensAsked(server).length, 2);
    });

    it("asks for the login anew, once, where the realm refuses it", async () => {
        const asked: boolean[] = [];
        const renewing = async (refused: boolean) => {
            asked.push(refused);
            return refused ? { ...login, password: "renewed-password" } : login;
        };
        const good = `Basic ${Buffer.from("robot:renewed-password").toString("base64")}`;
        server.answer = (seen, response) =>
            seen.url.startsWith("/token") && seen.headers.authorization !== good
                ? send(response, 401, {}, { details: "incorrect username or password" })
                : withTokens(seen, response);
        assert.deepEqual(await open({ login: renewing }).tags("team/app", patient), ["1"]);
        assert.deepEqual(asked, [false, true]);
    });

    it("fails as unauthorized where the realm goes on to refuse", async () => {
        server.answer = (seen, response) =>
            seen.url.startsWith("/token") ? send(response, 401) : withTokens(seen, response);
        await assert.rejects(open().tags("team/app", patient), { kind: "unauthorized" });
        assert.equal(tokensAsked(server).length, 2);
    });

    it("asks the realm again after its fault of a moment", async () => {
        let faults = 2;
        server.answer = (seen, response) =>
            seen.url.startsWith("/token") && faults-- > 0 ? send(response, 503) : withTokens(seen, response);
        assert.deepEqual(await open().tags("team/app", patient), ["1"]);
    });

    it("never gives the login to a realm of another host without https", async () => {
        const header = { "www-authenticate": 'Bearer realm="http://auth.example.com/token",service="svc"' };
        server.answer = (_seen, response) => sendError(response, 401, "UNAUTHORIZED", header);
        await assert.rejects(open().tags("team/app", patient), { kind: "invalid" });
    });

    it("logs in by Basic, and asks for the login anew once", async () => {
        const good = `Basic ${Buffer.from("robot:second-password").toString("base64")}`;
        server.answer = ({ headers }, response) =>
            headers.authorization === good
                ? send(response, 200, {}, { tags: ["1"] })
                : sendError(response, 401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="r"' });
        const renewing = async (refused: boolean) => (refused ? { ...login, password: "second-password" } : login);
        open({ login: renewing });
        assert.deepEqual(await registry.tags("team/app", patient), ["1"]);
        assert.deepEqual(await registry.tags("team/app", patient), ["1"]);
        assert.equal(server.seen.length, 4);
    });

    it("fails as unauthorized where Basic is wanted and there is no login", async () => {
        server.answer = (_seen, response) =>
            sendError(response, 401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="r"' });
        await assert.rejects(open({}).tags("team/app", patient), (error: ImageSyncError) => {
            assert.equal(error.kind, "unauthorized");
            assert.match(error.message, /tried nothing was configured/);
            return true;
        });
        assert.equal(server.seen.length, 2);
    });

    it("renews a token that runs out between the chunks of an upload", async () => {
        const clock = new FakeClock();
        const blob = blobOf(Buffer.alloc(40 * 1024 * 1024));
        server.answer = (seen, response) => {
            if (seen.url.startsWith("/token") || !valid.has(seen.headers.authorization ?? "")) {
                return withTokens(seen, response);
            }
            clock.advance(301_000);
            valid.clear();
            const range = seen.headers["content-range"];
            const end = range?.split("-")[1] ?? "0";
            return send(response, seen.method === "PUT" ? 201 : 202, {
                location: "/v2/team/app/blobs/uploads/1",
                "oci-chunk-min-length": "1000",
                ...(range && { range: `0-${end}` }),
            });
        };
        await open(loggedIn, clock).pushBlob("team/app", blob, pieces(Buffer.alloc(blob.size)), patient);
        assert.equal(tokensAsked(server).length, 5);
    });
});
