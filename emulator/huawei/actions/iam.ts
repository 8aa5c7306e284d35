import { success } from "../errors";
import { accountByDomain } from "../world/regions";
import type { Action } from "./action";

/** IAM's look-up of project ids by region name, which the SDKs do before their first call. */
const keystoneListProjects: Action = {
    operation: "KeystoneListProjects",
    method: "GET",
    path: "/v3/projects",
    rights: "read",
    run({ caller, query }) {
        const name = query.get("name");
        const projects = accountByDomain(caller.domainId)
            .projects.filter((each) => name === null || each.region === name)
            .map(({ id, region }) => ({
                id,
                name: region,
                domain_id: caller.domainId,
                parent_id: caller.domainId,
                is_domain: false,
                enabled: true,
                description: "",
                links: { self: `https://iam.myhuaweicloud.com/v3/projects/${id}` },
            }));
        return success({
            projects,
            links: { next: null, previous: null, self: "https://iam.myhuaweicloud.com/v3/projects" },
        });
    },
};

/** IAM's answer to which account a key is of, which clients ask that fill X-Domain-Id. */
const keystoneListAuthDomains: Action = {
    operation: "KeystoneListAuthDomains",
    method: "GET",
    path: "/v3/auth/domains",
    rights: "read",
    run({ caller }) {
        const { domainId, domainName } = accountByDomain(caller.domainId);
        const self = `https://iam.myhuaweicloud.com/v3/domains/${domainId}`;
        const domain = { id: domainId, name: domainName, enabled: true, description: "", links: { self } };
        const links = { next: null, previous: null, self: "https://iam.myhuaweicloud.com/v3/auth/domains" };
        return success({ domains: [domain], links });
    },
};

export const iamActions: readonly Action[] = [keystoneListProjects, keystoneListAuthDomains];
