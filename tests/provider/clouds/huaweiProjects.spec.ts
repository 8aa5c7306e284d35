import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Emulator, startEmulator } from "../../../emulator";
import { otherDomainId } from "../../../emulator/huawei/credentials";
import { Session } from "../../../provider/process/session";
import { FakeClock } from "../fakes/clock";
import { TestEnvironment } from "../fakes/environment";
import { type Args, port, specOf } from "./case";

const args = (region: string, account?: string) => ({
    source: { cloud: "huawei", region, namespace: "team", repository: "api", account },
    target: { cloud: "huawei", region: "ap-southeast-3" },
});
const spec = (region: string, account?: string) =>
    specOf("huawei", JSON.parse(JSON.stringify(args(region, account))) as Args);
const to = { remoteRegionId: "ap-southeast-3", remoteNamespace: "team" };

describe("huawei: regions, projects and tokens", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
        emulator.huawei.addRepository("cn-east-3", "team/api");
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });

    const connect = (changes: Args = {}) => {
        const config: Args = { ...emulator.config, ...changes };
        return port(
            "huawei",
            Session.from((key) => config[key] as string | undefined, new FakeClock()),
        );
    };
    const options = { deadline: Infinity };
    const lookUps = () => emulator.requests.count({ action: "KeystoneListProjects" });

    it("each region's rules are made in its own project, looked up once per region", async () => {
        const adapter = connect();
        await adapter.create(spec("cn-north-4"), options);
        await adapter.create(spec("cn-east-3"), options);
        await adapter.find(spec("cn-east-3"), "fresh", options);
        for (const region of ["cn-north-4", "cn-east-3"]) {
            assert.ok(emulator.huawei.findRule(region, "team/api", to), region);
        }
        assert.equal(lookUps(), 2);
    });

    it("many who ask at once are one look-up", async () => {
        const adapter = connect();
        await Promise.all(Array.from({ length: 10 }, () => adapter.find(spec("cn-north-4"), "recent", options)));
        assert.equal(lookUps(), 1);
    });

    it("each account has projects of its own", async () => {
        emulator.huawei.addOrganization("cn-east-3", "elsewhere", otherDomainId);
        emulator.huawei.addRepository("cn-east-3", "elsewhere/app");
        const other = specOf("huawei", {
            source: {
                cloud: "huawei",
                region: "cn-east-3",
                namespace: "elsewhere",
                repository: "app",
                account: "huawei-other",
            },
            target: { cloud: "huawei", region: "ap-southeast-3", account: "huawei-other" },
        });
        const adapter = connect();
        await adapter.create(other, options);
        await adapter.create(spec("cn-east-3"), options);
        assert.deepEqual(
            emulator.huawei.rules("cn-east-3").map(({ domainId }) => domainId === otherDomainId),
            [true, false],
        );
    });

    it("a region that has no project is an error, not another region's project", async () => {
        const failure = { message: /no project for region "cn-south-9"/ };
        await assert.rejects(connect().find(spec("cn-south-9"), "fresh", options), failure);
        assert.equal(emulator.requests.count({ action: "ListImageAutoSyncReposDetails" }), 0);
    });

    it("a configured project is used for its own region without a look-up, and not for another", async () => {
        const adapter = connect({
            "huaweicloud:projectId": emulator.huawei.projectId("cn-north-4"),
            "huaweicloud:region": "cn-north-4",
        });
        await adapter.create(spec("cn-north-4"), options);
        assert.equal(lookUps(), 0);
        await adapter.create(spec("cn-east-3"), options);
        assert.ok(emulator.huawei.findRule("cn-east-3", "team/api", to));
    });

    it("a configured project does not stand in for a region that has none, where its own region is known", async () => {
        const adapter = connect({
            "huaweicloud:projectId": emulator.huawei.projectId("cn-north-4"),
            "huaweicloud:region": "cn-north-4",
        });
        const failure = { message: /no project for region "cn-south-9"/ };
        await assert.rejects(adapter.find(spec("cn-south-9"), "fresh", options), failure);
        assert.equal(emulator.requests.count({ action: "ListImageAutoSyncReposDetails" }), 0);
    });

    it("a configured project stands in where IAM cannot be asked", async () => {
        emulator.faults.add({ action: "KeystoneListProjects", kind: "forbidden", times: Infinity });
        const adapter = connect({ "huaweicloud:projectId": emulator.huawei.projectId("cn-north-4") });
        await adapter.create(spec("cn-north-4"), options);
        assert.ok(emulator.huawei.findRule("cn-north-4", "team/api", to));
    });

    it("without one, IAM's refusal is the error", async () => {
        emulator.faults.add({ action: "KeystoneListProjects", kind: "forbidden", times: Infinity });
        const message = /^huawei KeystoneListProjects: .*You are not authorized/;
        await assert.rejects(connect().find(spec("cn-north-4"), "fresh", options), { kind: "unauthorized", message });
    });

    it("a look-up that failed is not kept", async () => {
        const adapter = connect();
        emulator.faults.add({ action: "KeystoneListProjects", kind: "serverError" });
        assert.equal(await adapter.find(spec("cn-north-4"), "fresh", options), undefined);
    });

    it("a user token (X-Auth-Token) is accepted in the place of keys", async () => {
        const adapter = connect({
            "huaweicloud:token": emulator.huawei.userToken("cn-east-3"),
            "huaweicloud:accessKey": undefined,
            "huaweicloud:secretKey": undefined,
        });
        await adapter.create(spec("cn-east-3"), options);
        assert.ok(emulator.huawei.findRule("cn-east-3", "team/api", to));
        assert.equal(lookUps(), 0);
    });

    it("a target region that SWR does not know is an error that lists those it does", async () => {
        const wrong = specOf("huawei", {
            ...args("cn-north-4"),
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" },
            target: { cloud: "huawei", region: "cn-south-9" },
        });
        await assert.rejects(connect().create(wrong, options), {
            kind: "invalid",
            acted: "no",
            message: /cannot sync to region "cn-south-9".*use one of .*ap-southeast-3.* for target\.region/,
        });
    });

    it("ids beyond 2^53 come and go as they are", async () => {
        emulator.huawei.nextId = 9_223_372_036_854_775_807n;
        const adapter = connect();
        await adapter.create(spec("cn-north-4"), options);
        assert.equal((await adapter.find(spec("cn-north-4"), "fresh", options))?.ruleId, "9223372036854775807");
    });

    for (const style of ["both", "errors", "array"] as const) {
        it(`errors in the shape "${style}" keep their code`, async () => {
            emulator.huawei.errorStyle = style;
            const missing = specOf("huawei", {
                source: { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "missing" },
                target: { cloud: "huawei", region: "ap-southeast-3" },
            });
            await assert.rejects(connect().create(missing, options), {
                kind: "notFound",
                code: "SVCSTG.SWR.4040010",
            });
            await connect().remove(spec("cn-north-4"), undefined, options);
        });
    }

    describe("something else in SWR's place", () => {
        let server: Server;
        let url: string;
        beforeEach(async () => {
            server = createServer((request, response) => {
                request.resume();
                response.writeHead(404, { "content-type": "text/html" });
                response.end("<html>404 Not Found</html>");
            });
            await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
            url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        });
        afterEach(
            () =>
                new Promise((resolve) => {
                    server.close(resolve);
                    server.closeAllConnections();
                }),
        );

        it("a 404 that is not SWR's does not make a delete succeed", async () => {
            const endpoints = JSON.stringify({ huawei: url, huaweiIam: emulator.url });
            const adapter = connect({ "imagesync:endpoints": endpoints });
            await assert.rejects(adapter.remove(spec("cn-north-4"), "1", options), { message: /HTTP 404/ });
        });
    });
});
