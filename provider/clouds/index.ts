import type { RuleCloud } from "../model";
import type { ImageCapabilities, ImagePort, RuleCapabilities, RulePort } from "../registry";
import type { Session } from "../process/session";
import { alibabaRules } from "./alibaba/capabilities";
import { alibabaImages } from "./alibaba/images/capabilities";
import { huaweiRules } from "./huawei/capabilities";
import { huaweiImages } from "./huawei/images/capabilities";
import { tencentRules } from "./tencent/capabilities";
import { tencentImages } from "./tencent/images/capabilities";

/** A cloud: what its rules and image syncs are like, and the ports to them; a port's code is loaded when needed. */
export interface Cloud {
    readonly rules: RuleCapabilities;
    readonly rulePort: (session: Session) => RulePort;
    readonly images: ImageCapabilities;
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
    },
};
