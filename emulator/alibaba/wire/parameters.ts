import { GatewayError, invalid, missing } from "./answers";
import type { ApiCall } from "./apiCall";

/** What an action takes under one name. */
export interface ParameterType {
    readonly type: "string" | "integer";
    readonly required?: boolean;
    readonly oneOf?: readonly string[];
}

export const required: ParameterType = { type: "string", required: true };
export const optional: ParameterType = { type: "string" };
export const integer: ParameterType = { type: "integer" };
export const boolean: ParameterType = { type: "string", oneOf: ["true", "false"] };

/** What the gateway itself takes in every call, whichever the action. */
const COMMON = new Set([
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "Timestamp",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "SignatureType",
    "SecurityToken",
    "RegionId",
]);

/** The parameters of one call, checked against what its action takes. An empty value counts as absent. */
export class Parameters {
    private readonly values: ReadonlyMap<string, string>;

    /** @throws GatewayError for what is missing, unknown or of the wrong type. */
    constructor(call: ApiCall, types: Readonly<Record<string, ParameterType>>) {
        const given = [...call.query, ...call.form].filter(([name]) => Object.hasOwn(types, name) || !COMMON.has(name));
        for (const [name] of given) {
            if (!Object.hasOwn(types, name)) {
                throw new GatewayError(400, "UnsupportedParameter", `The parameter ${name} is not supported.`);
            }
        }
        this.values = new Map(given.filter(([, value]) => value !== ""));
        for (const [name, type] of Object.entries(types)) {
            check(name, type, this.values.get(name));
        }
    }

    /** The value, or "" where none was given. */
    text(name: string): string {
        return this.values.get(name) ?? "";
    }

    integer(name: string): number | undefined {
        const value = this.values.get(name);
        return value === undefined ? undefined : Number(value);
    }
}

function check(name: string, type: ParameterType, value: string | undefined): void {
    if (value === undefined) {
        if (type.required === true) {
            throw missing(name);
        }
        return;
    }
    const wellTyped = type.type === "string" || /^-?\d{1,9}$/.test(value);
    if (!wellTyped || (type.oneOf !== undefined && !type.oneOf.includes(value))) {
        throw invalid(name);
    }
}
