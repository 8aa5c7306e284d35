import type { AlibabaRepository } from "../model";
import { BusinessError, missing } from "../wire/answers";
import { optional, required } from "../wire/parameters";
import { type Action, type ActionCall, ownInstance } from "./action";
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
        return described(repositoryOf(call));
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

export const ListRepoTag: Action = {
    access: "read",
    parameters: { InstanceId: required, RepoId: required, ...tokenParameters },
    handle: (call) => {
        const { items, fields, total } = tokenPage(repositoryOf(call).tags, call.parameters);
        const Images = items.map((tag) => ({
            Tag: tag.name,
            Digest: tag.digest,
            ImageId: tag.digest,
            ImageSize: tag.sizeBytes,
            ImageCreate: String(tag.updatedAt),
            ImageUpdate: String(tag.updatedAt),
            Status: "NORMAL",
        }));
        return { ...fields, TotalCount: String(total), Images };
    },
};

function repositoryOf(call: ActionCall): AlibabaRepository {
    const { parameters, store } = call;
    const instance = ownInstance(call);
    const id = parameters.text("RepoId");
    const repository =
        id === ""
            ? store.repository(instance.id, parameters.text("RepoNamespaceName"), parameters.text("RepoName"))
            : store.state.repositories.find((one) => one.instanceId === instance.id && one.id === id);
    if (repository === undefined) {
        throw new BusinessError("REPO_NOT_EXIST");
    }
    return repository;
}

function described(repository: AlibabaRepository): object {
    return {
        InstanceId: repository.instanceId,
        RepoId: repository.id,
        RepoName: repository.name,
        RepoNamespaceName: repository.namespace,
        RepoStatus: "NORMAL",
        RepoType: "PRIVATE",
        RepoBuildType: "MANUAL",
        TagImmutability: false,
        Summary: "",
        ResourceGroupId: "",
        CreateTime: repository.createdAt,
        ModifiedTime: repository.createdAt,
    };
}
