import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { type Emulator, startEmulator } from "../../../emulator";
import { sendV3 } from "../alibaba/clients";
import { createRule, listRules } from "./requests";

describe("the server", () => {
    let emulator: Emulator;
    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    it("listens on loopback alone", async function () {
        const elsewhere = Object.values(networkInterfaces())
            .flat()
            .find((address) => address?.family === "IPv4" && !address.internal);
        if (elsewhere === undefined) {
            this.skip();
        }
        const { hostname, port } = new URL(emulator.url);
        assert.equal(hostname, "127.0.0.1");
        const socket = connect(Number(port), elsewhere.address);
        const outcome = await new Promise((resolve) => {
            socket.once("connect", () => resolve("connected"));
            socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
        });
        socket.destroy();
        assert.equal(outcome, "ECONNREFUSED");
    });

    it("keeps connections alive", async () => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const ports = new Set<number | undefined>();
        for (let index = 0; index < 3; index += 1) {
            await new Promise<void>((resolve, reject) => {
                const sent = request(emulator.url, { agent }, (answer) => {
                    ports.add(answer.socket.localPort);
                    answer.resume().once("end", resolve);
                });
                sent.once("error", reject).end();
            });
        }
        agent.destroy();
        assert.equal(ports.size, 1);
    });

    it("answers a request in no cloud's protocol with 404, uncounted", async () => {
        const answer = await fetch(`${emulator.url}/healthz`);
        assert.equal(answer.status, 404);
        assert.match(await answer.text(), /in no protocol of/);
        assert.equal(emulator.requests.count(), 0);
    });

    it("refuses a body of more than a megabyte, and goes on", async () => {
        const answer = await fetch(emulator.url, { method: "POST", body: "x".repeat(1024 * 1024 + 1) });
        assert.equal(answer.status, 413);
        assert.equal((await sendV3(emulator, {})).status, 200);
    });

    it("serves fifty at once", async () => {
        const names = Array.from({ length: 50 }, (_, index) => `rule-${index}`);
        const answers = await Promise.all(names.map((name) => createRule(emulator, name)));
        assert.equal(new Set(answers.map((answer) => answer.SyncRuleId)).size, 50);
    });

    it("a port that is taken is an error", async () => {
        const { port } = new URL(emulator.url);
        await assert.rejects(startEmulator({ port: Number(port) }), { code: "EADDRINUSE" });
    });

    it("closing ends idle connections, and may be repeated", async () => {
        const { hostname, port } = new URL(emulator.url);
        const socket = connect(Number(port), hostname);
        await new Promise((resolve) => socket.once("connect", resolve));
        const ended = new Promise((resolve) => socket.once("close", resolve));
        await emulator.close();
        await ended;
        await emulator.close();
    });
});

describe("the request log", () => {
    it("counts by cloud and action", async () => {
        const emulator = await startEmulator();
        try {
            await createRule(emulator, "a");
            await listRules(emulator);
            await listRules(emulator);
            await sendV3(emulator, { action: "MakeCoffee" });
            const { requests } = emulator;
            assert.deepEqual(requests.byAction(), { CreateRepoSyncRule: 1, ListRepoSyncRule: 2, unknown: 1 });
            assert.equal(requests.count({ action: "ListRepoSyncRule" }), 2);
            assert.equal(requests.count({ cloud: "alibaba", action: /RepoSyncRule$/ }), 3);
            assert.equal(requests.count({ cloud: "huawei" }), 0);
            const [first] = requests.all();
            assert.deepEqual([first?.cloud, first?.method, first?.path, first?.status], ["alibaba", "POST", "/", 200]);
            requests.clear();
            assert.equal(requests.count(), 0);
        } finally {
            await emulator.close();
        }
    });
});
