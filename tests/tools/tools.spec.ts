import assert from "node:assert/strict";
import { type Content, Layout } from "./images";
import { needsPrograms } from "./programs";
import { RealRegistry, login } from "./registry";
import { Skopeo } from "./skopeo";

describe("docker-registry and skopeo, as the tests use them", function () {
    this.timeout(60_000);
    let layout: Layout;
    let skopeo: Skopeo;
    let registry: RealRegistry | undefined;

    before(needsPrograms("docker-registry", "skopeo"));
    beforeEach(() => {
        layout = new Layout();
        skopeo = new Skopeo();
    });
    afterEach(async () => {
        layout.remove();
        skopeo.remove();
        await registry?.stop();
        registry = undefined;
    });

    const twoPlatforms = (): Content => {
        const shared = layout.layer("shared");
        return layout.index([
            layout.image([shared, layout.layer("amd64")]),
            layout.image([shared, layout.layer("arm64")], "linux/arm64/v8"),
        ]);
    };

    it("an index of two platforms keeps its digest through a push", async () => {
        registry = await RealRegistry.start();
        const index = twoPlatforms();
        await skopeo.copy(layout.name("app", index), `${registry.host}/team/app:1.0`);
        assert.equal(await skopeo.digestOf(`${registry.host}/team/app:1.0`), index.digest);
        assert.deepEqual(await skopeo.listTags(`${registry.host}/team/app`), ["1.0"]);
        const uploads = registry.requests().filter(({ method, status }) => method === "PUT" && status === 201);
        // Three layers, two configurations, two manifests, the index.
        assert.equal(uploads.length, 8);
    });

    it("an artifact and a referrer do, too", async () => {
        registry = await RealRegistry.start();
        const image = layout.image([layout.layer("only")]);
        const chart = layout.artifact("application/vnd.cncf.helm.config.v1+json", "chart");
        const signature = layout.artifact("application/vnd.example.signature", "signed", image);
        for (const [name, content] of Object.entries({ image, chart, signature })) {
            await skopeo.copy(layout.name(name, content), `${registry.host}/team/things:${name}`);
            assert.equal(await skopeo.digestOf(`${registry.host}/team/things:${name}`), content.digest);
        }
    });

    it("Docker schema 2 is another digest of the same layers", async () => {
        registry = await RealRegistry.start();
        const image = layout.image([layout.layer("only")]);
        await skopeo.copy(layout.name("image", image), `${registry.host}/docker:1`, { format: "v2s2", all: false });
        const manifest = JSON.parse((await skopeo.inspectRaw(`${registry.host}/docker:1`)).toString()) as Content;
        assert.equal(manifest.mediaType, "application/vnd.docker.distribution.manifest.v2+json");
    });

    it("with TLS and a login: both are needed", async () => {
        registry = await RealRegistry.start({ login: true, tls: true });
        const { host, certificates } = registry;
        const image = layout.image([layout.layer("only")]);
        const name = layout.name("image", image);
        await assert.rejects(skopeo.copy(name, `${host}/safe:1`));
        await assert.rejects(skopeo.knows(host, { certificates }).copy(name, `${host}/safe:1`));
        await skopeo.knows(host, { certificates, login }).copy(name, `${host}/safe:1`);
        assert.equal(await skopeo.digestOf(`${host}/safe:1`), image.digest);
        // Nobody vouches for it without the private CA.
        await assert.rejects(fetch(`https://${host}/v2/`));
    });

    it("a registry that ended holds nothing and answers nothing", async () => {
        registry = await RealRegistry.start();
        const { host } = registry;
        await registry.stop();
        registry = undefined;
        await assert.rejects(fetch(`http://${host}/v2/`));
    });
});
