import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
    createServer as createTcpServer,
    connect,
    type AddressInfo,
    type Server as TcpServer,
    type Socket,
} from "node:net";
import { Worker } from "node:worker_threads";
import { Http, httpLimits, json, retryAfterMs, type HttpLimits, type HttpRequest } from "../../../provider/calls/http";
import { TestEnvironment } from "../fakes/environment";

const limits: HttpLimits = { connectMs: 300, answerMs: 300, exchangeMs: 5_000, bodyBytes: 100_000 };
const call = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
    method: "GET",
    url,
    headers: {},
    cloud: "somecloud",
    action: "SomeAction",
    ...more,
});

describe("Http", () => {
    let environment: TestEnvironment;
    let http: Http;
    const servers: (Server | TcpServer)[] = [];
    const sockets: Socket[] = [];

    beforeEach(() => {
        environment = new TestEnvironment();
        http = new Http(limits);
    });
    afterEach(async () => {
        await http.close();
        sockets.splice(0).forEach((socket) => socket.destroy());
        await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
        environment.restore();
    });

    async function listen(server: Server | TcpServer): Promise<number> {
        server.on("connection", (socket: Socket) => sockets.push(socket));
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return (server.address() as AddressInfo).port;
    }
    const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> =>
        `http://127.0.0.1:${await listen(createServer(answer))}`;
    /** Speaks bytes instead of HTTP, once a request has come in. */
    const speak = async (act: (socket: Socket) => void): Promise<string> =>
        `http://127.0.0.1:${await listen(createTcpServer((socket) => void socket.on("error", () => undefined).once("data", () => act(socket))))}`;

    it("asks for no encoding: a server that is not told may send any", async () => {
        const url = await serve((request, response) => response.end(request.headers["accept-encoding"]));
        assert.equal((await http.exchange(call(url))).text, "identity");
    });

    it("sends method, headers and body, and answers status, headers and text", async () => {
        const url = await serve((request, response) => {
            let body = "";
            request.on("data", (piece: Buffer) => (body += piece.toString()));
            request.on("end", () => {
                response.writeHead(418, { "X-Request-Id": "7F", "set-cookie": ["a", "b"] });
                response.end(`${request.method} ${request.url} ${String(request.headers["x-one"])} ${body}`);
            });
        });
        const answer = await http.exchange(
            call(`${url}/a$b?c=d`, { method: "DELETE", headers: { "x-one": "1" }, body: "{}" }),
        );
        assert.deepEqual([answer.status, answer.text], [418, "DELETE /a$b?c=d 1 {}"]);
        assert.deepEqual([answer.headers["x-request-id"], answer.headers["set-cookie"]], ["7F", "a"]);
    });

    it("the bounds are 10 s to connect, 30 s to answer", () =>
        assert.deepEqual([httpLimits.connectMs, httpLimits.answerMs], [10_000, 30_000]));

    const lost: [string, (socket: Socket) => void][] = [
        ["a reset after the request", (socket) => socket.resetAndDestroy()],
        ["an end without an answer", (socket) => socket.end()],
        ["something that is not HTTP", (socket) => socket.end("SSH-2.0-OpenSSH_9\r\n")],
        ["a body that is cut", (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":')],
        [
            "a chunked body that is cut",
            (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n'),
        ],
        ["no answer in time", () => undefined],
        ["headers, then nothing", (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")],
    ];
    for (const [name, act] of lost) {
        it(`${name}: transient, and the cloud may have acted`, async () => {
            const url = await speak(act);
            const host = url.replace("http://", "");
            const failure = {
                kind: "transient",
                acted: "maybe",
                message: new RegExp(`^somecloud SomeAction: no answer from ${host} \\(`),
            };
            await assert.rejects(http.exchange(call(url, { method: "POST", body: "x" })), failure);
        });
    }

    it("a body that drips for ever is bounded as a whole", async () => {
        await http.close();
        http = new Http({ ...limits, exchangeMs: 600 });
        let timer: NodeJS.Timeout | undefined;
        const url = await speak((socket) => {
            socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
            timer = setInterval(() => socket.write("x"), 50);
        });
        await assert.rejects(http.exchange(call(url)), { kind: "transient", acted: "maybe", code: "ETIMEDOUT" });
        clearInterval(timer);
    });

    it("nobody listens: transient, and the cloud has surely not acted", async () => {
        const closed = createTcpServer();
        const port = await listen(closed);
        await new Promise((resolve) => closed.close(resolve));
        servers.length = 0;
        const failure = { kind: "transient", acted: "no", code: "ECONNREFUSED" };
        await assert.rejects(http.exchange(call(`http://127.0.0.1:${port}`, { method: "POST" })), failure);
    });

    it("a host name that nobody knows: not acted, and a hint at the spelling", async () => {
        const failure = { kind: "transient", acted: "no", message: /region's spelling/ };
        await assert.rejects(http.exchange(call("https://cr.no-such-region.invalid/", { method: "POST" })), failure);
    });

    it("a connection that is never accepted ends in time: not acted", async () => {
        const full = await fullServer();
        try {
            const failure = { kind: "transient", acted: "no", code: "UND_ERR_CONNECT_TIMEOUT" };
            await assert.rejects(http.exchange(call(`http://127.0.0.1:${full.port}`, { method: "POST" })), failure);
        } finally {
            await full.close();
        }
    });

    it("a body beyond the bound is refused while it comes in", async () => {
        const url = await serve((_request, response) => {
            response.on("error", () => undefined);
            response.end("x".repeat(200_000));
        });
        await assert.rejects(http.exchange(call(url)), { kind: "transient", message: /more than 100000 bytes/ });
    });

    it("no error shows the query or the headers: they hold signatures", async () => {
        const url = await speak((socket) => socket.destroy());
        const request = call(`${url}/?Signature=visible-signature`, {
            headers: { authorization: "visible-authorization" },
        });
        await assert.rejects(http.exchange(request), (error: Error) => !/visible/.test(error.message));
    });

    describe("proxies", () => {
        /** A proxy that notes which hosts it is asked for, and answers in their place. */
        async function proxy(): Promise<{ url: string; asked: string[] }> {
            const asked: string[] = [];
            const server = createServer((request, response) => {
                asked.push(request.url ?? "");
                response.end("by the proxy");
            });
            server.on("connect", (request: IncomingMessage, socket: Socket) => {
                asked.push(request.url ?? "");
                socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
            });
            return { url: `http://127.0.0.1:${await listen(server)}`, asked };
        }

        for (const name of ["HTTPS_PROXY", "https_proxy"]) {
            it(`${name} is used for https`, async () => {
                const { url, asked } = await proxy();
                environment.set({ [name]: url });
                await assert.rejects(http.exchange(call("https://cr.cn-hangzhou.example.test/")), {
                    kind: "transient",
                });
                assert.deepEqual(asked, ["cr.cn-hangzhou.example.test:443"]);
            });
        }

        it("a proxy that refuses the tunnel: transient, and the proxy is mentioned", async () => {
            const { url } = await proxy();
            environment.set({ HTTPS_PROXY: url });
            const failing = http.exchange(call("https://cr.example.test/", { method: "POST" }));
            await assert.rejects(failing, { kind: "transient", message: /HTTPS_PROXY/ });
        });

        for (const exempt of ["cr.example.test", ".example.test", "*.example.test", "a,cr.example.test"]) {
            it(`NO_PROXY ${exempt} is honoured`, async () => {
                const { url, asked } = await proxy();
                environment.set({ HTTPS_PROXY: url, NO_PROXY: exempt });
                await assert.rejects(http.exchange(call("https://cr.example.test/")), { kind: "transient" });
                assert.deepEqual(asked, []);
            });
        }

        it("this machine itself never takes a proxy", async () => {
            const { url, asked } = await proxy();
            environment.set({ HTTPS_PROXY: url, HTTP_PROXY: url, http_proxy: url });
            const server = await serve((_request, response) => response.end("direct"));
            assert.equal((await http.exchange(call(server))).text, "direct");
            assert.deepEqual(asked, []);
        });
    });

    /** A server whose queue of connections is full: its thread sleeps, and accepts nobody. */
    async function fullServer() {
        const program = `
            const { createServer } = require("node:net");
            const { parentPort, workerData } = require("node:worker_threads");
            const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
                parentPort.postMessage(server.address().port);
                setTimeout(() => Atomics.wait(new Int32Array(workerData), 0, 0), 50);
            });`;
        const hold = new SharedArrayBuffer(4);
        const worker = new Worker(program, { eval: true, workerData: hold });
        const port = await new Promise<number>((resolve) => worker.once("message", resolve));
        await new Promise((resolve) => setTimeout(resolve, 150));
        const fillers = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => undefined));
        await new Promise((resolve) => setTimeout(resolve, 150));
        const close = async () => {
            fillers.forEach((socket) => socket.destroy());
            Atomics.store(new Int32Array(hold), 0, 1);
            Atomics.notify(new Int32Array(hold), 0);
            await worker.terminate();
        };
        return { port, close };
    }
});

describe("json", () => {
    const body = (text: string, status = 200) =>
        json(call("https://cr.example.test/?secret=1"), { status, headers: {}, text });

    it("numbers that a double cannot hold keep their digits", () =>
        assert.deepEqual(body('{"id": 9223372036854775807, "n": -9007199254740993, "small": 42, "f": 1.5, "e": 1e3}'), {
            id: "9223372036854775807",
            n: "-9007199254740993",
            small: 42,
            f: 1.5,
            e: 1000,
        }));

    it("arrays and null are what they are", () => {
        assert.deepEqual(body("[1]"), [1]);
        assert.equal(body("null"), null);
    });

    for (const [name, text, status] of [
        ["a page of HTML with 200", "<html>login</html>", 200],
        ["a page of HTML with 502", "<html>Bad Gateway</html>", 502],
        ["half of an answer", '{"RequestId": "7F', 200],
        ["nothing", "", 200],
    ] as const) {
        it(`${name} is transient, with the status, and shows neither body nor query`, () => {
            assert.throws(() => body(text, status), {
                kind: "transient",
                acted: "maybe",
                message: new RegExp(
                    `^somecloud SomeAction: cr\\.example\\.test answered something that is not JSON \\(HTTP ${status}\\); `,
                ),
            });
        });
    }
});

describe("retryAfterMs", () => {
    const asked = (header: string | undefined) =>
        retryAfterMs({ status: 429, headers: { "retry-after": header }, text: "" });

    it("seconds", () => assert.equal(asked("7"), 7_000));

    it("a date", () => {
        const wait = asked(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
        assert.ok(wait > 50_000 && wait <= 60_000, String(wait));
    });

    for (const header of [undefined, "", "soon", "0", "Wed, 21 Oct 2015 07:28:00 GMT"]) {
        it(`${header}: nothing`, () => assert.equal(asked(header), undefined));
    }
});
