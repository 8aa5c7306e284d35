import assert from "node:assert/strict";
import { timeoutSeconds } from "../../../sdk/resource/timeouts";

describe("customTimeouts in seconds", () => {
    for (const [duration, seconds] of Object.entries({
        "30s": 30,
        "5m": 300,
        "1h30m": 5400,
        "1.5h": 5400,
        "1m0.5s": 60.5,
        "500ms": 0.5,
        "2h45m30s": 9930,
        "250000us": 0.25,
        "1000000000ns": 1,
        ".5m": 30,
        "5.s": 5,
        "250000µs": 0.25,
        "+5m": 300,
    })) {
        it(`${duration} is ${seconds}`, () => {
            const { create } = timeoutSeconds({ create: duration }) ?? {};
            assert.ok(create !== undefined && Math.abs(create - seconds) < 1e-9, String(create));
        });
    }

    it("keeps each operation's own", () => {
        assert.deepEqual(timeoutSeconds({ create: "1m", update: "2m", delete: "3m" }), {
            create: 60,
            update: 120,
            delete: 180,
        });
    });

    it("is nothing where nothing is set", () => {
        assert.equal(timeoutSeconds(undefined), undefined);
        assert.equal(timeoutSeconds({}), undefined);
        assert.equal(timeoutSeconds({ create: undefined }), undefined);
    });

    for (const wrong of ["", "soon", "5", "5 m", "-5m", "5d", "m5", "5m!", ".m"]) {
        it(`leaves ${JSON.stringify(wrong)} to the engine, which refuses it`, () => {
            assert.equal(timeoutSeconds({ create: wrong }), undefined);
        });
    }

    it("does not fall over values that are not text", () => {
        assert.equal(timeoutSeconds({ create: 300 } as never), undefined);
        assert.equal(timeoutSeconds(null as never), undefined);
    });
});
