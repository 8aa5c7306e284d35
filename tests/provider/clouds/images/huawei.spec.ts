import { imagePortContract } from "./contract";
import { huaweiCase } from "./huaweiCase";

describe("huawei: the contract of a cloud's image syncs", () => imagePortContract(huaweiCase));
