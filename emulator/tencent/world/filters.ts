import type { TencentFilter, TencentRuleSettings } from "./state";

/** Turns one glob segment run into a regular expression; `{`, `}` and `,` are handled by the caller's walk. */
function translate(glob: string): string {
    let depth = 0;
    return glob.replace(/\*\*\/|\*+|\?|[{},]|[.+^$()|[\]\\]/g, (token, at: number) => {
        const startsSegment = at === 0 || glob[at - 1] === "/";
        const endsSegment = at + token.length === glob.length;
        switch (token) {
            case "**/":
                return startsSegment ? "(?:.*/)?" : "[^/]*/";
            case "**":
                return startsSegment && endsSegment ? ".*" : "[^/]*";
            case "?":
                return "[^/]";
            case "{":
                depth += 1;
                return "(?:";
            case "}":
                depth -= 1;
                return ")";
            case ",":
                return depth > 0 ? "|" : ",";
            default:
                return token.startsWith("*") ? "[^/]*" : `\\${token}`;
        }
    });
}

/** Whether braces pair up. */
export function isGlob(glob: string): boolean {
    let depth = 0;
    for (const char of glob) {
        depth += char === "{" ? 1 : char === "}" ? -1 : 0;
        if (depth < 0) {
            return false;
        }
    }
    return depth === 0;
}

/** TCR's glob: `*` and `?` stop at "/", `**` as a whole segment does not, `{a,b}` are alternatives; "" takes all. */
export function globMatches(glob: string, text: string): boolean {
    return glob === "" || new RegExp(`^${translate(glob)}$`, "s").test(text);
}

export function filterValue(filters: readonly TencentFilter[], type: TencentFilter["type"]): string {
    return filters.find((each) => each.type === type)?.value ?? "";
}

/** Whether a rule takes this artifact. */
export function takes(rule: TencentRuleSettings, path: string, tag: string, kind: "image" | "chart"): boolean {
    const resource = filterValue(rule.filters, "resource");
    return (
        globMatches(filterValue(rule.filters, "name"), path) &&
        globMatches(filterValue(rule.filters, "tag"), tag) &&
        (resource === "" || resource === kind)
    );
}
