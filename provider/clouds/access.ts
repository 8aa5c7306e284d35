import type { ImageCloud } from "../model";
import type { Session } from "../process/session";
import type { RegistryAccessPort } from "../registry";

/** Who logs in to the registries of each cloud, and to any other; its code is loaded when it is needed. */
export const registryAccess: Readonly<Record<ImageCloud, (session: Session) => RegistryAccessPort>> = {
    alibaba: (session) => {
        const { alibabaAccess } = require("./alibaba/login") as typeof import("./alibaba/login");
        return alibabaAccess(session);
    },
    tencent: (session) => {
        const { tencentAccess } = require("./tencent/login") as typeof import("./tencent/login");
        return tencentAccess(session);
    },
    huawei: (session) => {
        const { huaweiAccess } = require("./huawei/login") as typeof import("./huawei/login");
        return huaweiAccess(session);
    },
    generic: (session) => {
        const { GenericAccess } = require("./generic/login/access") as typeof import("./generic/login/access");
        return new GenericAccess(session);
    },
};
