import assert from "node:assert/strict";
import type { ImageSyncError } from "../../../../provider/errors";
import { FakeClock } from "../../fakes/clock";
import { imageType, indexType, manifestOf, patient, sha256 } from "./content";
import { client, Scripted, send, sendError, type Answer } from "./scripted";

describe("manifests, tags and referrers of a registry", () => {
    let server: Scripted;
    let registry: ReturnType<typeof client>;
    const manifest = manifestOf({ config: {}, layers: [] });
    const type = { "content-type": `${imageType}; charset=utf-8` };
    const told = { ...type, "docker-content-digest": manifest.digest };
    beforeEach(async () => {
        server = await Scripted.start((_seen, response) => send(response, 200, told, manifest.bytes));
        registry = client(server.host);
    });
    afterEach(async () => {
        await registry.close();
        await server.stop();
    });
    const answer = (script: Answer) => (server.answer = script);

    describe("resolve", () => {
        it("takes one HEAD, with every type an image may have", async () => {
            const resolved = { mediaType: imageType, digest: manifest.digest, size: manifest.bytes.length };
            assert.deepEqual(await registry.resolve("team/app", "1", patient), resolved);
            assert.deepEqual(server.asked, ["HEAD /v2/team/app/manifests/1"]);
            const { accept } = server.seen[0]?.headers ?? {};
            assert.equal(accept?.split(", ").length, 5);
            assert.ok(accept?.endsWith("*/*"));
        });

        it("keeps its connections after a HEAD", async () => {
            for (let count = 0; count < 12; count++) {
                await registry.resolve("team/app", "1", patient);
            }
            assert.ok(server.connections <= 4, String(server.connections));
        });

        it("hashes the manifest where the registry tells no digest", async () => {
            answer((_seen, response) => send(response, 200, type, manifest.bytes));
            assert.equal((await registry.resolve("team/app", "1", patient))?.digest, manifest.digest);
            assert.deepEqual(
                server.asked.map((line) => line.split(" ")[0]),
                ["HEAD", "GET"],
            );
        });

        it("reads the manifest where the registry knows no HEAD", async () => {
            answer(({ method }, response) =>
                method === "HEAD" ? send(response, 405) : send(response, 200, told, manifest.bytes),
            );
            assert.equal((await registry.resolve("team/app", "1", patient))?.digest, manifest.digest);
        });

        for (const digest of ["sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", `sha256:${"A".repeat(64)}`]) {
            it(`refuses the digest ${digest}`, async () => {
                answer((_seen, response) =>
                    send(response, 200, { ...type, "docker-content-digest": digest }, manifest.bytes),
                );
                await assert.rejects(registry.resolve("team/app", "1", patient), { code: "DIGEST_INVALID" });
            });
        }

        it("refuses an answer for another digest than was asked for", async () => {
            const other = sha256("other");
            await assert.rejects(registry.resolve("team/app", other, patient), { code: "DIGEST_MISMATCH" });
        });
    });

    describe("manifest", () => {
        it("keeps bytes as they are", async () => {
            const odd = Buffer.from(`{ "schemaVersion":2,\n\t"mediaType" : "application/vnd.x+json" }\n`);
            answer((_seen, response) => send(response, 200, { "content-type": "application/vnd.x+json" }, odd));
            const found = await registry.manifest("team/app", "1", patient);
            assert.deepEqual(found, { mediaType: "application/vnd.x+json", digest: sha256(odd), bytes: odd });
        });

        it("takes the manifest's own type where the server does not know it", async () => {
            answer((_seen, response) => send(response, 200, { "content-type": "application/json" }, manifest.bytes));
            assert.equal((await registry.manifest("team/app", "1", patient))?.mediaType, imageType);
        });

        for (const reference of ["1", manifest.digest]) {
            it(`refuses bytes that are not those of the digest, asked twice, by ${reference.slice(0, 6)}`, async () => {
                answer((_seen, response) => send(response, 200, told, Buffer.from("{}")));
                await assert.rejects(registry.manifest("team/app", reference, patient), {
                    kind: "invalid",
                    code: "DIGEST_MISMATCH",
                });
                assert.equal(server.seen.length, 2);
            });
        }

        it("takes the right bytes of the second answer", async () => {
            answer((_seen, response) =>
                send(response, 200, told, server.seen.length === 1 ? Buffer.from("{}") : manifest.bytes),
            );
            assert.ok((await registry.manifest("team/app", "1", patient))?.bytes.equals(manifest.bytes));
        });

        it("reads no more than 4 MiB", async () => {
            answer((_seen, response) => send(response, 200, type, Buffer.alloc(4 * 1024 * 1024 + 1, " ")));
            await assert.rejects(registry.manifest("team/app", "1", patient), { kind: "invalid" });
        });

        for (const schema1 of [
            { mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws", body: {} },
            { mediaType: "application/json", body: { schemaVersion: 1 } },
        ]) {
            it(`refuses a manifest of schema 1 that comes as ${schema1.mediaType}`, async () => {
                answer((_seen, response) => send(response, 200, { "content-type": schema1.mediaType }, schema1.body));
                await assert.rejects(registry.manifest("team/app", "1", patient), { kind: "unsupported" });
            });
        }
    });

    describe("pushManifest", () => {
        it("puts the bytes with their type, and tells of a referrers list that the registry keeps", async () => {
            answer((_seen, response) =>
                send(response, 201, { "oci-subject": manifest.digest, "docker-content-digest": manifest.digest }),
            );
            assert.deepEqual(await registry.pushManifest("team/app", "1", manifest, patient), { listsReferrer: true });
            assert.equal(server.seen[0]?.headers["content-type"], imageType);
            assert.ok(server.seen[0]?.body.equals(manifest.bytes));
        });

        it("refuses a registry that keeps something else", async () => {
            answer((_seen, response) => send(response, 201, { "docker-content-digest": sha256("other") }));
            await assert.rejects(registry.pushManifest("team/app", "1", manifest, patient), {
                code: "DIGEST_MISMATCH",
            });
        });

        it("sends it again after a fault", async () => {
            answer((_seen, response) => send(response, server.seen.length < 3 ? 502 : 201));
            await registry.pushManifest("team/app", "1", manifest, patient);
            assert.equal(server.seen.length, 3);
        });
    });

    describe("tags", () => {
        const pages =
            (link: (page: number) => string | undefined): Answer =>
            ({ url }, response) => {
                const page = Number(new URL(url, "http://x").searchParams.get("last") ?? "0");
                const next = link(page + 1);
                send(response, 200, next ? { link: `<${next}>; rel="next"` } : {}, { tags: [`t${page}`] });
            };
        const list = "/v2/team/app/tags/list?n=1000";

        it("follows relative and absolute links to the last page", async () => {
            answer(
                pages((page) => {
                    const next = `${list}&last=${page}`;
                    return page > 3 ? undefined : page % 2 ? next : `http://${server.host}${next}`;
                }),
            );
            assert.deepEqual(await registry.tags("team/app", patient), ["t0", "t1", "t2", "t3"]);
        });

        it("notices pages that lead in a circle", async () => {
            answer(pages((page) => `${list}&last=${page % 2}`));
            await assert.rejects(registry.tags("team/app", patient), { kind: "invalid" });
        });

        it("does not follow a page to another origin", async () => {
            const other = await Scripted.start((_seen, response) => send(response, 200, {}, { tags: ["evil"] }));
            answer(pages((page) => (page < 2 ? `http://${other.host}${list}` : undefined)));
            await assert.rejects(registry.tags("team/app", patient), { kind: "invalid" });
            assert.deepEqual(other.seen, []);
            await other.stop();
        });

        it("answers none for a list that is null", async () => {
            answer((_seen, response) => send(response, 200, {}, { name: "team/app", tags: null }));
            assert.deepEqual(await registry.tags("team/app", patient), []);
        });

        for (const odd of [[], "none", { tags: {} }, { tags: [1] }, null]) {
            it(`does not take ${JSON.stringify(odd)} for a list of tags`, async () => {
                answer((_seen, response) => send(response, 200, {}, JSON.stringify(odd)));
                await assert.rejects(registry.tags("team/app", patient), /no list of tags/);
            });
        }
    });

    describe("referrers", () => {
        const descriptor = (name: string) => ({
            mediaType: imageType,
            digest: sha256(name),
            size: 7,
            artifactType: `x/${name}`,
        });
        const subject = sha256("subject");

        it("reads all pages of the API", async () => {
            answer(({ url }, response) => {
                const isFirst = !url.includes("page");
                const link = { link: `<${url}?page=2>; rel="next"` };
                const manifests = [descriptor(isFirst ? "a" : "b"), descriptor("c")];
                send(
                    response,
                    200,
                    { "content-type": indexType, ...(isFirst && link) },
                    { schemaVersion: 2, manifests },
                );
            });
            const found = await registry.referrers("team/app", subject, patient);
            assert.deepEqual(found, [descriptor("a"), descriptor("c"), descriptor("b")]);
        });

        it("reads an entry whose platform and annotations are odd", async () => {
            const odd = { platform: {}, annotations: ["x"], urls: "x" };
            const manifests = [{ ...descriptor("a"), ...odd }, descriptor("b")];
            answer((_seen, response) =>
                send(response, 200, { "content-type": indexType }, { schemaVersion: 2, manifests }),
            );
            const found = await registry.referrers("team/app", subject, patient);
            assert.deepEqual(
                found.map(({ digest, annotations }) => ({ digest, annotations })),
                manifests.map(({ digest }) => ({ digest, annotations: undefined })),
            );
        });

        it("does not take a list of something else for one of referrers", async () => {
            const manifests = [{ ...descriptor("a"), digest: "latest" }];
            answer((_seen, response) =>
                send(response, 200, { "content-type": indexType }, { schemaVersion: 2, manifests }),
            );
            await assert.rejects(registry.referrers("team/app", subject, patient), /no image index/);
        });

        for (const [name, without] of [
            ["answers 404", (response) => sendError(response, 404, "NAME_UNKNOWN")],
            ["says it is unsupported", (response) => sendError(response, 405, "UNSUPPORTED")],
            ["answers a web page", (response) => send(response, 200, { "content-type": "text/html" }, "<html>")],
        ] as [string, (response: Parameters<Answer>[1]) => void][]) {
            it(`reads the fallback tag where the registry ${name}`, async () => {
                const index = manifestOf({ manifests: [descriptor("a")] }, indexType);
                answer(({ url }, response) =>
                    url === `/v2/team/app/manifests/${subject.replace(":", "-")}`
                        ? send(response, 200, { "content-type": indexType }, index.bytes)
                        : without(response),
                );
                assert.deepEqual(await registry.referrers("team/app", subject, patient), [descriptor("a")]);
            });
        }
    });

    describe("errors", () => {
        const kinds: [number, string, string][] = [
            [400, "NAME_INVALID", "invalid"],
            [400, "MANIFEST_INVALID", "invalid"],
            [403, "DENIED", "unauthorized"],
            [401, "UNAUTHORIZED", "unauthorized"],
            [404, "BLOB_UNKNOWN", "notFound"],
            [400, "UNSUPPORTED", "unsupported"],
            [409, "SOMETHING_ELSE", "conflict"],
            [418, "SOMETHING_ELSE", "unknown"],
        ];
        for (const [status, code, kind] of kinds) {
            it(`${status} ${code} is ${kind}, and is not asked again`, async () => {
                answer((_seen, response) => sendError(response, status, code, { "x-request-id": "req-7" }));
                await assert.rejects(
                    registry.pushManifest("team/app", "1", manifest, patient),
                    (error: ImageSyncError) => {
                        assert.equal(error.kind, kind);
                        assert.equal(error.code, code);
                        assert.equal(error.requestId, "req-7");
                        const { cloud, action } = error.details;
                        assert.deepEqual([cloud, action], [server.host, "PUT /v2/team/app/manifests/1"]);
                        assert.match(error.message, new RegExp(`HTTP ${status}`));
                        return true;
                    },
                );
                assert.equal(server.seen.length, 1);
            });
        }

        it("waits as long as a 429 asks for", async () => {
            const clock = new FakeClock();
            const slow = client(server.host, {}, { clock });
            answer((_seen, response) =>
                server.seen.length === 1
                    ? sendError(response, 429, "TOOMANYREQUESTS", { "retry-after": "17" })
                    : send(response, 200, {}, { tags: [] }),
            );
            await slow.tags("team/app", patient);
            assert.ok(clock.slept.includes(17_000), String(clock.slept));
            await slow.close();
        });

        it("asks again after a reset", async () => {
            answer((_seen, response) =>
                server.seen.length === 1 ? response.socket?.destroy() : send(response, 200, {}, { tags: ["x"] }),
            );
            assert.deepEqual(await registry.tags("team/app", patient), ["x"]);
        });

        it("begins nothing after the deadline", async () => {
            await assert.rejects(registry.tags("team/app", { deadline: Date.now() - 1 }), { code: "DEADLINE" });
            assert.deepEqual(server.seen, []);
        });

        it("ends with the signal, for its reason, in the midst of an answer that does not come", async () => {
            const end = new AbortController();
            const reason = new Error("enough");
            answer(() => end.abort(reason));
            await assert.rejects(registry.tags("team/app", { deadline: Infinity, signal: end.signal }), reason);
        });

        for (const repository of ["../../etc", "a//b", "a?b", ""]) {
            it(`sends nothing for the repository "${repository}"`, async () => {
                await assert.rejects(registry.tags(repository, patient), { kind: "invalid" });
                assert.deepEqual(server.seen, []);
            });
        }
    });
});
