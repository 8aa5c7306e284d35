import type { AlibabaTag } from "../model";
import { BusinessError } from "../wire/answers";
import { required } from "../wire/parameters";
import { type Action, ownRepository } from "./action";
import { tokenPage, tokenParameters } from "./paging";

export const GetRepoTag: Action = {
    access: "read",
    methods: ["GET"],
    parameters: { InstanceId: required, RepoId: required, Tag: required },
    handle: (call) => {
        const tag = ownRepository(call).tags.find(({ name }) => name === call.parameters.text("Tag"));
        if (tag === undefined) {
            throw new BusinessError("TAG_NOT_EXIST");
        }
        return { ...described(tag), ImageCreate: tag.updatedAt, ImageUpdate: tag.updatedAt };
    },
};

export const ListRepoTag: Action = {
    access: "read",
    parameters: { InstanceId: required, RepoId: required, ...tokenParameters },
    handle: (call) => {
        const { items, fields, total } = tokenPage(ownRepository(call).tags, call.parameters);
        // Here, unlike in GetRepoTag, times are strings.
        const Images = items.map((tag) => ({
            ...described(tag),
            ImageCreate: String(tag.updatedAt),
            ImageUpdate: String(tag.updatedAt),
        }));
        return { ...fields, TotalCount: String(total), Images };
    },
};

function described(tag: AlibabaTag): object {
    return {
        Tag: tag.name,
        Digest: tag.digest,
        ImageId: tag.digest,
        ImageSize: tag.sizeBytes,
        Status: "NORMAL",
    };
}
