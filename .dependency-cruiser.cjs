"use strict";

/** Who may import whom; docs and reasons are in each rule's comment. */
const LIFECYCLES = "^provider/(index|repoSyncRule|manualImageSync)(\\.|/)";
const LOOK_UPS = "^sdk/lookups/provider\\.ts$";
const VENDORS = { alibaba: "@alicloud/", tencent: "tencentcloud-", huawei: "@huaweicloud/" };
const vendorPath = (name) => `node_modules/${name}`;

/** A cloud's SDK belongs to that cloud's folder alone: nobody loads the SDK of a cloud that is not used. */
const vendorRules = Object.entries(VENDORS).map(([cloud, name]) => ({
    name: `only-${cloud}-knows-its-sdk`,
    comment: `${name}* is imported by provider/clouds/${cloud} alone`,
    severity: "error",
    from: { pathNot: `^provider/clouds/${cloud}/` },
    to: { path: vendorPath(name) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
    forbidden: [
        {
            name: "no-cycles",
            comment: "a cycle has no layer it belongs to; types included",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        {
            name: "emulator-knows-nobody",
            comment: "the emulator shares no code with what it tests",
            severity: "error",
            from: { path: "^emulator/" },
            to: { path: "^(provider|sdk|cli)/" },
        },
        {
            name: "provider-knows-no-caller",
            comment: "the provider knows neither the SDK, nor the command, nor the emulator",
            severity: "error",
            from: { path: "^provider/" },
            to: { path: "^(sdk|cli|emulator)/" },
        },
        {
            name: "lifecycle-knows-no-cloud",
            comment: "everything in provider/ beside clouds/ works through the registry port",
            severity: "error",
            from: { path: "^provider/", pathNot: ["^provider/clouds/", "^provider/index\\.ts$"] },
            to: { path: "^provider/clouds/" },
        },
        {
            name: "clouds-by-their-table",
            comment: "provider/index.ts reaches the clouds through the table in provider/clouds/index.ts",
            severity: "error",
            from: { path: "^provider/index\\.ts$" },
            to: { path: "^provider/clouds/", pathNot: "^provider/clouds/index\\.ts$" },
        },
        {
            name: "clouds-table-is-the-providers",
            comment: "the table of clouds is for provider/index.ts alone",
            severity: "error",
            from: { pathNot: "^provider/index\\.ts$" },
            to: { path: "^provider/clouds/index\\.ts$" },
        },
        {
            name: "cloud-knows-no-other-cloud",
            comment: "an adapter stands alone; adding a cloud touches no other",
            severity: "error",
            from: { path: "^provider/clouds/([^/]+)/" },
            to: { path: "^provider/clouds/[^/]+/", pathNot: "^provider/clouds/$1/" },
        },
        {
            name: "cloud-knows-no-lifecycle",
            comment: "an adapter answers the port; what is done with it is not its business",
            severity: "error",
            from: { path: "^provider/clouds/" },
            to: { path: LIFECYCLES },
        },
        {
            name: "sdk-takes-types-from-provider",
            comment: "a Pulumi program loads no provider code; look-ups load it when called, in one place",
            severity: "error",
            from: { path: "^sdk/", pathNot: LOOK_UPS },
            to: { path: "^provider/", dependencyTypesNot: ["type-only"] },
        },
        {
            name: "sdk-knows-no-tool",
            comment: "what a program imports stands without the emulator and the command",
            severity: "error",
            from: { path: "^sdk/" },
            to: { path: "^(cli|emulator)/" },
        },
        ...vendorRules,
        {
            name: "shipped-code-has-shipped-dependencies",
            comment: "a user's installation holds no devDependencies; @pulumi/pulumi is the user's own",
            severity: "error",
            from: { path: "^(sdk|provider|emulator|cli)/" },
            to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], pathNot: "node_modules/@pulumi/pulumi/" },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        // Imports of types are arrows too.
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
        enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "default", "types"] },
    },
};
