import { refuses, type Refused } from "./refusing";

const preamble = `
import { alibaba, huawei, RepoSyncRule, tencent } from "pulumi-imagesync";
import type { RuleCloud, RuleOptions, RuleSource, RuleTarget } from "pulumi-imagesync";
const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const gz = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const beijing = huawei({ region: "cn-north-4" });
`;

/** A rule between two endpoints of one cloud, with more args. */
function rule(constant: "hub" | "gz" | "beijing", more: string): string {
    const repository = constant === "beijing" ? `, repository: "api"` : "";
    const source = `source: { ...${constant}, namespace: "prod"${repository} }`;
    return `new RepoSyncRule("r", { ${source}, target: ${constant}, ${more} });`;
}

const refused: Readonly<Record<string, Refused>> = {
    "enabled on Huawei": { arg: "enabled", program: rule("beijing", "enabled: true") },
    "name on Huawei": { arg: "name", program: rule("beijing", `name: "mine"`) },
    "tagFilter on Huawei": { arg: "tagFilter", program: rule("beijing", `tagFilter: "v.*"`) },
    "trigger on Tencent": { arg: "trigger", program: rule("gz", `trigger: "manual"`) },
    "override on Alibaba": { arg: "override", program: rule("hub", "override: true") },
    "description on Alibaba": { arg: "description", program: rule("hub", `description: "x"`) },
    "a typo": { arg: "tagFiler", program: rule("hub", `tagFiler: "v.*"`) },
    "a secret as an arg": { arg: "secretKey", program: rule("hub", `secretKey: "x"`) },
    "a number where a string belongs": { arg: "tagFilter", program: rule("hub", "tagFilter: 1") },
    "a string where a boolean belongs": { arg: "enabled", program: rule("gz", `enabled: "yes"`) },
    "a value that is not among the allowed": { arg: "trigger", program: rule("hub", `trigger: "always"`) },
    "null for an optional arg": { arg: "tagFilter", program: rule("hub", "tagFilter: null") },
    "target in another cloud": {
        arg: "cloud",
        program: `new RepoSyncRule("r", { source: { ...hub, namespace: "prod" }, target: gz });`,
    },
    "target in another cloud, with an arg of that cloud": {
        arg: "cloud",
        program: `new RepoSyncRule("r", { source: { ...beijing, namespace: "a", repository: "b" },
            target: { ...hub, namespace: "prod" } });`,
    },
    "a cloud without standing rules": {
        arg: "cloud",
        program: `const host = { cloud: "generic", host: "registry.example" } as const;
            new RepoSyncRule("r", { source: { ...host, namespace: "a" }, target: host });`,
    },
    "a cloud that is no literal": {
        arg: "cloud",
        program: `let cloud = "alibaba";
            new RepoSyncRule("r", { source: { ...hub, cloud, namespace: "prod" }, target: hub });`,
    },
    "no repository on Huawei": {
        arg: "repository",
        program: `new RepoSyncRule("r", { source: { ...beijing, namespace: "team" }, target: beijing });`,
    },
    "no namespace in the source": {
        arg: "namespace",
        program: `new RepoSyncRule("r", { source: hub, target: hub });`,
    },
    "no target": { arg: "target", program: `new RepoSyncRule("r", { source: { ...hub, namespace: "prod" } });` },
    "no instanceId": { arg: "instanceId", program: `alibaba({ region: "cn-hangzhou" });` },
    "no instanceId in an endpoint without factory": {
        arg: "instanceId",
        program: `const bare = { cloud: "tencent", region: "ap-guangzhou" } as const;
            new RepoSyncRule("r", { source: { ...bare, namespace: "prod" }, target: gz });`,
    },
    "a number as instanceId": { arg: "instanceId", program: `tencent({ region: "ap-guangzhou", instanceId: 1 });` },
    "TCR's number as region": { arg: "region", program: `tencent({ region: 1, instanceId: "tcr-gz" });` },
    "instanceId on Huawei": { arg: "instanceId", program: `huawei({ region: "cn-north-4", instanceId: "x" });` },
    "a typo in a factory": {
        arg: "instanceID",
        program: `alibaba({ region: "cn-hangzhou", instanceId: "cri-hub", instanceID: "x" });`,
    },
    "grant on Alibaba": {
        arg: "grant",
        program: `new RepoSyncRule("r", { source: { ...hub, namespace: "prod" }, target: { ...hub, grant: "other" } });`,
    },
    "accountId on Tencent": {
        arg: "accountId",
        program: `new RepoSyncRule("r", { source: { ...gz, namespace: "prod" }, target: { ...gz, accountId: "1" } });`,
    },
    "accountId in a source": {
        arg: "accountId",
        program: `new RepoSyncRule("r", { source: { ...hub, namespace: "a", accountId: "1" }, target: hub });`,
    },
    "a repository in Tencent's target": {
        arg: "repository",
        program: `new RepoSyncRule("r", { source: { ...gz, namespace: "prod" }, target: { ...gz, repository: "x" } });`,
    },
    "a repository in Huawei's target": {
        arg: "repository",
        program: `new RepoSyncRule("r", { source: { ...beijing, namespace: "a", repository: "b" },
            target: { ...beijing, repository: "x" } });`,
    },
    "an option of another cloud, through a component": {
        arg: "enabled",
        program: `
            declare function fanOut<C extends RuleCloud>(source: RuleSource<C>, options: RuleOptions<NoInfer<C>>): void;
            fanOut({ ...hub, namespace: "prod" }, { enabled: true });`,
    },
    "a source that a component puts together for one cloud only": {
        arg: "target",
        program: `function mirror<C extends RuleCloud>(source: RuleSource<C>) {
            new RepoSyncRule("r", { source, target: hub }); }`,
    },
    "a component's source of one cloud with targets of another": {
        arg: "cloud",
        program: `
            declare function fanOut<C extends RuleCloud>(
                source: RuleSource<C>, targets: RuleTarget<NoInfer<C>>[]): void;
            fanOut({ ...hub, namespace: "prod" }, [hub, gz]);`,
    },
    "a typo in a source": {
        arg: "namespcae",
        program: `new RepoSyncRule("r", { source: { ...hub, namespcae: "prod", namespace: "a" }, target: hub });`,
    },
    "a typo in a target": {
        arg: "accountid",
        program: `new RepoSyncRule("r", { source: { ...hub, namespace: "a" }, target: { ...hub, accountid: "1" } });`,
    },
};

refuses("types of rules", preamble, refused);
