import tseslint from "typescript-eslint";

/** Longer than this, a file or function has more than one subject. Tests are lists, and lists may be long. */
const LENGTHS = {
    "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
    "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
};

const UNUSED = {
    "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
};

export default tseslint.config(
    { ignores: ["dist/", ".state/", "node_modules/", "tests/**/programs/", "tests/**/fixtures/"] },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            ...LENGTHS,
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
            // Loading a library late is how a stack of one cloud leaves the SDKs of the others alone.
            "@typescript-eslint/no-require-imports": "off",
            ...UNUSED,
            "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": "allow-with-description" }],
            // Interfaces whose calls are asynchronous for one implementation only are common here.
            "@typescript-eslint/require-await": "off",
            eqeqeq: ["error", "smart"],
            "no-console": "error",
        },
    },
    {
        files: ["cli/**", "scripts/**", "examples/**"],
        rules: { "no-console": "off" },
    },
    {
        files: ["tests/**/*.ts"],
        // A suite is one function, as long as its list of tests.
        rules: { "max-lines-per-function": "off", "max-lines": ["error", 500], "no-console": "off" },
    },
    {
        files: ["**/*.js", "**/*.cjs", "**/*.mjs"],
        extends: [tseslint.configs.recommended],
        rules: { ...LENGTHS, ...UNUSED, "@typescript-eslint/no-require-imports": "off", eqeqeq: ["error", "smart"] },
    },
);
