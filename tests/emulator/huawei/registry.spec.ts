import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../emulator";
import { outcome, send, type Answer, type Body, type HandMade } from "./clients";

describe("Huawei: organizations, repositories, tags", () => {
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator();
    });
    afterEach(() => emulator.close());

    const get = async (path: string, request: HandMade = {}): Promise<Body> =>
        (await send(emulator, { path, ...request })).body as Body;

    it("lists the regions to sync to", async () => {
        const regions = (await get("/v2/manage/regions")) as unknown as Body[];
        assert.deepEqual(regions[0], { regionID: "cn-north-1", registryURL: "swr.cn-north-1.myhuaweicloud.com" });
        assert.ok(regions.some((each) => each["regionID"] === "ap-southeast-3"));
    });

    it("lists one's own organizations, with what one may do in them", async () => {
        const names = async (request: HandMade): Promise<unknown[]> => {
            const { namespaces } = (await get("/v2/manage/namespaces", request)) as { namespaces: Body[] };
            return namespaces.map((each) => [each["name"], each["auth"]]);
        };
        const { other, readOnly } = emulator.credentials.huawei;
        assert.deepEqual(await names({}), [
            ["team", 7],
            ["prod", 7],
            ["base", 7],
        ]);
        assert.deepEqual(await names({ key: other }), [["partner", 7]]);
        assert.deepEqual(await names({ key: readOnly, query: [["namespace", "prod"]] }), [["prod", 1]]);
        assert.deepEqual(await names({ query: [["filter", "namespace::base|mode::visible"]] }), [["base", 7]]);
        assert.deepEqual(await names({ query: [["namespace", "pro"]] }), []);
    });

    it("shows a repository, nested too, in its region", async () => {
        const path = "/v2/manage/namespaces/team/repos/backend$orders";
        const shown = await get(path);
        assert.deepEqual(
            [shown["name"], shown["num_images"], shown["path"]],
            ["backend/orders", 3, "swr.cn-north-4.myhuaweicloud.com/team/backend/orders"],
        );
        const elsewhere = { headers: { "x-project-id": emulator.huawei.projectId("cn-east-3") } };
        assert.equal(outcome(await send(emulator, { path, ...elsewhere })), "404 4040010");
    });

    it("lists tags with their digests, page by page, the newest first", async () => {
        const path = "/v2/manage/namespaces/team/repos/api/tags";
        const digest = `sha256:${"0".repeat(64)}`;
        emulator.huawei.pushTag("cn-north-4", "team/api", "2.0.0", { digest, sizeBytes: 7 });
        const tags = async (query: [string, string][]): Promise<[names: unknown[], range: unknown]> => {
            const { body, headers } = await send(emulator, { path, query });
            return [(body as Body[]).map((each) => each["Tag"]), headers["content-range"]];
        };
        assert.deepEqual(await tags([]), [["2.0.0", "latest", "1.1.0", "1.0.0"], "0-4/4"]);
        assert.deepEqual(
            await tags([
                ["offset", "3"],
                ["limit", "2"],
            ]),
            [["1.0.0"], "3-1/4"],
        );
        assert.deepEqual(await tags([["filter", "limit::2|offset::0"]]), [["2.0.0", "latest"], "0-2/4"]);
        assert.deepEqual(await tags([["tag", "1.1.0"]]), [["1.1.0"], "0-1/1"]);
        const oldest = await tags([
            ["order_column", "updated_at"],
            ["order_type", "asc"],
            ["limit", "1"],
        ]);
        assert.deepEqual(oldest[0], ["1.0.0"]);
        const [newest] = (await get(path)) as unknown as Body[];
        assert.deepEqual([newest?.["digest"], newest?.["size"]], [digest, 7]);
        for (const query of [
            ["limit", "1001"],
            ["limit", "0"],
            ["offset", "-1"],
            ["limit", "many"],
        ] as const) {
            assert.equal(outcome(await send(emulator, { path, query: [[...query]] })), "400 4000056", query.join());
        }
    });

    it("gives 100 tags unless asked for more, up to 1000", async () => {
        const path = "/v2/manage/namespaces/team/repos/many/tags";
        for (let number = 1; number <= 120; number += 1) {
            emulator.huawei.pushTag("cn-north-4", "team/many", `1.0.${number}`);
        }
        const size = async (query: [string, string][]): Promise<number> =>
            ((await get(path, { query })) as unknown as Body[]).length;
        assert.deepEqual(
            [await size([]), await size([["offset", "100"]]), await size([["limit", "1000"]])],
            [100, 20, 120],
        );
    });

    it("shows one tag, or says that there is none", async () => {
        const path = "/v2/manage/namespaces/team/repos/api/tags";
        const shown = await get(`${path}/1.0.0`);
        assert.deepEqual([shown["tag"], shown["Tag"]], ["1.0.0", undefined]);
        assert.equal(shown["digest"], emulator.huawei.findTag("cn-north-4", "team/api", "1.0.0")?.digest);
        assert.equal(outcome(await send(emulator, { path: `${path}/9.9.9` })), "404 4040048");
        emulator.huawei.removeTag("cn-north-4", "team/api", "1.0.0");
        assert.equal(outcome(await send(emulator, { path: `${path}/1.0.0` })), "404 4040048");
    });

    it("gives anybody who may look a log-in to the registry of the region", async () => {
        const secret = async (request: HandMade = {}): Promise<Answer> =>
            send(emulator, { method: "POST", path: "/v2/manage/utils/secret", ...request });
        const { owner, readOnly } = emulator.credentials.huawei;
        for (const [key, region] of [
            [owner, "cn-north-4"],
            [readOnly, "cn-east-3"],
        ] as const) {
            const headers = { "x-project-id": emulator.huawei.projectId(region) };
            const { status, headers: answered, body } = await secret({ key, headers });
            const host = emulator.huawei.registryHost(region);
            assert.match(host, /^127\.0\.0\.1:\d+$/);
            const { auths } = body as { auths: Record<string, { auth: string }> };
            assert.deepEqual([status, Object.keys(auths)], [200, [host]]);
            const [username, password] = Buffer.from(auths[host]?.auth ?? "", "base64")
                .toString()
                .split(":");
            assert.equal(username, `${region}@${key.accessKey}`);
            assert.equal(answered["x-swr-dockerlogin"], `docker login -u ${username} -p ${password} ${host}`);
        }
        const elsewhere = await secret({ query: [["projectname", "cn-east-3"]] });
        assert.match(String(elsewhere.headers["x-swr-dockerlogin"]), / cn-east-3@EMULATOR/);
        assert.equal(outcome(await secret({ query: [["projectname", "mars"]] })), "400 4000014");
    });

    it("starts without organizations when asked to", async () => {
        const empty = await startEmulator({ seed: false });
        try {
            const { body } = await send(empty, { path: "/v2/manage/namespaces" });
            assert.deepEqual(body, { namespaces: [] });
            empty.huawei.addOrganization("cn-north-4", "team");
            empty.huawei.removeOrganization("cn-north-4", "team");
            assert.deepEqual(empty.huawei.organizations("cn-north-4"), []);
        } finally {
            await empty.close();
        }
    });
});
