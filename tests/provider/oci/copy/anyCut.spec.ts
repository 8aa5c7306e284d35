import assert from "node:assert/strict";
import fc from "fast-check";
import { isKind } from "../../../../provider/errors";
import { newCopier } from "../../../../provider/oci/copy";
import type { Descriptor } from "../../../../provider/oci/registry/port";
import { digestsUnder, withPlatform } from "../fakes/images";
import { cut, type Call } from "../fakes/registry";
import { Bench, quickClock } from "./bench";

/** An image is the numbers of its layers, an index its entries. */
type Tree = { readonly layers: number[] } | { readonly entries: Tree[] };

const tree = fc.letrec<{ tree: Tree; image: Tree; index: Tree }>((tie) => ({
    tree: fc.oneof({ depthSize: "small", withCrossShrink: true }, tie("image"), tie("index")),
    image: fc.record({ layers: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }) }),
    index: fc.record({ entries: fc.array(tie("tree"), { maxLength: 3 }) }),
})).tree;

const scene = fc.record({
    tree,
    /** Each refers to the manifest with this number, earlier referrers included. */
    referrers: fc.array(fc.nat(8), { maxLength: 3 }),
    listsReferrers: fc.boolean(),
    sourceLists: fc.boolean(),
    hadOld: fc.boolean(),
    cutAt: fc.nat(60),
    cutKind: fc.constantFrom("dead", "once", "noAnswer", "abort" as const),
    sameProcess: fc.boolean(),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function buildTree(bench: Bench, node: Tree, all: Descriptor[]): Descriptor {
    const built =
        "layers" in node
            ? bench.build.image(node.layers.map((layer) => `layer ${layer} `.repeat(layer * 8)))
            : bench.build.index(node.entries.map((each) => withPlatform(buildTree(bench, each, all), "linux/amd64")));
    all.push(built);
    return built;
}

function buildReferrers(bench: Bench, { referrers, sourceLists }: Scene, all: Descriptor[]): Descriptor[] {
    return referrers.map((number, i) => {
        const subject = all[number % all.length] as Descriptor;
        const referrer = bench.build.referrer(subject, `signature ${i}`);
        if (!sourceLists) {
            const tag = subject.digest.replace(":", "-");
            const old = bench.source.find("team/app", tag)?.bytes.toString();
            const listed = old ? (JSON.parse(old) as { manifests: Descriptor[] }).manifests : [];
            bench.build.tag(tag, bench.build.index([...listed, referrer]));
        }
        all.push(referrer);
        return referrer;
    });
}

/** Everything after the n-th request fails, or that one alone, or the copy is aborted there. */
function arm(bench: Bench, { cutAt, cutKind }: Scene, abort: AbortController): void {
    let n = 0;
    const before = () => {
        n++;
        if (cutKind === "abort" && n === cutAt) {
            abort.abort();
        }
        if ((cutKind === "dead" && n >= cutAt) || (cutKind === "once" && n === cutAt)) {
            throw cut(cutKind === "dead" ? "unknown" : "transient");
        }
    };
    bench.source.before = before;
    bench.target.before = before;
    if (cutKind === "noAnswer") {
        bench.target.after = () => {
            if (++n === cutAt % 10) {
                throw cut();
            }
        };
    }
}

function disarm(bench: Bench): void {
    bench.source.before = bench.target.before = bench.target.after = () => {};
}

async function play(scene: Scene): Promise<void> {
    const { listsReferrers, sourceLists: lists } = scene;
    const bench = new Bench({ source: { listsReferrers: lists }, target: { listsReferrers } });
    const old = bench.build.image(["the old one"], "linux/arm64");
    const all: Descriptor[] = [];
    const root = buildTree(bench, scene.tree, all);
    const referrers = buildReferrers(bench, scene, all);
    if (scene.hadOld) {
        await bench.copy(old);
        assert.equal(bench.held(), old.digest);
    }
    const abort = new AbortController();
    arm(bench, scene, abort);
    const request = bench.request(root, { referrers: true });
    const check = () => {
        const held = bench.held();
        if (held === undefined || held === old.digest) {
            assert.equal(held, scene.hadOld ? old.digest : undefined);
        } else {
            assert.equal(held, root.digest);
            digestsUnder(bench.target, "mirror/app", "v1");
        }
    };
    const armed = bench.target.after;
    bench.target.after = (call: Call) => {
        check();
        return armed(call);
    };
    await bench.copier.copy(request, { deadline: Infinity, signal: abort.signal }).catch((error: unknown) => {
        assert.ok(isKind(error, "unknown", "transient"), String(error));
    });
    check();
    disarm(bench);
    assert.equal(bench.target.streams, 0, "streams end with their copy");
    const twice = (list: string[]) => list.filter((each, i) => list.indexOf(each) !== i);
    assert.deepEqual(twice(bench.streamed()), []);
    if (!scene.sameProcess) {
        bench.copier = newCopier({ clock: quickClock });
    }
    const copied = await bench.copier.copy(request, { deadline: Infinity });
    assert.equal(copied.digest, root.digest);
    assert.equal(copied.referrers, new Set(referrers.map(({ digest }) => digest)).size);
    const under = digestsUnder(bench.source, "team/app", root.digest);
    assert.deepEqual(digestsUnder(bench.target, "mirror/app", "v1"), under);
    for (const { digest } of referrers) {
        digestsUnder(bench.target, "mirror/app", digest);
    }
    for (const { digest } of all) {
        const names = async (registry: typeof bench.source, repository: string) =>
            (await registry.referrers(repository, digest, { deadline: Infinity })).map((each) => each.digest).sort();
        assert.deepEqual(await names(bench.target, "mirror/app"), await names(bench.source, "team/app"));
    }
    assert.deepEqual(twice(bench.streamed()), []);
}

describe("copy: any graph, any cut", () => {
    it("property: the tag is old, none or whole; the next copy makes both sides equal; no blob goes twice", async function () {
        this.timeout(240_000);
        await fc.assert(fc.asyncProperty(scene, play), { numRuns: 300 });
    });
});
