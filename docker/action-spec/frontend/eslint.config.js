import vue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["dist", "node_modules"] },
    ...tseslint.configs.recommended,
    ...vue.configs["flat/recommended"],
    {
        files: ["**/*.{ts,vue}"],
        languageOptions: { parserOptions: { parser: tseslint.parser } },
        rules: {
            eqeqeq: "error",
            "no-console": "error",
            "@typescript-eslint/no-explicit-any": "error",
            // layout is the formatter's business
            "vue/html-indent": "off",
            "vue/html-self-closing": "off",
            "vue/max-attributes-per-line": "off",
            "vue/singleline-html-element-content-newline": "off",
            "vue/multiline-html-element-content-newline": "off",
            "vue/first-attribute-linebreak": "off",
            "vue/html-closing-bracket-newline": "off",
        },
    },
);
