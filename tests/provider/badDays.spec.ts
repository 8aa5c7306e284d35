import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import { type Emulator, type Fault, startEmulator } from "../../emulator";
import { makeProvider } from "../../provider";
import { alibabaCase } from "./clouds/alibabaCase";
import type { Args } from "./clouds/case";
import { huaweiCase } from "./clouds/huaweiCase";
import { tencentCase } from "./clouds/tencentCase";
import { TestEnvironment } from "./fakes/environment";
import { KeptMessages } from "./fakes/messages";

const kinds: readonly Fault["kind"][] = [
    "answerLost",
    "reset",
    "html",
    "truncated",
    "actThenError",
    "throttle",
    "html200",
];
const size = 12;
/** A fault that strikes every try of one step is rare, and the next `up` is for that. */
const rounds = 3;

describe("a stack on a bad day", function () {
    this.timeout(60_000);
    let environment: TestEnvironment;
    let emulator: Emulator;
    beforeEach(async () => {
        environment = new TestEnvironment();
        emulator = await startEmulator();
    });
    afterEach(async () => {
        await emulator.close();
        environment.restore();
    });

    const start = (): ResourceProvider =>
        makeProvider("RepoSyncRule", (key) => emulator.config[key], new KeptMessages());

    for (const row of [alibabaCase, tencentCase, huaweiCase]) {
        /** Every third request of the action goes wrong, each time in another way. */
        const spoil = (action: string) => {
            for (let n = 0; n < size; n++) {
                emulator.faults.add({
                    cloud: row.cloud,
                    action,
                    kind: kinds[n % kinds.length] ?? "reset",
                    skip: 2 * (n + 1),
                });
            }
        };

        it(`${row.cloud}: every rule is made once and recorded, then every one is removed`, async () => {
            row.prepare(emulator, size);
            [row.actions.create, row.actions.list, row.actions.remove].forEach(spoil);
            const numbers = Array.from({ length: size }, (_, n) => n);
            const state = await Promise.all(
                numbers.map((n) => upUntilDone(start, { ...row.args(n), __urn: `urn:${n}` })),
            );
            assert.equal(row.count(emulator), size);
            assert.equal(new Set(state.map(({ ruleId }) => ruleId)).size, size);

            const destroy = start();
            await Promise.all(
                state.map((each) => destroy.delete?.("id", each) ?? Promise.reject(new Error("no such method"))),
            );
            assert.equal(row.count(emulator), 0);
        });
    }
});

/** As the engine does it: a step that fails is taken up by the next `up`, from what the failure recorded, if anything. */
async function upUntilDone(start: () => ResourceProvider, args: Args): Promise<Args> {
    let recorded: Args | undefined;
    for (let round = 1; ; round++) {
        const provider = start();
        const checked = await provider.check?.({}, args);
        try {
            const done: { outs?: Args } | undefined = recorded
                ? await provider.update?.("id", recorded, checked?.inputs)
                : await provider.create(checked?.inputs);
            return done?.outs ?? {};
        } catch (error) {
            if (round === rounds) {
                throw error;
            }
            recorded = (error as { properties?: Args }).properties ?? recorded;
        }
    }
}
