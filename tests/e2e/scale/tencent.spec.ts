import { tencentRow } from "../clouds/tencent";
import { describeManyRules } from "./manyRules";

// A list is two pages here: ⌈120 / 8⌉ · 2 + 5 requests for creating, and a refresh may take two lists.
describeManyRules(tencentRow, { create: 35, refresh: 4, gone: 2 });
