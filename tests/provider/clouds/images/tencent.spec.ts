import { imagePortContract } from "./contract";
import { tencentCase } from "./tencentCase";

describe("tencent: the contract of a cloud's image syncs", () => imagePortContract(tencentCase));
