import { z } from "zod";
import { TencentError } from "../errors";
import type { TencentNamespace, TencentRegistry, TencentRepository, TencentTag } from "../world";
import { action, isoTime, registryOf, type Action } from "./action";
import { isNamespaceName } from "./names";
import { byPageOffset } from "./paging";

const tagSpecification = z.strictObject({
    ResourceType: z.string(),
    Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })),
});

function describeNamespace(namespace: TencentNamespace): Record<string, unknown> {
    return {
        Name: namespace.name,
        CreationTime: isoTime(namespace.createdAt),
        Public: namespace.public,
        NamespaceId: namespace.id,
        TagSpecification: { ResourceType: "namespace", Tags: [] },
        Metadata: [],
        CVEWhitelistItems: [],
        AutoScan: false,
        PreventVUL: false,
        Severity: "",
    };
}

const describeNamespaces = action(
    "read",
    z.strictObject({
        RegistryId: z.string(),
        NamespaceName: z.string().optional(),
        Limit: z.int().optional(),
        Offset: z.int().optional(),
        All: z.boolean().optional(),
        Filters: z.array(z.strictObject({ Name: z.string(), Values: z.array(z.string()) })).optional(),
        KmsSignPolicy: z.boolean().optional(),
    }),
    (input, call) => {
        const wanted = input.NamespaceName ?? "";
        const found = registryOf(input.RegistryId, call).namespaces.filter((each) => each.name.includes(wanted));
        const { items, total } = byPageOffset(found, input);
        const listed = input.All === true ? found : items;
        return { TotalCount: total, NamespaceList: listed.map(describeNamespace) };
    },
);

const createNamespace = action(
    "write",
    z.strictObject({
        RegistryId: z.string(),
        NamespaceName: z.string(),
        IsPublic: z.boolean(),
        TagSpecification: tagSpecification.optional(),
        IsAutoScan: z.boolean().optional(),
        IsPreventVUL: z.boolean().optional(),
        Severity: z.string().optional(),
        CVEWhitelistItems: z.array(z.strictObject({ CVEID: z.string().optional() })).optional(),
    }),
    (input, call) => {
        const registry = registryOf(input.RegistryId, call);
        if (registry.namespaces.some((each) => each.name === input.NamespaceName)) {
            const message = `The namespace ${input.NamespaceName} exists already`;
            throw new TencentError("FailedOperation.ErrorTcrResourceConflict", message);
        }
        if (!isNamespaceName(input.NamespaceName)) {
            const message = `"${input.NamespaceName}" is not a namespace name`;
            throw new TencentError("InvalidParameter.ErrorTcrInvalidParameter", message);
        }
        call.world.addNamespace(registry.id, input.NamespaceName, input.IsPublic);
        return {};
    },
);

function namespaceOf(registry: TencentRegistry, name: string): TencentNamespace {
    const namespace = registry.namespaces.find((each) => each.name === name);
    if (namespace === undefined) {
        throw new TencentError("ResourceNotFound.TcrResourceNotFound", `The namespace ${name} does not exist`);
    }
    return namespace;
}

function describeRepository(namespace: TencentNamespace, repository: TencentRepository): Record<string, unknown> {
    return {
        Name: `${namespace.name}/${repository.name}`,
        Namespace: namespace.name,
        CreationTime: isoTime(repository.createdAt),
        Public: namespace.public,
        Description: "",
        BriefDescription: "",
        UpdateTime: isoTime(repository.updatedAt),
    };
}

const describeRepositories = action(
    "read",
    z.strictObject({
        RegistryId: z.string(),
        NamespaceName: z.string().optional(),
        RepositoryName: z.string().optional(),
        Offset: z.int().optional(),
        Limit: z.int().optional(),
        SortBy: z.string().optional(),
    }),
    (input, call) => {
        const registry = registryOf(input.RegistryId, call);
        const namespaces =
            input.NamespaceName === undefined ? registry.namespaces : [namespaceOf(registry, input.NamespaceName)];
        const wanted = input.RepositoryName ?? "";
        const found = namespaces.flatMap((namespace) =>
            namespace.repositories
                .filter((each) => each.name.includes(wanted))
                .map((each) => describeRepository(namespace, each)),
        );
        const { items, total } = byPageOffset(found, input);
        return { TotalCount: total, RepositoryList: items };
    },
);

function describeTag(tag: TencentTag): Record<string, unknown> {
    return {
        Digest: tag.digest,
        Size: tag.sizeBytes,
        ImageVersion: tag.name,
        UpdateTime: isoTime(tag.updatedAt),
        Kind: tag.kind,
        KmsSignature: "",
    };
}

const describeImages = action(
    "read",
    z.strictObject({
        RegistryId: z.string(),
        NamespaceName: z.string(),
        RepositoryName: z.string(),
        ImageVersion: z.string().optional(),
        Limit: z.int().optional(),
        Offset: z.int().optional(),
        Digest: z.string().optional(),
        ExactMatch: z.boolean().optional(),
    }),
    (input, call) => {
        const namespace = namespaceOf(registryOf(input.RegistryId, call), input.NamespaceName);
        const repository = namespace.repositories.find((each) => each.name === input.RepositoryName);
        if (repository === undefined) {
            const message = `The repository ${input.NamespaceName}/${input.RepositoryName} does not exist`;
            throw new TencentError("ResourceNotFound.TcrResourceNotFound", message);
        }
        const version = input.ImageVersion ?? "";
        const found = repository.tags
            .filter((each) => (input.ExactMatch === true ? each.name === version : each.name.includes(version)))
            .filter((each) => input.Digest === undefined || each.digest === input.Digest);
        const { items, total } = byPageOffset(found, input);
        return { TotalCount: total, ImageInfoList: items.map(describeTag) };
    },
);

export const imageActions: Readonly<Record<string, Action>> = {
    DescribeNamespaces: describeNamespaces,
    CreateNamespace: createNamespace,
    DescribeRepositories: describeRepositories,
    DescribeImages: describeImages,
};
