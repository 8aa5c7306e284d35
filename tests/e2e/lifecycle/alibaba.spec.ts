import { alibabaRow } from "../clouds/alibaba";
import { describeBadDays } from "./badDays";
import { describeExisting } from "./existing";
import { describeLifecycle } from "./journey";
import { describeRotation } from "./rotation";

describeLifecycle(alibabaRow);
describeExisting(alibabaRow);
describeBadDays(alibabaRow);
describeRotation(alibabaRow);
