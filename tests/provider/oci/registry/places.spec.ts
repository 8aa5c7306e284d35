import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { addressOf, isAllowed, placeOf } from "../../../../provider/oci/registry/wire/address";
import { makeCertificates } from "../../../tools/certificates";
import { blobOf, collected, patient, patterned } from "./content";
import { client, Scripted, send, sendError } from "./scripted";

const login = async () => ({ username: "robot", password: "pass-word-3c77" });

describe("where a registry's client goes", () => {
    const bytes = patterned(10_000);
    const blob = blobOf(bytes);
    const path = `/v2/team/app/blobs/${blob.digest}`;

    describe("redirected", () => {
        let server: Scripted;
        let storage: Scripted;
        let registry: ReturnType<typeof client>;
        beforeEach(async () => {
            storage = await Scripted.start((_seen, response) => send(response, 200, {}, bytes));
            server = await Scripted.start(({ headers, url }, response) =>
                headers.authorization
                    ? send(response, 307, { location: url === path ? `http://${storage.host}/object?signed=1` : path })
                    : sendError(response, 401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="r"' }),
            );
            registry = client(server.host, { login });
        });
        afterEach(async () => {
            await registry.close();
            await server.stop();
            await storage.stop();
        });
        const pull = async () => collected(await registry.pullBlob("team/app", blob, patient));

        it("takes the blob from the other host, which never sees the login", async () => {
            assert.ok((await pull()).equals(bytes));
            assert.deepEqual(storage.asked, ["GET /object?signed=1"]);
            assert.deepEqual(
                storage.seen.map(({ headers }) => [headers.authorization, headers.cookie]),
                [[undefined, undefined]],
            );
            assert.ok(server.seen.at(-1)?.headers.authorization);
        });

        it("does not give the other host the login when that asks for it", async () => {
            storage.answer = (_seen, response) =>
                send(response, 401, { "www-authenticate": `Bearer realm="http://${storage.host}/token"` });
            await assert.rejects(pull(), { kind: "unauthorized" });
            assert.deepEqual(storage.asked, ["GET /object?signed=1"]);
        });

        it("keeps a signed address out of errors", async () => {
            storage.answer = (_seen, response) => send(response, 403);
            await assert.rejects(pull(), (error: Error) => !/signed/.test(error.message));
        });

        it("does not come back to the registry with a login after it was elsewhere", async () => {
            const back = `http://${server.host}/back`;
            storage.answer = (_seen, response) => send(response, 302, { location: back });
            await assert.rejects(pull(), { kind: "unauthorized" });
            const seen = server.seen.find(({ url }) => url === "/back");
            assert.equal(seen?.headers.authorization, undefined);
        });

        it("goes five steps and no more", async () => {
            storage.answer = (_seen, response) => send(response, 302, { location: "/again" });
            await assert.rejects(pull(), { kind: "invalid" });
            assert.equal(storage.seen.length, 5);
        });

        it("does not leave https for plain http elsewhere", async () => {
            server.answer = (_seen, response) => send(response, 307, { location: "http://storage.example.com/x" });
            await assert.rejects(pull(), { kind: "invalid" });
        });
    });

    describe("between https and http", () => {
        let server: Server | undefined;
        const sockets = new Set<Socket>();
        const listen = async (made: Server): Promise<string> => {
            server = made.on("connection", (socket: Socket) => sockets.add(socket));
            await once(made.listen(0, "127.0.0.1"), "listening");
            return `127.0.0.1:${(made.address() as AddressInfo).port}`;
        };
        afterEach(async () => {
            sockets.forEach((socket) => socket.destroy());
            if (server?.listening) {
                server.close();
                await once(server, "close");
            }
        });
        const tags = async (host: string, insecure?: boolean) => {
            const registry = client(host, { insecure });
            return registry.tags("team/app", patient).finally(() => registry.close());
        };

        it("asks a loopback registry for TLS once, then speaks http", async () => {
            const plain = await Scripted.start((_seen, response) => send(response, 200, {}, { tags: ["x"] }));
            const registry = client(plain.host);
            await Promise.all([registry.tags("team/app", patient), registry.tags("team/app", patient)]);
            assert.equal(plain.seen.length, 2);
            await registry.close();
            await plain.stop();
        });

        it("never falls back from a certificate that is not trusted", async () => {
            const folder = mkdtempSync(join(tmpdir(), "certificates-"));
            const { certificate, key } = makeCertificates(folder);
            let requests = 0;
            const tls = createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, () => requests++);
            rmSync(folder, { recursive: true });
            const host = await listen(tls);
            for (const insecure of [false, true]) {
                await assert.rejects(tags(host, insecure), {
                    kind: "invalid",
                    code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                });
            }
            assert.equal(requests, 0);
        });

        it("does not take a reset for a registry without TLS", async () => {
            const heads: string[] = [];
            const host = await listen(
                createServer((socket) =>
                    socket
                        .on("error", () => undefined)
                        .once("data", (data) => {
                            heads.push(data.subarray(0, 1).toString("hex"));
                            socket.destroy();
                        }),
                ),
            );
            await assert.rejects(tags(host), { kind: "transient" });
            // 0x16: the first byte of a TLS handshake.
            assert.ok(isDeepStrictEqual(new Set(heads), new Set(["16"])), heads.join());
        });

        it("says that nobody listens where nobody does", async () => {
            const closed = createServer();
            const host = await listen(closed);
            closed.close();
            await once(closed, "close");
            await assert.rejects(tags(host), { kind: "transient", code: "ECONNREFUSED" });
        });
    });

    describe("by name", () => {
        const far = addressOf("registry.example.com", false);
        const insecure = addressOf("registry.example.com:5000", true);
        const near = addressOf("localhost:5000", false);
        const allowed: [string, ReturnType<typeof addressOf>, boolean][] = [
            ["https://anywhere.example.org/x", far, true],
            ["http://registry.example.com/x", far, false],
            ["http://127.0.0.1/x", far, false],
            ["http://registry.example.com:80/x", insecure, true],
            ["http://other.example.com/x", insecure, false],
            ["http://127.0.0.1:99/x", near, true],
            ["http://other.example.com/x", near, false],
            ["ftp://localhost/x", near, false],
        ];
        for (const [url, address, isOk] of allowed) {
            it(`${isOk ? "goes" : "does not go"} from ${address.host} to ${url}`, () => {
                assert.equal(isAllowed(new URL(url), address), isOk);
            });
        }

        it("stays at https where a registry behind a proxy names itself by http", () => {
            const place = placeOf(
                "http://registry.example.com/v2/x?y=1",
                new URL("https://registry.example.com"),
                far,
                "",
            );
            assert.equal(place.href, "https://registry.example.com/v2/x?y=1");
        });

        it("knows where Docker Hub's API is", () => {
            assert.equal(addressOf("docker.io", false).authority, "registry-1.docker.io");
        });

        for (const host of ["", "a/b", "user@host", "host?x", "https://host"]) {
            it(`refuses "${host}" for a host`, () => {
                assert.throws(() => client(host), { kind: "invalid" });
            });
        }
    });
});
