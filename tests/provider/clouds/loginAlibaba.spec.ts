import assert from "node:assert/strict";
import { ImageSyncError } from "../../../provider/errors";
import { TestEnvironment } from "../fakes/environment";
import { type Answer, endpoint, LoginServer, openRegistry } from "./loginServer";

const host = "hub-registry.cn-hangzhou.cr.aliyuncs.com";
const vpc = "hub-registry-vpc.cn-hangzhou.cr.aliyuncs.com";

describe("alibaba: which endpoint is logged in to, and what a refusal says", () => {
    let environment: TestEnvironment;
    let server: LoginServer | undefined;

    beforeEach(() => (environment = new TestEnvironment()));
    afterEach(() => {
        server?.close();
        environment.restore();
    });

    async function start(answers: Record<string, Answer>) {
        server?.close();
        server = await LoginServer.start("alibaba", { ...openRegistry("alibaba", host, () => Date.now()), ...answers });
        return server;
    }
    const endpoints = (...Endpoints: unknown[]) => ({ ListInstanceEndpoint: { body: { IsSuccess: true, Endpoints } } });
    const refused = (code: string, status = 200) => ({
        status,
        body: { IsSuccess: false, Code: code, RequestId: "7F" },
    });
    async function error(answers: Record<string, Answer>, end = {}): Promise<ImageSyncError> {
        const open = await start(answers);
        return open.access(end).then(
            () => assert.fail("logged in"),
            (thrown: unknown) => {
                assert.ok(ImageSyncError.is(thrown));
                return thrown;
            },
        );
    }

    it("the public one, where both are open", async () => {
        const open = await start(endpoints(endpoint("vpc", true, vpc), endpoint("internet", true, host)));
        assert.equal((await open.access()).host, host);
        const [list, token] = open.asked;
        assert.deepEqual(
            [list?.url.searchParams.get("InstanceId"), token?.action],
            ["cri-hub", "GetAuthorizationToken"],
        );
        assert.equal(token?.url.searchParams.get("InstanceId"), "cri-hub");
    });

    const linked = { ...endpoint("vpc", true, vpc), LinkedVpcs: [{ VpcId: "vpc-1" }] };
    const unlinked = { ...endpoint("vpc", true, vpc), LinkedVpcs: [] };

    for (const [what, row] of Object.entries({ linked, "not told": endpoint("vpc", true, vpc) })) {
        it(`the VPC's, where it alone is open (VPCs: ${what})`, async () => {
            const open = await start(endpoints(endpoint("internet", false, host), row));
            assert.equal((await open.access()).host, vpc);
        });
    }

    const shut = endpoint("internet", false, host);
    for (const closed of [[], [shut], [shut, { ...linked, Enable: false }], [shut, unlinked, shut]]) {
        it(`none: an error that says what to open (${closed.length} endpoints)`, async () => {
            const { kind, message } = await error(endpoints(...closed));
            assert.equal(kind, "unsupported");
            assert.match(message, /^alibaba ListInstanceEndpoint: instance "cri-hub" in cn-hangzhou is closed: /);
            assert.match(message, /open public access .*UpdateInstanceEndpointStatus/);
            assert.equal(server?.count("GetAuthorizationToken"), 0);
        });
    }

    for (const code of ["NoPrivilege", "Forbidden.RAM"]) {
        for (const action of ["ListInstanceEndpoint", "GetAuthorizationToken"]) {
            it(`without the right to ${action} (${code}): which one to grant`, async () => {
                const { kind, message } = await error({ [action]: refused(code, 403) });
                assert.equal(kind, "unauthorized");
                assert.match(message, new RegExp(`grant cr:${action} on `));
            });
        }
    }

    it("an instance that is not there", async () => {
        const { kind, message } = await error({ ListInstanceEndpoint: refused("INSTANCE_NOT_EXIST") });
        assert.equal(kind, "notFound");
        assert.match(message, /instance "cri-hub" not found in cn-hangzhou/);
    });

    it("keys that have expired", async () => {
        const { kind, message } = await error({ GetAuthorizationToken: refused("InvalidSecurityToken.Expired", 403) });
        assert.equal(kind, "unauthorized");
        assert.match(message, /temporary keys have expired: renew them/);
    });

    it("an account that is not configured", async () => {
        const { kind, message } = await error({}, { account: "nobody" });
        assert.equal(kind, "unauthorized");
        assert.match(message, /nobody/);
        assert.equal(server?.asked.length, 0);
    });

    it("another account's instance needs that account's keys", async () => {
        const { kind, message } = await error({}, { accountId: "42" });
        assert.equal(kind, "unauthorized");
        assert.match(message, /is account 42's.*; name the entry of imagesync:accounts .*target\.account$/);
        assert.equal(server?.asked.length, 0);
        assert.equal((await (await start({})).access({ accountId: "42", account: "ali" })).host, host);
    });
});
