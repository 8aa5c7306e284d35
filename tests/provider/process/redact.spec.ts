import assert from "node:assert/strict";
import fc from "fast-check";
import { redact, secret } from "../../../provider/process/redact";

describe("redact", () => {
    it("a value that was read as a secret is shown nowhere, as it is or in a URL", () => {
        assert.equal(secret("p+ss/w rd=1"), "p+ss/w rd=1");
        assert.equal(redact("key p+ss/w rd=1!"), "key [secret]!");
        assert.equal(
            redact(`https://h/?k=${encodeURIComponent("p+ss/w rd=1")}&x=p+ss/w rd=1`),
            "https://h/?k=[secret]&x=[secret]",
        );
    });

    it("property: no secret survives, wherever it stands and whatever it is made of", () => {
        // The sign keeps these secrets, which the process remembers, out of every other test's words.
        const text = fc.string({ minLength: 6, maxLength: 40, unit: "grapheme" }).map((value) => `‡${value}`);
        fc.assert(
            fc.property(text, fc.string(), fc.string(), (value, before, after) => {
                secret(value);
                assert.ok(!redact(before + value + after).includes(value));
            }),
        );
    });

    it("short values, empty ones and absent ones do not turn words into stars", () => {
        secret("a");
        secret("");
        secret(undefined);
        assert.equal(redact("a banana"), "a banana");
    });

    it("a secret that holds another one goes as a whole", () => {
        secret("abcdef-1");
        secret("abcdef-1-longer-tail");
        assert.ok(!redact("token abcdef-1-longer-tail").includes("longer-tail"));
    });
});
