import type { CloudContext } from "../../types";
import type { AlibabaRepository, AlibabaTag } from "../model";
import type { AlibabaStore } from "../store";
import { takes } from "./filters";
import { holdImage, layersOf, sizeOf } from "./images";
import { newBatchId, startTask, targetOf } from "./start";

/** Points a tag of a repository at an image, and starts the tasks of the automatic rules that take it. */
export function setTag(
    store: AlibabaStore,
    context: CloudContext,
    repository: AlibabaRepository,
    name: string,
    digest: string,
    at: number,
): AlibabaTag {
    const tag = { name, digest, sizeBytes: sizeOf(layersOf(store, context.content, digest)), updatedAt: at };
    holdImage(context.content, repository.id, digest);
    repository.tags = [...repository.tags.filter((other) => other.name !== name), tag];
    context.changed();
    fireRules(store, context, repository, tag);
    return tag;
}

function fireRules(store: AlibabaStore, context: CloudContext, source: AlibabaRepository, tag: AlibabaTag): void {
    const { instanceId, namespace, name: repository } = source;
    const fired = store.state.rules.filter(
        (rule) =>
            rule.instanceId === instanceId &&
            rule.trigger === "PASSIVE" &&
            takes(rule, namespace, repository, tag.name),
    );
    const regionId = store.instance(instanceId)?.regionId ?? "";
    for (const rule of fired) {
        const task = {
            from: { regionId, instanceId, namespace, repository, tag: tag.name },
            to: targetOf(rule, repository, tag.name),
            digest: tag.digest,
            override: true,
            trigger: rule.trigger,
            ruleId: rule.id,
            linkId: rule.linkId,
            batchId: newBatchId(context),
        };
        startTask(store, context, task, tag.updatedAt);
    }
}
