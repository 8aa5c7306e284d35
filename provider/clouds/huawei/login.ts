import { isRecord, textOf } from "../../calls/answers";
import { type HostLogin, hostLogin, type RegionalEnd, TemporaryAccess } from "../../calls/access";
import { Clients } from "../../calls/clients";
import type { Login } from "../../oci/registry/port";
import { secret } from "../../process/redact";
import type { Session } from "../../process/session";
import type { CallOptions, RegistryAccessPort } from "../../registry";
import { HuaweiClient } from "./client";

const action = "CreateSecret";
const source = { cloud: "huawei", action };

/**
 * Logins to SWR, basic edition: CreateSecret, the temporary login command. Its answer does not tell when it expires:
 * after six hours, as the product's documents say, and surely no later than temporary keys with which it was asked for.
 */
export function huaweiAccess(session: Session): RegistryAccessPort {
    const clients = new Clients(({ region, account }) => new HuaweiClient(session, region, account));
    const ask = async (end: RegionalEnd, options: CallOptions): Promise<HostLogin> => {
        const call = {
            operation: action,
            method: "POST",
            path: `/v2/manage/utils/secret?projectname=${encodeURIComponent(end.region)}`,
            object: "the temporary login",
            harmless: true,
        } as const;
        const { body, headers } = await clients.at(end).answer(call, options);
        const { host, login } = loginIn(body);
        return hostLogin(source, { host, ...login, requestId: headers["x-request-id"] });
    };
    return new TemporaryAccess({ ...source, ask }, session.clock);
}

/** `{ auths: { <host>: { auth: <base64 of user:password> } } }`, with one host. */
function loginIn(body: unknown): { host?: string; login: { [part in keyof Login]: string | undefined } } {
    const auths = isRecord(body) && isRecord(body.auths) ? body.auths : {};
    const [[host, entry] = []] = Object.entries(auths);
    const auth = secret(isRecord(entry) ? textOf(entry.auth) : undefined) ?? "";
    const [, username, password] = /^([^:]+):(.+)$/s.exec(Buffer.from(auth, "base64").toString("utf8")) ?? [];
    return { host, login: { username, password } };
}
