import assert from "node:assert/strict";
import { type Args, Stack, statuses } from "../../copies/stack";
import { blobsRead, sourceDigest, targetDigest } from "../../copies/ways";

const hub = { cloud: "alibaba", region: "cn-hangzhou", instanceId: "cri-hub", namespace: "prod" } as const;
const singapore = { ...hub, region: "ap-southeast-1", instanceId: "cri-sg" } as const;
const guangzhou = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "prod" } as const;
const farTcr = { ...guangzhou, region: "ap-singapore", instanceId: "tcr-sg" } as const;

const alibabaRule = { ruleId: "crsr-1", name: "prod", trigger: "automatic", source: hub, target: singapore };
const tencentRule = { ruleId: "7", name: "prod", override: false, source: guangzhou, target: farTcr };

function names(images: object): string[] {
    return Object.keys(images).sort();
}

describe("syncs of a whole rule", () => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await Stack.start({}, { syncSeconds: 0 });
    });
    afterEach(() => stack.stop());
    const ruled = (rule: object, more: Args = {}): Args => ({ rule, ...more });
    const sent = (action: string) => stack.emulator.requests.count({ action });

    it("CR EE: what regular expressions take of a namespace, by one call for each tag that is missing", async () => {
        const rule = { ...alibabaRule, repositoryFilter: "(api|w.*)", tagFilter: "1\\..*" };
        const { images } = await stack.up(ruled(rule));
        const taken = ["api", "web", "worker"].flatMap((name) => [`${name}:1.4.1`, `${name}:1.4.2`]);
        assert.deepEqual(names(images), taken);
        assert.deepEqual([...new Set(Object.values(statuses(images)))], ["synced"]);
        for (const name of ["api", "web", "worker"]) {
            assert.equal(images[`${name}:1.4.2`]?.digest, sourceDigest(stack.emulator, name, "1.4.2"));
        }
        // 1.4.1 was there already, as the same image.
        assert.equal(sent("CreateRepoSyncTask"), 3);
        assert.deepEqual(blobsRead(stack.emulator), [], "nothing went through this machine");
        assert.equal(await stack.changes(ruled(rule)), false);
        await stack.up(ruled(rule, { triggers: [1] }));
        assert.equal(sent("CreateRepoSyncTask"), 3);
    });

    it("CR EE: a manual rule by its own call", async () => {
        const filters = { repositoryFilter: "api", tagFilter: "1\\.4\\.2" };
        const { id } = stack.emulator.alibaba.addRule({
            instanceId: "cri-hub",
            name: "prod",
            namespace: "prod",
            targetInstanceId: "cri-sg",
            trigger: "INITIATIVE",
            ...filters,
        });
        const rule = { ...alibabaRule, ruleId: id, trigger: "manual", ...filters };
        const { images } = await stack.up(ruled(rule));
        assert.deepEqual(statuses(images), { "api:1.4.2": "synced" });
        assert.deepEqual([sent("CreateRepoSyncTaskByRule"), sent("CreateRepoSyncTask")], [1, 0]);
    });

    it("SWR: the one repository of the rule, under its name", async () => {
        const source = { cloud: "huawei", region: "cn-north-4", namespace: "team", repository: "backend/orders" };
        const target = { cloud: "huawei", region: "ap-southeast-3", namespace: "team" };
        const { images } = await stack.up(ruled({ ruleId: "1", override: true, source, target }));
        assert.deepEqual(
            names(images),
            ["1.0.0", "1.1.0", "latest"].map((tag) => `backend/orders:${tag}`),
        );
        assert.equal(stack.state().summary?.synced, 3);
        const there = stack.emulator.huawei.findTag("ap-southeast-3", "team/backend/orders", "latest");
        assert.equal(there?.digest, images["backend/orders:latest"]?.digest);
        assert.equal(await stack.changes(ruled({ ruleId: "1", override: true, source, target })), false);
    });

    it("TCR: what globs take, through the registries; a slash in a repository's name is no end of it", async () => {
        const rule = { ...tencentRule, repositoryFilter: "{api,team/*}", tagFilter: "1.*" };
        const { images } = await stack.up(ruled(rule));
        const taken = ["api", "team/service"].flatMap((name) => [`${name}:1.0.0`, `${name}:1.1.0`]);
        assert.deepEqual(names(images), taken);
        assert.equal(stack.state().summary?.synced, 4);
        for (const name of ["api", "team/service"]) {
            const here = stack.emulator.tencent.findTag("tcr-gz", `prod/${name}`, "1.1.0")?.digest;
            assert.equal(targetDigest(stack.emulator, name, "1.1.0"), here);
        }
        stack.emulator.registries.requests.clear();
        const again = await stack.up(ruled(rule, { triggers: [1] }));
        assert.deepEqual(statuses(again.images), statuses(images));
        assert.deepEqual(blobsRead(stack.emulator), []);
    });

    it("TCR: a star alone does not cross a slash, two do", async () => {
        const taken = async (repositoryFilter: string) => {
            const rule = { ...tencentRule, repositoryFilter, tagFilter: "1.1.0" };
            return names((await stack.up(ruled(rule), repositoryFilter)).images);
        };
        assert.deepEqual(await taken("*"), ["api:1.1.0", "web:1.1.0", "worker:1.1.0"]);
        assert.deepEqual(await taken("**"), ["api:1.1.0", "team/service:1.1.0", "web:1.1.0", "worker:1.1.0"]);
    });

    it("TCR: images alone, or charts alone; a chart need not be for the platforms of the images", async () => {
        const { tencent } = stack.emulator;
        const ends = { source: { ...guangzhou, namespace: "base" }, target: { ...farTcr, namespace: "base" } };
        const charts = await stack.up(ruled({ ...tencentRule, ...ends, artifacts: "chart" }), "charts");
        assert.deepEqual(names(charts.images), ["charts/shop:0.1.0", "charts/shop:0.2.0"]);
        const here = tencent.findTag("tcr-gz", "base/charts/shop", "0.2.0")?.digest;
        assert.equal(targetDigest(stack.emulator, "charts/shop", "0.2.0", "base"), here);
        const rule = { ...tencentRule, ...ends, artifacts: "image" };
        const images = await stack.up(ruled(rule, { platforms: ["linux/amd64"] }), "images");
        assert.deepEqual(names(images.images), ["node:1.0.0", "node:1.1.0", "node:latest"]);
        const all = await stack.up(ruled({ ...tencentRule, ...ends, artifacts: "all" }), "all");
        assert.equal(names(all.images).length, 5);
    });

    it("maxTags counts the tags of all repositories: the error names the first ten, and nothing is started", async () => {
        for (const [rule, count, first] of [
            [alibabaRule, 20, "api:1.4.1"],
            [tencentRule, 12, "api:1.0.0"],
        ] as const) {
            // More than each of the repositories holds.
            await assert.rejects(stack.up(ruled(rule, { maxTags: count - 1 }), rule.source.cloud), (error: Error) => {
                assert.match(error.message, new RegExp(`the rule takes ${count} tags, and maxTags is ${count - 1};`));
                const named = /the first 10 are (.*); narrow/.exec(error.message)?.[1]?.split(", ") ?? [];
                assert.equal(named.length, 10);
                assert.equal(named[0], first);
                assert.doesNotMatch(error.message, /narrow tagFilter/, "the program declares none");
                return true;
            });
        }
        assert.equal(sent("CreateRepoSyncTask"), 0);
        assert.deepEqual(blobsRead(stack.emulator), []);
        // Fewer than one of the repositories holds: the same error, of the whole rule.
        await assert.rejects(stack.up(ruled(alibabaRule, { maxTags: 2 }), "few"), /the rule takes 20 tags, /);
        assert.equal((await stack.up(ruled(tencentRule, { maxTags: 12 }), "enough")).reasons.length, 0);
    });

    it("five repositories of twenty tags each: what is missing is moved, the second time nothing", async () => {
        const { alibaba, tencent, registries } = stack.emulator;
        const list = [1, 2, 3, 4, 5].flatMap((r) => Array.from({ length: 20 }, (_, t) => [`r${r}`, `t${t}`] as const));
        alibaba.addNamespace("cri-hub", "full");
        alibaba.addNamespace("cri-sg", "full");
        tencent.addNamespace("tcr-gz", "full");
        tencent.addNamespace("tcr-sg", "full");
        ["r1", "r2", "r3", "r4", "r5"].forEach((name) => {
            alibaba.addRepository("cri-hub", "full", name);
            alibaba.addRepository("cri-sg", "full", name);
        });
        for (const [place, [name, tag]] of list.entries()) {
            alibaba.pushTag("cri-hub", "full", name, tag);
            tencent.pushTag("tcr-gz", `full/${name}`, tag);
            if (place % 4 === 0) {
                alibaba.pushTag("cri-sg", "full", name, tag);
                tencent.pushTag("tcr-sg", `full/${name}`, tag);
            }
        }
        for (const { source, target, ...rest } of [alibabaRule, tencentRule]) {
            const at = { source: { ...source, namespace: "full" }, target: { ...target, namespace: "full" } };
            const args = ruled({ ...rest, ...at });
            stack.emulator.requests.clear();
            registries.requests.clear();
            assert.deepEqual((await stack.up(args, source.cloud)).reasons, []);
            assert.deepEqual(stack.state(source.cloud).summary, { synced: 100 });
            assert.equal(sent("CreateRepoSyncTask") + tagsWritten(), 75, source.cloud);
            stack.restart();
            await stack.up({ ...args, triggers: [1] }, source.cloud);
            assert.equal(sent("CreateRepoSyncTask") + tagsWritten(), 75, source.cloud);
        }
    }).timeout(120_000);

    function tagsWritten(): number {
        const puts = stack.emulator.registries.requests.all({ operation: "putManifest", status: 201 });
        return puts.filter(({ path }) => !path.includes("sha256:")).length;
    }

    it("a repository that fails leaves the others recorded, and the next up runs what is not synced", async () => {
        const rule = { ...tencentRule, tagFilter: "1.1.0" };
        const { faults, requests } = stack.emulator.registries;
        faults.add({ kind: "serverError", operation: "putManifest", path: /prod\/web/, status: 400, times: Infinity });
        const { images, reasons } = await stack.up(ruled(rule));
        const rest = { "api:1.1.0": "synced", "team/service:1.1.0": "synced", "worker:1.1.0": "synced" };
        assert.deepEqual(statuses(images), { ...rest, "web:1.1.0": "failed" });
        assert.match(reasons.join(), /^web:1\.1\.0: /);
        faults.clear();
        requests.clear();
        assert.equal(await stack.changes(ruled(rule)), true);
        const repaired = await stack.up(ruled(rule));
        assert.deepEqual(statuses(repaired.images), { ...rest, "web:1.1.0": "synced" });
        const puts = requests.all({ operation: "putManifest", status: 201 }).map(({ path }) => path);
        assert.deepEqual([...new Set(puts.map((path) => path.split("/manifests/")[0]))], ["/v2/prod/web"]);
    });

    it("a repository that cannot be asked fails alone, too, once others have begun", async () => {
        const rule = { ...tencentRule, tagFilter: "1.1.0" };
        const { faults } = stack.emulator.registries;
        const refused = { kind: "serverError", operation: "getManifest", status: 403, times: Infinity } as const;
        faults.add({ ...refused, registry: "tcr-sg", path: /prod\/web\/manifests\/1/ });
        const { images, reasons } = await stack.up(ruled(rule));
        assert.equal(images["web:1.1.0"]?.status, "failed");
        assert.equal(stack.state().summary?.synced, 3);
        assert.match(reasons.join(), /^web:1\.1\.0: /);
    });

    it("read tells what is missing and outdated by repository and tag; the next up repairs just that", async () => {
        const rule = { ...tencentRule, tagFilter: "1.*", override: true };
        await stack.up(ruled(rule));
        const { tencent, registries } = stack.emulator;
        tencent.removeTag("tcr-sg", "prod/api", "1.0.0");
        tencent.pushTag("tcr-gz", "prod/team/service", "1.1.0", { content: "newer" });
        await stack.refresh();
        const found = statuses(stack.images());
        assert.equal(found["api:1.0.0"], "missing");
        assert.equal(found["team/service:1.1.0"], "outdated");
        assert.deepEqual(stack.state().summary, { synced: 6, missing: 1, outdated: 1 });
        const lines = stack.messages.infos.join("\n");
        assert.match(lines, /^api:1\.0\.0 is missing: /m);
        assert.match(lines, /^team\/service:1\.1\.0 is outdated, the source has moved: source sha256:/m);
        assert.equal(await stack.changes(ruled(rule)), true);
        registries.requests.clear();
        await stack.up(ruled(rule));
        assert.deepEqual(stack.state().summary, { synced: 8 });
        const tagged = registries.requests
            .all({ registry: "tcr-sg", operation: "putManifest" })
            .map(({ path }) => path.slice("/v2/prod/".length))
            .filter((path) => !path.includes("sha256:"));
        assert.deepEqual(tagged.sort(), ["api/manifests/1.0.0", "team/service/manifests/1.1.0"]);
    });

    it("a refresh without drift asks about what is recorded, and a preview shows nothing", async () => {
        const rule = { ...alibabaRule, tagFilter: "1\\.4\\.2" };
        await stack.up(ruled(rule));
        const before = stack.state();
        const inputs = await stack.refresh();
        assert.deepEqual(stack.state(), before);
        assert.deepEqual(inputs.rule, rule);
        assert.equal(await stack.changes(ruled(rule)), false);
    });

    it("a tag that the rule takes from now on comes with the next run, one that it left goes from the record", async () => {
        const rule = { ...tencentRule, repositoryFilter: "api", tagFilter: "1.*" };
        await stack.up(ruled(rule));
        stack.emulator.tencent.pushTag("tcr-gz", "prod/api", "1.2.0");
        stack.emulator.tencent.removeTag("tcr-gz", "prod/api", "1.0.0");
        const { images } = await stack.up(ruled(rule, { triggers: [1] }));
        assert.deepEqual(statuses(images), { "api:1.1.0": "synced", "api:1.2.0": "synced" });
        assert.ok(targetDigest(stack.emulator, "api", "1.0.0"), "the target keeps it");
    });

    it("delete leaves the images, and says so for each repository", async () => {
        await stack.up(ruled({ ...tencentRule, tagFilter: "1.1.0", repositoryFilter: "{api,web}" }));
        await stack.destroy();
        assert.ok(targetDigest(stack.emulator, "api", "1.1.0"));
        const told = stack.messages.infos.filter((line) => line.includes("stays"));
        assert.deepEqual(
            told.map((line) => line.split(" in ")[1]).sort(),
            ["api", "web"].map((name) => `ap-singapore/tcr-sg/prod/${name}`),
        );
    });
});

describe("syncs of a whole rule that takes little or nothing", () => {
    let stack: Stack;
    beforeEach(async () => {
        stack = await Stack.start({}, { syncSeconds: 0 });
    });
    afterEach(() => stack.stop());
    const up = (rule: object, changes: object = {}) => stack.up({ rule: { ...rule, ...changes } });

    it("no repository: a warning, and nothing is recorded", async () => {
        for (const rule of [alibabaRule, tencentRule]) {
            const upped = await stack.up({ rule: { ...rule, repositoryFilter: "none" } }, rule.source.cloud);
            assert.deepEqual(upped, { images: {}, reasons: [] });
        }
        assert.equal(stack.messages.warnings.length, 2);
        assert.match(
            stack.messages.warnings[0] ?? "",
            /takes none of the 4 repositories of cn-hangzhou\/cri-hub\/prod$/,
        );
    });

    it("no tag: one warning, however many repositories there are", async () => {
        await up(alibabaRule, { tagFilter: "9.*" });
        assert.equal(stack.messages.warnings.length, 1, stack.messages.warnings.join("\n"));
        assert.match(stack.messages.warnings[0] ?? "", /9\.\*.*4 repositories.*cn-hangzhou\/cri-hub\/prod$/);
    });

    it("some repositories without a tag that it takes are no news", async () => {
        stack.emulator.alibaba.pushTag("cri-hub", "prod", "worker", "9.1");
        await up(alibabaRule, { tagFilter: "9.*" });
        assert.deepEqual(statuses(stack.images()), { "worker:9.1": "synced" });
        assert.deepEqual(stack.messages.warnings, []);
    });

    it("an empty namespace is not one that is gone", async () => {
        const { alibaba, tencent } = stack.emulator;
        alibaba.addNamespace("cri-hub", "empty");
        tencent.addNamespace("tcr-gz", "empty");
        for (const { source, target, ...rule } of [alibabaRule, tencentRule]) {
            const at = (namespace: string) => ({
                rule: { ...rule, source: { ...source, namespace }, target: { ...target, namespace } },
            });
            const empty = await stack.up(at("empty"), `${source.cloud} empty`);
            assert.deepEqual(empty.images, {});
            await assert.rejects(
                stack.up(at("gone"), `${source.cloud} gone`),
                /namespace .*\/gone not found; create it/,
            );
        }
        assert.equal(stack.messages.warnings.filter((line) => line.includes("none of the 0 repositories")).length, 2);
    });

    it("a registry that is gone is told as such", async () => {
        for (const { source, target, ...rule } of [alibabaRule, tencentRule]) {
            const instanceId = `${source.instanceId}-gone`;
            const gone = { ...rule, source: { ...source, instanceId }, target };
            await assert.rejects(stack.up({ rule: gone }, source.cloud), new RegExp(instanceId));
        }
    });

    it("namespaces and repositories whose names begin alike are told apart", async () => {
        const { alibaba, tencent } = stack.emulator;
        alibaba.addNamespace("cri-hub", "prod-eu");
        alibaba.addRepository("cri-hub", "prod-eu", "api");
        alibaba.pushTag("cri-hub", "prod-eu", "api", "eu");
        tencent.addNamespace("tcr-gz", "prod-eu");
        tencent.pushTag("tcr-gz", "prod-eu/api", "eu");
        alibaba.addRepository("cri-hub", "prod", "api-x");
        alibaba.pushTag("cri-hub", "prod", "api-x", "9.1");
        const hubs = await stack.up({ rule: { ...alibabaRule, tagFilter: "eu|9\\.1" } }, "alibaba");
        assert.deepEqual(statuses(hubs.images), { "api-x:9.1": "synced" });
        const tcrs = await stack.up({ rule: { ...tencentRule, tagFilter: "eu" } }, "tencent");
        assert.deepEqual(tcrs.images, {});
    });

    it("a repository that vanishes between the list and its tags takes nothing from the others", async () => {
        const { emulator } = stack;
        const source = { ...tencentRule, tagFilter: "1.1.0" };
        // Stale: the list is of the time before the repository went.
        emulator.tencent.removeRepository("tcr-gz", "prod/web");
        emulator.faults.add({ kind: "stale", cloud: "tencent", action: "DescribeRepositories" });
        const { images, reasons } = await up(source);
        assert.deepEqual(reasons, []);
        assert.deepEqual(Object.keys(images).sort(), ["api:1.1.0", "team/service:1.1.0", "worker:1.1.0"]);
        assert.equal(emulator.requests.all().filter(({ fault }) => fault === "stale").length, 1);
    });

    it("a repository that holds nothing yet is none of those that fail", async () => {
        stack.emulator.tencent.addRepository("tcr-gz", "prod/new");
        stack.emulator.alibaba.addRepository("cri-hub", "prod", "new");
        const tcr = await stack.up({ rule: { ...tencentRule, tagFilter: "1.1.0" } }, "tencent");
        const hub = await stack.up({ rule: { ...alibabaRule, tagFilter: "1\\.4\\.2" } }, "alibaba");
        assert.equal(Object.keys(tcr.images).length, 4);
        assert.equal(Object.keys(hub.images).length, 4);
    });

    it("a rule of one repository that is gone is an error", async () => {
        const source = { ...tencentRule.source, repository: "gone" };
        await assert.rejects(up({ ...tencentRule, source }), /repository .*prod\/gone not found/);
    });

    it("a rule that is switched off is synced all the same, with a warning", async () => {
        await up(tencentRule, { enabled: false, repositoryFilter: "api" });
        assert.equal(stack.state().summary?.synced, 3);
        assert.equal(stack.messages.warnings.length, 1, stack.messages.warnings.join("\n"));
    });
});
