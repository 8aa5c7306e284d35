import assert from "node:assert/strict";
import { compile, setUps, type SetUp } from "./compile";

/** A program that must not compile, and the arg that the compiler must name, in its text or by underlining just it. */
export interface Refused {
    readonly arg: string;
    readonly program: string;
    /** Other words that its text must have. */
    readonly words?: RegExp;
}

/** Tests that the compiler refuses each program and names what is wrong in it, however a project is set up. */
export function refuses(title: string, preamble: string, refused: Readonly<Record<string, Refused>>): void {
    for (const setUp of Object.keys(setUps) as SetUp[]) {
        describe(`${title} refuse (${setUp})`, function () {
            this.timeout(60_000);
            let complaints: ReturnType<typeof compile>;
            before(() => {
                const programs = Object.entries(refused).map(([name, { program }]) => [name, preamble + program]);
                complaints = compile(Object.fromEntries(programs) as Record<string, string>, setUp);
            });

            for (const [name, { arg, words }] of Object.entries(refused)) {
                it(`${name}: the compiler names ${arg}`, () => {
                    const said = complaints.get(name) ?? [];
                    assert.notEqual(said.length, 0, "it compiles");
                    const named = new RegExp(`\\b${arg}\\b`);
                    assert.ok(
                        said.some(({ text, at }) => (named.test(text) || at === arg) && (words?.test(text) ?? true)),
                        JSON.stringify(said, undefined, 2),
                    );
                });
            }
        });
    }
}
