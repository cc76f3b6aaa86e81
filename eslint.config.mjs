import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * The house's import rules: who may know whom. `types` may be imported as types only; `never` not at all.
 * The reasons stand in docs/decisions.md.
 */
const house = [
    {
        folder: "components",
        types: ["provider"],
        never: ["compose", "config", "index", "tools", "cli", "test", "policy"],
    },
    {
        folder: "compose",
        types: ["components"],
        never: ["provider", "config", "index", "tools", "cli", "test", "policy"],
        pulumi: false,
    },
    {
        folder: "provider",
        types: [],
        never: ["components", "compose", "config", "index", "tools", "cli", "test", "policy"],
    },
    {
        folder: "config.ts",
        types: ["components"],
        never: ["compose", "provider", "index", "tools", "cli", "test", "policy"],
    },
    {
        folder: "config",
        types: ["components"],
        never: ["compose", "provider", "index", "tools", "cli", "test", "policy"],
    },
    { folder: "tools", types: [], never: ["index", "cli", "test"] },
    {
        folder: "cli",
        types: ["components"],
        // Plain data and functions over it, or over files: they make no resource, and know no Pulumi.
        pure: { components: ["prices/table$", "teardown/", "ci/subjects$", "image/context-files$"] },
        never: ["index", "policy", "test"],
    },
];

/** From inside a folder others lie at `../`; `config.ts` lies beside them. */
const within = (name, folder) => {
    const up = folder.endsWith(".ts") ? "./" : "../**/";
    return [`${up}${name}`, `${up}${name}/**`, ...(up === "./" ? [] : [`../${name}`, `../${name}/**`])];
};

/** What a folder may import of another as types only: all of it but for the `pure` parts. */
const asTypes = (name, folder, pure) => ({
    ...(pure === undefined
        ? { group: within(name, folder) }
        : { regex: `^(\\.\\./)+${name}(/(?!${pure.join("|")}).*)?$` }),
    allowTypeImports: true,
    message: `${folder} may import types of ${name}, nothing else${pure === undefined ? "" : " but what is pure"}.`,
});

const wholeAws = {
    name: "@pulumi/aws",
    message: "Import the service alone (@pulumi/aws/ecs): the whole index costs seconds.",
};

export default tseslint.config(
    {
        ignores: [
            "node_modules/",
            ".slipway/",
            "types/",
            "docker/",
            "**/testdata/**",
            "**/*.mjs",
            "**/*.cjs",
            "jest.config.js",
        ],
    },
    eslint.configs.recommended,
    ...tseslint.configs.recommended,
    {
        files: ["**/*.ts"],
        rules: {
            "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
            "max-params": ["error", 4],
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
            // `x satisfies never` makes a switch exhaustive.
            "@typescript-eslint/no-unused-expressions": "off",
        },
    },
    {
        files: ["components/**/*.ts", "index.ts"],
        rules: {
            "@typescript-eslint/no-restricted-imports": [
                "error",
                {
                    paths: [wholeAws],
                },
            ],
        },
    },
    ...house.map(({ folder, types, never, pure = {}, pulumi = true }) => ({
        files: folder.endsWith(".ts") ? [folder] : [`${folder}/**/*.ts`],
        rules: {
            "@typescript-eslint/no-restricted-imports": [
                "error",
                {
                    paths: [wholeAws],
                    patterns: [
                        ...never.map((name) => ({
                            group: within(name, folder),
                            message: `${folder} must not know ${name}.`,
                        })),
                        ...types.map((name) => asTypes(name, folder, pure[name])),
                        ...(pulumi ? [] : [{ group: ["@pulumi/*"], message: `${folder} makes no resources.` }]),
                    ],
                },
            ],
        },
    })),
);
