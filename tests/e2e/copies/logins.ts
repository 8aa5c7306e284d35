import { createHmac } from "node:crypto";
import type { CloudName, Emulator } from "../../../emulator";
import { call as callAlibaba } from "../../emulator/alibaba/clients";
import { call as callTencent } from "../../emulator/tencent/clients";
import type { Login } from "../../emulator/core/ociClient";

/** A registry of an emulated cloud for a foreign client: where it is, and what to log in with. */
interface OpenRegistry {
    /** `127.0.0.1:port` */
    readonly host: string;
    readonly login: Login;
}

/** Logs in the way a person would: by the cloud's API, on Huawei Cloud by what a key makes for good. */
const logins: Readonly<Record<CloudName, (emulator: Emulator, registry: string) => Promise<Login>>> = {
    alibaba: async (emulator, registry) => {
        const answer = await callAlibaba(emulator, "GetAuthorizationToken", { InstanceId: registry });
        return { username: String(answer.TempUsername), password: String(answer.AuthorizationToken) };
    },
    tencent: async (emulator, registry) => {
        const { region } = emulator.tencent.findRegistry(registry) ?? {};
        const parameters = { RegistryId: registry, TokenType: "temp" };
        const answer = await callTencent(emulator, "CreateInstanceToken", parameters, { region });
        return { username: String(answer.Username), password: String(answer.Token) };
    },
    huawei: (emulator, region) => {
        const { accessKey, secretKey } = emulator.credentials.huawei.owner;
        const password = createHmac("sha256", secretKey).update(accessKey).digest("hex");
        return Promise.resolve({ username: `${region}@${accessKey}`, password });
    },
};

export async function openRegistry(emulator: Emulator, cloud: CloudName, registry: string): Promise<OpenRegistry> {
    return {
        host: await emulator.registries.host(cloud, registry),
        login: await logins[cloud](emulator, registry),
    };
}
