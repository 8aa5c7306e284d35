import assert from "node:assert/strict";
import { ManualClock, startEmulator, type Emulator } from "../../../emulator";
import { otherUin, ownerUin } from "../../../emulator/tencent/credentials";
import { call, rule, withCode, type Response } from "./clients";

describe("Tencent: CreateInstanceToken", () => {
    let clock: ManualClock;
    let emulator: Emulator;

    beforeEach(async () => {
        clock = new ManualClock(Date.now());
        emulator = await startEmulator({ clock });
    });
    afterEach(() => emulator.close());

    const create = (input: Record<string, unknown> = {}): Promise<Response> =>
        call(emulator, "CreateInstanceToken", { RegistryId: "tcr-gz", ...input });

    it("issues a credential for an hour", async () => {
        const { Username, Token, ExpTime, TokenId } = await create();
        assert.deepEqual([Username, ExpTime, TokenId], [ownerUin, clock.now() + 3_600_000, ""]);
        const valid = (): unknown[] => emulator.tencent.tokens("tcr-gz").map((each) => each.token);
        assert.deepEqual(valid(), [Token]);
        const second = await create({ TokenType: "temp" });
        assert.deepEqual(valid(), [Token, second["Token"]]);
        clock.advance(3_600_000);
        assert.deepEqual(valid(), []);
    });

    it("issues a long-term credential, which opens the registry to rules of another account", async () => {
        const { other: key } = emulator.credentials.tencent;
        const options = { key, region: "ap-shanghai" };
        const input = { RegistryId: "tcr-partner", TokenType: "longterm", Desc: "for the owner" };
        const { Token, TokenId } = await call(emulator, "CreateInstanceToken", input, options);
        const [issued] = emulator.tencent.tokens("tcr-partner");
        assert.deepEqual([issued?.id, issued?.description], [TokenId, "for the owner"]);
        const peer = (token: unknown): Record<string, unknown> => ({
            DestinationRegistryId: "tcr-partner",
            DestinationRegionId: 4,
            PeerReplicationOption: { PeerRegistryUin: otherUin, PeerRegistryToken: token, EnablePeerReplication: true },
        });
        await assert.rejects(
            call(emulator, "ManageReplication", rule(peer("guessed"))),
            withCode("InternalError.ErrorTcrUnauthorized"),
        );
        await call(emulator, "ManageReplication", rule(peer(Token)));
    });

    it("refuses another type, another registry and a key that may only describe", async () => {
        await assert.rejects(create({ TokenType: "forever" }), withCode("InvalidParameter"));
        await assert.rejects(create({ RegistryId: "tcr-partner" }), withCode("ResourceNotFound"));
        const { readOnly: key } = emulator.credentials.tencent;
        await assert.rejects(
            call(emulator, "CreateInstanceToken", { RegistryId: "tcr-gz" }, { key }),
            withCode("UnauthorizedOperation"),
        );
    });
});
