import { z } from "zod";
import { TencentError } from "../errors";
import { action, registryOf, type Action } from "./action";

const hourMillis = 3600 * 1000;

/** How long each type of credential is valid: the documents say an hour, and of the long-term ones nothing. */
const validMillis: Readonly<Record<string, number>> = { temp: hourMillis, longterm: 10 * 365 * 24 * hourMillis };

const createInstanceToken = action(
    "write",
    z.strictObject({ RegistryId: z.string(), TokenType: z.string().optional(), Desc: z.string().optional() }),
    (input, call) => {
        const registry = registryOf(input.RegistryId, call);
        const type = input.TokenType ?? "temp";
        const valid = validMillis[type];
        if (valid === undefined) {
            throw new TencentError("InvalidParameter", `TokenType "${type}" is neither temp nor longterm`);
        }
        const issued = call.world.addToken({
            registryId: registry.id,
            username: call.caller.uin,
            description: input.Desc ?? "",
            expiresAt: call.now + valid,
        });
        if (type === "longterm") {
            // The same token lets rules of other accounts push: PeerReplicationOption takes it.
            call.world.addGrant(registry.id, issued.token);
        }
        const TokenId = type === "longterm" ? issued.id : "";
        return { Username: issued.username, Token: issued.token, ExpTime: issued.expiresAt, TokenId };
    },
);

export const tokenActions: Readonly<Record<string, Action>> = { CreateInstanceToken: createInstanceToken };
