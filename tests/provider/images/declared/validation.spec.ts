import assert from "node:assert/strict";
import type { RuleCloud } from "../../../../provider/model";
import type { ImageCapabilities } from "../../../../provider/registry";
import { withValueAt } from "../../../../provider/paths";
import { unknownValue } from "../../../../provider/validation/schema";
import { type Args, goodArgs, imageCapabilities, imageClouds, validate } from "./args";

/** The change, and what the one failure says: it begins with the property's path. */
type Row = readonly [path: string, value: unknown, message: RegExp];

const digest = `sha256:${"a".repeat(64)}`;
const everywhere: readonly Row[] = [
    ["source.region", 7, /^source\.region: 7 is not a region/],
    ["source.namespace", "Prod", /^source\.namespace: "Prod" is not an? .*; allowed: lower-case/],
    ["source.namespace", undefined, /^source\.namespace: missing; allowed: /],
    ["source.repository", undefined, /^source\.repository: missing; allowed: lower-case/],
    ["source.repository", "api:1.0", /^source\.repository: "api:1\.0" is not a repository/],
    ["source.repository", "", /^source\.repository: "" is not a repository/],
    ["target.namespace", "prod/api", /^target\.namespace: "prod\/api" is not an? /],
    ["target.repository", "Api", /^target\.repository: "Api" is not a repository/],
    ["source.account", "", /^source\.account: "" is not the name of an account/],
    ["target.account", 5, /^target\.account: 5 is not the name of an account/],

    [
        "tags",
        undefined,
        /^tags: missing; name the tags to sync, or take them by tagFilter, or give a rule to sync all it takes$/,
    ],
    ["tags", [], /^tags: \[\] names no tag; allowed: one tag or more/],
    ["tags", "1.4.2", /^tags: "1\.4\.2" is not a list; allowed: a list of tags, such as \["1\.4\.2"\]/],
    ["tags", ["1.4.1", ""], /^tags\[1\]: "" is not a tag; allowed: letters, digits/],
    ["tags", ["a", "b", "c", ".d"], /^tags\[3\]: "\.d" is not a tag; allowed: .*beginning with/],
    ["tags", ["a b"], /^tags\[0\]: "a b" is not a tag/],
    ["tags", ["t".repeat(129)], /^tags\[0\]: "t+… is not a tag; allowed: .*128 characters at most/],
    [
        "tags",
        [1.4],
        /^tags\[0\]: 1\.4 is not a tag; allowed: a tag or \{ source, target \}; write it as a text: "1\.4"/,
    ],
    ["tags", [true], /^tags\[0\]: true is not a tag; allowed: a tag or \{ source, target \}$/],
    ["tags", [["1.4.2"]], /^tags\[0\]: \["1\.4\.2"\] is not a tag/],
    ["tags", [digest], /^tags\[0\]: .* is not a tag; .*by tag, not by digest: name a tag that holds it/],
    ["tags", [`api@${digest}`], /^tags\[0\]: .* is not a tag; .*not by digest/],
    ["tags", ["prod/api:1.4.2"], /^tags\[0\]: "prod\/api:1\.4\.2" .*source\.repository, so here write "1\.4\.2"$/],
    ["tags", ["hub.example.com:443/api:v1"], /^tags\[0\]: .*so here write "v1"$/],
    ["tags", ["v1.*"], /^tags\[0\]: "v1\.\*" is not a tag; .*to take tags by a pattern use tagFilter$/],
    ["tags", [{ target: "a" }], /^tags\[0\]\.source: missing; a pair names the tag in the source$/],
    ["tags", [{ source: "a/b" }], /^tags\[0\]\.source: "a\/b" is not a tag; allowed: /],
    ["tags", ["x", { source: "a", target: "-a" }], /^tags\[1\]\.target: "-a" is not a tag; allowed: /],
    [
        "tags",
        [{ source: "a", taget: "a" }],
        /^tags\[0\]\.taget: not a property of a pair of tags; did you mean target\?/,
    ],
    ["tags", [{ source: "a", to: "a" }], /^tags\[0\]\.to: not a property of a pair of tags; it has: source, target$/],
    ["tags", ["a", "b", "a"], /^tags\[2\]: "a" is there already, as tags\[0\]; leave one of them out/],
    ["tags", ["a", { source: "a", target: "a" }], /^tags\[1\]: "a" is there already, as tags\[0\]/],
    ["tagFilter", "1.4.9", /^tagFilter: only without tags; leave one of them out$/],

    ["maxTags", 0, /^maxTags: 0 is not a number of tags; allowed: a whole number, 1 or more/],
    ["maxTags", 1.5, /^maxTags: 1\.5 is not a number of tags/],
    ["maxTags", "5", /^maxTags: "5" is not a number of tags/],
    ["maxTags", 1, /^maxTags: 1, but tags names 2; raise it, or leave it out: it is there for tagFilter/],
    ["timeoutSeconds", 0, /^timeoutSeconds: 0 is not a number of seconds; allowed: a whole number, 1 or more/],
    ["timeoutSeconds", 0.5, /^timeoutSeconds: 0\.5 is not a number of seconds/],
    ["timeoutSeconds", "60", /^timeoutSeconds: "60" is not a number of seconds/],
    ["override", "yes", /^override: "yes" is not a boolean; allowed: true, false/],
    ["wait", 1, /^wait: 1 is not a boolean/],
    ["via", "pigeon", /^via: "pigeon" is not possible; allowed: "cloud", "registry"/],
    ["via", 1, /^via: 1 is not possible; allowed: "cloud", "registry"/],
    ["triggers", "now", /^triggers: "now" is not a list; allowed: a list/],
    ["platforms", ["linux/amd64"], /^platforms: an image sync on .* has no such property; .*write via: "registry"$/],
    ["referrers", true, /^referrers: .*has no such property; the cloud syncs the whole image: .*via: "registry"$/],
    ["source.host", "a.example.com", /^source\.host: .*found by its region and instance/],

    ["adopt", true, /^adopt: an image sync on .* has no such property; .*digest.*override/],
    ["name", "x", /^name: .*has no such property; its id is made of source, target/],
    ["trigger", "manual", /^trigger: .*has no such property; .*change triggers; .*RepoSyncRule/],
    ["repositoryFilter", "a.*", /^repositoryFilter: .*declare one for each/],
    ["replicateDeletions", true, /^replicateDeletions: .*has no such property; /],
    ["artifacts", "image", /^artifacts: .*has no such property; /],
    ["enabled", false, /^enabled: .*leave the resource out/],
    ["description", "x", /^description: .*has no such property; /],
    ["target.linkId", "l-1", /^target\.linkId: .*only rules have a link/],
    ["target.grant", "partner", /^target\.grant: .*has no such property; /],
    ["source.grant", "partner", /^source\.grant: .*has no such property; .*account/],
    ["source.accountId", "1000000000000002", /^source\.accountId: .*has no such property; .*account/],
    ["tag", ["a"], /^tag: not a property of an image sync on .*; did you mean tags\?/],
    ["tagfilter", "v1", /^tagfilter: .*did you mean tagFilter\?/],
    ["timeoutSecond", 5, /^timeoutSecond: .*did you mean timeoutSeconds\?/],
    ["source.regoin", "x", /^source\.regoin: .*did you mean region\?/],
    ["target.repositry", "x", /^target\.repositry: .*did you mean repository\?/],
    ["constructor", "x", /^constructor: not a property of an image sync on .*; it has: source, target, tags/],
    ["source.accessKey", "very-secret", /^source\.accessKey: not a property/],
];

const rows: Readonly<Record<RuleCloud, readonly Row[]>> = {
    alibaba: [
        ...everywhere,
        ["source.region", "cn-nowhere", /^source\.region: "cn-nowhere" is not a region of CR EE; known: /],
        ["target.instanceId", undefined, /^target\.instanceId: missing; allowed: cri-/],
        ["target.instanceId", "sg", /^target\.instanceId: "sg" is not the id of a CR EE instance; allowed: cri-/],
        ["target.accountId", "me", /^target\.accountId: "me" is not an account id; allowed: the digits/],
        ["target.grant", "partner", /^target\.grant: .*target\.accountId/],
        [
            "tags",
            [{ source: "a", target: "x" }, "x"],
            /^tags\[1\]: "x" is the target of "a" \(tags\[0\]\) and of "x"; /,
        ],
        ["priority", 3, /^priority: 3 is only for tasks by a manual rule of CR EE, and there is no rule; leave it out/],
        ["priority", 6, /^priority: 6 is not a priority; allowed: a whole number, 1 to 5/],
        ["priority", 0, /^priority: 0 is not a priority/],
        ["priority", "high", /^priority: "high" is not a priority/],
    ],
    tencent: [
        ...everywhere,
        ["source.region", "cn-hangzhou", /^source\.region: "cn-hangzhou" is not a region of TCR; known: /],
        ["source.instanceId", "gz", /^source\.instanceId: "gz" is not the id of a TCR registry; allowed: tcr-/],
        [
            "target.region",
            "ap-singapore",
            /^target\.region: "ap-singapore" is not the source's, "ap-guangzhou"; one registry is in one region/,
        ],
        ["target.accountId", "1000", /^target\.accountId: .*has no such property; credentials are named by account/],
        [
            "target.grant",
            "partner",
            /^target\.grant: .*RepoSyncRule; credentials for the target are named by target\.account/,
        ],
        [
            "tags",
            ["x", { source: "a", target: "x" }],
            /^tags\[1\]: "x" is the target of "x" \(tags\[0\]\) and of "a"; /,
        ],
        ["priority", 3, /^priority: .*has no such property; only tasks of CR EE have one/],
    ],
    huawei: [
        ...everywhere,
        ["source.region", "north", /^source\.region: "north" is not a region of Huawei Cloud/],
        ["source.namespace", "1team", /^source\.namespace: "1team" is not an organization/],
        ["source.instanceId", "x", /^source\.instanceId: .*one registry for each region: leave it out/],
        ["target.instanceId", "x", /^target\.instanceId: .*leave it out/],
        ["target.accountId", "1000", /^target\.accountId: .*has no such property; credentials are named by account/],
        [
            "target.repository",
            "other",
            /^target\.repository: "other" is not the source's, "backend\/orders"; SWR keeps the repository's name/,
        ],
        [
            "tags",
            ["a", { source: "b", target: "c" }],
            /^tags\[1\]\.target: "c" is not "b"; SWR keeps the tag's name: leave target out, or write via: "registry"$/,
        ],
        ["priority", 3, /^priority: .*has no such property; only tasks of CR EE have one/],
    ],
};

for (const cloud of imageClouds) {
    describe(`${cloud}: bad args of an image sync`, () => {
        it("the good ones have no failure and no warning", () => {
            const { failures, warnings } = validate(goodArgs[cloud]);
            assert.deepEqual([failures, warnings], [[], []]);
        });

        for (const [path, value, message] of rows[cloud]) {
            it(`${path} = ${JSON.stringify(value)?.slice(0, 40)}`, () => {
                const { failures, args } = validate(withValueAt(goodArgs[cloud], path, value));
                assert.equal(failures.length, 1, failures.join("\n"));
                assert.match(failures[0] ?? "", message);
                assert.doesNotMatch(failures.join(), /very-secret/);
                assert.deepEqual(args, withValueAt(goodArgs[cloud], path, value), "what fails stays as given");
            });
        }

        it("several failures are all named", () => {
            const bad = { ...goodArgs[cloud], wait: 1, tags: ["a/b", "c", "d/e"], source: { cloud } };
            const { failures } = validate(bad);
            const paths = failures.map((reason) => reason.split(":")[0]);
            for (const path of ["wait", "tags[0]", "tags[2]", "source.region", "source.namespace"]) {
                assert.ok(paths.includes(path), `${path} in ${paths.join(", ")}`);
            }
        });

        for (const path of [
            ...["source", "target"].flatMap((end) =>
                ["region", "instanceId", "namespace", "repository", "account"].map((field) => `${end}.${field}`),
            ),
            ...["tags", "tagFilter", "maxTags", "override", "via", "wait", "timeoutSeconds", "triggers", "rule"],
        ].filter((path) => cloud !== "huawei" || !path.endsWith("instanceId"))) {
            it(`${path} that is not known yet passes`, () =>
                assert.deepEqual(validate(withValueAt(goodArgs[cloud], path, unknownValue)).failures, []));
        }

        it("tags that are not known yet pass, as a whole, alone and in pairs", () => {
            const pairs = [{ source: unknownValue }, { source: unknownValue, target: unknownValue }];
            const tags = ["1.4.1", unknownValue, unknownValue, ...pairs];
            assert.deepEqual(validate({ ...goodArgs[cloud], tags }).failures, []);
            const targets = ["a", "b"].map((source) => ({ source, target: unknownValue }));
            assert.deepEqual(validate({ ...goodArgs[cloud], tags: targets }).failures, []);
        });

        it("as many tags as maxTags", () => {
            assert.deepEqual(validate({ ...goodArgs[cloud], maxTags: 2 }).failures, []);
        });
    });
}

describe("image syncs: filters in the cloud's own dialect", () => {
    const failures = (cloud: RuleCloud, tagFilter: unknown) => {
        const { tags: _tags, ...args } = goodArgs[cloud];
        return validate({ ...args, tagFilter });
    };
    for (const cloud of ["alibaba", "huawei"] as const) {
        const regexes: readonly (readonly [filter: unknown, message: RegExp])[] = [
            ["", /^tagFilter: "" is not a filter; allowed: a pattern/],
            [5, /^tagFilter: 5 is not a filter/],
            ["v(", /^tagFilter: "v\(" does not compile as a regular expression/],
            ["*", /^tagFilter: "\*" does not compile .* as a regular expression it would be "\.\*"/],
            ["v1/.*", /^tagFilter: "v1\/\.\*" cannot match any tag/],
            ["-a|-b", /^tagFilter: .* to match a part of it write "\.\*\(\?:-a\|-b\)\.\*"/],
            ["-rc", /^tagFilter: "-rc" cannot match a whole tag; to match a part of it write "\.\*-rc\.\*"/],
            ["a".repeat(1025), /^tagFilter: "a+… is not a filter; .*1024 characters at most/],
        ];
        for (const [filter, message] of regexes) {
            it(`${cloud}: ${String(filter).slice(0, 10)}`, () => {
                const said = failures(cloud, filter).failures;
                assert.equal(said.length, 1, said.join("\n"));
                assert.match(said[0] ?? "", message);
            });
        }

        it(`${cloud}: a prefix alone is a warning`, () => {
            const { failures: said, warnings } = failures(cloud, "^v1\\.");
            assert.deepEqual(said, []);
            assert.match(warnings[0] ?? "", /^tagFilter: .* is matched against the whole tag; .*"\^v1\\\\\.\.\*"$/);
        });

        it(`${cloud}: a glob that compiles is a warning`, () =>
            assert.match(
                failures(cloud, "v*").warnings[0] ?? "",
                /^tagFilter: "v\*" is taken as a regular expression/,
            ));
    }

    it("tencent: a regular expression", () =>
        assert.match(failures("tencent", "v\\d+.*").failures[0] ?? "", /as a glob it would be "v\*"$/));
    it("tencent: a glob that is none", () =>
        assert.match(failures("tencent", "{a,b").failures[0] ?? "", /^tagFilter: "\{a,b" is not a valid glob/));
});

describe("image syncs: a tag onto itself", () => {
    const onto = (cloud: RuleCloud, changes: Args) => {
        const args = { ...goodArgs[cloud], target: { ...(goodArgs[cloud].source as Args) }, ...changes };
        return validate(args).failures;
    };

    for (const cloud of imageClouds) {
        it(`${cloud}: every tag`, () => {
            const said = onto(cloud, {});
            assert.equal(said.length, 1);
            assert.match(
                said[0] ?? "",
                /^target: the same place as source; a sync onto itself copies nothing: choose /,
            );
        });

        it(`${cloud}: whatever a filter takes`, () =>
            assert.match(onto(cloud, { tags: undefined, tagFilter: "1*4*" })[0] ?? "", /^target: the same place/));

        it(`${cloud}: another namespace is another place`, () => {
            const target = { ...(goodArgs[cloud].source as Args), namespace: "other" };
            assert.deepEqual(onto(cloud, { target }), []);
        });
    }

    it("huawei: whatever the tags are: it keeps their names", () =>
        assert.match(onto("huawei", { tags: unknownValue })[0] ?? "none", /^target: the same place as source; /));

    for (const cloud of ["alibaba", "tencent"] as const) {
        it(`${cloud}: one of several, by its path; a tag under another name is fine`, () => {
            const pair = { source: "1.4.2", target: "stable" };
            assert.deepEqual(onto(cloud, { tags: [pair] }), []);
            const said = onto(cloud, { tags: [pair, "1.4.1"] });
            assert.equal(said.length, 1);
            assert.match(said[0] ?? "", /^tags\[1\]: "1\.4\.1" onto itself; .*another target tag/);
        });

        it(`${cloud}: tags that are not known yet may have another name`, () => {
            assert.deepEqual(onto(cloud, { tags: unknownValue }), []);
            assert.deepEqual(onto(cloud, { tags: [{ source: "a", target: unknownValue }] }), []);
        });
    }
});

describe("image syncs: defaults", () => {
    const filled = (cloud: RuleCloud, changes: Args = {}) => {
        const { args, failures } = validate({ ...goodArgs[cloud], ...changes });
        assert.deepEqual(failures, []);
        return args as Args & { target: Args };
    };

    for (const cloud of imageClouds) {
        it(`${cloud}: the target's names are the source's; nothing is overwritten; an hour is waited`, () => {
            const { target, override, wait, timeoutSeconds, maxTags } = filled(cloud);
            assert.equal(target.repository, (goodArgs[cloud].source as Args).repository);
            assert.deepEqual([override, wait, timeoutSeconds, maxTags], [false, true, 3600, undefined]);
        });

        it(`${cloud}: a filter takes 100 tags`, () =>
            assert.equal(filled(cloud, { tags: undefined, tagFilter: "1.*" }).maxTags, 100));

        it(`${cloud}: what is given stays`, () => {
            const given = {
                override: true,
                wait: false,
                timeoutSeconds: 5,
                maxTags: 7,
                tags: undefined,
                tagFilter: "1.*",
            };
            const { override, wait, timeoutSeconds, maxTags } = filled(cloud, given);
            assert.deepEqual([override, wait, timeoutSeconds, maxTags], [true, false, 5, 7]);
        });

        it(`${cloud}: a name that is not known yet is the target's default too`, () => {
            const args = withValueAt(goodArgs[cloud], "source.repository", unknownValue);
            assert.equal(filled(cloud, args).target.repository, unknownValue);
        });

        it(`${cloud}: validating what validation answered changes nothing`, () => {
            const once = filled(cloud, { tags: ["a", { source: "b" }] });
            assert.deepEqual(validate({ ...once }).args, once);
        });
    }

    it("alibaba: the target's namespace", () => assert.equal(filled("alibaba").target.namespace, "prod"));
    it("huawei: the target's organization", () => assert.equal(filled("huawei").target.namespace, "team"));

    it("alibaba and tencent rename repository and tags", () => {
        for (const cloud of ["alibaba", "tencent"] as const) {
            const tags = [{ source: "1.4.2", target: "stable" }];
            const target = { ...(goodArgs[cloud].target as Args), repository: "copy" };
            assert.equal(filled(cloud, { tags, target }).target.repository, "copy");
        }
    });
});

describe("image syncs: what the target holds can be read", () => {
    const spec = (target: Args) => ({ source: goodArgs.alibaba.source, target }) as never;
    const target = goodArgs.alibaba.target as Args;
    const other = { ...target, accountId: "1000000000000002" };

    it("alibaba: not in another account without its credentials", () => {
        const readable = (...[given]: Parameters<ImageCapabilities["readable"]>) =>
            imageCapabilities("alibaba").readable(given);
        assert.equal(readable(spec(target)), true);
        assert.equal(readable(spec(other)), false);
        assert.equal(readable(spec({ ...other, account: "partner" })), true);
    });
    it("tencent and huawei: always", () => {
        assert.equal(imageCapabilities("tencent").readable(spec(target)), true);
        assert.equal(imageCapabilities("huawei").readable(spec(target)), true);
    });
});
