import { resolve } from "node:path";
import * as ts from "typescript";

const root = resolve(__dirname, "..", "..");

/** How a user's project may be set up; each must see the same types. */
export const setUps = {
    "Node, strict": { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
    "bundler, strict, exact optional properties": {
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        exactOptionalPropertyTypes: true,
    },
} satisfies Record<string, ts.CompilerOptions>;

export type SetUp = keyof typeof setUps;

/** What the compiler says of a program. */
export interface Complaint {
    /** The whole message, with the chain of its reasons. */
    readonly text: string;
    /** The source text the compiler underlines. */
    readonly at: string;
}

/**
 * Compiles each text as a user's program, all in one go: reading the declarations of the Pulumi SDK is what takes time.
 *
 * @returns the complaints about each program, by its name
 */
export function compile(programs: Readonly<Record<string, string>>, setUp: SetUp): Map<string, Complaint[]> {
    const names = new Map(Object.keys(programs).map((name, n) => [resolve(__dirname, `program${n}.ts`), name]));
    const text = (file: string) => programs[names.get(resolve(file)) ?? ""];
    const options: ts.CompilerOptions = {
        ...setUps[setUp],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        target: ts.ScriptTarget.ES2022,
        types: ["node"],
        resolveJsonModule: true,
        paths: { "pulumi-imagesync": [resolve(root, "sdk/index.ts")] },
    };
    const host = ts.createCompilerHost(options);
    host.fileExists = (file) => text(file) !== undefined || ts.sys.fileExists(file);
    host.readFile = (file) => text(file) ?? ts.sys.readFile(file);
    const program = ts.createProgram([...names.keys()], options, host);
    return new Map([...names].map(([file, name]) => [name, complaints(program, file)]));
}

function complaints(program: ts.Program, file: string): Complaint[] {
    return ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((diagnostic) => ({
        text: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
        at: diagnostic.file?.text.substr(diagnostic.start ?? 0, diagnostic.length) ?? "",
    }));
}

/** What in a program overrules the compiler: casts, `!`, `satisfies`, `any`, comments that silence it. */
export function overruling(program: string): string[] {
    const found: string[] = program.match(/@ts-\w+/g) ?? [];
    const source = ts.createSourceFile("program.ts", program, ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node): void => {
        const isCast = ts.isAsExpression(node) && node.type.getText() !== "const";
        const isOther =
            ts.isNonNullExpression(node) || ts.isTypeAssertionExpression(node) || ts.isSatisfiesExpression(node);
        if (isCast || isOther || node.kind === ts.SyntaxKind.AnyKeyword) {
            found.push(node.getText());
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}
