import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { ImageSyncError } from "../../../../provider/errors";
import { blobOf, collected, patient, patterned, pieces } from "./content";
import { client, Scripted, send, sendError, type Answer, type Seen } from "./scripted";

describe("blobs of a registry", () => {
    let server: Scripted;
    let registry: ReturnType<typeof client>;
    const bytes = patterned(1_500_000);
    const blob = blobOf(bytes);
    const uploads = "/v2/team/app/blobs/uploads/";
    beforeEach(async () => {
        server = await Scripted.start((_seen, response) => send(response, 200, {}, bytes));
        registry = client(server.host, {}, { limits: { stallMs: 300 } });
    });
    afterEach(async () => {
        await registry.close();
        await server.stop();
    });
    const pull = async () => collected(await registry.pullBlob("team/app", blob, patient));
    const push = (source: AsyncIterable<Buffer> = pieces(bytes), options = patient) =>
        registry.pushBlob("team/app", blob, source, options);
    /** Where a Range begins; 0 without one. */
    const offsetOf = ({ headers }: Seen) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? "0");
    /** Sends from the asked offset on, `most` bytes; then the connection is cut, or stays silent. */
    const some = (seen: Seen, response: ServerResponse, most: number, then: "cut" | "silence") => {
        const offset = offsetOf(seen);
        const range = offset > 0 && { "content-range": `bytes ${offset}-${bytes.length - 1}/${bytes.length}` };
        response.writeHead(offset > 0 ? 206 : 200, { "content-length": String(bytes.length - offset), ...range });
        const end = Math.min(offset + most, bytes.length);
        response.write(bytes.subarray(offset, end), () => {
            if (end === bytes.length) {
                response.end();
            } else if (then === "cut") {
                setImmediate(() => response.socket?.destroy());
            }
        });
    };

    describe("pulling", () => {
        for (const then of ["cut", "silence"] as const) {
            it(`goes on by Range after a ${then}, and gives each byte once`, async () => {
                server.answer = (seen, response) => some(seen, response, 600_000, then);
                assert.ok((await pull()).equals(bytes));
                assert.ok(server.seen.length >= 3);
                assert.equal(offsetOf(server.seen[0] as Seen), 0);
                server.seen.slice(1).forEach((seen) => assert.ok(offsetOf(seen) > 0));
            });
        }

        it("gives up where no more comes, and says how far it got", async () => {
            server.answer = (seen, response) => some(seen, response, offsetOf(seen) > 0 ? 0 : 600_000, "cut");
            await assert.rejects(pull(), (error: ImageSyncError) => {
                assert.equal(error.kind, "transient");
                assert.match(error.message, /after \d+ of 1500000 bytes/);
                return true;
            });
            assert.ok(server.seen.length < 20);
        });

        it("leaves it to begin anew where the registry does not go on in the midst", async () => {
            let cuts = 0;
            server.answer = (seen, response) =>
                cuts++ === 0 ? some(seen, response, 600_000, "cut") : send(response, 200, {}, bytes);
            await assert.rejects(pull(), { kind: "transient", code: "CUT" });
        });

        it("refuses another range than it asked for", async () => {
            server.answer = (seen, response) =>
                offsetOf(seen) === 0
                    ? some(seen, response, 600_000, "cut")
                    : send(response, 206, { "content-range": `bytes 0-9/${bytes.length}` }, bytes.subarray(0, 10));
            await assert.rejects(pull(), { kind: "invalid", code: "RANGE_INVALID" });
        });

        it("refuses a length that is not the blob's", async () => {
            server.answer = (_seen, response) => send(response, 200, {}, bytes.subarray(1));
            await assert.rejects(pull(), { kind: "invalid", code: "SIZE_INVALID" });
        });

        it("refuses more bytes than the blob has, where no length was told", async () => {
            server.answer = (_seen, response) => {
                response.write(bytes);
                response.end("more");
            };
            await assert.rejects(pull(), { kind: "invalid", code: "SIZE_INVALID" });
        });

        it("reads no further ahead than a bound while nobody takes", async () => {
            let sent = 0;
            const large = { ...blob, size: 200 * 1024 * 1024 };
            server.answer = async (_seen, response) => {
                response.writeHead(200, { "content-length": String(large.size) });
                for (const piece = Buffer.alloc(1024 * 1024); sent < large.size && !response.destroyed;) {
                    sent += piece.length;
                    if (!response.write(piece)) {
                        await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
                    }
                }
            };
            const pulled = (await registry.pullBlob("team/app", large, patient))?.[Symbol.asyncIterator]();
            await pulled?.next();
            await new Promise((resolve) => setTimeout(resolve, 500));
            assert.ok(sent < large.size / 2, String(sent));
            await pulled?.return?.();
        });

        it("ends with the signal", async () => {
            const end = new AbortController();
            server.answer = (seen, response) => some(seen, response, 600_000, "silence");
            const pulled = await registry.pullBlob("team/app", blob, { deadline: Infinity, signal: end.signal });
            setTimeout(() => end.abort(new Error("enough")), 50);
            await assert.rejects(collected(pulled), /enough/);
            assert.equal(server.seen.length, 1);
        });
    });

    describe("pushing", () => {
        const begins =
            (location: string, headers: Record<string, string> = {}): Answer =>
            ({ method }, response) =>
                send(response, method === "POST" ? 202 : 201, { location, ...headers });
        const places: [string, () => string][] = [
            ["relative", () => `${uploads}1`],
            ["relative to the request", () => "1"],
            ["absolute", () => `http://${server.host}${uploads}1`],
            ["with a query, kept letter by letter", () => `${uploads}1?_state=a%20b%2Bc~=`],
        ];
        for (const [name, place] of places) {
            it(`puts all bytes in one request to a Location that is ${name}`, async () => {
                server.answer = begins(place());
                await push();
                const query = place().split("?")[1];
                const digest = `digest=${encodeURIComponent(blob.digest)}`;
                const put = `PUT ${uploads}1?${query ? `${query}&` : ""}${digest}`;
                assert.deepEqual(server.asked, [`POST ${uploads}`, put]);
                assert.equal(server.seen[1]?.headers["content-length"], String(bytes.length));
                assert.ok(server.seen[1]?.body.equals(bytes));
            });
        }

        it("sends chunks where the registry asks for them, each after the last was taken", async () => {
            const large = patterned(40 * 1024 * 1024);
            let kept = 0;
            server.answer = ({ method, body }, response) => {
                kept += method === "PATCH" ? body.length : 0;
                const location = `${uploads}${kept}`;
                const range = method === "PATCH" && { range: `0-${kept - 1}` };
                send(response, method === "PUT" ? 201 : 202, { location, "oci-chunk-min-length": "1000000", ...range });
            };
            await registry.pushBlob("team/app", blobOf(large), pieces(large, 1_000_003), patient);
            const patches = server.seen.filter(({ method }) => method === "PATCH");
            assert.ok(Buffer.concat(patches.map(({ body }) => body)).equals(large));
            assert.ok(patches.length > 1);
            let at = 0;
            for (const { headers, url, body } of patches) {
                assert.equal(url, `${uploads}${at}`);
                assert.equal(headers["content-range"], `${at}-${at + body.length - 1}`);
                at += body.length;
            }
            assert.ok(server.asked.at(-1)?.startsWith(`PUT ${uploads}${large.length}?digest=`));
        });

        it("fails where a chunk was not kept whole, and gives the upload up", async () => {
            const large = Buffer.alloc(20 * 1024 * 1024);
            const headers = { location: `${uploads}1`, "oci-chunk-min-length": "1000", range: "0-99" };
            server.answer = (_seen, response) => send(response, 202, headers);
            await assert.rejects(registry.pushBlob("team/app", blobOf(large), pieces(large), patient), {
                kind: "transient",
            });
            assert.equal(server.asked.at(-1), `DELETE ${uploads}1`);
        });

        it("tells the source's own failure, and gives the upload up", async () => {
            server.answer = begins(`${uploads}1`);
            const failure = new Error("the source is broken");
            const broken = (async function* () {
                yield bytes.subarray(0, 1000);
                throw failure;
            })();
            await assert.rejects(push(broken), failure);
            assert.deepEqual(server.asked, [`POST ${uploads}`, `DELETE ${uploads}1`]);
        });

        for (const [name, wrong] of [
            ["too few", bytes.subarray(1)],
            ["too many", Buffer.concat([bytes, bytes])],
        ] as const) {
            it(`never completes a request with ${name} bytes`, async () => {
                server.answer = begins(`${uploads}1`);
                await assert.rejects(push(pieces(wrong)), { kind: "transient", code: "SIZE" });
                assert.ok(!server.asked.some((line) => line.startsWith("PUT")));
            });
        }

        it("ends the source where the upload cannot begin", async () => {
            server.answer = (_seen, response) => sendError(response, 403, "DENIED");
            let isEnded = false;
            const source: AsyncIterableIterator<Buffer> = {
                [Symbol.asyncIterator]: () => source,
                next: async () => ({ done: true, value: undefined }),
                return: async () => {
                    isEnded = true;
                    return { done: true, value: undefined };
                },
            };
            await assert.rejects(push(source), { kind: "unauthorized" });
            assert.ok(isEnded);
        });

        it("begins the upload again after a fault that came before the bytes", async () => {
            server.answer = (seen, response) =>
                server.seen.length < 3 ? send(response, 503) : begins(`${uploads}1`)(seen, response);
            await push();
            assert.ok(server.seen.at(-1)?.body.equals(bytes));
        });

        it("gives up a registry that takes no more bytes", async () => {
            const large = Buffer.alloc(64 * 1024 * 1024);
            server.take = ({ method }) => method !== "PUT";
            server.answer = begins(`${uploads}1`);
            await assert.rejects(registry.pushBlob("team/app", blobOf(large), pieces(large), patient), {
                kind: "transient",
                code: "ESTALLED",
            });
            assert.equal(server.asked.at(-1), `DELETE ${uploads}1`);
        });

        it("refuses a registry that keeps another digest", async () => {
            server.answer = begins(`${uploads}1`, { "docker-content-digest": blobOf(Buffer.from("x")).digest });
            await assert.rejects(push(), { kind: "invalid" });
        });

        it("ends with the signal while the registry takes its time", async () => {
            const end = new AbortController();
            server.answer = ({ method }, response) => {
                if (method === "PUT") {
                    end.abort(new Error("enough"));
                } else {
                    send(response, 202, { location: `${uploads}1` });
                }
            };
            await assert.rejects(push(pieces(bytes), { deadline: Infinity, signal: end.signal }), /enough/);
            assert.equal(server.asked.at(-1), `DELETE ${uploads}1`);
        });
    });

    describe("mounting", () => {
        const mount = () => registry.mountBlob("team/app", blob.digest, "team/base", patient);

        it("is true by 201", async () => {
            server.answer = (_seen, response) => send(response, 201);
            assert.equal(await mount(), true);
            assert.deepEqual(server.asked, [
                `POST ${uploads}?mount=${encodeURIComponent(blob.digest)}&from=team%2Fbase`,
            ]);
        });

        it("is false by 202, whose upload is given up", async () => {
            server.answer = (_seen, response) => send(response, 202, { location: `${uploads}9` });
            assert.equal(await mount(), false);
            assert.equal(server.asked[1], `DELETE ${uploads}9`);
        });

        it("is false where the registry refuses it", async () => {
            server.answer = (_seen, response) => sendError(response, 405, "UNSUPPORTED");
            assert.equal(await mount(), false);
        });

        it("fails where the registry is not well", async () => {
            server.answer = (_seen, response) => send(response, 500);
            await assert.rejects(mount(), { kind: "transient" });
        });
    });
});
