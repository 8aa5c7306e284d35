import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import { clouds } from "../../provider/clouds";
import { openRegistry } from "../../provider/oci/registry";
import { Session } from "../../provider/process/session";
import { Layout } from "../tools/images";
import { needsPrograms } from "../tools/programs";
import { login, RealRegistry } from "../tools/registry";
import { Skopeo } from "../tools/skopeo";
import { Example } from "./example";

describe("the example of copies", function () {
    this.timeout(180_000);
    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator({ syncSeconds: 0 });
    });
    afterEach(() => emulator.close());

    /** Runs the example with its part of the configuration, to its end. */
    async function deployed(config: Readonly<Record<string, string>>, look: (example: Example) => Promise<void>) {
        const example = await Example.open("copy", { ...emulator.config, ...config });
        try {
            await example.succeeds("up");
            await look(example);
            await example.succeeds("destroy");
        } finally {
            example.close();
        }
    }

    it("brings signatures with an index, and of one platform the image alone", async () => {
        await deployed({}, async () => {
            const hub = await registryOf("alibaba", { region: "cn-hangzhou", instanceId: "cri-hub" });
            const index = await hub.manifest("prod/web", "v1.1.0", { deadline: Infinity });
            const { manifests } = JSON.parse(String(index?.bytes)) as {
                manifests: { digest: string; platform: { architecture: string } }[];
            };
            const amd64 = manifests.find(({ platform }) => platform.architecture === "amd64");
            const edge = emulator.tencent.findTag("tcr-gz", "prod/edge/web", "v1.1.0-amd64");
            assert.ok(amd64 && manifests.length > 1);
            assert.equal(edge?.digest, amd64.digest);

            const beijing = await registryOf("huawei", { region: "cn-north-4" });
            const digest = index?.digest ?? "";
            const signatures = await hub.referrers("prod/web", digest, { deadline: Infinity });
            const arrived = await beijing.referrers("team/web", digest, { deadline: Infinity });
            assert.ok(signatures.length > 0);
            assert.deepEqual(
                arrived.map((each) => each.digest),
                signatures.map((each) => each.digest),
            );
        });
    });

    async function registryOf(cloud: "alibaba" | "huawei", end: { region: string; instanceId?: string }) {
        const session = Session.from((key) => emulator.config[key]);
        const access = await clouds[cloud].access(session).access({ cloud, ...end }, { deadline: Infinity });
        return openRegistry(access, { clock: session.clock });
    }

    describe("with a registry of one's own", () => {
        let harbor: RealRegistry;
        let layout: Layout;
        let skopeo: Skopeo;

        before(needsPrograms("docker-registry", "skopeo"));
        beforeEach(async () => {
            harbor = await RealRegistry.start({ login: true });
            layout = new Layout();
            skopeo = new Skopeo().knows(harbor.host, { login });
        });
        afterEach(async () => {
            skopeo.remove();
            layout.remove();
            await harbor.stop();
        });

        it("takes from it the tags that the glob takes, by a login of imagesync:accounts", async () => {
            const image = layout.index([layout.image([layout.layer("billing")])]);
            for (const tag of ["1.0.0", "1.1.0", "nightly"])
                await skopeo.copy(layout.name(tag, image), `${harbor.host}/prod/billing:${tag}`);
            const config = {
                "imagesync-copy:harbor": harbor.host,
                "imagesync:accounts": JSON.stringify({ harbor: { host: harbor.host, ...login } }),
            };
            await deployed(config, async (example) => {
                const held = () => emulator.alibaba.repositories("cri-hub", "prod");
                const tags = held().find(({ name }) => name === "billing")?.tags ?? [];
                assert.deepEqual(tags.map(({ name, digest }) => [name, `sha256:${digest}`]).sort(), [
                    ["1.0.0", image.digest],
                    ["1.1.0", image.digest],
                ]);
                const requests = harbor.requests().length;
                await example.succeeds("up", "--expect-no-changes");
                assert.equal(harbor.requests().length, requests);
            });
        });
    });
});
