/** Clouds whose rules have a field that others' lack. */
const cloudsWith: Readonly<Record<string, readonly unknown[]>> = {
    name: ["alibaba", "tencent"],
    trigger: ["alibaba"],
    override: ["tencent", "huawei"],
};

/** Whether rules of a cloud have a field; Huawei's are known by their ends and have no name. */
export function ruleHas(cloud: unknown, field: string): boolean {
    return cloudsWith[field]?.includes(cloud) ?? true;
}
