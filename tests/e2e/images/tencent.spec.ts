import { describeAsking } from "./asking";
import { describeFailing } from "./failing";
import { tencentImages } from "./rows/tencent";
import { describeSyncing } from "./syncing";

describeSyncing(tencentImages);
describeFailing(tencentImages);
describeAsking(tencentImages);
