import type { RuleCloud } from "../model";
import type { RuleCapabilities, RulePort } from "../registry";
import type { Session } from "../process/session";
import { alibabaRules } from "./alibaba/capabilities";
import { huaweiRules } from "./huawei/capabilities";
import { tencentRules } from "./tencent/capabilities";

/** A cloud: what its rules are like, and the port to them; the port's code is loaded when it is first needed. */
export interface Cloud {
    readonly rules: RuleCapabilities;
    readonly rulePort: (session: Session) => RulePort;
}

/** Every cloud there is. A new one is a folder beside this file and a row here. */
export const clouds: Readonly<Record<RuleCloud, Cloud>> = {
    alibaba: {
        rules: alibabaRules,
        rulePort: (session) => {
            const { AlibabaRules } = require("./alibaba/rules") as typeof import("./alibaba/rules");
            return new AlibabaRules(session);
        },
    },
    tencent: {
        rules: tencentRules,
        rulePort: (session) => {
            const { TencentRules } = require("./tencent/rules") as typeof import("./tencent/rules");
            return new TencentRules(session);
        },
    },
    huawei: {
        rules: huaweiRules,
        rulePort: (session) => {
            const { HuaweiRules } = require("./huawei/rules") as typeof import("./huawei/rules");
            return new HuaweiRules(session);
        },
    },
};
