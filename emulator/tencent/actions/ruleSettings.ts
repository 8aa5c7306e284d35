import { TencentError } from "../errors";
import type { TencentFilter } from "../world";
import { isGlob } from "../world/filters";
import { isNamespaceName, isRuleName } from "./names";

const filterTypes: readonly string[] = ["name", "tag", "resource"] satisfies TencentFilter["type"][];
const resources = ["", "image", "chart"];

function invalid(message: string): TencentError {
    return new TencentError("InvalidParameter.ErrorTcrInvalidParameter", message);
}

export function checkRuleName(name: string): void {
    if (!isRuleName(name)) {
        throw invalid(`The rule name "${name}" must be lower-case letters, digits and -._, not starting with -._`);
    }
}

/** "" stands for the source's namespace. */
export function checkDestinationNamespace(namespace: string): void {
    if (namespace !== "" && !isNamespaceName(namespace)) {
        throw invalid(`"${namespace}" is not a namespace`);
    }
}

function isFilterType(type: string): type is TencentFilter["type"] {
    return filterTypes.includes(type);
}

function filterOf(type: string, value: string): TencentFilter {
    if (!isFilterType(type)) {
        throw invalid(`The filter type "${type}" is none of ${filterTypes.join(", ")}`);
    }
    if (type === "resource" && !resources.includes(value)) {
        throw invalid(`The resource filter "${value}" is none of image, chart, ""`);
    }
    if (!isGlob(value)) {
        throw invalid(`The braces in "${value}" do not match`);
    }
    return { type, value };
}

/** The console offers no rule over all namespaces: the name filter starts with one namespace, spelt out. */
function checkName(filters: readonly TencentFilter[]): void {
    const name = filters.find((each) => each.type === "name")?.value ?? "";
    const slash = name.indexOf("/");
    if (slash < 0 || slash === name.length - 1 || !isNamespaceName(name.slice(0, slash))) {
        throw invalid(`The name filter "${name}" is not <namespace>/<repository pattern>`);
    }
}

/** @throws TencentError InvalidParameter.ErrorTcrInvalidParameter */
export function filtersOf(input: readonly { Type: string; Value?: string }[]): TencentFilter[] {
    const filters = input.map(({ Type, Value }) => filterOf(Type, Value ?? ""));
    if (new Set(filters.map((each) => each.type)).size < filters.length) {
        throw invalid("A filter type is given twice");
    }
    checkName(filters);
    return filters;
}
