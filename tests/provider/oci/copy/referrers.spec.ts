import assert from "node:assert/strict";
import type { Descriptor } from "../../../../provider/oci/registry/port";
import { digestsUnder } from "../fakes/images";
import { Bench } from "./bench";

const referrers = true;

function signed(bench: Bench) {
    const child = bench.build.image(["one"]);
    const root = bench.build.index([bench.build.index([child])]);
    const sbom = bench.build.referrer(child, "sbom", { annotations: { made: "today" } });
    const signature = bench.build.referrer(root, "signature");
    const ofSbom = bench.build.referrer(sbom, "signature of the sbom");
    return { child, root, all: [sbom, signature, ofSbom], subjects: [child, root, sbom] };
}

function listed(bench: Bench, subject: Descriptor): Descriptor[] {
    const list = bench.target.find("mirror/app", subject.digest.replace(":", "-"));
    return list ? (JSON.parse(list.bytes.toString()) as { manifests: Descriptor[] }).manifests : [];
}

describe("copy: referrers", () => {
    it("none unless asked for", async () => {
        const bench = new Bench();
        const { root } = signed(bench);
        assert.equal((await bench.copy(root)).referrers, undefined);
        assert.equal(bench.source.count("referrers"), 0);
        assert.equal(bench.target.repository("mirror/app").manifests.size, 3);
    });

    it("of the index, of its images, and of referrers; after the tag; not part of the image's size", async () => {
        const bench = new Bench();
        const { root, all } = signed(bench);
        const copied = await bench.copy(root, { referrers });
        assert.equal(copied.referrers, 3);
        const tagAt = bench.target.writes.indexOf("manifest mirror/app v1");
        for (const { digest } of all) {
            digestsUnder(bench.target, "mirror/app", digest);
            assert.ok(bench.target.writes.indexOf(`manifest mirror/app ${digest}`) > tagAt);
        }
        const alone = new Bench();
        assert.equal(copied.sizeBytes, (await alone.copy(signed(alone).root)).sizeBytes);
    });

    it("a target without the API gets the list under the fallback tag", async () => {
        const bench = new Bench({ target: { listsReferrers: false } });
        const { root, child, all } = signed(bench);
        await bench.copy(root, { referrers });
        const [sbom] = all;
        assert.deepEqual(listed(bench, child), [
            {
                mediaType: sbom?.mediaType,
                digest: sbom?.digest,
                size: sbom?.size,
                artifactType: "application/vnd.example.signature",
                annotations: { made: "today" },
            },
        ]);
        assert.equal(listed(bench, root).length, 1);
        assert.equal(listed(bench, sbom ?? assert.fail()).length, 1);
    });

    it("what the list holds stays, nothing is in it twice, and many writers lose nothing", async () => {
        const bench = new Bench({ target: { listsReferrers: false } });
        const image = bench.build.image(["one"]);
        const all = Array.from({ length: 8 }, (_, i) => bench.build.referrer(image, `signature ${i}`));
        await bench.copy(image, { referrers });
        all.push(bench.build.referrer(image, "a later one"));
        const again = ["v1", "v2", "v3"].map((tag) => bench.copy(image, { tag, referrers }));
        (await Promise.all(again)).forEach((copied) => assert.equal(copied.referrers, 9));
        const digests = listed(bench, image).map(({ digest }) => digest);
        assert.deepEqual(digests.sort(), all.map(({ digest }) => digest).sort());
    });

    it("a referrer that is there, but not listed, is listed", async () => {
        const bench = new Bench({ target: { listsReferrers: false } });
        const image = bench.build.image(["one"]);
        bench.build.referrer(image, "signature");
        await bench.copy(image, { referrers });
        bench.target.repository("mirror/app").tags.delete(image.digest.replace(":", "-"));
        await bench.copy(image, { referrers });
        assert.equal(listed(bench, image).length, 1);
    });

    it("those that are there are not sent again", async () => {
        const bench = new Bench();
        const { root } = signed(bench);
        await bench.copy(root, { referrers });
        const { length } = bench.target.writes;
        const copied = await bench.copy(root, { referrers });
        assert.equal(copied.referrers, 3);
        assert.equal(bench.target.writes.length, length);
        assert.deepEqual(copied.moved, { blobs: 0, bytes: 0 });
    });

    it("one that is listed, but gone, is left out", async () => {
        const bench = new Bench({ source: { listsReferrers: false } });
        const image = bench.build.image(["one"]);
        const signature = bench.build.referrer(image, "signature");
        const gone = bench.build.referrer(image, "gone");
        bench.build.tag(image.digest.replace(":", "-"), bench.build.index([signature, gone]));
        bench.source.repository("team/app").manifests.delete(gone.digest);
        assert.equal((await bench.copy(image, { referrers })).referrers, 1);
    });

    it("cosign's tags go as tags, those of images inside an index and of signed SBOMs too", async () => {
        const bench = new Bench();
        const child = bench.build.image(["one"]);
        const root = bench.build.index([child]);
        const tagOf = ({ digest }: Descriptor, suffix: string) => `${digest.replace(":", "-")}.${suffix}`;
        const parts = ["sig", "att", "sbom"].map((each) => bench.build.image([`cosign ${each}`]));
        const [sig, att, sbom] = parts as [Descriptor, Descriptor, Descriptor];
        const ofSbom = bench.build.image(["signature of the sbom"]);
        const tags: [string, Descriptor][] = [
            [tagOf(root, "sig"), sig],
            [tagOf(child, "att"), att],
            [tagOf(child, "sbom"), sbom],
            [tagOf(sbom, "sig"), ofSbom],
        ];
        tags.forEach(([tag, image]) => bench.build.tag(tag, image));
        assert.equal((await bench.copy(root, { referrers })).referrers, 4);
        for (const [tag, { digest }] of tags) {
            assert.equal(bench.held(tag), digest);
            digestsUnder(bench.target, "mirror/app", tag);
        }
        const { length } = bench.target.writes;
        await bench.copy(root, { referrers });
        assert.equal(bench.target.writes.length, length);
    });
});
