import { describeAsking } from "./asking";
import { describeFailing } from "./failing";
import { describeKilled } from "./killed";
import { huaweiImages } from "./rows/huawei";
import { describeSyncing } from "./syncing";
import { describeWaiting } from "./waiting";

describeSyncing(huaweiImages);
describeFailing(huaweiImages);
if (huaweiImages.tasks) {
    describeWaiting(huaweiImages, huaweiImages.tasks);
    describeKilled(huaweiImages, huaweiImages.tasks);
}
describeAsking(huaweiImages);
