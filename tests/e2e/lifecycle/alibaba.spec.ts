import { alibabaRow } from "../clouds/alibaba";
import { describeLifecycle } from "./journey";

describeLifecycle(alibabaRow);
