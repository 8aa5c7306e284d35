import assert from "node:assert/strict";
import type { Bench } from "../bench";
import type { ImageCase } from "../case";

export function hostClaims(row: ImageCase, bench: () => Bench): void {
    const host = () => bench().port.host(bench().spec, bench().options());

    it("the name by which the target is pulled from, asked for once at most", async () => {
        const asked = await Promise.all([host(), host()]);
        const again = await host();
        const expected = await row.host(bench().emulator);
        assert.deepEqual([...asked, again], [expected, expected, expected]);
        assert.ok(bench().count(/.*/) <= 1, `${bench().count(/.*/)} requests`);
    });

    it("without the right to ask it is not known, and that is no failure", async () => {
        bench().fail(undefined, "forbidden", Infinity);
        const expected = (await isAsked()) ? undefined : await row.host(bench().emulator);
        assert.equal(await host(), expected);
    });

    it("a fault that lasts is thrown, and not kept", async () => {
        bench().fail(undefined, "serverError", Infinity);
        if (await isAsked()) {
            await assert.rejects(host(), { kind: "transient" });
        }
        bench().emulator.faults.clear();
        assert.equal(await host(), await row.host(bench().emulator));
    });

    /** Whether the cloud is asked for it at all: some hosts follow from the region. */
    async function isAsked(): Promise<boolean> {
        const before = bench().count(/.*/);
        await bench()
            .connect()
            .host(bench().spec, bench().options())
            .catch(() => undefined);
        return bench().count(/.*/) > before;
    }
}
