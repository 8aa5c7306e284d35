import { HuaweiError, success } from "../errors";
import { issueLogin } from "../registry/logins";
import { accountByDomain } from "../world/regions";
import type { Action } from "./action";

/** SWR's temporary login command (API reference, swr_02_0052). It changes nothing, so a user who may look gets one. */
const createSecret: Action = {
    operation: "CreateSecret",
    method: "POST",
    path: "/v2/manage/utils/secret",
    rights: "read",
    run({ world, caller, region, query, now }) {
        const project = query.get("projectname") || region;
        if (!accountByDomain(caller.domainId).projects.some((each) => each.region === project)) {
            throw HuaweiError.swr(400, "4000014", `The account has no project ${project}`);
        }
        const host = world.registryHost(region);
        const { username, password } = issueLogin(caller, project, now);
        const auth = Buffer.from(`${username}:${password}`).toString("base64");
        return success(
            { auths: { [host]: { auth } } },
            { "x-swr-dockerlogin": `docker login -u ${username} -p ${password} ${host}` },
        );
    },
};

export const loginActions: readonly Action[] = [createSecret];
