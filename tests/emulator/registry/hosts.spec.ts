import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { call } from "../alibaba/clients";
import { Client, digestOf } from "./client";

describe("registries: hosts, and what a state file keeps", () => {
    let folder: string;
    let stateFile: string;
    let emulator: Emulator | undefined;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "imagesync-registries-"));
        stateFile = path.join(folder, "world.json");
    });
    afterEach(async () => {
        await emulator?.close();
        emulator = undefined;
        rmSync(folder, { recursive: true });
    });

    const start = async (options: Parameters<typeof startEmulator>[0] = {}): Promise<Emulator> => {
        await emulator?.close();
        emulator = await startEmulator(options);
        return emulator;
    };
    const portsOf = async ({ registries }: Emulator): Promise<number[]> =>
        (await registries.hosts()).map(({ host }) => Number(host.split(":")[1]));
    /** The domain that the API tells for the internet. */
    const domain = async (of: Emulator, InstanceId: string): Promise<unknown> => {
        const { Endpoints } = await call(of, "ListInstanceEndpoint", { InstanceId });
        return (Endpoints as { Domains: { Domain: string }[] }[])[0]?.Domains[0]?.Domain;
    };

    it("each registry of each cloud has a port of its own, on loopback alone", async () => {
        const hosts = await (await start()).registries.hosts();
        assert.equal(new Set(hosts.map(({ host }) => host)).size, hosts.length);
        assert.deepEqual([...new Set(hosts.map(({ cloud }) => cloud))], ["alibaba", "tencent", "huawei"]);
        assert.ok(hosts.every(({ host }) => /^127\.0\.0\.1:\d+$/.test(host)));
    });

    it("an instance that the console adds listens before the API tells where", async () => {
        const started = await start();
        started.alibaba.addInstance({ id: "cri-new", regionId: "cn-beijing" });
        const told = await domain(started, "cri-new");
        assert.equal(told, await started.registries.host("alibaba", "cri-new"));
        assert.equal((await fetch(`http://${String(told)}/v2/`)).status, 401);
        await assert.rejects(started.registries.host("alibaba", "cri-none"), /cri-none does not listen/);
    });

    it("a registry that is closed, stopped or removed drops connections", async () => {
        const { alibaba, registries } = await start();
        const host = await registries.host("alibaba", "cri-sg");
        const ping = async (): Promise<number> => (await fetch(`http://${host}/v2/`)).status;
        alibaba.closeEndpoint("cri-sg");
        await assert.rejects(ping());
        alibaba.openEndpoint("cri-sg");
        assert.equal(await ping(), 401);
        alibaba.changeInstance("cri-sg", { status: "STOPPED" });
        await assert.rejects(ping());
        alibaba.removeInstance("cri-sg");
        await assert.rejects(ping());
    });

    it("with a fixed port the registries take those after it that are free", async () => {
        const port = await freePorts(40);
        const taken = createServer().listen(port + 3, "127.0.0.1");
        await new Promise((resolve) => taken.once("listening", resolve));
        try {
            const ports = await portsOf(await start({ port }));
            assert.deepEqual(ports.slice(0, 4), [port + 1, port + 2, port + 4, port + 5]);
        } finally {
            taken.close();
        }
    });

    it("a second start has the same ports, and another one where one is taken", async () => {
        const first = await portsOf(await start({ stateFile }));
        assert.deepEqual(await portsOf(await start({ stateFile })), first);
        await emulator?.close();
        const taken = createServer().listen(first[0], "127.0.0.1");
        await new Promise((resolve) => taken.once("listening", resolve));
        try {
            const [moved, ...others] = await portsOf(await start({ stateFile }));
            assert.notEqual(moved, first[0]);
            assert.deepEqual(others, first.slice(1));
        } finally {
            taken.close();
        }
    });

    it("a second start finds what was pushed, large and small", async () => {
        const large = "0123456789".repeat(100_000);
        const hub = await Client.of(await start({ stateFile }), "cri-hub");
        const digests = [await hub.push("prod/api", "small", "a layer"), await hub.push("prod/api", "large", large)];
        const again = await Client.of(await start({ stateFile }), "cri-hub");
        for (const [index, tag] of ["small", "large"].entries()) {
            const pulled = await again.send(`prod/api/manifests/${tag}`);
            assert.equal(digestOf(await pulled.text()), digests[index]);
        }
        assert.equal(await (await again.blob("prod/api", digestOf("a layer"))).text(), "a layer");
        assert.equal(await (await again.blob("prod/api", digestOf(large))).text(), large);
        assert.equal((await again.send(`prod/web/blobs/${digestOf(large)}`)).status, 404);
        assert.deepEqual(readdirSync(folder).sort(), ["world.json", "world.json.blobs"]);
    });

    it("without a state file nothing stays of what was pushed, whole or not", async () => {
        const mine = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("imagesync-blobs-"));
        const before = new Set(mine());
        const hub = await Client.of(await start(), "cri-hub");
        await hub.upload("prod/api", "x".repeat(1_000_000));
        const location = await hub.startUpload("prod/api");
        await hub.send(location, { method: "PATCH", body: "y".repeat(1_000_000) });
        const made = mine().filter((name) => !before.has(name));
        assert.ok(made.length > 0);
        await emulator?.close();
        const left = new Set(mine());
        assert.ok(made.some((name) => !left.has(name)));
    });
});

/** The first of a row of ports that are free right now. */
async function freePorts(count: number): Promise<number> {
    for (;;) {
        const server = createServer().listen(0, "127.0.0.1");
        await new Promise((resolve) => server.once("listening", resolve));
        const { port } = server.address() as AddressInfo;
        await new Promise((resolve) => server.close(resolve));
        if (port + count < 65_000 && (await Promise.all(row(port, count).map(isFree))).every(Boolean)) {
            return port;
        }
    }
}

function row(first: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => first + index);
}

function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const server = createServer();
        server.once("error", () => resolve(false));
        server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
}
