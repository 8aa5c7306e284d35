import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Session } from "../../../../provider/process/session";
import type { ImagePort } from "../../../../provider/registry";
import { FakeClock } from "../../fakes/clock";
import { TestEnvironment } from "../../fakes/environment";
import { digestOfText, specOf } from "./case";
import { tencentCase } from "./tencentCase";

type Body = Readonly<Record<string, unknown>>;

const tag = (ImageVersion: string, more: Body = {}) => ({
    ImageVersion,
    Digest: digestOfText(ImageVersion),
    Size: 1,
    ...more,
});
const listed = (...rows: Body[]) => ({ ImageInfoList: rows, TotalCount: rows.length });
const many = Array.from({ length: 10 }, (_, n) => `1.${n}`);

/** Answers that no document describes or only an example shows, to a client that has to live with them. */
describe("tencent: odd answers to questions for images", () => {
    const spec = specOf(tencentCase);
    let environment: TestEnvironment;
    let server: Server;
    let port: ImagePort;
    let asked: [string, Body][];
    /** The answer to an action with its parameters. */
    let answer: (action: string, body: Body) => Body;

    beforeEach(async () => {
        environment = new TestEnvironment();
        asked = [];
        server = createServer((request, response) => {
            void reply(request).then((body) => response.end(JSON.stringify(body)));
        });
        await once(server.listen(0, "127.0.0.1"), "listening");
        const config: Readonly<Record<string, string>> = {
            "tencentcloud:secretId": "id",
            "tencentcloud:secretKey": "odd-answers-key",
            "imagesync:endpoints": JSON.stringify({
                tencent: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            }),
        };
        port = tencentCase.connect(Session.from((key) => config[key], new FakeClock()));
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
        environment.restore();
    });

    async function reply(request: IncomingMessage): Promise<unknown> {
        const action = String(request.headers["x-tc-action"]);
        const body = JSON.parse(await text(request)) as Body;
        asked.push([action, body]);
        return { Response: { RequestId: "7F", ...answer(action, body) } };
    }
    const options = { deadline: Infinity };
    const images = (names?: readonly string[]) => port.images(spec, "target", names, options);

    it("sizes as texts are numbers, digests in any form are sha256:…", async () => {
        const digest = digestOfText("1.0");
        answer = () => listed(tag("1.0", { Digest: digest.slice(7).toUpperCase(), Size: "1048576" }));
        assert.deepEqual(await images(["1.0"]), new Map([["1.0", { digest, sizeBytes: 1_048_576 }]]));
    });

    it("a size that is none is left out", async () => {
        answer = () => listed(tag("1.0", { Size: null }));
        assert.deepEqual(await images(), new Map([["1.0", { digest: digestOfText("1.0") }]]));
    });

    for (const Digest of ["", undefined, "sha256:12"]) {
        it(`a tag with the digest ${JSON.stringify(Digest)} is an error and not absent`, async () => {
            answer = () => listed(tag("1.0", { Digest }));
            for (const names of [undefined, ["1.0"], ["1.0", ...many]]) {
                await assert.rejects(images(names), { kind: "transient", message: /tag "1\.0" has no digest/ });
            }
        });
    }

    it("where ExactMatch is not heeded, the tag is found among those that have its name within", async () => {
        const names = Array.from({ length: 150 }, (_, n) => `1.${n}`).concat("1");
        answer = (_, { Offset = 1, Limit = 20 }) => {
            const from = (Number(Offset) - 1) * Number(Limit);
            return {
                ImageInfoList: names.slice(from, from + Number(Limit)).map((name) => tag(name)),
                TotalCount: 151,
            };
        };
        assert.deepEqual([...((await images(["1"]))?.keys() ?? [])], ["1"]);
        assert.equal((await images(["0"]))?.size, 0);
        assert.ok(asked.every(([, { ExactMatch }]) => ExactMatch === true));
    });

    it("what a list that is short of its own count lacks is asked for by its name", async () => {
        answer = (_, { ImageVersion }) => {
            if (ImageVersion !== undefined) {
                return ImageVersion === "1.9" ? listed(tag("1.9")) : listed();
            }
            return { ...listed(...many.slice(0, 9).map((name) => tag(name))), TotalCount: 12 };
        };
        assert.deepEqual([...((await images([...many, "absent"]))?.keys() ?? [])].sort(), many);
    });

    it("a tag that is not in a list of its name that is short is not absent", async () => {
        answer = () => ({ ...listed(tag("1.0-debug")), TotalCount: 2 });
        await assert.rejects(images(["1.0"]), { kind: "transient", message: /counts more than it shows.*"1\.0"/ });
    });

    for (const body of [{}, { TotalCount: 2, ImageInfoList: null }, { TotalCount: 1, ImageInfoList: {} }]) {
        it(`${JSON.stringify(body)} does not mean that there are no images`, async () => {
            answer = () => body;
            await assert.rejects(images(), { kind: "transient" });
            await assert.rejects(images(["1.0"]), { kind: "transient" });
        });
    }

    it("null is an empty list where nothing is counted", async () => {
        answer = () => ({ TotalCount: 0, ImageInfoList: null, Error: null });
        assert.deepEqual(await images(), new Map());
    });

    const missing = { Error: { Code: "ResourceNotFound.TcrResourceNotFound", Message: "gone" } };

    it("a tag that is answered like a missing repository is told from it", async () => {
        answer = (action, { ImageVersion }) =>
            action === "DescribeRepositories"
                ? { TotalCount: 2, RepositoryList: [{ Name: "staging/new/api-2" }, { Name: "staging/new/api" }] }
                : ImageVersion === "1.0"
                  ? listed(tag("1.0"))
                  : missing;
        assert.deepEqual([...((await images(["2.0", "1.0"]))?.keys() ?? [])], ["1.0"]);
    });

    it("a repository whose name is only a part of others is not there", async () => {
        answer = (action) =>
            action === "DescribeRepositories"
                ? { TotalCount: 1, RepositoryList: [{ Name: "staging/new/api-2" }] }
                : missing;
        assert.equal(await images(["1.0", "2.0", "3.0"]), undefined);
        assert.equal(asked.length, 2);
    });

    it("a registry that is not there is named", async () => {
        answer = (action) => (action === "DescribeInstances" ? { TotalCount: 0, Registries: null } : missing);
        await assert.rejects(images(["1.0"]), {
            kind: "notFound",
            message:
                'tencent DescribeImages: registry "tcr-gz" not found in ap-guangzhou ' +
                "(ResourceNotFound.TcrResourceNotFound, request 7F); check the registry's id, the region and the account",
        });
    });

    it("without the right to look for the registry, that right is what is missing", async () => {
        answer = (action) =>
            action === "DescribeInstances" ? { Error: { Code: "UnauthorizedOperation", Message: "no" } } : missing;
        await assert.rejects(images(["1.0"]), { kind: "unauthorized", message: /^tencent DescribeInstances: no/ });
    });

    for (const rows of [
        null,
        [],
        [{ RegistryId: "tcr-gz", PublicDomain: "" }],
        [{ RegistryId: "tcr-other", PublicDomain: "x" }],
    ]) {
        it(`host: ${JSON.stringify(rows)} tells none`, async () => {
            answer = () => ({ TotalCount: 1, Registries: rows });
            assert.equal(await port.host(spec, options), undefined);
        });
    }
});
