import { passwordOf, TEMPORARY_USER } from "../registry/logins";
import { BusinessError, invalid } from "../wire/answers";
import { integer, required } from "../wire/parameters";
import { type Action, ownInstance } from "./action";

const HOUR_MILLIS = 3_600_000;
const MAX_HOURS = 24;

export const GetAuthorizationToken: Action = {
    access: "read",
    parameters: { InstanceId: required, ExpiresInHours: integer },
    handle: (call) => {
        const { parameters, context, credential } = call;
        const hours = parameters.integer("ExpiresInHours") ?? 1;
        if (hours < 1 || hours > MAX_HOURS) {
            throw invalid("ExpiresInHours");
        }
        const { id: instanceId, status } = ownInstance(call);
        if (status !== "RUNNING") {
            throw new BusinessError("INSTANCE_STATUS_NOT_SUPPORT");
        }
        const expiresAt = context.clock.now() + hours * HOUR_MILLIS;
        return {
            TempUsername: TEMPORARY_USER,
            AuthorizationToken: passwordOf({ instanceId, credential, expiresAt }),
            ExpireTime: expiresAt,
        };
    },
};
