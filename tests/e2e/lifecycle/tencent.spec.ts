import { tencentRow } from "../clouds/tencent";
import { describeBadDays } from "./badDays";
import { describeExisting } from "./existing";
import { describeLifecycle } from "./journey";
import { describeRotation } from "./rotation";

describeLifecycle(tencentRow);
describeExisting(tencentRow);
describeBadDays(tencentRow);
describeRotation(tencentRow);
