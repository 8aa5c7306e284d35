import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as provider from "../../../provider";
import { manualImageSyncProvider, repoSyncRuleProvider } from "../../../sdk/resource/trampoline";
import { bareProvider } from "../checking";

const methods = ["check", "create", "delete", "diff", "read", "update"];
const methodsOf = (object: object) =>
    methods.filter((name) => typeof (object as Record<string, unknown>)[name] === "function");

/** What Pulumi writes into each resource's state, made in the way in which it makes it. */
async function serialized(trampoline: ResourceProvider): Promise<string> {
    const made = await pulumi.runtime.serializeFunction(() => trampoline, { allowSecrets: true });
    return made.text;
}

/** The trampoline's configure is synchronous. */
type Configured = Omit<ResourceProvider, "configure"> & { configure(request: ConfigureRequest): void };

/** Loads the text as the provider's host does, with a `require` that tells what was asked for. */
function load(text: string, asked: string[]): Configured {
    const module = { exports: {} as Record<string, () => ResourceProvider> };
    const requireFrom = (name: string) => {
        asked.push(name);
        return provider;
    };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function("exports", "module", "require", text)(module.exports, module, requireFrom);
    const made = module.exports.handler?.();
    assert.ok(made);
    return made as Configured;
}

describe("trampoline", function () {
    // Serializing loads a TypeScript compiler.
    this.timeout(60_000);
    let text: string;
    before(async () => {
        text = await serialized(repoSyncRuleProvider);
    });

    it("takes 1200 characters in the state at most", () => {
        assert.ok(text.length <= 1200, `${text.length} characters`);
    });

    it("holds a call into the installed package and none of its code", () => {
        const required = [...text.matchAll(/require\(\s*["']([^"']+)["']\s*\)/g)].map(([, name]) => name);
        assert.deepEqual(required, ["pulumi-imagesync/provider"]);
        assert.deepEqual(
            methods.filter((name) => new RegExp(`\\b${name}\\b`).test(text)),
            [],
        );
        assert.doesNotMatch(text, /alicloud|tencentcloud|huaweicloud|node_modules/i);
    });

    it("loads nothing before it is configured", () => {
        const asked: string[] = [];
        const made = load(text, asked);
        assert.deepEqual(asked, []);
        assert.deepEqual(methodsOf(made), []);
        made.configure(bareProvider().request);
        assert.deepEqual(asked, ["pulumi-imagesync/provider"]);
    });

    it("has every method once configure has returned, not some time later", () => {
        const made = load(text, []);
        assert.equal(made.configure(bareProvider().request), undefined);
        assert.deepEqual(methodsOf(made), methods);
    });

    it("checks by the installed package's code", async () => {
        const made = load(text, []);
        made.configure(bareProvider().request);
        const { failures = [] } = (await made.check?.({}, { source: { cloud: "moon" }, target: {} })) ?? {};
        assert.match(failures[0]?.reason ?? "", /source\.cloud: "moon"/);
    });
});

describe("trampoline of image syncs", function () {
    this.timeout(60_000);

    it("differs from that of rules in the name of the type alone", async () => {
        const [rules, images] = [await serialized(repoSyncRuleProvider), await serialized(manualImageSyncProvider)];
        assert.notEqual(images, rules);
        assert.equal(images.replaceAll("ManualImageSync", "RepoSyncRule"), rules);
    });
});

describe("attach", () => {
    it("gives a provider all its methods before it returns", () => {
        const { provider: bare, request } = bareProvider();
        provider.attach("RepoSyncRule", bare, request);
        assert.deepEqual(methodsOf(bare), methods);
    });

    it("gives one of image syncs the same, with its own check", async () => {
        const { provider: bare, request } = bareProvider();
        provider.attach("ManualImageSync", bare, request);
        assert.deepEqual(methodsOf(bare), methods);
        const { failures = [] } = (await bare.check?.({}, { source: { cloud: "moon" }, target: {} })) ?? {};
        assert.match(failures[0]?.reason ?? "", /source\.cloud: "moon"/);
    });

    it("keeps what the provider had", () => {
        const { provider: bare, request } = bareProvider();
        const configure = () => Promise.resolve();
        provider.attach("RepoSyncRule", Object.assign(bare, { configure }), request);
        assert.equal(bare.configure, configure);
    });
});
