import type { AlibabaNamespace } from "../model";
import { BusinessError, missing } from "../wire/answers";
import { optional, required } from "../wire/parameters";
import { type Action, ownInstance } from "./action";
import { page, pageParameters } from "./paging";

export const GetNamespace: Action = {
    access: "read",
    parameters: { InstanceId: required, NamespaceId: optional, NamespaceName: optional },
    handle: (call) => {
        const { parameters, store } = call;
        const instance = ownInstance(call);
        const [id, name] = [parameters.text("NamespaceId"), parameters.text("NamespaceName")];
        if (id === "" && name === "") {
            throw missing("NamespaceName");
        }
        const namespace = store.state.namespaces.find(
            (candidate) => candidate.instanceId === instance.id && (candidate.id === id || candidate.name === name),
        );
        if (namespace === undefined) {
            throw new BusinessError("NAMESPACE_NOT_EXIST");
        }
        return described(namespace);
    },
};

export const ListNamespace: Action = {
    access: "read",
    parameters: { InstanceId: required, NamespaceName: optional, NamespaceStatus: optional, ...pageParameters },
    handle: (call) => {
        const { parameters, store } = call;
        const instance = ownInstance(call);
        const [name, status] = [parameters.text("NamespaceName"), parameters.text("NamespaceStatus")];
        const namespaces = store.state.namespaces.filter(
            (namespace) =>
                namespace.instanceId === instance.id &&
                (name === "" || namespace.name === name) &&
                (status === "" || status === "NORMAL"),
        );
        const { items, fields, total } = page(namespaces, parameters);
        return { ...fields, TotalCount: String(total), Namespaces: items.map(described) };
    },
};

function described(namespace: AlibabaNamespace): object {
    return {
        InstanceId: namespace.instanceId,
        NamespaceId: namespace.id,
        NamespaceName: namespace.name,
        NamespaceStatus: "NORMAL",
        AutoCreateRepo: namespace.autoCreateRepo,
        DefaultRepoType: "PRIVATE",
        DefaultRepoConfiguration: { RepoType: "PRIVATE", TagImmutability: false },
        ResourceGroupId: "",
    };
}
