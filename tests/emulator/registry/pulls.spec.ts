import assert from "node:assert/strict";
import { type Emulator, ManualClock, startEmulator } from "../../../emulator";
import { call } from "../alibaba/clients";
import { Client, codeOf, digestOf, IMAGE, INDEX } from "./client";

interface Manifest {
    readonly config: { digest: string };
    readonly layers: { digest: string; size: number }[];
    readonly manifests: { digest: string; platform: { architecture: string } }[];
}

describe("registries: log-in and pulls", () => {
    let clock: ManualClock;
    let emulator: Emulator;
    let hub: Client;
    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
        hub = await Client.of(emulator, "cri-hub");
    });
    afterEach(() => emulator.close());

    const manifest = async (path: string): Promise<Manifest> => (await (await hub.send(path)).json()) as Manifest;

    describe("the token flow", () => {
        it("asks for a token of the token endpoint, for the scope that is needed", async () => {
            const ping = await fetch(`http://${hub.host}/v2/`);
            const challenge = `Bearer realm="http://${hub.host}/auth",service="registry.aliyuncs.com"`;
            assert.deepEqual([ping.status, ping.headers.get("www-authenticate")], [401, challenge]);
            assert.equal(await codeOf(ping), "UNAUTHORIZED");
            const tags = await fetch(`http://${hub.host}/v2/prod/api/tags/list`);
            assert.equal(tags.headers.get("www-authenticate"), `${challenge},scope="repository:prod/api:pull"`);
            const push = await fetch(`http://${hub.host}/v2/prod/api/blobs/uploads/`, { method: "POST" });
            assert.equal(push.headers.get("www-authenticate"), `${challenge},scope="repository:prod/api:pull,push"`);
        });

        it("a wrong login, one of another instance and one that has expired get none; nobody gets an empty one", async () => {
            const scope = "repository:prod/api:pull";
            const other = await Client.of(emulator, "cri-sg");
            const logins: [string | undefined, number][] = [
                ["cr_temp_user:wrong", 401],
                ["cr_temp_user:a.b", 401],
                [undefined, 200],
            ];
            for (const [login, status] of logins) {
                assert.equal((await new Client(hub.host, login).token(scope)).status, status);
            }
            const elsewhere = new Client(hub.host, (other as unknown as { login: string }).login);
            assert.equal((await elsewhere.token(scope)).status, 401);
            assert.equal((await new Client(hub.host, undefined).send("prod/api/tags/list")).status, 401);
            assert.equal((await hub.token(scope)).status, 200);
            clock.advance(3_600_000);
            assert.equal((await hub.token(scope)).status, 401);
        });

        it("a token is good for its scope and its time", async () => {
            const { token, expires_in } = (await (await hub.token("repository:prod/api:pull")).json()) as {
                token: string;
                expires_in: number;
            };
            const ask = (path: string, method = "GET"): Promise<Response> =>
                fetch(`http://${hub.host}/v2/${path}`, { method, headers: { authorization: `Bearer ${token}` } });
            assert.equal((await ask("prod/api/tags/list")).status, 200);
            assert.equal((await ask("")).status, 200);
            const other = await ask("prod/web/tags/list");
            assert.match(other.headers.get("www-authenticate") ?? "", /error="insufficient_scope"$/);
            assert.equal((await ask("prod/api/blobs/uploads/", "POST")).status, 401);
            clock.advance(expires_in * 1000);
            const late = await ask("prod/api/tags/list");
            assert.equal(late.status, 401);
            assert.match(late.headers.get("www-authenticate") ?? "", /error="invalid_token"$/);
        });

        it("a user who may only read pulls, and does not push", async () => {
            const reader = await Client.of(emulator, "cri-hub", { credential: emulator.credentials.alibaba.readOnly });
            const scope = "repository:prod/api:pull,push";
            assert.equal((await reader.token(scope)).status, 200);
            assert.equal((await reader.send("prod/api/tags/list")).status, 200);
            assert.equal((await reader.send("prod/api/blobs/uploads/", { method: "POST" })).status, 401);
        });

        it("a key that is switched off logs nobody in", async () => {
            emulator.alibaba.disableKey(emulator.credentials.alibaba.owner.accessKey);
            assert.equal((await hub.token("repository:prod/api:pull")).status, 401);
        });

        it("GetAuthorizationToken tells when it ends; of a stopped instance there is none", async () => {
            const asked = { InstanceId: "cri-hub", ExpiresInHours: 2 };
            assert.equal((await call(emulator, "GetAuthorizationToken", asked)).ExpireTime, clock.now() + 7_200_000);
            await assert.rejects(call(emulator, "GetAuthorizationToken", { ...asked, ExpiresInHours: 0 }), {
                code: "InvalidExpiresInHours",
            });
            emulator.alibaba.changeInstance("cri-hub", { status: "STOPPED" });
            const refused = await call(emulator, "GetAuthorizationToken", { InstanceId: "cri-hub" });
            assert.equal(refused.Code, "INSTANCE_STATUS_NOT_SUPPORT");
        });
    });

    it("the digest in the API is the digest a pull gives, and sizes are those of the layers", async () => {
        for (const { namespace, name, tags } of emulator.alibaba.repositories("cri-hub")) {
            for (const tag of tags) {
                const answer = await hub.send(`${namespace}/${name}/manifests/${tag.name}`);
                const body = Buffer.from(await answer.arrayBuffer());
                assert.equal(digestOf(body), `sha256:${tag.digest}`);
                assert.equal(answer.headers.get("docker-content-digest"), `sha256:${tag.digest}`);
                const { layers } = JSON.parse(body.toString()) as Partial<Manifest>;
                const size = layers?.reduce((sum, layer) => sum + layer.size, 0);
                assert.ok(size === undefined || size === tag.sizeBytes);
            }
        }
    });

    it("every blob of an index for two platforms is what its digest says, and each image has its own", async () => {
        const { manifests } = await manifest("prod/web/manifests/1.4.2");
        assert.deepEqual(
            manifests.map(({ platform }) => platform.architecture),
            ["amd64", "arm64"],
        );
        for (const { digest } of manifests) {
            const { config, layers } = await manifest(`prod/web/manifests/${digest}`);
            for (const blob of [config, ...layers]) {
                const answer = await hub.blob("prod/web", blob.digest);
                assert.equal(digestOf(Buffer.from(await answer.arrayBuffer())), blob.digest);
            }
        }
    });

    it("tags of a repository share their lower layers; repositories do not", async () => {
        const layers = async (path: string): Promise<string[]> =>
            (await manifest(path)).layers.map(({ digest }) => digest);
        const [one, two] = [await layers("prod/api/manifests/1.4.1"), await layers("prod/api/manifests/1.4.2")];
        assert.deepEqual(one.slice(0, 2), two.slice(0, 2));
        assert.notEqual(one[2], two[2]);
        const other = await layers("prod/worker/manifests/1.4.2");
        assert.equal(new Set([...one, ...other]).size, 6);
    });

    it("a signature is found by what it is attached to, and by its type", async () => {
        const answer = await hub.send("prod/web/manifests/1.4.2");
        const digest = answer.headers.get("docker-content-digest");
        const list = async (query = ""): Promise<[unknown[], string | null]> => {
            const referrers = await hub.send(`prod/web/referrers/${digest}${query}`);
            assert.equal(referrers.headers.get("content-type"), INDEX);
            const { manifests } = (await referrers.json()) as { manifests: unknown[] };
            return [manifests, referrers.headers.get("oci-filters-applied")];
        };
        const [[signature, ...more], unfiltered] = await list();
        assert.deepEqual([more, unfiltered], [[], null]);
        const { digest: its, artifactType } = signature as Record<string, string>;
        assert.deepEqual(await list(`?artifactType=${encodeURIComponent(artifactType ?? "")}`), [
            [signature],
            "artifactType",
        ]);
        assert.deepEqual(await list("?artifactType=application/other"), [[], "artifactType"]);
        const { subject } = (await manifest(`prod/web/manifests/${its}`)) as unknown as { subject: { digest: string } };
        assert.equal(subject.digest, digest);
    });

    it("what is not there is unknown, each in its code", async () => {
        const none = digestOf("none");
        const cases: [path: string, status: number, code: string][] = [
            ["prod/api/manifests/none", 404, "MANIFEST_UNKNOWN"],
            [`prod/api/manifests/${none}`, 404, "MANIFEST_UNKNOWN"],
            ["prod/none/manifests/latest", 404, "NAME_UNKNOWN"],
            ["prod/none/tags/list", 404, "NAME_UNKNOWN"],
            [`prod/api/blobs/${none}`, 404, "BLOB_UNKNOWN"],
            ["prod/api/blobs/sha512:00", 400, "DIGEST_INVALID"],
            ["prod/api/tags/list?n=x", 400, "UNSUPPORTED"],
        ];
        for (const [path, status, code] of cases) {
            const answer = await hub.send(path);
            assert.deepEqual([answer.status, await codeOf(answer)], [status, code], path);
        }
        assert.equal((await hub.send("prod/api/manifests/1.4.2", { method: "DELETE" })).status, 401);
    });

    it("a blob is read through a repository that holds it alone", async () => {
        const { layers } = await manifest("prod/api/manifests/1.4.2");
        const answer = await hub.send(`prod/worker/blobs/${layers[0]?.digest}`);
        assert.deepEqual([answer.status, await codeOf(answer)], [404, "BLOB_UNKNOWN"]);
    });

    it("a tag whose digest was given has no content", async () => {
        emulator.alibaba.pushTag("cri-hub", "prod", "api", "bare", { digest: "f".repeat(64) });
        const answer = await hub.send("prod/api/manifests/bare");
        assert.deepEqual([answer.status, await codeOf(answer)], [404, "MANIFEST_UNKNOWN"]);
    });

    it("a client that accepts other types gets nothing", async () => {
        const ask = async (accept: string): Promise<number> =>
            (await hub.send("prod/web/manifests/1.4.2", { headers: { accept } })).status;
        assert.deepEqual([await ask(IMAGE), await ask(`${IMAGE}, ${INDEX};q=0.5`), await ask("*/*")], [404, 200, 200]);
    });

    it("HEAD tells what GET gives", async () => {
        const { layers } = await manifest("prod/api/manifests/1.4.2");
        const [layer] = layers;
        const blob = await hub.send(`prod/api/blobs/${layer?.digest}`, { method: "HEAD" });
        assert.deepEqual([blob.status, blob.headers.get("content-length")], [200, String(layer?.size)]);
        const head = await hub.send("prod/api/manifests/1.4.2", { method: "HEAD" });
        const whole = await (await hub.send("prod/api/manifests/1.4.2")).text();
        assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(whole.length)]);
    });

    it("tags come a page at a time, with a link to the next", async () => {
        emulator.alibaba.addRepository("cri-hub", "prod", "many");
        const all = Array.from({ length: 205 }, (_, index) => `t${1000 + index}`);
        all.toReversed().forEach((tag) => emulator.alibaba.pushTag("cri-hub", "prod", "many", tag));
        const seen: string[][] = [];
        let next: string | undefined = "prod/many/tags/list";
        while (next !== undefined) {
            const answer: Response = await hub.send(next);
            seen.push(((await answer.json()) as { tags: string[] }).tags);
            next = /<\/v2\/([^>]+)>; rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
        }
        assert.deepEqual(seen.flat(), all);
        assert.deepEqual(
            seen.map(({ length }) => length),
            [100, 100, 5],
        );
        const page = await hub.send("prod/many/tags/list?n=2&last=t1100");
        assert.deepEqual(((await page.json()) as { tags: string[] }).tags, ["t1101", "t1102"]);
    });

    describe("the storage", () => {
        it("is another host, gives parts, and wants no Authorization", async () => {
            const { layers } = await manifest("staging/shop/manifests/1.4.2");
            const digest = layers[1]?.digest ?? "";
            const { status, location } = await hub.blobUrl("staging/shop", digest);
            assert.equal(status, 307);
            assert.equal(new URL(location).host, emulator.registries.storageHost);
            assert.notEqual(emulator.registries.storageHost, hub.host);
            const whole = Buffer.from(await (await fetch(location)).arrayBuffer());
            assert.equal(digestOf(whole), digest);
            for (const [range, start, end] of [
                ["bytes=1000000-1000099", 1_000_000, 1_000_100],
                [`bytes=${whole.length - 5}-`, whole.length - 5, whole.length],
                ["bytes=-7", whole.length - 7, whole.length],
                [`bytes=10-${whole.length * 2}`, 10, whole.length],
            ] as const) {
                const part = await fetch(location, { headers: { range } });
                assert.equal(part.status, 206);
                assert.equal(part.headers.get("content-range"), `bytes ${start}-${end - 1}/${whole.length}`);
                assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(start, end));
            }
            assert.equal((await fetch(location, { headers: { range: `bytes=${whole.length}-` } })).status, 416);
            const told = await fetch(location, { headers: { authorization: "Bearer leaked" } });
            assert.equal(told.status, 400);
            const leaks = emulator.registries.requests.all({ operation: "readStorage", registry: "cri-hub" });
            assert.deepEqual(
                leaks.filter(({ hasAuthorization }) => hasAuthorization).map(({ status }) => status),
                [400],
            );
        });

        it("wants a signature that is right and in time", async () => {
            const { layers } = await manifest("prod/api/manifests/1.4.2");
            const { location } = await hub.blobUrl("prod/api", layers[0]?.digest ?? "");
            const forged = location.replace(/Signature=./, (text) =>
                text.endsWith("0") ? "Signature=1" : "Signature=0",
            );
            assert.equal((await fetch(forged)).status, 403);
            clock.advance(20 * 60_000);
            assert.equal((await fetch(location)).status, 403);
        });
    });
});
