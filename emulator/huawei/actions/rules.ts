import { z } from "zod";
import { HuaweiError, success } from "../errors";
import type { HuaweiRule } from "../world";
import { accountByDomain, syncRegions } from "../world/regions";
import { isoTime, repositoryOf, type Action } from "./action";
import { bodyOf } from "./body";
import { checkTarget, target } from "./target";

const syncRepo = "/v2/manage/namespaces/{namespace}/repos/{repository}/sync_repo";

const creation = z.object({ ...target, syncAuto: z.boolean().default(false), override: z.boolean().default(false) });
const deletion = z.object(target);

const createImageSyncRepo: Action = {
    operation: "CreateImageSyncRepo",
    method: "POST",
    path: syncRepo,
    rights: "write",
    run(call) {
        const { organization, repository } = repositoryOf(call);
        const input = bodyOf(creation, call);
        checkTarget(input, call.region);
        const path = `${organization.name}/${repository.name}`;
        if (call.world.findRule(call.region, path, input) !== undefined) {
            throw HuaweiError.swr(400, "4001157", "duplicate sync repo");
        }
        call.world.addRule(call.region, path, input);
        return success({});
    },
};

const deleteImageSyncRepo: Action = {
    operation: "DeleteImageSyncRepo",
    method: "DELETE",
    path: syncRepo,
    rights: "write",
    run(call) {
        const { organization, repository } = repositoryOf(call);
        const input = bodyOf(deletion, call);
        const path = `${organization.name}/${repository.name}`;
        if (call.world.findRule(call.region, path, input) === undefined) {
            throw HuaweiError.swr(400, "4001158", "The sync rule does not exist");
        }
        call.world.removeRule(call.region, path, input);
        return success({});
    },
};

function describeRule(rule: HuaweiRule): Record<string, unknown> {
    return {
        id: BigInt(rule.id),
        namespace: rule.namespace,
        repoName: rule.repository,
        remoteRegionId: rule.remoteRegionId,
        remoteNamespace: rule.remoteNamespace,
        syncAuto: rule.syncAuto,
        override: rule.override,
        createdAt: isoTime(rule.createdAt),
        updatedAt: isoTime(rule.updatedAt),
        domainID: rule.domainId,
        domainName: accountByDomain(rule.domainId).domainName,
    };
}

const listImageAutoSyncReposDetails: Action = {
    operation: "ListImageAutoSyncReposDetails",
    method: "GET",
    path: syncRepo,
    rights: "read",
    run(call) {
        const { organization, repository } = repositoryOf(call);
        const rules = call.world.rules(call.region, `${organization.name}/${repository.name}`);
        return success(rules.filter((each) => each.syncAuto).map(describeRule));
    },
};

const listSyncRegions: Action = {
    operation: "ListSyncRegions",
    method: "GET",
    path: "/v2/manage/regions",
    rights: "read",
    run() {
        return success(
            syncRegions.map((region) => ({ regionID: region, registryURL: `swr.${region}.myhuaweicloud.com` })),
        );
    },
};

export const ruleActions: readonly Action[] = [
    createImageSyncRepo,
    deleteImageSyncRepo,
    listImageAutoSyncReposDetails,
    listSyncRegions,
];
