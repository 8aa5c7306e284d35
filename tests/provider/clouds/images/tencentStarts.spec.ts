import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../../emulator";
import { ImageSyncError } from "../../../../provider/errors";
import type { CloudImageSyncSpec } from "../../../../provider/model";
import { Session } from "../../../../provider/process/session";
import type { ImagePort } from "../../../../provider/registry";
import { TestEnvironment } from "../../fakes/environment";
import { errorOf } from "./bench";
import { copiesOf, specOf } from "./case";
import { tencentCase } from "./tencentCase";

const registry = "tcr-gz";
const from = "prod/new/api";
const to = "staging/new/api";

describe("tencent: DuplicateImage", () => {
    let environment: TestEnvironment;
    let emulator: Emulator;
    let port: ImagePort;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
        emulator.tencent.pushTag(registry, from, "1.0", { content: "source 1.0" });
        port = tencentCase.connect(Session.from((key) => emulator.config[key]));
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });
    const options = () => ({ deadline: Date.now() + 60_000 });
    const start = (spec: CloudImageSyncSpec = specOf(tencentCase), ...tags: string[]) =>
        port.start(spec, copiesOf(...(tags.length > 0 ? tags : ["1.0"])), options());

    /** What a person reads of the copy that failed. */
    async function failure(spec?: CloudImageSyncSpec, tag = "1.0"): Promise<string> {
        const error = errorOf((await start(spec, tag)).get(tag));
        assert.ok(ImageSyncError.is(error));
        return error.message.replace(/request [\w-]+/, "request …");
    }

    it("tells when it began and ended, by the clock of this machine", async () => {
        const before = Date.now();
        const started = (await start()).get("1.0");
        assert.ok(started && "done" in started);
        const times = [started.done.startedAt, started.done.finishedAt].map((time) => Date.parse(time));
        assert.deepEqual(times, [...times].sort());
        assert.ok(
            times.every((time) => before <= time && time <= Date.now()),
            times.join(),
        );
    });

    it("an immutable tag: an error that says so, with override too", async () => {
        const { digest } = emulator.tencent.pushTag(registry, to, "1.0", { content: "target 1.0" });
        emulator.tencent.addImmutableTagRule(registry, { namespace: "staging" });
        const said =
            'tencent DuplicateImage: staging/new/api:1.0 in "tcr-gz" is immutable, so nothing replaces it ' +
            "(FailedOperation.PreconditionFailed, request …); " +
            "take the tag out of the registry's immutability rules, or choose another target tag";
        assert.equal(await failure(specOf(tencentCase, { override: true })), said);
        assert.equal(await failure(), said);
        assert.equal(emulator.tencent.findTag(registry, to, "1.0")?.digest, digest);
    });

    it("a tag in the way: an error that says what to set", async () => {
        emulator.tencent.pushTag(registry, to, "1.0", { content: "target 1.0" });
        assert.equal(
            await failure(),
            'tencent DuplicateImage: staging/new/api:1.0 is in "tcr-gz" already ' +
                "(InternalError.ErrorTcrResourceConflict, request …); " +
                "set override: true to replace it, or choose another target tag",
        );
    });

    const absences: [string, CloudImageSyncSpec, string][] = [
        ["image", specOf(tencentCase), "2.0"],
        ["target namespace", specOf(tencentCase, { target: { namespace: "nowhere" } }), "1.0"],
    ];
    for (const [what, spec, tag] of absences) {
        it(`an absent ${what}: an error that names what may be missing`, async () => {
            assert.equal(
                await failure(spec, tag),
                `tencent DuplicateImage: registry "tcr-gz", image prod/new/api:${tag} or namespace ` +
                    `"${spec.target.namespace}" in it, not found in ap-guangzhou ` +
                    "(ResourceNotFound.TcrResourceNotFound, request …); " +
                    "push the image, create the target's namespace, or fix source and target",
            );
        });
    }

    it("a registry that is not running: by one call for all copies", async () => {
        emulator.tencent.changeRegistry(registry, { status: "Pending" });
        const started = await start(undefined, "1.0", "2.0", "3.0");
        const messages = [...started.values()].map((each) => String(errorOf(each)));
        assert.equal(messages.length, 3);
        assert.ok(messages.every((each) => each.includes('registry "tcr-gz" is not running')));
        assert.equal(emulator.requests.count({ action: "DuplicateImage" }), 1);
    });

    it("an operation that the registry does not have: advice that is not a rule's", async () => {
        emulator.tencent.failNextDuplicate({ code: "UnsupportedOperation" });
        assert.match(await failure(), /\(UnsupportedOperation, request …\); check the region, the registry's edition/);
    });

    it("a failure that the cloud plans for one tag is that tag's", async () => {
        for (const tag of ["2.0", "3.0"]) {
            emulator.tencent.pushTag(registry, from, tag);
        }
        emulator.tencent.failNextDuplicate({ tag: "2.0", code: "LimitExceeded.ErrRepoMaxLimit" });
        const started = await start(undefined, "1.0", "2.0", "3.0");
        const failed = [...started].filter(([, each]) => "error" in each);
        assert.deepEqual(
            failed.map(([tag]) => tag),
            ["2.0"],
        );
        assert.match(String(errorOf(started.get("2.0"))), /quota.*$/);
    });

    it("200 copies at 20 requests a second: fewer than 5 of 100 calls are throttled", async () => {
        const tags = Array.from({ length: 200 }, (_, n) => `2.${n}`);
        tags.forEach((tag) => emulator.tencent.pushTag(registry, from, tag));
        emulator.tencent.enforceRateLimits(20);
        const started = await start(undefined, ...tags);
        assert.ok([...started.values()].every((each) => "done" in each));
        const calls = emulator.requests.count({ action: "DuplicateImage" });
        assert.ok(calls - 200 < calls / 20, `${calls - 200} of ${calls} calls were throttled`);
    }).timeout(60_000);
});
