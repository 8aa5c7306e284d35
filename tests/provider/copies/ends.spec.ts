import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator";
import { registries } from "../../../provider/clouds";
import { RegistryCopies } from "../../../provider/copies";
import { isKind } from "../../../provider/errors";
import type { ImageSyncSpec } from "../../../provider/model";
import { Session } from "../../../provider/process/session";
import { TestEnvironment } from "../fakes/environment";
import { beside, sourceDigest } from "./ways";

describe("copies: what the ends hold", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    let copies: RegistryCopies;
    const options = { deadline: Infinity };
    const spec: ImageSyncSpec = {
        source: {
            cloud: "alibaba",
            region: "cn-hangzhou",
            instanceId: "cri-hub",
            namespace: "prod",
            repository: "api",
        },
        target: {
            cloud: "tencent",
            region: "ap-singapore",
            instanceId: "tcr-sg",
            namespace: "prod",
            repository: "api",
        },
        override: false,
        wait: true,
        timeoutSeconds: 600,
    };
    const signed: ImageSyncSpec = { ...spec, source: { ...spec.source, repository: "signed" } };
    const gone = { ...spec, source: { ...spec.source, repository: "gone" } };

    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
        const { alibaba } = emulator;
        alibaba.addRepository("cri-hub", "prod", "signed");
        alibaba.pushTag("cri-hub", "prod", "signed", "1.0", { platforms: ["linux/amd64", "linux/arm64"] });
        copies = connect();
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });
    function connect(): RegistryCopies {
        const session = Session.from((key) => emulator.config[key]);
        return new RegistryCopies(session, (cloud) => registries[cloud].access(session));
    }
    const digests = (held: ReadonlyMap<string, { digest: string }> | undefined) =>
        held && Object.fromEntries([...held].map(([tag, { digest }]) => [tag, digest]));

    it("of some names those that are there, by one request each", async () => {
        const held = await copies.images(spec, "source", ["1.4.2", "no", "latest"], options);
        assert.deepEqual(digests(held), {
            "1.4.2": sourceDigest(emulator, "api", "1.4.2"),
            latest: sourceDigest(emulator, "api", "latest"),
        });
        const asked = beside(emulator, { registry: "cri-hub" });
        assert.deepEqual(
            asked.map(({ method }) => method),
            ["HEAD", "HEAD", "HEAD"],
        );
    });

    it("without names all tags", async () => {
        const held = await copies.images(spec, "source", undefined, options);
        const all = emulator.alibaba.repositories("cri-hub", "prod").find(({ name }) => name === "api")?.tags ?? [];
        assert.ok(all.length > 3);
        assert.deepEqual(digests(held), Object.fromEntries(all.map(({ name, digest }) => [name, `sha256:${digest}`])));
    });

    it("all tags, and there are more than one page of them", async () => {
        emulator.alibaba.addRepository("cri-hub", "prod", "many");
        for (let i = 0; i < 120; i++) {
            emulator.alibaba.pushTag("cri-hub", "prod", "many", `v${i}`);
        }
        const many = { ...spec, source: { ...spec.source, repository: "many" } };
        assert.equal((await copies.images(many, "source", undefined, options))?.size, 120);
    });

    it("a source repository that is absent is undefined; one that lacks the names is not", async () => {
        assert.equal(await copies.images(gone, "source", ["1.4.2"], options), undefined);
        assert.equal(await copies.images(gone, "source", undefined, options), undefined);
        assert.equal((await copies.images(spec, "source", ["no"], options))?.size, 0);
    });

    it("a target repository that is absent holds nothing, by one request for each name", async () => {
        assert.equal((await copies.images(spec, "target", ["1.4.2"], options))?.size, 0);
        assert.equal(beside(emulator, { registry: "tcr-sg" }).length, 1);
    });

    it("platforms give a digest of their own at the source; the target is taken as it is", async () => {
        const of = async (platforms: string[] | undefined) =>
            (await copies.images({ ...signed, platforms }, "source", ["1.0"], options))?.get("1.0")?.digest;
        const whole = await of(undefined);
        const [amd64, arm64, both] = [
            await of(["linux/amd64"]),
            await of(["linux/arm64"]),
            await of(["linux/arm64", "linux/amd64"]),
        ];
        assert.equal(new Set([whole, amd64, arm64]).size, 3);
        assert.equal(both, whole);
        const turned = { ...signed, target: signed.source, platforms: ["linux/arm64"] };
        assert.equal((await copies.images(turned, "target", ["1.0"], options))?.get("1.0")?.digest, whole);
    });

    it("kinds are told where a rule takes one of them", async () => {
        const { tencent } = emulator;
        const source = { cloud: "tencent", region: "ap-guangzhou", instanceId: "tcr-gz", namespace: "base" } as const;
        tencent.pushTag("tcr-gz", "base/charts/shop", "image");
        const rule = { ruleId: "1", source, target: source };
        const look = async (artifacts: "image" | "chart" | "all") => {
            const all = { ...spec, source: { ...source, repository: "charts/shop" }, rule: { ...rule, artifacts } };
            const held = await copies.images(all, "source", ["0.1.0", "image", "no"], options);
            return Object.fromEntries([...(held ?? [])].map(([tag, { artifact }]) => [tag, artifact]));
        };
        assert.deepEqual(await look("image"), { "0.1.0": "chart", image: "image" });
        assert.deepEqual(await look("chart"), { "0.1.0": "chart", image: "image" });
        assert.deepEqual(await look("all"), { "0.1.0": undefined, image: undefined });
    });

    it("the host is the target registry's", async () => {
        assert.equal(await copies.host(spec, options), await emulator.registries.host("tencent", "tcr-sg"));
    });

    it("a start never throws: what is wrong is each copy's outcome", async () => {
        emulator.tencent.closeEndpoint("tcr-sg");
        const copy = (tag: string) => ({ source: tag, target: tag });
        const outcomes = await copies.start(spec, [copy("1.4.2"), copy("no")], options);
        for (const tag of ["1.4.2", "no"]) {
            const outcome = outcomes.get(tag) ?? {};
            assert.ok("error" in outcome && isKind(outcome.error, "unsupported"));
        }
        emulator.tencent.openEndpoint("tcr-sg");
        const outcome = (await copies.start(spec, [copy("no")], options)).get("no") ?? {};
        assert.ok("error" in outcome && isKind(outcome.error, "notFound"));
    });

    it("a copy under way is found by its tag, until it has ended", async () => {
        const copy = { source: "1.4.2", target: "stable" };
        emulator.registries.faults.add({ kind: "slow", bytesPerSecond: 5_000, times: Infinity });
        const outcome = (await copies.start(spec, [copy], options)).get("stable");
        if (!outcome || !("ticket" in outcome)) {
            return assert.fail("not begun");
        }
        const found = await copies.underway(spec, [copy, { source: "1.4.2", target: "other" }], options);
        assert.deepEqual([...found], [["stable", outcome.ticket]]);
        assert.equal((await copies.underway({ ...spec, referrers: true }, [copy], options)).size, 0);
        const phases: string[] = [];
        const ended = await copies.follow(outcome.ticket, Infinity, ({ phase }) => phases.push(phase));
        assert.equal(ended.phase, "done");
        assert.deepEqual([phases[0], phases.at(-1)], ["running", "done"]);
        assert.ok((ended.found?.movedBytes ?? 0) > 0 && (ended.found?.sizeBytes ?? 0) > 0);
        assert.deepEqual([ended.bytes?.done, ended.layers?.done], [ended.bytes?.total, ended.layers?.total]);
        assert.equal((await copies.underway(spec, [copy], options)).size, 0);
    }).timeout(60_000);
});
