import { describeLimits } from "./limits";
import { huaweiImages } from "./rows/huawei";

describeLimits(huaweiImages, 8);
