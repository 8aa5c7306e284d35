import { tencentCase } from "./tencentCase";
import { rulePortContract } from "./contract";

describe("tencent: the contract of a cloud's rules", () => rulePortContract(tencentCase));
