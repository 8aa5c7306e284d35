declare module "auth-header" {
    /** The parameters of one challenge; several of one name come as a list. */
    export function parse(header: string): {
        readonly scheme: string;
        readonly params: Readonly<Record<string, string | string[]>>;
    };
}
