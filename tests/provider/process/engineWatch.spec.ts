import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { engineAddress, watchEngine } from "../../../provider/process/engineWatch";

/** A server on loopback, and a way to end it with its connections. */
async function listen(): Promise<{ server: Server; address: string; end: () => Promise<void> }> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const end = () => {
        sockets.forEach((socket) => socket.destroy());
        return new Promise<void>((resolve) => server.close(() => resolve()));
    };
    return { server, address: `127.0.0.1:${port}`, end };
}

describe("engineAddress", () => {
    const rows: [string | undefined, boolean][] = [
        ["127.0.0.1:41234", true],
        ["localhost:80", true],
        ["[::1]:41234", true],
        [undefined, false],
        ["emulate", false],
        ["10.0.0.1:41234", false],
        ["--reporter", false],
    ];
    for (const [argument, taken] of rows) {
        it(`${argument}: ${taken ? "an engine" : "none"}`, () => {
            assert.equal(engineAddress(argument), taken ? argument : undefined);
        });
    }
});

describe("watchEngine", () => {
    it("says once that the engine is lost, and not before", async () => {
        const { address, end } = await listen();
        let losses = 0;
        const lost = new Promise<void>((resolve) => {
            watchEngine(
                address,
                () => {
                    losses++;
                    resolve();
                },
                20,
            );
        });
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal(losses, 0);
        await end();
        await lost;
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal(losses, 1);
    });

    it("ends when it is told to", async () => {
        const { address, end } = await listen();
        let losses = 0;
        const stop = watchEngine(address, () => losses++, 20);
        stop();
        await end();
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal(losses, 0);
    });
});
