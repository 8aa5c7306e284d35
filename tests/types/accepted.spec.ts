import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, overruling, setUps, type SetUp } from "./compile";

const folder = join(__dirname, "programs");

for (const setUp of Object.keys(setUps) as SetUp[]) {
    describe(`types accept what users write (${setUp})`, function () {
        this.timeout(60_000);
        const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));
        const programs = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
        let complaints: ReturnType<typeof compile>;
        before(() => {
            complaints = compile(programs, setUp);
        });

        for (const [name, text] of Object.entries(programs)) {
            it(name.replace(/\.ts$/, "").replaceAll("-", " "), () => {
                assert.deepEqual(complaints.get(name), []);
                assert.deepEqual(overruling(text), []);
            });
        }
    });
}

describe("a program that overrules the compiler", () => {
    const program = "let a: any; const b = a as string; const c = b!; const d = <string>c; // @ts-ignore";
    it("is no proof, and is seen", () => assert.equal(overruling(program).length, 5));
    it("is not one with constants", () => assert.deepEqual(overruling("const a = { b: 1 } as const;"), []));
});
