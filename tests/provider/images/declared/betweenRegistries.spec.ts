import assert from "node:assert/strict";
import { imageClouds as ends, type ImageCloud, ruleClouds } from "../../../../provider/model";
import { withValueAt } from "../../../../provider/paths";
import { unknownValue } from "../../../../provider/validation/schema";
import { type Args, goodArgs, imageCapabilities, ruleBetween, specOf, validate } from "./args";

const sources: Readonly<Record<ImageCloud, Args>> = {
    alibaba: goodArgs.alibaba.source as Args,
    tencent: goodArgs.tencent.source as Args,
    huawei: goodArgs.huawei.source as Args,
    generic: { cloud: "generic", host: "harbor.example.com", namespace: "prod", repository: "api" },
};
/** Each elsewhere than the source of its own cloud. */
const targets: Readonly<Record<ImageCloud, Args>> = {
    alibaba: { ...(goodArgs.alibaba.target as Args), namespace: "copies", repository: "api" },
    tencent: { cloud: "tencent", region: "ap-singapore", instanceId: "tcr-sg", namespace: "copies", repository: "api" },
    huawei: { ...(goodArgs.huawei.target as Args), namespace: "copies", repository: "api" },
    generic: { cloud: "generic", host: "localhost:5000", namespace: "copies", repository: "api" },
};
const between = (from: ImageCloud, to: ImageCloud, more: Args = {}): Args => ({
    source: sources[from],
    target: targets[to],
    tags: ["1.4.2"],
    ...more,
});
const pairs = ends.flatMap((from) => ends.map((to) => [from, to] as const));
const only = (args: Args): string => {
    const { failures } = validate(args);
    assert.equal(failures.length, 1, failures.join("\n"));
    return failures[0] ?? "";
};

describe("image syncs between any registries: the path", () => {
    const renames = { tags: [{ source: "1.4.2", target: "stable" }] };
    for (const [from, to] of pairs) {
        it(`${from} to ${to}: via "registry", with other names, platforms and referrers`, () => {
            const more = { ...renames, via: "registry", platforms: ["linux/amd64", "linux/arm/v7"], referrers: true };
            const { failures, args } = validate(between(from, to, more));
            assert.deepEqual(failures, []);
            assert.equal(args.via, "registry");
        });

        const byCall = from === to && (from === "alibaba" || from === "huawei");
        it(`${from} to ${to}: by itself ${byCall ? "by the cloud's call" : "from registry to registry"}`, () => {
            const args = withValueAt(between(from, to), "target.repository", sources[from].repository);
            const legal = to === "generic" || from === to ? args : between(from, to);
            assert.equal(specOf(legal).via, byCall ? "cloud" : "registry");
        });

        it(`${from} to ${to}: via "cloud" ${byCall ? "is possible" : "is a failure that says why"}`, () => {
            const args = between(from, to, { via: "cloud" });
            if (byCall) {
                const same = withValueAt(args, "target.repository", sources[from].repository);
                assert.deepEqual(validate(same).failures, []);
                return;
            }
            const why = from !== to ? /inside one cloud/ : from === "tencent" ? /inside one registry alone/ : /no call/;
            const said = only(args);
            assert.match(said, why);
            assert.match(said, /^via: "cloud" is not possible: .*; leave it out, or write "registry"$/);
        });
    }

    it("inside one TCR registry: by the cloud's call, unless said otherwise", () => {
        assert.equal(specOf(goodArgs.tencent).via, "cloud");
        assert.equal(specOf({ ...goodArgs.tencent, via: "registry" }).via, "registry");
    });

    it("is not decided while a registry is not known: whatever either path has passes", () => {
        const args = withValueAt(goodArgs.tencent, "target.instanceId", unknownValue);
        for (const more of [{}, { platforms: ["linux/amd64"] }, { wait: false }]) {
            const { failures, args: filled } = validate({ ...args, ...more });
            assert.deepEqual(failures, []);
            assert.equal(filled.via, undefined);
        }
        assert.deepEqual(validate({ ...goodArgs.alibaba, via: unknownValue, priority: 3 }).failures, []);
    });

    it("validating what validation answered changes nothing", () => {
        for (const [from, to] of pairs.filter(([one, other]) => one !== other)) {
            const { args } = validate(between(from, to));
            assert.deepEqual(validate(args), { args, failures: [], warnings: [] });
        }
    });
});

describe("image syncs between any registries: bad args", () => {
    const rows: readonly (readonly [
        from: ImageCloud,
        to: ImageCloud,
        path: string,
        value: unknown,
        message: RegExp,
    ])[] = [
        ["alibaba", "generic", "wait", false, /^wait: false is not possible with a registry copy/],
        ["alibaba", "huawei", "priority", 3, /^priority: a registry copy from .* to Huawei SWR has no such property/],
        ["huawei", "alibaba", "target.accountId", "1000000000000002", /^target\.accountId: .*by target\.account$/],
        ["alibaba", "tencent", "target.host", "x.example.com", /^target\.host: .*by its region and instance$/],
        ["alibaba", "huawei", "target.instanceId", "x", /^target\.instanceId: .*one registry for each region/],
        ["alibaba", "generic", "target.region", "x", /^target\.region: .*known by its host alone/],
        ["alibaba", "generic", "target.password", "very-secret", /^target\.password: .*imagesync:accounts$/],
        ["alibaba", "generic", "platfroms", [], /^platfroms: .*did you mean platforms\?$/],
        ["alibaba", "generic", "platforms", [], /^platforms: \[\] names no platform; .*leave it out to copy all$/],
        ["alibaba", "generic", "platforms", "linux/amd64", /^platforms: "linux\/amd64" is not a list; allowed: /],
        ["alibaba", "generic", "platforms", ["amd64"], /^platforms\[0\]: "amd64" is not a platform; allowed: os\//],
        ["alibaba", "generic", "platforms", ["linux/amd64", "Linux/arm64"], /^platforms\[1\]: "Linux\/arm64" is not/],
        ["alibaba", "generic", "platforms", ["linux/arm/v7/x"], /^platforms\[0\]: "linux\/arm\/v7\/x" is not/],
        ["alibaba", "generic", "platforms", [{ os: "linux" }], /^platforms\[0\]: \{"os":"linux"\} is not a platform/],
        ["alibaba", "generic", "platforms", ["linux/amd64", "linux/amd64"], /^platforms\[1\]: .* as platforms\[0\]/],
        ["alibaba", "generic", "referrers", "yes", /^referrers: "yes" is not a boolean/],
        ["generic", "alibaba", "tagFilter", "v1", /^tagFilter: only without tags/],
        ["generic", "alibaba", "source.host", undefined, /^source\.host: missing; allowed: a host name/],
        [
            "generic",
            "alibaba",
            "source.host",
            "https://harbor.example.com/prod/x",
            /; write "harbor\.example\.com", and "prod\/x" as namespace or repository$/,
        ],
        ["generic", "alibaba", "source.host", "harbor.example.com/", /; write "harbor\.example\.com"$/],
        ["generic", "alibaba", "source.host", "Harbor.Example.com:8443", /; write "harbor\.example\.com:8443"$/],
        ["generic", "alibaba", "source.host", "harbor.example.com:70000", /^source\.host: .* is not a host; allowed/],
        ["generic", "alibaba", "source.host", "harbor.example.com:", /^source\.host: .* is not a host; allowed/],
        ["generic", "alibaba", "source.host", "user@harbor.example.com", /^source\.host: .* is not a host; allowed/],
        ["generic", "alibaba", "source.namespace", "Prod", /^source\.namespace: "Prod" is not a namespace; allowed/],
        ["generic", "alibaba", "source.repository", "a//b", /^source\.repository: "a\/\/b" is not a repository/],
        [
            "generic",
            "alibaba",
            "source.repository",
            "a".repeat(252),
            /^source\.repository: with the namespace 257 char/,
        ],
        ["huawei", "alibaba", "target.namespace", "Prod", /^target\.namespace: "Prod" is not a namespace/],
    ];
    for (const [from, to, path, value, message] of rows) {
        it(`${from} to ${to}: ${path} = ${JSON.stringify(value)?.slice(0, 40)}`, () => {
            const said = only(withValueAt(between(from, to), path, value));
            assert.match(said, message);
            assert.doesNotMatch(said, /very-secret/);
        });
    }

    it("priority, where only the path rules it out: both ways out are named", () =>
        assert.match(
            only({ ...goodArgs.alibaba, via: "registry", priority: 3 }),
            /^priority: .*only the cloud's own call has it: leave it out, or leave out via: "registry"$/,
        ));

    it("names that the target's cloud does not have are not taken over", () => {
        const source = { ...sources.generic, namespace: "a/b" };
        const target = withValueAt(targets.alibaba, "namespace", undefined);
        assert.match(
            only({ source, target, tags: ["1"] }),
            /^target\.namespace: "a\/b" is not a namespace; .*; it is the source's, since none is given: name another$/,
        );
        const { namespace: _namespace, ...bare } = sources.generic;
        assert.match(only({ source: bare, target, tags: ["1"] }), /^target\.namespace: missing; the source has none/);
    });

    for (const part of ["host", "namespace", "repository", "account"]) {
        it(`generic ${part} that is not known yet passes at both ends`, () => {
            for (const end of ["source", "target"]) {
                const args = withValueAt(between("generic", "generic"), `${end}.${part}`, unknownValue);
                assert.deepEqual(validate(args).failures, []);
            }
        });
    }

    for (const platforms of [unknownValue, ["linux/amd64", unknownValue, unknownValue]]) {
        it(`platforms ${JSON.stringify(platforms)} pass`, () =>
            assert.deepEqual(validate(between("alibaba", "generic", { platforms })).failures, []));
    }
});

describe("image syncs between any registries: names", () => {
    const target = (given: Args, source: Args = sources.alibaba) =>
        specOf({ source, target: given, tags: ["1"] }).target;
    const harbor = { cloud: "generic", host: "harbor.example.com:8443" };

    it("a generic target takes over both names, or none with a repository of its own", () => {
        assert.deepEqual(target(harbor), { ...harbor, namespace: "prod", repository: "api" });
        assert.deepEqual(target({ ...harbor, namespace: "x" }), { ...harbor, namespace: "x", repository: "api" });
        assert.deepEqual(target({ ...harbor, repository: "x/y" }), { ...harbor, repository: "x/y" });
    });

    it("a generic source need not have a namespace", () => {
        const { namespace: _namespace, ...bare } = sources.generic;
        assert.deepEqual(target({ ...harbor }, bare), { ...harbor, repository: "api" });
    });

    it("one path is one place, however it is called: a tag onto itself is refused", () => {
        const split = { ...harbor, namespace: "prod", repository: "team/api" };
        const whole = { ...harbor, repository: "prod/team/api" };
        assert.match(only({ source: split, target: whole, tags: ["1"] }), /^target: the same place as source; /);
        assert.deepEqual(validate({ source: split, target: whole, tags: [{ source: "1", target: "2" }] }).failures, []);
        const elsewhere = { ...whole, host: "harbor.example.com" };
        assert.deepEqual(validate({ source: split, target: elsewhere, tags: ["1"] }).failures, []);
    });

    for (const host of ["docker.io", "registry-1.docker.io"]) {
        it(`${host}: a repository without namespace is a warning`, () => {
            const source = { cloud: "generic", host, repository: "nginx" };
            const { failures, warnings } = validate({ source, target: targets.huawei, tags: ["1.27"] });
            assert.deepEqual(failures, []);
            assert.match(warnings.join(), /^source\.repository: "nginx" is no repository of Docker Hub.*"library"/);
            assert.deepEqual(
                validate({ source: { ...source, repository: "library/nginx" }, target: targets.huawei, tags: ["1.27"] })
                    .warnings,
                [],
            );
        });
    }

    it("a filter is in the source's dialect: a glob for any registry", () => {
        const filtered = (from: ImageCloud, to: ImageCloud, tagFilter: string) =>
            validate(between(from, to, { tags: undefined, tagFilter }));
        assert.deepEqual(filtered("generic", "alibaba", "v*").warnings, []);
        assert.match(filtered("generic", "alibaba", "v\\d+.*").failures.join(), /as a glob it would be "v\*"$/);
        assert.match(filtered("alibaba", "generic", "v*").warnings.join(), /regular expression/);
        const matches = imageCapabilities("generic").matcher("v1.{2,3}*");
        assert.deepEqual(["v1.2", "v1.3-rc", "v1.4", "xv1.2"].map(matches), [true, true, false, false]);
    });
});

describe("image syncs of a whole rule", () => {
    const overNamespace = (cloud: "alibaba" | "tencent", changes: Args = {}) => {
        const rule = withValueAt(ruleBetween[cloud], "source.repository", undefined);
        return { ...withValueAt(rule, "target.repository", undefined), ...changes };
    };
    const byRule = (args: Args) => {
        const { source, target } = args.rule as { source: Args; target: Args };
        return validate({ source: { cloud: source.cloud }, target: { cloud: target.cloud }, ...args });
    };

    for (const cloud of ruleClouds) {
        it(`${cloud}: needs nothing else; every tag counts, 100 at most`, () => {
            const { failures, args } = byRule({ rule: ruleBetween[cloud] });
            assert.deepEqual(failures, []);
            assert.deepEqual([args.via, args.maxTags, args.tags, args.tagFilter], ["cloud", 100, undefined, undefined]);
            assert.equal((args.source as Args).repository, sources[cloud].repository);
        });
    }

    it("over a namespace: the ends have no repository", () => {
        const { failures, args } = byRule({ rule: overNamespace("alibaba"), maxTags: 500 });
        assert.deepEqual(failures, []);
        assert.equal(args.maxTags, 500);
        assert.ok(!("repository" in (args.source as Args)) && !("repository" in (args.target as Args)));
    });

    it("between two TCR registries: from registry to registry, with the rule's accounts", () => {
        const ruled = { ...targets.tencent, repository: undefined, account: "partner" };
        const rule = withValueAt(overNamespace("tencent", { target: ruled }), "source.account", "mine");
        const { failures, args } = byRule({ rule, referrers: true });
        assert.deepEqual(failures, []);
        assert.equal(args.via, "registry");
        assert.deepEqual([(args.source as Args).account, (args.target as Args).account], ["mine", "partner"]);
    });

    it("beside a repository there must be tags", () => {
        const source = { cloud: "alibaba", repository: "web" };
        assert.deepEqual(byRule({ rule: overNamespace("alibaba"), source }).failures, [
            "source.repository: only with tags or tagFilter: without them the whole rule is synced; leave it out",
        ]);
        assert.deepEqual(byRule({ rule: overNamespace("alibaba"), source, tags: ["1"] }).failures, []);
    });

    it("into another account's registry a copy needs that account's credentials", () => {
        const rule = withValueAt(ruleBetween.alibaba, "target.accountId", "1000000000000002");
        assert.equal((byRule({ rule }).args.target as Args).accountId, "1000000000000002");
        const { failures } = byRule({ rule, via: "registry" });
        assert.match(failures.join(), /^target\.account: missing; .*another account's \("1000000000000002"\)/);
        const target = { cloud: "alibaba", account: "partner" };
        const { args, failures: none } = byRule({ rule, target, via: "registry" });
        assert.deepEqual(none, []);
        assert.ok(!("accountId" in (args.target as Args)));
        const granted = {
            ...overNamespace("tencent"),
            target: { ...targets.tencent, repository: undefined, grant: "other" },
        };
        assert.match(byRule({ rule: granted }).failures.join(), /^target\.account: missing; .*\("other"\)/);
    });

    it("that is not enabled: a warning", () => {
        const rule = overNamespace("tencent", { enabled: false });
        assert.match(byRule({ rule }).warnings.join(), /^rule: it is not enabled: /);
        assert.deepEqual(byRule({ rule: overNamespace("tencent", { enabled: true }) }).warnings, []);
    });

    it("a rule does not go with an end in another cloud", () => {
        const { failures } = validate({ ...between("alibaba", "generic"), rule: ruleBetween.alibaba });
        assert.deepEqual(failures, [
            'rule: a rule of "alibaba", but source is "alibaba" and target "generic"; leave it out: a rule stays in one cloud',
        ]);
    });
});
