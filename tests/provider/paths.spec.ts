import assert from "node:assert/strict";
import fc from "fast-check";
import { valueAt, withoutUndefined, withValueAt } from "../../provider/paths";

const key = fc.stringMatching(/^[a-z][A-Za-z]{0,5}$/);
const path = fc.array(key, { minLength: 1, maxLength: 4 }).map((keys) => keys.join("."));
const data = fc.dictionary(
    key,
    fc.letrec((tie) => ({
        node: fc.oneof({ depthSize: "small" }, fc.string(), fc.boolean(), fc.dictionary(key, tie("node"))),
    })).node,
);
const value = fc.oneof(fc.string(), fc.boolean(), fc.record({ inner: fc.string() }));

describe("paths", () => {
    it("property: what is put at a path is found there", () => {
        fc.assert(fc.property(data, path, value, (d, p, v) => assert.deepEqual(valueAt(withValueAt(d, p, v), p), v)));
    });

    it("property: the data itself is not changed", () => {
        fc.assert(
            fc.property(data, path, value, (d, p, v) => {
                const before = JSON.stringify(d);
                withValueAt(d, p, v);
                assert.equal(JSON.stringify(d), before);
            }),
        );
    });

    it("property: everything beside the path stays", () => {
        fc.assert(
            fc.property(data, path, value, (d, p, v) => {
                const [first] = p.split(".");
                const beside = (all: object) => Object.entries(all).filter(([name]) => name !== first);
                assert.deepEqual(beside(withValueAt(d, p, v)), beside(d));
            }),
        );
    });

    it("property: undefined takes the property away", () => {
        fc.assert(
            fc.property(data, path, value, (d, p, v) => {
                assert.equal(valueAt(withValueAt(withValueAt(d, p, v), p, undefined), p), undefined);
            }),
        );
    });

    it("what every object inherits is not there", () => {
        for (const inherited of ["toString", "constructor", "__proto__", "source.toString"]) {
            assert.equal(valueAt({ source: {} }, inherited), undefined);
        }
    });

    it("nothing is at a path through something that is no object", () => {
        for (const at of [undefined, null, "text", 3, ["list"]]) {
            assert.equal(valueAt({ at }, "at.length"), undefined);
        }
    });

    it("withoutUndefined: absent things go at every depth, null among them; empty ones stay", () => {
        const given = {
            a: undefined,
            b: { c: undefined, d: null, e: "" },
            f: [1, undefined, null, { g: undefined, h: false }],
        };
        assert.deepEqual(withoutUndefined(given), { b: { e: "" }, f: [1, { h: false }] });
    });
});
