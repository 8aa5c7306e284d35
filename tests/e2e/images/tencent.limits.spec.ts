import { describeLimits } from "./limits";
import { tencentImages } from "./rows/tencent";

describeLimits(tencentImages, 100);
