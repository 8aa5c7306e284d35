import { textOf } from "../../../calls/answers";
import type { Clients } from "../../../calls/clients";
import { ImageSyncError } from "../../../errors";
import { startEach } from "../../../calls/starting";
import type { CloudImageSyncSpec } from "../../../model";
import type { Clock } from "../../../process/clock";
import type { CallOptions, Copy, Started } from "../../../registry";
import type { AlibabaClient } from "../client";
import type { Parameters } from "../wire";
import { type AlibabaTicket, type InstancePlace, placeKey, placeOf } from "./place";
import { namesOf, type Repositories, type Repository } from "./repositories";

/** Starts sync tasks: CreateRepoSyncTask, for a manual rule CreateRepoSyncTaskByRule; both take one tag. */
export class Starts {
    constructor(
        private readonly clients: Clients<AlibabaClient>,
        private readonly repositories: Repositories,
        private readonly clock: Clock,
    ) {}

    /** See `ImagePort.start`. */
    async start(
        spec: CloudImageSyncSpec,
        copies: readonly Copy[],
        options: CallOptions,
    ): Promise<Map<string, Started<AlibabaTicket>>> {
        const { namespace, repository: name } = spec.source;
        const repository = { ...placeOf(spec.source), namespace, name };
        if (copies.length === 0) {
            return new Map();
        }
        try {
            await this.repositories.id(repository, options);
        } catch (error) {
            return new Map(copies.map(({ target }) => [target, { error }]));
        }
        return startEach<AlibabaTicket>(copies, options, this.clock, async (copy) => {
            const ticket = await this.repositories.with(repository, options, (repoId) =>
                this.one(repository, parametersOf(spec, repoId, copy), { copy, action: actionFor(spec) }, options),
            );
            return ticket ? { ticket } : { error: noRepository(spec, actionFor(spec)) };
        });
    }

    private async one(
        repository: Repository,
        parameters: Parameters,
        { copy, action }: { copy: Copy; action: string },
        options: CallOptions,
    ): Promise<AlibabaTicket> {
        const startedAt = new Date(this.clock.now()).toISOString();
        const about = { ...options, about: namesOf(repository) };
        const answer = await this.clients.at(repository).write(action, parameters, about);
        const taskId = textOf(answer.SyncTaskId);
        if (taskId === undefined) {
            throw noTask(action, copy);
        }
        const { account, region, instanceId } = repository;
        return { ...ticketOf({ account, region, instanceId }, copy, taskId), startedAt };
    }
}

export function ticketOf(instance: InstancePlace, copy: Copy, taskId: string): AlibabaTicket {
    return { copy, key: placeKey(instance, taskId), place: placeKey(instance), taskId, instance };
}

function actionFor({ rule }: CloudImageSyncSpec): "CreateRepoSyncTask" | "CreateRepoSyncTaskByRule" {
    return rule?.trigger === "manual" ? "CreateRepoSyncTaskByRule" : "CreateRepoSyncTask";
}

/** A task by rule takes everything but the tag from the rule; only it has a priority. */
function parametersOf(
    { source, target, rule, override, priority }: CloudImageSyncSpec,
    repoId: string,
    copy: Copy,
): Parameters {
    const image = { InstanceId: source.instanceId, RepoId: repoId, Tag: copy.source };
    if (rule?.trigger === "manual") {
        return { ...image, SyncRuleId: rule.ruleId, Priority: priority };
    }
    return {
        ...image,
        TargetRegionId: target.region,
        TargetInstanceId: target.instanceId,
        TargetNamespace: target.namespace,
        TargetRepoName: target.repository,
        TargetTag: copy.target,
        TargetUserId: target.accountId,
        Override: override,
    };
}

function noRepository({ source }: CloudImageSyncSpec, action: string): ImageSyncError {
    return new ImageSyncError({
        kind: "notFound",
        cloud: "alibaba",
        action,
        problem: `repository ${JSON.stringify(source.repository)} not found in ${source.instanceId}/${source.namespace}`,
        code: "REPO_NOT_EXIST",
        advice: "create it or fix source.namespace or source.repository",
    });
}

function noTask(action: string, copy: Copy): ImageSyncError {
    return new ImageSyncError({
        kind: "transient",
        cloud: "alibaba",
        action,
        problem: `the answer for tag ${JSON.stringify(copy.source)} holds no task`,
        acted: "maybe",
        advice: "run again: a task that was made all the same is joined",
    });
}
