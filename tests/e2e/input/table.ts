/** A program that must not get further than preview. */
export interface BadInput {
    readonly what: string;
    readonly args: object;
    /** Config values besides the emulator's. */
    readonly config?: Readonly<Record<string, string>>;
    /** How each problem begins: property path, value, what is allowed. No other problem may be reported. */
    readonly says: readonly string[];
}

const hub = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" };
const singapore = { cloud: "alibaba", region: "ap-southeast-1", instanceId: "cri-sg" };
const guangzhou = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" };
const tcrSingapore = { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg" };
const beijing = { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "api" };
const bangkok = { cloud: "huawei", region: "ap-southeast-2" };

const alibaba: readonly BadInput[] = [
    {
        what: "CR EE: values, types, typos",
        args: {
            source: { ...hub, region: "moon-1", instanceId: "cri_hub", namespace: "Prod", repository: "" },
            target: { ...singapore, instanceId: 7, namspace: "prod", accountId: "partner" },
            name: "x".repeat(200),
            trigger: "sometimes",
            adopt: "yes",
            tagfilter: "v.*",
        },
        says: [
            `source.region: "moon-1" is not a region of CR EE; known: `,
            `source.instanceId: "cri_hub" is not the id of a CR EE instance; allowed: cri- followed by`,
            `source.namespace: "Prod" is not a namespace; allowed: lower-case letters and digits`,
            `source.repository: "" is not a repository; allowed: lower-case letters and digits`,
            `target.instanceId: 7 is not the id of a CR EE instance; allowed: cri- followed by`,
            `target.namspace: not a property of a rule on Alibaba Cloud CR EE; did you mean namespace?`,
            `target.accountId: "partner" is not an account id; allowed: the digits of a UID`,
            `name: "${"x".repeat(76)}… is not a rule name; allowed: letters, digits and . _ -`,
            `trigger: "sometimes" is not possible; allowed: "automatic", "manual"`,
            `adopt: "yes" is not a boolean; allowed: true, false`,
            `tagfilter: not a property of a rule on Alibaba Cloud CR EE; did you mean tagFilter?`,
        ],
    },
    {
        what: "CR EE: filters, and what other clouds have",
        args: {
            source: hub,
            target: { ...singapore, grant: "partner" },
            tagFilter: "*.1",
            repositoryFilter: "^UPPER$",
            enabled: true,
            override: true,
            replicateDeletions: true,
            artifacts: "image",
            description: "mine",
        },
        says: [
            `tagFilter: "*.1" does not compile as a regular expression (`,
            `repositoryFilter: "^UPPER$" cannot match any repository`,
            `target.grant: a rule on Alibaba Cloud CR EE has no such property; another account's instance is named by`,
            `enabled: a rule on Alibaba Cloud CR EE has no such property; `,
            `override: a rule on Alibaba Cloud CR EE has no such property; `,
            `replicateDeletions: a rule on Alibaba Cloud CR EE has no such property; `,
            `artifacts: a rule on Alibaba Cloud CR EE has no such property; `,
            `description: a rule on Alibaba Cloud CR EE has no such property; `,
        ],
    },
    {
        what: "CR EE: one repository and a filter, a rule onto itself",
        args: {
            source: { ...hub, repository: "api" },
            target: { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub" },
            repositoryFilter: "api",
        },
        says: [
            `repositoryFilter: only for a rule over a whole namespace, but source.repository names one repository`,
            `target: the same place as source; a rule onto itself copies nothing`,
        ],
    },
    {
        what: "CR EE: empty texts",
        args: { source: { ...hub, namespace: "" }, target: singapore, tagFilter: "", repositoryFilter: " ", name: "" },
        says: [
            `source.namespace: "" is not a namespace; allowed: `,
            `tagFilter: "" is not a filter; allowed: a regular expression; leave it out to take everything`,
            `repositoryFilter: " " is not a filter; allowed: a regular expression; leave it out to take everything`,
            `name: "" is not a rule name; allowed: `,
        ],
    },
];

const tencent: readonly BadInput[] = [
    {
        what: "TCR: values, types, typos",
        args: {
            source: { ...guangzhou, region: "ap-atlantis", instanceId: "cri-hub", namespace: "pro d", repository: "A" },
            target: { ...tcrSingapore, instanceId: "", namespce: "prod" },
            name: "Upper",
            override: "true",
            replicateDeletions: 1,
            enabled: "no",
            artifacts: "images",
            description: 5,
            discription: "",
        },
        says: [
            `source.region: "ap-atlantis" is not a region of TCR; known: `,
            `source.instanceId: "cri-hub" is not the id of a TCR registry; allowed: tcr- followed by`,
            `source.namespace: "pro d" is not a namespace; allowed: lower-case letters and digits`,
            `source.repository: "A" is not a repository; allowed: lower-case letters and digits`,
            `target.instanceId: "" is not the id of a TCR registry; allowed: tcr- followed by`,
            `target.namespce: not a property of a rule on Tencent TCR; did you mean namespace?`,
            `name: "Upper" is not a rule name; allowed: lower-case letters, digits and . _ -`,
            `override: "true" is not a boolean; allowed: true, false`,
            `replicateDeletions: 1 is not a boolean; allowed: true, false`,
            `enabled: "no" is not a boolean; allowed: true, false`,
            `artifacts: "images" is not possible; allowed: "image", "chart", "all"`,
            `description: 5 is not a description; allowed: text, 1024 characters at most`,
            `discription: not a property of a rule on Tencent TCR; did you mean description?`,
        ],
    },
    {
        what: "TCR: a regular expression as a glob, and what other clouds have",
        args: {
            source: guangzhou,
            target: { ...tcrSingapore, repository: "api", accountId: "100000000002", linkId: "l" },
            tagFilter: "^v\\d+$",
            repositoryFilter: "[a-",
            trigger: "manual",
        },
        says: [
            `tagFilter: "^v\\\\d+$" cannot match any tag; it looks like a regular expression, as a glob it would be "v*"`,
            `repositoryFilter: "[a-" is not a valid glob`,
            `target.repository: a rule on Tencent TCR has no such property; TCR rules keep repository names`,
            `target.accountId: a rule on Tencent TCR has no such property; another tenant's registry is reached by`,
            `target.linkId: a rule on Tencent TCR has no such property; `,
            `trigger: a rule on Tencent TCR has no such property; `,
        ],
    },
    {
        what: "TCR: one repository and a filter, a rule onto itself, a grant that nobody configured",
        args: {
            source: { ...guangzhou, repository: "api" },
            target: { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", grant: "stranger" },
            repositoryFilter: "api",
        },
        says: [
            `repositoryFilter: only for a rule over a whole namespace, but source.repository names one repository`,
            `target: the same place as source; a rule onto itself copies nothing`,
            `target.grant: "stranger" is not an entry of imagesync:accounts, which has `,
        ],
    },
];

const huawei: readonly BadInput[] = [
    {
        what: "SWR: values, types, and what other clouds have",
        args: {
            source: { ...beijing, region: "beijing", namespace: "9lives", repository: "Api", instanceId: "swr-1" },
            target: { ...bangkok, namespace: "team-", repository: "api" },
            override: "yes",
            enabled: true,
            name: "mine",
            tagFilter: "v*",
            trigger: "manual",
            overide: true,
        },
        says: [
            `source.region: "beijing" is not a region of Huawei Cloud; allowed: a region id such as cn-north-4`,
            `source.namespace: "9lives" is not an organization; allowed: lower-case letters and digits`,
            `source.repository: "Api" is not a repository; allowed: lower-case letters and digits`,
            `source.instanceId: a rule on Huawei SWR has no such property; `,
            `target.namespace: "team-" is not an organization; allowed: `,
            `target.repository: a rule on Huawei SWR has no such property; `,
            `override: "yes" is not a boolean; allowed: true, false`,
            `enabled: a rule on Huawei SWR has no such property; SWR rules cannot be switched off`,
            `name: a rule on Huawei SWR has no such property; SWR rules have no name`,
            `tagFilter: a rule on Huawei SWR has no such property; SWR rules take every tag`,
            `trigger: a rule on Huawei SWR has no such property; `,
            `overide: not a property of a rule on Huawei SWR; did you mean override?`,
        ],
    },
    {
        what: "SWR: a whole organization",
        args: {
            source: { cloud: "huawei", region: "cn-north-4", namespace: "team" },
            target: bangkok,
            repositoryFilter: "*",
        },
        says: [
            `source.repository: missing; `,
            `repositoryFilter: a rule on Huawei SWR has no such property; SWR rules take exactly one repository`,
        ],
    },
    {
        what: "SWR: a rule onto itself",
        args: { source: beijing, target: { cloud: "huawei", region: "cn-north-4" } },
        says: [`target: the same place as source; a rule onto itself copies nothing`],
    },
];

const ends: readonly BadInput[] = [
    {
        what: "a source and a target of two clouds",
        args: { source: hub, target: tcrSingapore },
        says: [
            `target.cloud: "alibaba" and "tencent"; a rule runs inside one cloud; to copy between clouds use ManualImageSync`,
        ],
    },
    {
        what: "clouds that there are not",
        args: { source: { cloud: "aws" }, target: { cloud: "generic", host: "registry.example.com" } },
        says: [
            `source.cloud: "aws"; allowed: "alibaba", "tencent", "huawei"`,
            `target.cloud: "generic"; allowed: "alibaba", "tencent", "huawei"; rules need a cloud`,
        ],
    },
    {
        what: "ends that are none",
        args: { source: "cri-hub/prod/api", tagFilter: "v.*" },
        says: [`source: "cri-hub/prod/api"; allowed: an endpoint`, `target: missing; allowed: an endpoint`],
    },
    {
        what: "an account that nobody configured",
        args: { source: { ...hub, account: "nobody" }, target: singapore },
        says: [`source.account: "nobody" is not an entry of imagesync:accounts, which has alibaba-spare, `],
    },
];

const rule = { source: hub, target: singapore };
const configuration: readonly BadInput[] = [
    {
        what: "configuration that is not JSON",
        args: rule,
        config: { "imagesync:accounts": "{ partner: secret-of-partner", "imagesync:endpoints": "[]" },
        says: [
            `imagesync:accounts: not a JSON object; set it with: pulumi config set`,
            `imagesync:endpoints: not a JSON object; set it with: pulumi config set`,
        ],
    },
    {
        what: "endpoints over plain http, unknown, or none",
        args: rule,
        config: {
            "imagesync:endpoints": JSON.stringify({
                alibaba: "http://cr.example.com",
                tencent: "somewhere",
                huawei: "https://me:secret@swr.example.com",
                azure: "https://azure.example.com",
            }),
        },
        says: [
            `imagesync:endpoints.alibaba: "http://cr.example.com" would send requests in clear; allowed: https, and http only to loopback`,
            `imagesync:endpoints.tencent: not a URL; allowed: https://host`,
            `imagesync:endpoints.huawei: holds a user name or password; leave them out`,
            `imagesync:endpoints.azure: not an endpoint; allowed: alibaba, tencent, huawei, huaweiIam`,
        ],
    },
    {
        what: "an account with half of a key pair",
        args: rule,
        config: { "imagesync:accounts": JSON.stringify({ partner: { accessKey: "LTAI0000000000000000" } }) },
        says: [
            `imagesync:accounts.partner: not an account; allowed: { accessKey, secretKey, securityToken?, projectId? }`,
        ],
    },
];

export const badInput: readonly BadInput[] = [...alibaba, ...tencent, ...huawei, ...ends, ...configuration];
