import assert from "node:assert/strict";
import { isKind } from "../../../../provider/errors";
import type { Descriptor } from "../../../../provider/oci/registry/port";
import { digestsUnder, types, withPlatform } from "../fakes/images";
import { sha } from "../fakes/registry";
import { Bench, forever } from "./bench";

const all = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7", "windows/amd64"];

/** An index of all platforms, each with the attestation that BuildKit writes. */
function built(bench: Bench): { root: Descriptor; images: Descriptor[]; attestations: Descriptor[] } {
    const images = all.map((each) => withPlatform(bench.build.image([`for ${each}`, "shared"], each), each));
    const attestations = images.map(({ digest }) => ({
        ...withPlatform(bench.build.image([`about ${digest}`], "unknown/unknown"), "unknown/unknown"),
        annotations: { "vnd.docker.reference.digest": digest, "vnd.docker.reference.type": "attestation-manifest" },
    }));
    const root = bench.build.index([...images, ...attestations], { annotations: { kept: "yes" }, unheardOf: 1 });
    return { root, images, attestations };
}

async function select(bench: Bench, image: Descriptor, platforms: string[]) {
    const request = bench.request(image, { platforms });
    return { request, selected: await bench.copier.selected(request.source, { platforms }, forever) };
}

async function copyOf(bench: Bench, image: Descriptor, platforms: string[]): Promise<string> {
    const { request, selected } = await select(bench, image, platforms);
    const digest = selected?.digest ?? assert.fail();
    await bench.copier.copy({ ...request, digest }, forever);
    assert.equal(bench.held(), digest);
    digestsUnder(bench.target, "mirror/app", "v1");
    return digest;
}

describe("copy: platforms", () => {
    it("one: that image itself, and nothing of the others", async () => {
        const bench = new Bench();
        const { root, images } = built(bench);
        assert.equal(await copyOf(bench, root, ["linux/amd64"]), images[0]?.digest);
        assert.equal(bench.target.repository("mirror/app").manifests.size, 1);
        assert.equal(bench.streamed().length, 3);
    });

    it("several: an index of them in the old order, with their attestations and all other fields", async () => {
        const bench = new Bench();
        const { root, images, attestations } = built(bench);
        const digest = await copyOf(bench, root, ["windows/amd64", "linux/amd64"]);
        const bytes = bench.target.find("mirror/app", "v1")?.bytes ?? assert.fail();
        const { manifests, ...rest } = JSON.parse(bytes.toString()) as { manifests: Descriptor[] };
        const order = [images[0], images[3], attestations[0], attestations[3]];
        assert.deepEqual(manifests, JSON.parse(JSON.stringify(order)));
        assert.deepEqual(rest, {
            schemaVersion: 2,
            mediaType: types.index,
            annotations: { kept: "yes" },
            unheardOf: 1,
        });
        assert.equal(sha(bytes), digest);
    });

    it("the same platforms give the same digest in any order; all of them the original", async () => {
        const bench = new Bench();
        const { root } = built(bench);
        const digestOf = async (...names: string[]) => (await select(bench, root, names)).selected?.digest;
        assert.equal(
            await digestOf("linux/arm/v7", "linux/amd64"),
            await digestOf("linux/amd64", "linux/arm/v7", "linux/amd64"),
        );
        assert.equal(await digestOf(...all), root.digest);
    });

    it("variants that are the usual ones need no name", async () => {
        const bench = new Bench();
        const { root, images } = built(bench);
        for (const [name, i] of [
            ["linux/arm64", 1],
            ["linux/aarch64", 1],
            ["linux/arm", 2],
            ["linux/x86_64", 0],
            ["Linux/AMD64/v1", 0],
        ] as const) {
            assert.equal((await select(bench, root, [name])).selected?.digest, images[i]?.digest, name);
        }
    });

    it("platforms that are not there: the error names those that are", async () => {
        const bench = new Bench();
        const { root } = built(bench);
        for (const name of ["linux/s390x", "linux/arm/v6", "unknown/unknown"]) {
            await assert.rejects(select(bench, root, ["linux/amd64", name]), (error) => {
                return isKind(error, "invalid") && all.every((each) => error.message.includes(each));
            });
        }
    });

    it("what is no platform is refused", async () => {
        const bench = new Bench();
        const { root } = built(bench);
        for (const name of ["linux", "linux/", "linux/arm/", "linux/arm/v7/x", ""]) {
            await assert.rejects(select(bench, root, [name]), (error) => isKind(error, "invalid"), name);
        }
    });

    it("inside nested indexes: found there, several in one flat index", async () => {
        const bench = new Bench();
        const { root: inner, images } = built(bench);
        const root = bench.build.index([inner, withPlatform(bench.build.image(["z"], "linux/s390x"), "linux/s390x")]);
        assert.equal(await copyOf(bench, root, ["linux/arm/v7"]), images[2]?.digest);
        await copyOf(bench, root, ["linux/s390x", "linux/amd64"]);
        const { manifests } = JSON.parse(bench.target.find("mirror/app", "v1")?.bytes.toString() ?? "") as {
            manifests: Descriptor[];
        };
        assert.deepEqual(
            manifests.map(({ platform }) => platform?.architecture),
            ["amd64", "unknown", "s390x"],
        );
    });

    it("an index that doubles at every level is read once for each, and refused where it goes too deep", async () => {
        const bench = new Bench();
        let { root } = built(bench);
        for (let i = 0; i < 8; i++) {
            const one = root;
            root = bench.build.index(Array.from({ length: 50 }, () => one));
        }
        assert.ok((await select(bench, root, ["linux/amd64", "linux/arm64"])).selected);
        assert.equal(bench.source.count("manifest"), 9);
        const deeper = bench.build.index([root]);
        await assert.rejects(select(bench, deeper, ["linux/amd64"]), (error) => isKind(error, "invalid"));
    });

    it("Docker's list with empty platforms", async () => {
        const bench = new Bench();
        const image = withPlatform(bench.build.image(["one"]), "linux/amd64");
        const root = bench.build.index([{ ...bench.build.image(["x"]), platform: {} }, image], {}, types.dockerList);
        assert.equal(await copyOf(bench, root, ["linux/amd64"]), image.digest);
    });

    it("a plain image: taken where its config tells the one platform that is asked", async () => {
        const bench = new Bench();
        const image = bench.build.image(["one"], "linux/arm64");
        assert.equal(await copyOf(bench, image, ["linux/arm64/v8"]), image.digest);
        for (const names of [["linux/amd64"], ["linux/arm64", "linux/amd64"]]) {
            await assert.rejects(select(bench, image, names), (error) => {
                return isKind(error, "invalid") && error.message.includes("it is for linux/arm64");
            });
        }
    });

    it("an artifact has no platform, and its error says so", async () => {
        const bench = new Bench();
        const config = bench.build.blob("name: chart", "application/vnd.cncf.helm.config.v1+json");
        const chart = bench.build.manifest(types.image, { config, layers: [bench.build.blob("chart")] });
        await assert.rejects(select(bench, chart, ["linux/amd64"]), (error) => {
            return isKind(error, "invalid") && error.message.includes("it names no platform");
        });
    });

    it("asked for, but of another digest than selected: refused", async () => {
        const bench = new Bench();
        const { root, images } = built(bench);
        const { request } = await select(bench, root, ["linux/amd64"]);
        const digest = images[1]?.digest ?? "";
        await assert.rejects(bench.copier.copy({ ...request, digest }, forever), (error) => isKind(error, "conflict"));
    });

    it("without platforms selected costs one HEAD, with them one GET of the image", async () => {
        const bench = new Bench();
        const { root } = built(bench);
        const { source } = bench.request(root);
        assert.equal((await bench.copier.selected(source, {}, forever))?.digest, root.digest);
        await select(bench, root, ["linux/amd64", "linux/arm64"]);
        assert.deepEqual(
            bench.source.calls.map(({ kind }) => kind),
            ["resolve", "manifest"],
        );
    });
});
