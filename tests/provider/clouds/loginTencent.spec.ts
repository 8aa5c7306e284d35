import assert from "node:assert/strict";
import { ImageSyncError } from "../../../provider/errors";
import { TestEnvironment } from "../fakes/environment";
import { type Answer, LoginServer, openRegistry } from "./loginServer";

const host = "hub.tencentcloudcr.com";

describe("tencent: which registry is logged in to, and what a refusal says", () => {
    let environment: TestEnvironment;
    let server: LoginServer | undefined;

    beforeEach(() => (environment = new TestEnvironment()));
    afterEach(() => {
        server?.close();
        environment.restore();
    });

    async function start(answers: Record<string, Answer>) {
        server?.close();
        server = await LoginServer.start("tencent", { ...openRegistry("tencent", host, () => Date.now()), ...answers });
        return server;
    }
    const said = (Response: object): Answer => ({ body: { Response: { RequestId: "7F", ...Response } } });
    const refused = (Code: string) => said({ Error: { Code, Message: "words" } });
    const closed = { DescribeExternalEndpointStatus: said({ Status: "Closed", Reason: null }) };
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

    it("asks for a temporary token of the registry", async () => {
        const open = await start({});
        await open.access();
        const request = open.asked.find(({ action }) => action === "CreateInstanceToken");
        assert.deepEqual(JSON.parse(request?.body ?? ""), { RegistryId: "tcr-hub", TokenType: "temp" });
    });

    it("a user name that came as a number", async () => {
        const answer = said({ Username: 100012345678, Token: "token-of-a-number", ExpTime: Date.now() + 3_600_000 });
        const access = await (await start({ CreateInstanceToken: answer })).access();
        assert.deepEqual(await access.login(false), { username: "100012345678", password: "token-of-a-number" });
    });

    it("closed to the public network, without a VPC: an error that says what to open", async () => {
        const none = { DescribeInternalEndpoints: said({ AccessVpcSet: [], TotalCount: 0 }) };
        const { kind, message } = await error({ ...closed, ...none });
        assert.equal(kind, "unsupported");
        assert.match(message, /registry "tcr-hub" in ap-guangzhou is closed: /);
        assert.match(message, /open public access .*ManageExternalEndpoint.*ManageInternalEndpoint/);
        assert.equal(server?.count("CreateInstanceToken"), 0);
    });

    for (const code of ["UnauthorizedOperation", "InvalidAction"]) {
        it(`closed, and whether a VPC is linked is not told (${code}): closed, and which right shows a link`, async () => {
            const { kind, message } = await error({ ...closed, DescribeInternalEndpoints: refused(code) });
            assert.equal(kind, "unsupported");
            assert.match(message, /grant tcr:DescribeInternalEndpoints/);
        });
    }

    it("closed to the public network, with a VPC: the same name, which may lead there from here", async () => {
        const linked = said({ AccessVpcSet: [{ VpcId: "vpc-1", Status: "Running" }], TotalCount: 1 });
        const open = await start({ ...closed, DescribeInternalEndpoints: linked });
        assert.equal((await open.access()).host, host);
    });

    for (const code of ["UnauthorizedOperation", "AuthFailure.UnauthorizedOperation", "InvalidAction"]) {
        it(`whether it is open is not told (${code}): taken for open`, async () => {
            const open = await start({ DescribeExternalEndpointStatus: refused(code) });
            assert.equal((await open.access()).host, host);
        });
    }

    it("any other failure of that question is one", async () => {
        const { kind } = await error({ DescribeExternalEndpointStatus: refused("InvalidParameter") });
        assert.equal(kind, "invalid");
    });

    for (const action of ["DescribeInstances", "CreateInstanceToken"]) {
        for (const code of ["UnauthorizedOperation", "AuthFailure.UnauthorizedOperation"]) {
            it(`without the right to ${action} (${code}): which one to grant`, async () => {
                const { kind, message } = await error({ [action]: refused(code) });
                assert.equal(kind, "unauthorized");
                assert.match(message, new RegExp(`; grant tcr:${action}(;|$)`));
            });
        }
    }

    it("a registry that is not there", async () => {
        const { kind, message } = await error({ DescribeInstances: said({ TotalCount: 0, Registries: [] }) });
        assert.equal(kind, "notFound");
        assert.match(message, /registry "tcr-hub" not found in ap-guangzhou/);
    });

    it("a registry that goes meanwhile", async () => {
        const { kind, message } = await error({ CreateInstanceToken: refused("ResourceNotFound.TcrResourceNotFound") });
        assert.equal(kind, "notFound");
        assert.match(message, /CreateInstanceToken: registry "tcr-hub" not found in ap-guangzhou/);
    });

    it("keys that have expired", async () => {
        const { kind, message } = await error({ DescribeInstances: refused("AuthFailure.TokenFailure") });
        assert.equal(kind, "unauthorized");
        assert.match(message, /temporary keys have expired: renew them/);
    });

    it("an account that is not configured", async () => {
        assert.match((await error({}, { account: "nobody" })).message, /nobody/);
        assert.equal(server?.asked.length, 0);
    });
});
