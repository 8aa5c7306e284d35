import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { Client, codeOf, digestOf } from "./client";

describe("registries: faults and the log", () => {
    let emulator: Emulator;
    let hub: Client;
    let large: string;
    beforeEach(async () => {
        emulator = await startEmulator();
        hub = await Client.of(emulator, "cri-hub");
        const { layers } = (await (await hub.send("staging/shop/manifests/1.4.2")).json()) as {
            layers: { digest: string }[];
        };
        large = layers[1]?.digest ?? "";
        emulator.registries.requests.clear();
    });
    afterEach(() => emulator.close());

    /** What arrives of a body, until the connection breaks. */
    const received = async (answer: Response): Promise<{ bytes: Buffer; isWhole: boolean }> => {
        const pieces: Buffer[] = [];
        try {
            for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
                pieces.push(Buffer.from(piece));
            }
            return { bytes: Buffer.concat(pieces), isWhole: true };
        } catch {
            return { bytes: Buffer.concat(pieces), isWhole: false };
        }
    };
    const read = async (headers = {}): Promise<{ bytes: Buffer; isWhole: boolean }> =>
        received(await hub.blob("staging/shop", large, headers));

    it("a blob is cut so many bytes in, so many times, and the rest can be had by Range", async () => {
        emulator.registries.faults.add({ kind: "cut", bytes: 100_000, times: 2 });
        for (let time = 0; time < 2; time += 1) {
            const cut = await read();
            assert.deepEqual([cut.isWhole, cut.bytes.length], [false, 100_000]);
        }
        const [start, rest] = [await read({ range: "bytes=0-99999" }), await read({ range: "bytes=100000-" })];
        assert.equal(digestOf(Buffer.concat([start.bytes, rest.bytes])), large);
    });

    it("a range can be ignored", async () => {
        emulator.registries.faults.add({ kind: "rangeIgnored" });
        const answer = await hub.blob("staging/shop", large, { range: "bytes=5-" });
        assert.equal(answer.status, 200);
        assert.equal(digestOf((await received(answer)).bytes), large);
    });

    it("wrong bytes are as many", async () => {
        emulator.registries.faults.add({ kind: "wrongBytes", bytes: 70_000, registry: "cri-hub" });
        const [wrong, right] = [await read(), await read()];
        assert.equal(digestOf(right.bytes), large);
        assert.equal(wrong.bytes.length, right.bytes.length);
        const differing = [...wrong.bytes].flatMap((byte, index) => (byte === right.bytes[index] ? [] : [index]));
        assert.deepEqual(differing, [70_000]);
    });

    it("a slow blob comes whole", async () => {
        emulator.registries.faults.add({ kind: "slow", bytesPerSecond: 20_000_000 });
        assert.equal(digestOf((await read()).bytes), large);
        const [record] = emulator.registries.requests.all({ operation: "readStorage" });
        assert.equal(record?.fault, "slow");
    });

    it("a token expires in the middle: what it could do it cannot do any more", async () => {
        const { token } = (await (await hub.token("repository:prod/api:pull")).json()) as { token: string };
        const ask = (): Promise<Response> =>
            fetch(`http://${hub.host}/v2/prod/api/tags/list`, { headers: { authorization: `Bearer ${token}` } });
        assert.equal((await ask()).status, 200);
        emulator.registries.faults.add({ kind: "expiredToken" });
        const refused = await ask();
        assert.match(refused.headers.get("www-authenticate") ?? "", /error="invalid_token"$/);
        assert.equal((await ask()).status, 401);
        assert.equal((await hub.token("repository:prod/api:pull")).status, 200);
    });

    it("throttling and errors of the server do nothing", async () => {
        emulator.registries.faults.add({ kind: "throttle", retryAfterSeconds: 7, operation: "putManifest" });
        emulator.registries.faults.add({ kind: "serverError", status: 502, skip: 1, path: /manifests\/pushed$/ });
        const { layers } = JSON.parse(await (await hub.send("prod/api/manifests/1.4.2")).text()) as {
            layers: object[];
        };
        assert.equal(layers.length, 3);
        const body = await (await hub.send("prod/api/manifests/1.4.2")).text();
        const put = (): Promise<Response> => hub.putManifest("prod/api", "pushed", body);
        const throttled = await put();
        assert.deepEqual([throttled.status, throttled.headers.get("retry-after")], [429, "7"]);
        assert.equal(await codeOf(throttled), "TOOMANYREQUESTS");
        assert.equal((await hub.send("prod/api/manifests/pushed")).status, 404);
        assert.equal((await put()).status, 502);
        assert.equal((await put()).status, 201);
    });

    it("an answer that is lost has been acted on; a reset has not", async () => {
        const body = await (await hub.send("prod/api/manifests/1.4.2")).text();
        for (const [kind, status] of [
            ["reset", 404],
            ["answerLost", 200],
        ] as const) {
            emulator.registries.faults.add({ kind, operation: "putManifest" });
            await assert.rejects(hub.putManifest("prod/api", kind, body));
            assert.equal((await hub.send(`prod/api/manifests/${kind}`)).status, status);
        }
    });

    it("an upload that is cut keeps what has come, and goes on", async () => {
        const location = await hub.startUpload("prod/api");
        emulator.registries.faults.add({ kind: "cut", bytes: 4, operation: "patchUpload" });
        await assert.rejects(hub.send(location, { method: "PATCH", body: "0123456789" }));
        const status = await hub.send(location);
        assert.deepEqual([status.status, status.headers.get("range")], [204, "0-3"]);
        const next = (status.headers.get("location") ?? "").slice("/v2/".length);
        const digest = digestOf("0123456789");
        assert.equal((await hub.send(`${next}&digest=${digest}`, { method: "PUT", body: "456789" })).status, 201);
        assert.equal((await hub.send(`prod/api/blobs/${digest}`)).status, 307);
    });

    it("faults of one registry leave others alone, and none stay after clear()", async () => {
        emulator.registries.faults.add({ kind: "serverError", registry: "cri-sg", times: Infinity });
        assert.equal((await hub.send("prod/api/tags/list")).status, 200);
        const singapore = await Client.of(emulator, "cri-sg");
        assert.equal((await singapore.send("prod/api/tags/list")).status, 503);
        emulator.registries.faults.clear();
        assert.equal((await singapore.send("prod/api/tags/list")).status, 200);
        assert.throws(() => emulator.registries.faults.add({ kind: "cut", bytes: -1 }), RangeError);
    });

    it("requests are listed with their bytes, and whether they carried Authorization", async () => {
        await hub.upload("prod/api", "0123456789");
        await (await hub.blob("prod/api", digestOf("0123456789"))).text();
        const seen = emulator.registries.requests
            .all()
            .filter(({ operation }) => operation !== "token")
            .map(({ host, registry, operation, method, status, bytesIn, bytesOut, hasAuthorization }) => [
                host === hub.host ? registry : "storage",
                operation,
                method,
                status,
                bytesIn,
                bytesOut,
                hasAuthorization,
            ]);
        assert.deepEqual(seen, [
            ["cri-hub", "startUpload", "POST", 202, 0, 0, true],
            ["cri-hub", "putUpload", "PUT", 201, 10, 0, true],
            ["cri-hub", "getBlob", "GET", 307, 0, 0, true],
            ["storage", "readStorage", "GET", 200, 0, 10, false],
        ]);
        assert.equal(emulator.registries.requests.count({ operation: "putUpload", cloud: "alibaba" }), 1);
    });
});
