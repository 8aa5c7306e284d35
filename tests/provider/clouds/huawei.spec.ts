import { huaweiCase } from "./huaweiCase";
import { rulePortContract } from "./contract";

describe("huawei: the contract of a cloud's rules", () => rulePortContract(huaweiCase));
