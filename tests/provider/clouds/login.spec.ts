import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ImageSyncError } from "../../../provider/errors";
import type { RuleCloud } from "../../../provider/model";
import { redact } from "../../../provider/process/redact";
import { FakeClock } from "../fakes/clock";
import { TestEnvironment } from "../fakes/environment";
import { ends, LoginServer, openRegistry, password } from "./loginServer";

interface Row {
    readonly cloud: RuleCloud;
    readonly host: string;
    readonly username: string;
    /** The action that answers a login. */
    readonly action: string;
    /** Minutes for which a login is kept. */
    readonly keptMinutes: number;
    /** Another account, in the configuration. */
    readonly account: string;
    /** Another place of the same account. */
    readonly other: { readonly region?: string; readonly instanceId?: string };
}

const rows: readonly Row[] = [
    {
        cloud: "alibaba",
        host: "hub-registry.cn-hangzhou.cr.aliyuncs.com",
        username: "cr_temp_user",
        action: "GetAuthorizationToken",
        keptMinutes: 55,
        account: "ali",
        other: { instanceId: "cri-two" },
    },
    {
        cloud: "tencent",
        host: "hub.tencentcloudcr.com",
        username: "100012345678",
        action: "CreateInstanceToken",
        keptMinutes: 55,
        account: "tencent",
        other: { region: "ap-shanghai" },
    },
    {
        cloud: "huawei",
        host: "swr.cn-north-4.myhuaweicloud.com",
        username: "cn-north-4@ID",
        action: "/v2/manage/utils/secret",
        keptMinutes: 30,
        account: "huawei",
        other: { region: "cn-east-3" },
    },
];

for (const { cloud, host, username, action, keptMinutes, account, other } of rows) {
    describe(`${cloud}: temporary logins`, () => {
        let environment: TestEnvironment;
        let server: LoginServer;
        const clock = () => server.clock;
        const login = (number: number) => ({ username, password: password(cloud, number) });
        const options = { deadline: Infinity };

        beforeEach(async () => {
            environment = new TestEnvironment();
            const now = (): number => server.clock.now();
            server = await LoginServer.start(cloud, openRegistry(cloud, host, now));
        });
        afterEach(() => {
            server.close();
            environment.restore();
        });

        it("the host, the login, and where it came from", async () => {
            const access = await server.access();
            assert.deepEqual([access.host, access.insecure], [host, undefined]);
            assert.deepEqual(await access.login(false), login(1));
            assert.match(access.tried, new RegExp(`${cloud}'s .* with the credentials of ${cloud}$`));
            assert.match((await server.access({ account })).tried, new RegExp(`imagesync:accounts\\.${account}$`));
        });

        it("one request for all who ask at once, and for all repositories", async () => {
            const port = server.port();
            const asked = [1, 2, 3, 4].map((i) => port.access({ ...ends[cloud], repository: `api-${i}` }, options));
            const accesses = await Promise.all(asked);
            const logins = await Promise.all(accesses.map((access) => access.login(false)));
            assert.deepEqual(logins, [login(1), login(1), login(1), login(1)]);
            assert.equal(server.count(action), 1);
        });

        it("its own for each account and each region or instance", async () => {
            const port = server.port();
            await port.access(ends[cloud], options);
            await port.access({ ...ends[cloud], account }, options);
            assert.equal(server.count(action), 2);
            assert.match(server.asked.at(-1)?.authorization ?? "", /=other[,/]/);
            // Not every answer of the server is about the other place: what counts is that the cloud was asked.
            await port.access({ ...ends[cloud], ...other }, options).catch(() => undefined);
            assert.ok(server.asked.length > 2);
        });

        it("kept until shortly before it expires", async () => {
            const access = await server.access();
            clock().advance(keptMinutes * 60_000 - 1_000);
            assert.deepEqual(await access.login(false), login(1));
            clock().advance(2_000);
            assert.deepEqual(await access.login(false), login(2));
            assert.equal(server.count(action), 2);
        });

        it("asked for anew when the registry has refused it, once for all who were refused", async () => {
            const port = server.port();
            const one = await port.access(ends[cloud], options);
            const two = await port.access(ends[cloud], options);
            assert.deepEqual(await Promise.all([one.login(true), two.login(true)]), [login(2), login(2)]);
            assert.deepEqual(await one.login(false), login(2));
            assert.deepEqual(await one.login(true), login(3));
            // What it was refused with has been renewed by the other meanwhile.
            assert.deepEqual(await two.login(true), login(3));
            assert.equal(server.count(action), 3);
        });

        it("the deadline of who came first does not bound those who wait with it", async () => {
            const port = server.port();
            let open = () => {};
            server.gate = new Promise((resolve) => (open = resolve));
            const first = port.access(ends[cloud], { deadline: clock().now() });
            const second = port.access(ends[cloud], options);
            clock().advance(1_000);
            open();
            assert.deepEqual(await (await second).login(false), login(1));
            assert.equal((await first).host, host);
        });

        it("nothing is begun when the time is up", async () => {
            const late = server.port().access(ends[cloud], { deadline: clock().now() - 1 });
            await assert.rejects(late, (error) => ImageSyncError.is(error) && error.kind === "transient");
            assert.equal(server.asked.length, 0);
        });

        it("a failure is not kept, and a fault of the moment is tried again", async () => {
            let broken = true;
            const open = openRegistry(cloud, host, () => clock().now());
            const answers = { ...open, [action]: () => (broken ? { status: 503, body: {} } : open[action]!()) };
            server.close();
            server = await LoginServer.start(cloud, answers);
            const port = server.port();
            await assert.rejects(port.access(ends[cloud], options), (error) => ImageSyncError.is(error));
            assert.ok(server.count(action) > 1);
            broken = false;
            assert.equal((await port.access(ends[cloud], options)).host, host);
        });

        it("an answer without a login is an error that shows nothing of it", async () => {
            const body = { IsSuccess: true, auths: {}, Response: {}, Token: "shown-nowhere" };
            const answers = { ...openRegistry(cloud, host, () => 0), [action]: () => ({ body }) };
            server.close();
            server = await LoginServer.start(cloud, answers);
            await assert.rejects(server.access(), (error) => {
                assert.ok(ImageSyncError.is(error));
                assert.deepEqual([error.kind, error.details.cloud], ["unknown", cloud]);
                assert.match(error.message, /the answer holds no login/);
                assert.doesNotMatch(error.message, /shown-nowhere/);
                return true;
            });
        });

        it("a password is nowhere but in the login", async () => {
            const access = await server.access();
            assert.doesNotMatch(inspect({ ...access }), new RegExp(password(cloud, 1)));
            const message = redact(`refused ${password(cloud, 1)} ${Buffer.from(access.tried).toString("utf8")}`);
            assert.match(message, /refused \[secret\]/);
        });

        it("a login whose end is not told, or has passed by the clock here, is kept for a while", async () => {
            const slow = new FakeClock(Date.now() + 5 * 60 * 60_000);
            server.close();
            server = await LoginServer.start(
                cloud,
                openRegistry(cloud, host, () => Date.now()),
            );
            const access = await server.port(slow).access(ends[cloud], options);
            slow.advance(29 * 60_000);
            assert.deepEqual(await access.login(false), login(1));
            slow.advance(2 * 60_000);
            assert.deepEqual(await access.login(false), login(2));
        });
    });
}
