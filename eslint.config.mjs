import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * The house's import rules: who may know whom. `types` may be imported as types only; `never` not at all.
 * The reasons stand in docs/decisions.md.
 */
const house = [
    { folder: "components", types: ["provider"], never: ["compose", "config", "index", "tools", "test", "policy"] },
    {
        folder: "compose",
        types: ["components"],
        never: ["provider", "config", "index", "tools", "test", "policy"],
        pulumi: false,
    },
    { folder: "provider", types: [], never: ["components", "compose", "config", "index", "tools", "test", "policy"] },
    { folder: "config.ts", types: ["components"], never: ["compose", "provider", "index", "tools", "test", "policy"] },
    { folder: "config", types: ["components"], never: ["compose", "provider", "index", "tools", "test", "policy"] },
    { folder: "tools", types: [], never: ["index", "test"] },
];

/** From inside a folder others lie at `../`; `config.ts` lies beside them. */
const within = (name, folder) => {
    const up = folder.endsWith(".ts") ? "./" : "../**/";
    return [`${up}${name}`, `${up}${name}/**`, ...(up === "./" ? [] : [`../${name}`, `../${name}/**`])];
};

const wholeAws = {
    name: "@pulumi/aws",
    message: "Import the service alone (@pulumi/aws/ecs): the whole index costs seconds.",
};

export default tseslint.config(
    { ignores: ["node_modules/", ".slipway/", "docker/", "**/testdata/**", "**/*.mjs", "**/*.cjs", "jest.config.js"] },
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
    ...house.map(({ folder, types, never, pulumi = true }) => ({
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
                        ...types.map((name) => ({
                            group: within(name, folder),
                            allowTypeImports: true,
                            message: `${folder} may import types of ${name}, nothing else.`,
                        })),
                        ...(pulumi ? [] : [{ group: ["@pulumi/*"], message: `${folder} makes no resources.` }]),
                    ],
                },
            ],
        },
    })),
);
