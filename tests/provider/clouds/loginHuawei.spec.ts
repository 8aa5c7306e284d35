import assert from "node:assert/strict";
import { ImageSyncError } from "../../../provider/errors";
import { redact } from "../../../provider/process/redact";
import { TestEnvironment } from "../fakes/environment";
import { type Answer, LoginServer } from "./loginServer";

const path = "/v2/manage/utils/secret";
const host = "swr.cn-north-4.myhuaweicloud.com";
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("huawei: the temporary login command", () => {
    let environment: TestEnvironment;
    let server: LoginServer | undefined;

    beforeEach(() => (environment = new TestEnvironment()));
    afterEach(() => {
        server?.close();
        environment.restore();
    });

    async function start(answer: Answer) {
        server?.close();
        server = await LoginServer.start("huawei", { [path]: answer });
        return server;
    }
    async function error(answer: Answer, end = {}): Promise<ImageSyncError> {
        const open = await start(answer);
        return open.access(end).then(
            () => assert.fail("logged in"),
            (thrown: unknown) => {
                assert.ok(ImageSyncError.is(thrown));
                return thrown;
            },
        );
    }
    const refused = (status: number, code: string): Answer => ({
        status,
        body: { errors: [{ errorCode: code, errorMessage: "words" }] },
    });

    it("is asked for the region's project; a password may hold colons", async () => {
        const auth = base64("cn-north-4@ID:pass:word:of-huawei");
        const open = await start({ body: { auths: { [host]: { auth } } } });
        const access = await open.access();
        assert.deepEqual(await access.login(false), { username: "cn-north-4@ID", password: "pass:word:of-huawei" });
        assert.equal(access.host, host);
        assert.equal(open.asked.at(-1)?.url.search, "?projectname=cn-north-4");
        assert.equal(redact(`Basic ${auth}`), "Basic [secret]");
    });

    for (const auths of [{}, { [host]: {} }, { [host]: { auth: base64("no colon") } }, { [host]: null }]) {
        it(`an answer that holds none: ${JSON.stringify(auths)}`, async () => {
            const { kind, message } = await error({ body: { auths } });
            assert.equal(kind, "unknown");
            assert.match(message, /^huawei CreateSecret: the answer holds no login/);
        });
    }

    it("without the right: what to grant", async () => {
        const { kind, message } = await error(refused(403, "SVCSTG.SWR.4030170"));
        assert.equal(kind, "unauthorized");
        assert.match(message, /CreateSecret: .*cn-north-4.*; grant SWR FullAccess/);
    });

    it("a token that has expired", async () => {
        const { kind, message } = await error({
            status: 401,
            body: { error_code: "APIGW.0307", error_msg: "words", request_id: "7F" },
        });
        assert.equal(kind, "unauthorized");
        assert.match(message, /the token has expired: renew it/);
    });

    it("an account that is not configured", async () => {
        assert.match((await error({ body: {} }, { account: "nobody" })).message, /nobody/);
        assert.equal(server?.asked.length, 0);
    });
});
