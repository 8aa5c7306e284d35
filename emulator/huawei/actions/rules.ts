import { z } from "zod";
import { HuaweiError, success } from "../errors";
import type { HuaweiRule } from "../world";
import { accountByDomain, syncRegions } from "../world/regions";
import { checkOrganizationName, isoTime, repositoryOf, type Action, type Call } from "./action";

const syncRepo = "/v2/manage/namespaces/{namespace}/repos/{repository}/sync_repo";

const target = { remoteRegionId: z.string().min(1), remoteNamespace: z.string() };
const creation = z.object({ ...target, syncAuto: z.boolean().default(false), override: z.boolean().default(false) });
const deletion = z.object(target);

/** @throws HuaweiError 400 4001018 (not sent as JSON), 400 4000014 (not what the operation takes) */
function bodyOf<T>(shape: z.ZodType<T>, { contentType, body }: Call): T {
    if (!contentType.includes("application/json")) {
        throw HuaweiError.swr(400, "4001018", "The Content-Type must be application/json");
    }
    let input: unknown;
    try {
        input = JSON.parse(body.toString("utf8"));
    } catch {
        throw HuaweiError.swr(400, "4000014", "The body is not JSON");
    }
    const parsed = shape.safeParse(input);
    if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw HuaweiError.swr(400, "4000014", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`);
    }
    return parsed.data;
}

function checkTarget(input: { remoteRegionId: string; remoteNamespace: string }, region: string): void {
    checkOrganizationName(input.remoteNamespace);
    if (!syncRegions.includes(input.remoteRegionId)) {
        // SWR does not check the region; it fails on it.
        throw HuaweiError.swr(500, "5001101", "Internal error");
    }
    if (input.remoteRegionId === region) {
        throw HuaweiError.swr(400, "4000014", "The remote region is the region of the repository");
    }
}

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
