import type { RuleCloud } from "../model";
import { RuleCapabilities, RulePort } from "../registry";
import { Session } from "../session";
import { alibabaRules } from "./alibaba/capabilities";

/** A cloud: what its rules are like, and the port to them; the port's code is loaded when it is first needed. */
export interface Cloud {
    readonly rules: RuleCapabilities;
    readonly rulePort: (session: Session) => RulePort;
}

/** Every cloud there is. A new one is a folder beside this file and a row here. */
export const clouds: Readonly<Record<RuleCloud, Cloud>> = {
    alibaba: {
        rules: alibabaRules,
        rulePort: (session: Session) => {
            const { AlibabaRules } = require("./alibaba/rules") as typeof import("./alibaba/rules");
            return new AlibabaRules(session);
        },
    },
} as unknown as Readonly<Record<RuleCloud, Cloud>>;
