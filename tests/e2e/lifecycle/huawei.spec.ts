import { huaweiRow } from "../clouds/huawei";
import { describeBadDays } from "./badDays";
import { describeExisting } from "./existing";
import { describeLifecycle } from "./journey";
import { describeRotation } from "./rotation";

describeLifecycle(huaweiRow);
describeExisting(huaweiRow);
describeBadDays(huaweiRow);
describeRotation(huaweiRow);
