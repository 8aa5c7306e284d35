import { describeAsking } from "./asking";
import { describeFailing } from "./failing";
import { describeKilled } from "./killed";
import { alibabaImages } from "./rows/alibaba";
import { describeSyncing } from "./syncing";
import { describeWaiting } from "./waiting";

describeSyncing(alibabaImages);
describeFailing(alibabaImages);
if (alibabaImages.tasks) {
    describeWaiting(alibabaImages, alibabaImages.tasks);
    describeKilled(alibabaImages, alibabaImages.tasks);
}
describeAsking(alibabaImages);
