import type { Action } from "./action";
import { duplicateActions } from "./duplicates";
import { executionActions } from "./executions";
import { imageActions } from "./images";
import { instanceActions } from "./instances";
import { ruleActions } from "./rules";
import { tokenActions } from "./tokens";

export type { Action } from "./action";

/** Every action this TCR answers, by its official name (API version 2019-09-24). */
export const actions: ReadonlyMap<string, Action> = new Map(
    Object.entries({
        ...ruleActions,
        ...executionActions,
        ...instanceActions,
        ...imageActions,
        ...duplicateActions,
        ...tokenActions,
    }),
);
