/** Clouds whose rules have a field that others' lack. */
const cloudsWith: Readonly<Record<string, readonly unknown[]>> = {
    name: ["alibaba", "tencent"],
    trigger: ["alibaba"],
    override: ["tencent", "huawei"],
    repositoryFilter: ["alibaba", "tencent"],
    tagFilter: ["alibaba", "tencent"],
    artifacts: ["tencent"],
    enabled: ["tencent"],
};

/** Whether rules of a cloud have a field; Huawei's are known by their ends and have no name. */
export function ruleHas(cloud: unknown, field: string): boolean {
    return cloudsWith[field]?.includes(cloud) ?? true;
}

/** Fields that stay absent where a program leaves them out: no cloud and no default fills them. */
const neverFilled = ["repositoryFilter", "tagFilter"];

/** Where a rule keeps which of these its program has left out; a plain property, since it is known in every preview. */
const leftOut = "__leftOut";

/** Makes a note of the fields that the args of a rule leave out. */
export function noteLeftOut(rule: object, args: Readonly<Record<string, unknown>> | null | undefined): void {
    const value = neverFilled.filter((field) => args?.[field] === undefined || args[field] === null);
    Object.defineProperty(rule, leftOut, { value, enumerable: false });
}

/** Whether a rule surely has no such field. */
export function isLeftOut(rule: object, field: string): boolean {
    const noted = (rule as { [leftOut]?: unknown })[leftOut];
    return Array.isArray(noted) && noted.includes(field);
}
