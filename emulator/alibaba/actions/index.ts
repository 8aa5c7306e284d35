import type { Action } from "./action";
import { GetInstance, ListInstance } from "./instances";
import { GetNamespace, ListNamespace } from "./namespaces";
import { GetRepository, ListRepository, ListRepoTag } from "./repositories";
import { CreateRepoSyncRule, DeleteRepoSyncRule, ListRepoSyncRule } from "./rules";

/** Every action that the emulated cloud knows, by its official name. */
export const actions: ReadonlyMap<string, Action> = new Map(
    Object.entries({
        CreateRepoSyncRule,
        DeleteRepoSyncRule,
        ListRepoSyncRule,
        GetInstance,
        ListInstance,
        GetNamespace,
        ListNamespace,
        GetRepository,
        ListRepository,
        ListRepoTag,
    }),
);
