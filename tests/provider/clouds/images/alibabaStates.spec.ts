import assert from "node:assert/strict";
import { issueOf } from "../../../../provider/clouds/alibaba/images/issues";
import { detailOf, stateOf } from "../../../../provider/clouds/alibaba/images/tasks";
import type { TaskPhase } from "../../../../provider/registry";

const created = Date.UTC(2026, 0, 2, 3, 4, 5);
const row = (fields: Record<string, unknown>) => ({ SyncTaskId: "rst-1", CreateTime: created, ...fields });

describe("alibaba: what a task's fields mean", () => {
    const phases: [Record<string, unknown>, TaskPhase][] = [
        [{ TaskStatus: "PENDING" }, "waiting"],
        [{ TaskStatus: "SYNCHRONIZING" }, "running"],
        [{ TaskStatus: "SUCCESS" }, "done"],
        [{ TaskStatus: "ERROR" }, "failed"],
        [{ TaskStatus: "CANCELED" }, "failed"],
        [{ TaskStatus: "RESTING" }, "running"],
        [{ TaskStatus: "RESTING", Progress: 0 }, "running"],
        [{ TaskStatus: "RESTING", Progress: 1 }, "done"],
        [{ TaskStatus: "constructor" }, "running"],
        [{ Progress: "1" }, "done"],
        [{}, "running"],
    ];
    for (const [fields, phase] of phases) {
        it(`${JSON.stringify(fields)}: ${phase}`, () => assert.equal(stateOf(row(fields)).phase, phase));
    }

    it("times: the end only of what has ended, also where only the misspelt field is there", () => {
        const startedAt = new Date(created).toISOString();
        const end = new Date(created + 5000).toISOString();
        const times = (fields: Record<string, unknown>) => {
            const { startedAt: from, finishedAt: to } = stateOf(row(fields));
            return [from, to];
        };
        const modified = { ModifiedTime: created + 5000 };
        assert.deepEqual(times({ TaskStatus: "SUCCESS", ...modified }), [startedAt, end]);
        assert.deepEqual(times({ TaskStatus: "ERROR", ModifedTime: created + 5000 }), [startedAt, end]);
        assert.deepEqual(times({ TaskStatus: "SYNCHRONIZING", ...modified }), [startedAt, undefined]);
        assert.deepEqual(times({ TaskStatus: "SUCCESS", CreateTime: undefined }), [undefined, undefined]);
    });

    it("an issue counts only on a task that failed: the documents show one on a success", () => {
        assert.equal(stateOf(row({ TaskStatus: "SUCCESS", TaskIssue: "NETWORK_ERROR" })).issue, undefined);
        assert.equal(stateOf(row({ TaskStatus: "ERROR", TaskIssue: "NETWORK_ERROR" })).issue, "NETWORK_ERROR");
    });

    it("an issue that is not known is passed on as it is, without a reason", () => {
        const { issue, reason, passing } = stateOf(row({ TaskStatus: "ERROR", TaskIssue: "MOON_PHASE" }));
        assert.deepEqual([issue, reason, passing], ["MOON_PHASE", undefined, undefined]);
        assert.equal(stateOf(row({ TaskStatus: "ERROR", TaskIssue: "" })).issue, undefined);
        assert.equal(issueOf("constructor"), undefined);
    });

    const reasons: [string, boolean, RegExp][] = [
        ["OSS_POLICY_UNAUTHORIZED", false, /AliyunContainerRegistryDefaultRole.+service-linked role/],
        ["TAG_CONFLICT", false, /immutable.+another tag.+override: true/],
        ["UNSUPPORTED_FORMAT", false, /manifest or config has a format.+push it again/],
        ["INTERNAL_ERROR", true, /target repository is there.+ticket/],
        ["NETWORK_ERROR", true, /connection.+another time/],
        ["DATA_LENGTH_EXCEEDED", false, /larger than.+fewer layers/],
        ["CANCELED", false, /somebody cancelled.+run again/],
    ];
    for (const [issue, passing, reason] of reasons) {
        it(`${issue}: says what to do${passing ? ", may pass" : ""}`, () => {
            const fields = issue === "CANCELED" ? { TaskStatus: issue } : { TaskStatus: "ERROR", TaskIssue: issue };
            const state = stateOf(row(fields));
            assert.equal(state.issue, issue);
            assert.match(state.reason ?? "", reason);
            assert.equal(state.passing ?? false, passing);
        });
    }

    it("layers and bytes, from numbers and texts", () => {
        const LayerTasks = [
            { TaskStatus: "SUCCESS", Size: 100, SyncedSize: 100 },
            { TaskStatus: "SYNCHRONIZING", Size: "200", SyncedSize: "50" },
            { TaskStatus: "PENDING", Size: 300 },
        ];
        const { layers, bytes } = detailOf(row({ TaskStatus: "SYNCHRONIZING", LayerTasks }));
        assert.deepEqual(
            [layers, bytes],
            [
                { done: 1, total: 3 },
                { done: 150, total: 600 },
            ],
        );
        assert.deepEqual(detailOf(row({ TaskStatus: "PENDING", LayerTasks: [] })).layers, undefined);
        assert.deepEqual(detailOf(row({ TaskStatus: "PENDING", LayerTasks: null })).bytes, undefined);
    });
});
