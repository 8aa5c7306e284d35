import { z } from "zod";
import type { ImagePath } from "../../model";
import type { Vocabulary } from "../report";
import { choice, flag, hidden, known, shown, text, wholeNumber } from "../schema";
import type { ImageSchema } from "./schema";

type Fields = Readonly<Record<string, z.ZodType>>;

/** The ends of a sync, and how it goes from one to the other; an undefined path may turn out to be either. */
export interface Route {
    readonly from: ImageSchema;
    readonly to: ImageSchema;
    readonly path: ImagePath | undefined;
}

const list = known(
    z.custom<unknown[]>(Array.isArray, { error: ({ input }) => `${shown(input)} is not a list; allowed: a list` }),
);

const tagFilter = text({
    what: "a filter",
    pattern: /\S/,
    allowed: "a pattern that whole tags match",
    longest: 1024,
});

const options: Fields = {
    tags: z.unknown().optional(),
    tagFilter: tagFilter.optional(),
    maxTags: wholeNumber("a number of tags", 1).optional(),
    override: flag().optional(),
    via: choice("cloud", "registry").optional(),
    wait: flag().optional(),
    timeoutSeconds: wholeNumber("a number of seconds", 1).optional(),
    triggers: list.optional(),
    rule: z.unknown().optional(),
};

const registryOptions: Fields = { platforms: z.unknown().optional(), referrers: flag().optional() };

/** What an image sync by this path may have. */
interface Shape {
    readonly top: Fields;
    readonly source: Fields;
    readonly target: Fields;
}

function shapeOf({ from, to, path }: Route): Shape {
    const call = path === "registry" || from.cloud !== to.cloud ? undefined : from.call;
    return {
        top: { ...options, ...(path === "cloud" ? {} : registryOptions), ...call?.options },
        source: from.source,
        target: { ...to.target, ...call?.target },
    };
}

/** @param repositoryOptional whether the source need not name a repository */
export function zodShape(route: Route, repositoryOptional: boolean) {
    const { top, source, target } = shapeOf(route);
    const unnamed = repositoryOptional ? { repository: z.unknown().optional() } : {};
    return z.strictObject({
        source: z.strictObject({ cloud: z.literal(route.from.cloud), ...source, ...unnamed }),
        target: z.strictObject({ cloud: z.literal(route.to.cloud), ...target }),
        ...top,
        ...hidden,
    });
}

/** What a sync by this path is called in sentences. */
function whatIs({ from, to, path }: Route): string {
    if (from.cloud === to.cloud && path !== "registry") {
        return `an image sync on ${from.product}`;
    }
    return `a registry copy from ${from.product} to ${to.product}`;
}

export function vocabularyOf(route: Route): Vocabulary {
    const { top, source, target } = shapeOf(route);
    return {
        what: whatIs(route),
        elsewhere: elsewhereOf(route),
        args: {
            "": ["source", "target", ...Object.keys(top)],
            source: ["cloud", ...Object.keys(source)],
            target: ["cloud", ...Object.keys(target)],
        },
    };
}

const byRegistry = 'the cloud syncs the whole image: for this write via: "registry"';

const elsewhere: Readonly<Record<string, string>> = {
    platforms: byRegistry,
    referrers: byRegistry,
    priority: "only tasks of CR EE have one",
    name: "its id is made of source, target and the resource's name",
    adopt: "what the target holds already is found by its digest; to replace another image set override",
    trigger: "it runs with every change: to run it again change triggers; to copy every push declare a RepoSyncRule",
    repositoryFilter: "it takes one repository: declare one for each",
    replicateDeletions: "it deletes nothing in the target: remove images there",
    artifacts: "it takes whatever a tag holds",
    enabled: "it runs once: to keep it from running leave the resource out",
    description: "it is kept nowhere but in the program: write a comment",
    "source.host": "a cloud's registry is found by its region and instance",
    "target.host": "a cloud's registry is found by its region and instance",
    "target.linkId": "only rules have a link of their own: declare a RepoSyncRule",
};

/** Of each end, what its own cloud says; and what the call alone has, where the images do not go by it. */
function elsewhereOf({ from, to, path }: Route): Readonly<Record<string, string>> {
    const ofEnd = (schema: ImageSchema, end: string) =>
        Object.entries(schema.elsewhere).filter(([name]) => name.startsWith(`${end}.`));
    const call = from.cloud === to.cloud ? from.call : undefined;
    const callOnly = Object.keys(call?.options ?? {}).map((name) => [name, onlyByCall]);
    return {
        ...elsewhere,
        ...Object.fromEntries([...ofEnd(from, "source"), ...ofEnd(to, "target")]),
        ...(path === "registry" ? Object.fromEntries(callOnly) : call?.elsewhere),
    } as Readonly<Record<string, string>>;
}

const onlyByCall = 'only the cloud\'s own call has it: leave it out, or leave out via: "registry"';
