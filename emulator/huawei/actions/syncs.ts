import { z } from "zod";
import { HuaweiError, success } from "../errors";
import type { HuaweiSyncJobView } from "../world";
import { accountByDomain } from "../world/regions";
import { isoTime, repositoryOf, type Action, type Call } from "./action";
import { bodyOf } from "./body";
import { pageOf, parameter } from "./query";
import { checkTarget, target } from "./target";

const repositoryPath = "/v2/manage/namespaces/{namespace}/repos/{repository}";

const order = z.object({ ...target, imageTag: z.array(z.string()).min(1), override: z.boolean().default(false) });

/** A tag as registries allow it (OCI distribution specification 1.1). */
function checkTag(tag: string): void {
    if (!/^\w[\w.-]{0,127}$/.test(tag)) {
        throw HuaweiError.swr(400, "4009021", `"${tag}" is not an image tag`);
    }
}

const createManualImageSyncRepo: Action = {
    operation: "CreateManualImageSyncRepo",
    method: "POST",
    path: `${repositoryPath}/sync_images`,
    rights: "write",
    run(call) {
        const { organization, repository } = repositoryOf(call);
        const { imageTag, remoteRegionId, remoteNamespace, override } = bodyOf(order, call);
        checkTarget({ remoteRegionId, remoteNamespace }, call.region);
        imageTag.forEach(checkTag);
        const started = call.world.startSync({
            ...{ remoteRegionId, remoteNamespace, override },
            region: call.region,
            domainId: organization.domainId,
            namespace: organization.name,
            repository: repository.name,
            tags: imageTag,
            operatorId: call.caller.domainId,
            operatorName: call.caller.userName,
        });
        return success(call.world.syncImagesAnswer === "empty" ? [] : started[call.world.syncImagesAnswer]);
    },
};

function describeJob(job: HuaweiSyncJobView): Record<string, unknown> {
    return {
        id: job.id,
        namespace: job.namespace,
        repoName: job.repository,
        tag: job.tag,
        remoteRegionId: job.remoteRegionId,
        remoteNamespace: job.remoteNamespace,
        override: job.override,
        status: job.status,
        syncOperatorId: job.operatorId,
        syncOperatorName: job.operatorName,
        createdAt: isoTime(job.createdAt),
        updatedAt: isoTime(job.updatedAt),
        domainID: job.domainId,
        domainName: accountByDomain(job.domainId).domainName,
    };
}

/** @throws HuaweiError 400 4001014: unlike other lists, this one asks for both */
function requirePage({ query }: Call): void {
    for (const name of ["limit", "offset"]) {
        if (parameter(query, name) === undefined) {
            throw HuaweiError.swr(400, "4001014", `The filter lacks ${name}`);
        }
    }
}

const showSyncJob: Action = {
    operation: "ShowSyncJob",
    method: "GET",
    path: `${repositoryPath}/sync_job`,
    rights: "read",
    run(call) {
        const { organization, repository } = repositoryOf(call);
        requirePage(call);
        const oldest = call.world.syncJobs(call.region, `${organization.name}/${repository.name}`);
        const ordered = parameter(call.query, "order") === "asc" ? oldest : oldest.toReversed();
        const { items, range } = pageOf(ordered, call.query);
        return success(items.map(describeJob), { "content-range": range });
    },
};

export const syncActions: readonly Action[] = [createManualImageSyncRepo, showSyncJob];
