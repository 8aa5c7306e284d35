import { describeLimits } from "./limits";
import { alibabaImages } from "./rows/alibaba";

describeLimits(alibabaImages, 20);
