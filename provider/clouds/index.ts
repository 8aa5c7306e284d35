import type { ImageCloud, RuleCloud } from "../model";
import type { ImageCapabilities, ImagePort, RegistryAccessPort, RuleCapabilities, RulePort } from "../registry";
import type { Session } from "../process/session";
import { registryAccess } from "./access";
import { alibabaRules } from "./alibaba/capabilities";
import { alibabaImages } from "./alibaba/images/capabilities";
import { genericImages } from "./generic/images";
import { huaweiRules } from "./huawei/capabilities";
import { huaweiImages } from "./huawei/images/capabilities";
import { tencentRules } from "./tencent/capabilities";
import { tencentImages } from "./tencent/images/capabilities";

/** What image syncs are like from and to a registry, and how to log in to it; a port's code is loaded when needed. */
export interface ImageRegistry {
    readonly images: ImageCapabilities;
    /** Absent where no call syncs images. */
    readonly imagePort?: (session: Session) => ImagePort;
    readonly access: (session: Session) => RegistryAccessPort;
}

/** A cloud: its rules, too. */
export interface Cloud extends ImageRegistry {
    readonly rules: RuleCapabilities;
    readonly rulePort: (session: Session) => RulePort;
    readonly imagePort: (session: Session) => ImagePort;
}

/** Every cloud there is. A new one is a folder beside this file and a row here. */
export const clouds: Readonly<Record<RuleCloud, Cloud>> = {
    alibaba: {
        rules: alibabaRules,
        rulePort: (session) => {
            const { AlibabaRules } = require("./alibaba/rules") as typeof import("./alibaba/rules");
            return new AlibabaRules(session);
        },
        images: alibabaImages,
        imagePort: (session) => {
            const { AlibabaImages } = require("./alibaba/images") as typeof import("./alibaba/images");
            return new AlibabaImages(session);
        },
        access: registryAccess.alibaba,
    },
    tencent: {
        rules: tencentRules,
        rulePort: (session) => {
            const { TencentRules } = require("./tencent/rules") as typeof import("./tencent/rules");
            return new TencentRules(session);
        },
        images: tencentImages,
        imagePort: (session) => {
            const { TencentImages } = require("./tencent/images") as typeof import("./tencent/images");
            return new TencentImages(session);
        },
        access: registryAccess.tencent,
    },
    huawei: {
        rules: huaweiRules,
        rulePort: (session) => {
            const { HuaweiRules } = require("./huawei/rules") as typeof import("./huawei/rules");
            return new HuaweiRules(session);
        },
        images: huaweiImages,
        imagePort: (session) => {
            const { HuaweiImages } = require("./huawei/images") as typeof import("./huawei/images");
            return new HuaweiImages(session);
        },
        access: registryAccess.huawei,
    },
};

/** Everything that holds images: the clouds, and any other registry, which has neither rules nor calls of its own. */
export const registries: Readonly<Record<ImageCloud, ImageRegistry>> = {
    ...clouds,
    generic: {
        images: genericImages,
        access: registryAccess.generic,
    },
};
