import { huaweiRow } from "../clouds/huawei";
import { describeManyRules } from "./manyRules";

// A list is of one repository here: one before each create and one after it, one for each rule at a refresh.
describeManyRules(huaweiRow, { create: 240, refresh: 120, gone: 1 });
