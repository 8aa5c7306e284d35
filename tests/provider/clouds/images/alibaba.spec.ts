import { alibabaCase } from "./alibabaCase";
import { imagePortContract } from "./contract";

describe("alibaba: the contract of a cloud's image syncs", () => imagePortContract(alibabaCase));
