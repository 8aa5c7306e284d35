import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { HuaweiImages } from "../../../../provider/clouds/huawei/images";
import { Session } from "../../../../provider/process/session";
import { FakeClock } from "../../fakes/clock";
import { TestEnvironment } from "../../fakes/environment";
import { HuaweiWorld, OpenGate, path, sourceRegion, specOf, targetPath, targetRegion } from "./huaweiWorld";

const manyTags = (count: number) => Array.from({ length: count }, (_, n) => `v${n}`);
const hex = (n: number) => n.toString(16).padStart(64, "0");

describe("huawei: the tags of a repository", () => {
    let world: HuaweiWorld;
    beforeEach(async () => {
        world = await HuaweiWorld.open();
    });
    afterEach(() => world.close());
    const images = (names?: readonly string[], spec = specOf()) =>
        world.port.images(spec, "source", names, world.options());
    const asked = () => [world.count("ShowRepoTag"), world.count("ListRepositoryTags")];

    it("up to four are looked up one by one", async () => {
        world.push("a", "b", "c", "d", "e");
        const held = await images(["a", "b", "gone", "d"]);
        assert.deepEqual([...(held?.keys() ?? [])].sort(), ["a", "b", "d"]);
        const { digest, sizeBytes } = world.huawei.findTag(sourceRegion, path, "b") ?? {};
        assert.deepEqual(held?.get("b"), { digest, sizeBytes });
        assert.deepEqual(asked(), [4, 0]);
    });

    it("more are listed, a thousand with each request", async () => {
        world.push(...manyTags(2001));
        const held = await images(["v0", "v1000", "v2000", "none", "nowhere"]);
        assert.deepEqual([...(held?.keys() ?? [])].sort(), ["v0", "v1000", "v2000"]);
        assert.deepEqual(asked(), [0, 3]);
    }).timeout(60_000);

    it("all of them, with their digests", async () => {
        world.push(...manyTags(1200));
        const held = await images();
        const expected = world.huawei.findRepository(sourceRegion, path)?.tags ?? [];
        assert.equal(held?.size, 1200);
        assert.ok(expected.every(({ name, digest }) => held.get(name)?.digest === digest));
    });

    it("a name that is given more than once is asked for once", async () => {
        world.push("a");
        assert.equal((await images(["a", "a", "a", "a", "a"]))?.size, 1);
        assert.deepEqual(asked(), [1, 0]);
    });

    it("a repository without tags is there, and holds nothing", async () => {
        assert.equal((await images())?.size, 0);
        assert.equal((await images(["a"]))?.size, 0);
    });

    const absent = { "a repository": { repository: "nowhere" }, "an organization": { namespace: "nobody" } };
    for (const [what, source] of Object.entries(absent)) {
        it(`${what} that is not there is undefined, whatever is asked`, async () => {
            for (const names of [undefined, ["a"], ["a", "b", "c", "d"], ["a", "b", "c", "d", "e"]]) {
                assert.equal(await images(names, specOf({ source })), undefined);
            }
            assert.ok(world.count("ShowRepoTag") <= 2, "one look-up shows it");
        });
    }

    it("somebody else's organization is an error that says whose keys are needed", async () => {
        const spec = specOf({ source: { namespace: "partner", repository: "app" } });
        const message = /ListRepositoryTags: .*partner\/app in cn-north-4.*SVCSTG\.SWR\.4037020.*source\.account/;
        await assert.rejects(images(undefined, spec), { kind: "unauthorized", message });
    });

    it("the target is read in its own region and organization, with its own keys where it names some", async () => {
        world.huawei.addRepository(targetRegion, "partner/backend/new");
        world.huawei.pushTag(targetRegion, targetPath, "a");
        const read = (target: object) => world.port.images(specOf({ target }), "target", ["a"], world.options());
        assert.equal((await read({}))?.size, 1);
        await assert.rejects(read({ namespace: "partner" }), { kind: "unauthorized" });
    });

    for (const kind of ["serverError", "throttle", "html", "truncated", "answerLost"] as const) {
        it(`a fault of the moment (${kind}) is tried again and is no absence`, async () => {
            world.push("a");
            world.emulator.faults.add({ cloud: "huawei", action: /Tag/, kind, times: 1 });
            assert.equal((await images(["a"]))?.size, 1);
        });
    }

    it("wrong keys are found out by one request, and are no absence", async () => {
        world.push("a");
        world.emulator.faults.add({ cloud: "huawei", action: "ShowRepoTag", kind: "unauthorized", times: Infinity });
        await assert.rejects(images(["a", "b", "c"]), { kind: "unauthorized" });
        assert.deepEqual(asked(), [1, 0]);
    });
});

/** Answers that a server may give and the emulator does not. */
describe("huawei: odd answers about tags", () => {
    let environment: TestEnvironment;
    let server: Server;
    let answer: (url: URL) => { status?: number; range?: string; body: unknown };
    let asked: string[];

    beforeEach(async () => {
        environment = new TestEnvironment();
        asked = [];
        server = createServer((request, response) => {
            const url = new URL(request.url ?? "", "http://swr");
            asked.push(`${url.pathname.split("/").slice(7).join("/")}${url.search}`);
            const { status = 200, range, body } = answer(url);
            response.writeHead(status, range === undefined ? {} : { "Content-Range": range });
            response.end(JSON.stringify(body));
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
        environment.restore();
    });

    function images(names?: readonly string[]) {
        const config: Readonly<Record<string, string>> = {
            "huaweicloud:accessKey": "id",
            "huaweicloud:secretKey": "odd-answers-key",
            "huaweicloud:projectId": "project",
            "huaweicloud:region": sourceRegion,
            "imagesync:endpoints": JSON.stringify({
                huawei: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            }),
        };
        const session = Session.from((key) => config[key], new FakeClock());
        const port = new HuaweiImages(Object.assign(session, { limits: new OpenGate() }));
        return port.images(specOf(), "source", names, { deadline: Infinity });
    }

    const rows = (count: number) =>
        Array.from({ length: count }, (_, n) => ({ Tag: `v${n}`, digest: `sha256:${hex(n)}`, size: n }));
    const served = (url: URL, most: number, all: readonly unknown[]) => {
        const offset = Number(url.searchParams.get("offset"));
        return { offset, items: all.slice(offset, offset + most) };
    };

    for (const counted of [true, false]) {
        it(`a server that serves fewer rows than asked ${counted ? "with" : "without"} a count`, async () => {
            answer = (url) => {
                const { offset, items } = served(url, 7, rows(20));
                return { body: items, range: counted ? `${offset}-${items.length}/20` : undefined };
            };
            assert.equal((await images())?.size, 20);
            const offsets = asked.map((each) => /offset=(\d+)/.exec(each)?.[1]);
            assert.deepEqual(offsets, ["0", "7", "14", ...(counted ? [] : ["20"])]);
        });
    }

    it("a list without Content-Range that repeats its only page for ever", async () => {
        answer = () => ({ body: rows(3) });
        assert.equal((await images())?.size, 3);
    });

    it("a tag that is pushed between two pages is not lost, nor is another", async () => {
        let all = rows(8);
        answer = (url) => {
            const { offset, items } = served(url, 5, all);
            if (offset === 5 && all.length === 8) {
                all = [{ Tag: "new", digest: hex(99), size: 1 }, ...all];
            }
            return { body: items, range: `${offset}-${items.length}/${all.length}` };
        };
        assert.equal((await images())?.size, 9);
    });

    it("names in small letters, digests without an algorithm, sizes as texts", async () => {
        answer = () => ({ body: [{ tag: "a", digest: hex(10).toUpperCase(), size: "12" }], range: "0-1/1" });
        assert.deepEqual([...((await images()) ?? [])], [["a", { digest: `sha256:${hex(10)}`, sizeBytes: 12 }]]);
    });

    for (const digest of [undefined, null, "", "sha256:12"]) {
        it(`a tag whose digest is ${JSON.stringify(digest)} is an error, unless it is not asked for`, async () => {
            answer = () => ({ body: [{ Tag: "a", digest }, ...rows(6)], range: "0-7/7" });
            await assert.rejects(images(), { kind: "transient", message: /no digest for tag "a"/ });
            assert.equal((await images(["v0", "v1", "v2", "v3", "v4"]))?.size, 5);
        });
    }

    for (const body of [{}, { errors: [] }]) {
        it(`${JSON.stringify(body)} in the place of a list does not mean that the tags are gone`, async () => {
            answer = () => ({ body });
            await assert.rejects(images(), { kind: "transient" });
        });
    }

    const refusal = (status: number, code: string) => ({ status, body: { errors: [{ errorCode: code }] } });

    for (const code of ["4040048", "4040115", "4041056"]) {
        it(`${code} means that the tag is not there`, async () => {
            answer = () => refusal(404, `SVCSTG.SWR.${code}`);
            assert.equal((await images(["a", "b"]))?.size, 0);
            assert.deepEqual(asked, ["tags/a", "tags/b"]);
        });
    }

    for (const [status, code] of [
        [404, "4040010"],
        [404, "4041060"],
        [400, "4009021"],
        [400, "4009999"],
    ] as const) {
        it(`where ${code} answers the look-up of a tag, the list tells`, async () => {
            answer = (url) =>
                url.search === "" ? refusal(status, `SVCSTG.SWR.${code}`) : { body: rows(2), range: "0-2/2" };
            assert.deepEqual([...((await images(["v1", "a", "b"])) ?? new Map<string, never>()).keys()], ["v1"]);
            assert.deepEqual(asked, ["tags/v1", "tags?limit=1000&offset=0"]);
        });
    }

    it("a repository whose list of tags is not there has none", async () => {
        answer = () => refusal(404, "SVCSTG.SWR.4041057");
        assert.equal((await images())?.size, 0);
    });

    it("a 404 that is not SWR's own is no absence", async () => {
        answer = () => ({ status: 404, body: { message: "no route" } });
        await assert.rejects(images(["a"]), { kind: "unknown" });
    });
});
