import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as sdk from "../../sdk";

describe("endpoint factories", () => {
    it("add the cloud and keep every field", () => {
        const registry = { region: "cn-hangzhou", instanceId: "cri-hub", account: "builders" };
        assert.deepEqual(sdk.alibaba(registry), { ...registry, cloud: "alibaba" });
        assert.deepEqual(sdk.tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" }), {
            cloud: "tencent",
            region: "ap-guangzhou",
            instanceId: "tcr-gz",
        });
        assert.deepEqual(sdk.huawei({ region: "cn-north-4" }), { cloud: "huawei", region: "cn-north-4" });
        const harbor = { host: "harbor.example.com:8443", account: "robot" };
        assert.deepEqual(sdk.generic(harbor), { ...harbor, cloud: "generic" });
    });

    it("do not change what they are given, and hand Outputs through as they are", () => {
        const instanceId = pulumi.output("cri-hub");
        const registry = Object.freeze({ region: "cn-hangzhou", instanceId });
        assert.equal(sdk.alibaba(registry).instanceId, instanceId);
        assert.deepEqual(Object.keys(registry), ["region", "instanceId"]);
    });

    it("have the last word on the cloud", () => {
        const misnamed = { region: "cn-north-4", cloud: "alibaba" };
        const registry: { region: string } = misnamed;
        assert.equal(sdk.huawei(registry).cloud, "huawei");
    });
});

describe("top level of the package", () => {
    it("is what the documentation shows, and no more", () => {
        assert.deepEqual(Object.keys(sdk).sort(), [
            "ManualImageSync",
            "RepoSyncRule",
            "alibaba",
            "generic",
            "huawei",
            "tencent",
        ]);
    });
});
