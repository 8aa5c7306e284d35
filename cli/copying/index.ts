import { setMaxListeners } from "node:events";
import { newCopier } from "../../provider/oci/copy";
import type { OciOptions } from "../../provider/oci/registry";
import { copyAll } from "./all";
import { cancelledBySignal } from "./interrupt";
import type { Work } from "./one";
import type { CopyOptions } from "./options";
import { summaryOf } from "./outcome";
import { parseReference } from "./reference";
import { openBoth, sessionOf } from "./registries";
import { showing } from "./showing";
import { type Wanted, checkTags, wantedTags } from "./tags";

/**
 * Copies what the command line asks for. Answers the exit code: 0, 1 when any image failed, 130 when it was
 * interrupted.
 * @throws UsageError or ImageSyncError where it fails before the first image
 * @public Required by copy.ts by name, when it is called.
 */
export async function copyImages(fromText: string, toText: string, given: CopyOptions): Promise<number> {
    const from = parseReference(fromText, given.fromAccount);
    const to = parseReference(toText, given.toAccount);
    checkTags(from, to, given);
    const session = sessionOf(process.env);
    const begun = session.clock.now();
    const { signal, release } = cancelledBySignal();
    setMaxListeners(0, signal);
    const options: OciOptions = { deadline: Infinity, signal };
    try {
        const { source, target } = await openBoth(session, from, to);
        const wanted = await wantedTags(source, from, to, given, options);
        const work: Work = {
            copier: newCopier({ clock: session.clock }),
            source: { registry: source, path: from.path },
            target: { registry: target, path: to.path },
            selection: { platforms: given.platforms, referrers: given.referrers },
            override: given.override === true,
            held: await heldTags(wanted, () => target.tags(to.path, options)),
            options,
            now: () => session.clock.now(),
        };
        const show = await showing({ from, to, json: given.json === true, clock: session.clock });
        const outcomes = await copyAll(work, wanted, show).finally(() => show.stop());
        const summary = summaryOf(outcomes, wanted.length, (session.clock.now() - begun) / 1000);
        show.summary(summary);
        return signal.aborted ? 130 : summary.failed > 0 ? 1 : 0;
    } finally {
        release();
    }
}

/** For several images one question tells which are not there yet; for one it would be a question more. */
async function heldTags(
    wanted: readonly Wanted[],
    ask: () => Promise<string[] | undefined>,
): Promise<ReadonlySet<string> | undefined> {
    return wanted.length > 1 ? new Set(await ask()) : undefined;
}
