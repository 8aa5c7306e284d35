import type { AlibabaRepository } from "../model";
import { missing } from "../wire/answers";
import { optional, required } from "../wire/parameters";
import { type Action, ownInstance, ownRepository } from "./action";
import { tokenPage, tokenParameters } from "./paging";

export const GetRepository: Action = {
    access: "read",
    parameters: { InstanceId: required, RepoId: optional, RepoName: optional, RepoNamespaceName: optional },
    handle: (call) => {
        const { parameters } = call;
        const [namespace, name] = [parameters.text("RepoNamespaceName"), parameters.text("RepoName")];
        if (parameters.text("RepoId") === "" && (namespace === "" || name === "")) {
            throw missing(name === "" ? "RepoName" : "RepoNamespaceName");
        }
        return described(ownRepository(call));
    },
};

export const ListRepository: Action = {
    access: "read",
    parameters: {
        InstanceId: required,
        RepoNamespaceName: optional,
        RepoName: optional,
        RepoStatus: { type: "string", oneOf: ["NORMAL", "DELETING", "DELETED", "ALL"] },
        ...tokenParameters,
    },
    handle: (call) => {
        const { parameters, store } = call;
        const instance = ownInstance(call);
        const [namespace, name] = [parameters.text("RepoNamespaceName"), parameters.text("RepoName")];
        const status = parameters.text("RepoStatus");
        const repositories = store.state.repositories.filter(
            (repository) =>
                repository.instanceId === instance.id &&
                (namespace === "" || repository.namespace === namespace) &&
                (name === "" || repository.name === name) &&
                ["", "ALL", "NORMAL"].includes(status),
        );
        const { items, fields, total } = tokenPage(repositories, parameters);
        return { ...fields, TotalCount: String(total), Repositories: items.map(described) };
    },
};

function described(repository: AlibabaRepository): object {
    return {
        InstanceId: repository.instanceId,
        RepoId: repository.id,
        RepoName: repository.name,
        RepoNamespaceName: repository.namespace,
        RepoStatus: "NORMAL",
        RepoType: "PRIVATE",
        RepoBuildType: "MANUAL",
        TagImmutability: repository.immutable === true,
        Summary: "",
        ResourceGroupId: "",
        CreateTime: repository.createdAt,
        ModifiedTime: repository.createdAt,
    };
}
