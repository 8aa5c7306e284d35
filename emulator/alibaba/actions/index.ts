import type { Action } from "./action";
import { GetInstance, ListInstance, ListInstanceEndpoint } from "./instances";
import { GetAuthorizationToken } from "./logins";
import { GetNamespace, ListNamespace } from "./namespaces";
import { GetRepository, ListRepository } from "./repositories";
import { CreateRepoSyncRule, DeleteRepoSyncRule, ListRepoSyncRule } from "./rules";
import { GetRepoSyncTask, ListRepoSyncTask } from "./syncTaskReads";
import { CancelRepoSyncTask, CreateRepoSyncTask, CreateRepoSyncTaskByRule } from "./syncTasks";
import { GetRepoTag, ListRepoTag } from "./tags";

/** Every action that the emulated cloud knows, by its official name. */
export const actions: ReadonlyMap<string, Action> = new Map(
    Object.entries({
        CreateRepoSyncRule,
        DeleteRepoSyncRule,
        ListRepoSyncRule,
        CreateRepoSyncTask,
        CreateRepoSyncTaskByRule,
        CancelRepoSyncTask,
        GetRepoSyncTask,
        ListRepoSyncTask,
        GetInstance,
        ListInstance,
        ListInstanceEndpoint,
        GetAuthorizationToken,
        GetNamespace,
        ListNamespace,
        GetRepository,
        ListRepository,
        GetRepoTag,
        ListRepoTag,
    }),
);
