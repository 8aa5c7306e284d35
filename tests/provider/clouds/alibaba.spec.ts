import { alibabaCase } from "./alibabaCase";
import { rulePortContract } from "./contract";

describe("alibaba: the contract of a cloud's rules", () => rulePortContract(alibabaCase));
