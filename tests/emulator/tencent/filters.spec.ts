import assert from "node:assert/strict";
import { globMatches, isGlob, takes } from "../../../emulator/tencent/world/filters";
import type { TencentFilter } from "../../../emulator";

describe("Tencent: filters", () => {
    const table: [glob: string, text: string, matches: boolean][] = [
        ["", "anything/at:all", true],
        ["prod/api", "prod/api", true],
        ["prod/api", "prod/api2", false],
        ["prod/*", "prod/api", true],
        ["prod/*", "prod/team/service", false],
        ["prod/**", "prod/api", true],
        ["prod/**", "prod/team/service", true],
        ["prod/**", "production/api", false],
        ["prod/**/service", "prod/team/service", true],
        ["prod/**/service", "prod/service", true],
        ["prod/a**", "prod/api", true],
        ["prod/a**", "prod/a/b", false],
        ["**", "1.0.0", true],
        ["1.?.0", "1.2.0", true],
        ["1.?.0", "1.22.0", false],
        ["1.0", "1x0", false],
        ["prod/{api,web}", "prod/web", true],
        ["prod/{api,web}", "prod/worker", false],
        ["{v*,latest}", "v1.2", true],
        ["a,b", "a,b", true],
        ["a+(b)", "a+(b)", true],
        ["[ab]", "a", false],
    ];
    for (const [glob, text, matches] of table) {
        it(`"${glob}" ${matches ? "takes" : "leaves"} "${text}"`, () => {
            assert.equal(globMatches(glob, text), matches);
        });
    }

    it("knows braces that do not pair up", () => {
        assert.deepEqual(["{a,b}", "{a{b}}", "{a", "a}", "}a{"].map(isGlob), [true, true, false, false, false]);
    });

    it("tells images from charts", () => {
        const rule = (resource: string): Parameters<typeof takes>[0] => {
            const filters: TencentFilter[] = [
                { type: "name", value: "prod/**" },
                { type: "resource", value: resource },
            ];
            return {
                name: "r",
                description: "",
                filters,
                override: false,
                deletion: false,
                enabled: true,
                destinationRegistryId: "tcr-sg",
                destinationNamespace: "",
            };
        };
        const kinds = (resource: string): boolean[] =>
            (["image", "chart"] as const).map((kind) => takes(rule(resource), "prod/api", "1", kind));
        assert.deepEqual(
            [kinds(""), kinds("image"), kinds("chart")],
            [
                [true, true],
                [true, false],
                [false, true],
            ],
        );
    });
});
