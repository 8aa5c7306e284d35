import { refuses, type Refused } from "./refusing";

const preamble = `
import { alibaba, generic, huawei, ManualImageSync, RepoSyncRule, tencent } from "pulumi-imagesync";
import type { ImageCloud, ImageSource, ImageTarget, ManualImageSyncArgs } from "pulumi-imagesync";
const hub = alibaba({ region: "cn-hangzhou", instanceId: "cri-hub" });
const gz = tencent({ region: "ap-guangzhou", instanceId: "tcr-gz" });
const beijing = huawei({ region: "cn-north-4" });
const harbor = generic({ host: "harbor.example.com" });
const api = { ...hub, namespace: "prod", repository: "api" };
const rule = new RepoSyncRule("rule", { source: api, target: hub });
`;

/** An image sync between two endpoints of CR EE, with more args. */
function sync(more: string): string {
    return `new ManualImageSync("s", { source: api, target: hub, ${more} });`;
}

/** An image sync with these ends. */
function ends(source: string, target: string): string {
    return `new ManualImageSync("s", { source: ${source}, target: ${target}, tags: ["1"] });`;
}

const missing = (end: string) => new RegExp(`Property '${end}' is missing`);

const refused: Readonly<Record<string, Refused>> = {
    "no target": {
        arg: "target",
        words: missing("target"),
        program: `new ManualImageSync("s", { source: api, tags: ["1"] });`,
    },
    "no source": {
        arg: "source",
        words: missing("source"),
        program: `new ManualImageSync("s", { target: hub, tags: ["1"] });`,
    },
    "neither source nor target nor rule": {
        arg: "target",
        words: /missing the following properties .*: source, target/,
        program: `new ManualImageSync("s", { tags: ["1"] });`,
    },
    "no target, in a component over any cloud": {
        arg: "target",
        words: missing("target"),
        program: `function copy<S extends ImageCloud>(source: ImageSource<S>) {
            new ManualImageSync("s", { source, tags: ["1"] }); }`,
    },
    "no target, where the rule may be undefined": {
        arg: "target",
        program: `declare const maybe: typeof rule | undefined;
            new ManualImageSync("s", { rule: maybe, source: api, tags: ["1"] });`,
    },
    "no repository in the source": {
        arg: "repository",
        words: missing("repository"),
        program: ends(`{ ...hub, namespace: "prod" }`, "hub"),
    },
    "no repository in the source beside a rule": {
        arg: "repository",
        words: missing("repository"),
        program: `new ManualImageSync("s", { rule, source: { ...hub, namespace: "prod" }, tags: ["1"] });`,
    },
    "no namespace in the source": {
        arg: "namespace",
        words: missing("namespace"),
        program: ends(`{ ...gz, repository: "api" }`, "gz"),
    },
    "no instanceId in an endpoint without factory": {
        arg: "instanceId",
        words: missing("instanceId"),
        program: ends("api", `{ cloud: "tencent", region: "ap-guangzhou" }`),
    },
    "a typo": { arg: "tagFiler", words: /Did you mean to write 'tagFilter'/, program: sync(`tagFiler: "v.*"`) },
    "a typo beside a rule": {
        arg: "tagss",
        words: /Did you mean to write 'tags'/,
        program: `new ManualImageSync("s", { rule, tagss: ["1"] });`,
    },
    "a typo in a source": {
        arg: "repositry",
        words: /Did you mean to write 'repository'/,
        program: ends(`{ ...api, repositry: "x" }`, "hub"),
    },
    "a typo in a target": {
        arg: "namespcae",
        words: /Did you mean to write 'namespace'/,
        program: ends("api", `{ ...hub, namespcae: "x" }`),
    },
    "a typo in a pair of tags": { arg: "taget", program: sync(`tags: [{ source: "1", taget: "2" }]`) },
    "a pair of tags without source": { arg: "source", program: sync(`tags: [{ target: "2" }]`) },
    "accountId on Tencent": { arg: "accountId", program: ends("api", `{ ...gz, accountId: "1" }`) },
    "accountId in a source": { arg: "accountId", program: ends(`{ ...api, accountId: "1" }`, "hub") },
    "instanceId on Huawei": { arg: "instanceId", program: ends("api", `{ ...beijing, instanceId: "x" }`) },
    "a rule's link": { arg: "linkId", program: ends("api", `{ ...hub, linkId: "x" }`) },
    "a rule's grant": { arg: "grant", program: ends("api", `{ ...gz, grant: "x" }`) },
    "a rule's name": { arg: "name", program: sync(`tags: ["1"], name: "mine"`) },
    "a rule's trigger": { arg: "trigger", program: sync(`tags: ["1"], trigger: "manual"`) },
    "a rule's adopt": { arg: "adopt", program: sync(`tags: ["1"], adopt: true`) },
    "a secret as an arg": { arg: "secretKey", program: sync(`tags: ["1"], secretKey: "x"`) },
    "one tag that is no list": { arg: "tags", program: sync(`tags: "1.4.2"`) },
    "a number as a tag": { arg: "1.4", words: /'number' is not assignable/, program: sync(`tags: [1.4]`) },
    "null for an optional arg": { arg: "tags", program: sync("tags: null") },
    "a list as tagFilter": { arg: "tagFilter", program: sync(`tagFilter: ["v.*"]`) },
    "a text where a number belongs": { arg: "maxTags", program: sync(`tagFilter: "v.*", maxTags: "20"`) },
    "a text where a boolean belongs": { arg: "override", program: sync(`tags: ["1"], override: "yes"`) },
    "a duration as timeoutSeconds": { arg: "timeoutSeconds", program: sync(`tags: ["1"], timeoutSeconds: "1h"`) },
    "a value that is not among the allowed": {
        arg: "via",
        words: /"cloud" \| "registry"/,
        program: sync(`tags: ["1"], via: "docker"`),
    },
    "triggers that are no list": { arg: "triggers", program: sync(`tags: ["1"], triggers: "again"`) },
    "a rule's name in place of the rule": {
        arg: "rule",
        words: /RepoSyncRule/,
        program: sync(`tags: ["1"], rule: "r"`),
    },
    "a rule's id in place of the rule": {
        arg: "rule",
        words: /RepoSyncRule/,
        program: `new ManualImageSync("s", { rule: rule.id, tags: ["1"] });`,
    },
    "a cloud that nobody knows": {
        arg: "cloud",
        words: /"moon"/,
        program: ends(`{ cloud: "moon", region: "x", namespace: "a", repository: "b" }`, "hub"),
    },
    "a cloud that is no literal": {
        arg: "cloud",
        program: `let cloud = "alibaba"; ${ends("{ ...api, cloud }", "hub")}`,
    },
    "args of one pair of clouds with a target of another": {
        arg: "cloud",
        program: `const args: ManualImageSyncArgs<"alibaba"> = { source: api, target: gz, tags: ["1"] };`,
    },
    "a target of one cloud in a component that promises another": {
        arg: "target",
        program: `function copy<C extends ImageCloud>(source: ImageSource<C>): ManualImageSync<C> {
            const target: ImageTarget<C> = hub; return new ManualImageSync("s", { source, target, tags: ["1"] }); }`,
    },
    "a rule from a generic registry": {
        arg: "cloud",
        program: `new RepoSyncRule("r", { source: { ...harbor, repository: "a" }, target: hub });`,
    },
    "a rule to a generic registry": {
        arg: "cloud",
        words: /"generic"' is not assignable/,
        program: `new RepoSyncRule("r", { source: api, target: harbor });`,
    },
    "no host in a generic registry": {
        arg: "host",
        words: missing("host"),
        program: `generic({ account: "harbor" });`,
    },
    "a region in a generic registry": {
        arg: "region",
        program: `generic({ host: "harbor.example.com", region: "x" });`,
    },
    "a password in a generic registry": {
        arg: "password",
        program: `generic({ host: "harbor.example.com", password: "x" });`,
    },
    "no repository in a generic source": {
        arg: "repository",
        words: missing("repository"),
        program: ends("harbor", "hub"),
    },
    "a host in a cloud's target": { arg: "host", program: ends("api", `{ ...hub, host: "x" }`) },
    "accountId in a generic target": { arg: "accountId", program: ends("api", `{ ...harbor, accountId: "1" }`) },
    "a typo in platforms": {
        arg: "platfroms",
        words: /Did you mean to write 'platforms'/,
        program: sync(`tags: ["1"], platfroms: ["linux/amd64"]`),
    },
    "one platform that is no list": { arg: "platforms", program: sync(`tags: ["1"], platforms: "linux/amd64"`) },
    "a platform that is no text": {
        arg: "os",
        program: sync(`tags: ["1"], platforms: [{ os: "linux", architecture: "amd64" }]`),
    },
    "a number of referrers": { arg: "referrers", program: sync(`tags: ["1"], referrers: 2`) },
    "a typo beside a rule alone": { arg: "maxTag", program: `new ManualImageSync("s", { rule, maxTag: 5 });` },
    "null for a rule": { arg: "rule", program: `new ManualImageSync("s", { rule: null });` },
    "no args": { arg: "arguments", program: `new ManualImageSync("s");` },
    "a tag that is a number, in a question": {
        arg: "number",
        program: `${sync(`tags: ["1"]`).replace("new", "const s = new")} s.image(1);`,
    },
    "a typo in an image": {
        arg: "digets",
        program: `${sync(`tags: ["1"]`).replace("new", "const s = new")} s.image("1").digets;`,
    },
};

refuses("types of image syncs", preamble, refused);
