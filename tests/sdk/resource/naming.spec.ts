import assert from "node:assert/strict";
import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { nameFor, ruleName } from "../../../sdk/resource/naming";
import { reasons } from "../checking";
import { recordResources, valueOf } from "../recording";

const end = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" };
const alibabaEnd = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" };

describe("name of a rule whose program gives none", () => {
    const scope = fc.string({ unit: "binary" });
    const logicalName = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 200 }));

    it("is legal on TCR, in 64 characters at most, whatever the logical name", () => {
        fc.assert(
            fc.property(logicalName, scope, (name, where) => {
                assert.match(nameFor(name, where), /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/);
                assert.ok(nameFor(name, where).length <= 64);
            }),
        );
    });

    it("passes the check of each cloud that has names", async () => {
        const property = fc.asyncProperty(logicalName, async (name) => {
            const made = nameFor(name, "scope");
            const copy = { namespace: "copy" };
            assert.deepEqual(await reasons({ name: made, source: end, target: { ...end, ...copy } }), []);
            assert.deepEqual(await reasons({ name: made, source: alibabaEnd, target: { ...alibabaEnd, ...copy } }), []);
        });
        await fc.assert(property, { numRuns: 20 });
    });

    it("is the same each time, and another in another scope", () => {
        fc.assert(
            fc.property(logicalName, scope, scope, (name, one, other) => {
                assert.equal(nameFor(name, one), nameFor(name, one));
                assert.equal(nameFor(name, one) === nameFor(name, other), one === other);
            }),
        );
    });

    it("keeps apart logical names that look alike once they are legal", () => {
        const long = "x".repeat(80);
        for (const [one, other] of [
            ["api v1", "api-v1"],
            ["API", "api"],
            [`${long}-to-singapore`, `${long}-to-shanghai`],
            ["仓库", "镜像"],
        ] as const) {
            assert.notEqual(nameFor(one, "scope"), nameFor(other, "scope"), `${one} and ${other}`);
        }
    });

    it("lets a person recognise the logical name", () => {
        assert.match(nameFor("api-to-singapore", "scope"), /^api-to-singapore-[0-9a-f]{7}$/);
        assert.match(nameFor("Team/API v1", "scope"), /^team-api-v1-[0-9a-f]{7}$/);
        assert.match(nameFor("--x--", "scope"), /^x-[0-9a-f]{7}$/);
        assert.match(nameFor("仓库", "scope"), /^[0-9a-f]{7}$/);
    });

    it("differs by project, by stack and by parent", async () => {
        const made: string[] = [];
        for (const [project, stack] of [
            ["shop", "dev"],
            ["shop", "prod"],
            ["desk", "dev"],
        ] as const) {
            await recordResources(project, stack);
            made.push(await valueOf(ruleName("api", undefined)));
            const parent = new pulumi.ComponentResource("example:index:Parent", "parent");
            made.push(await valueOf(ruleName("api", parent)));
        }
        assert.equal(new Set(made).size, made.length, made.join(" "));
        await recordResources("shop", "dev");
        assert.equal(await valueOf(ruleName("api", undefined)), made[0]);
    });
});
