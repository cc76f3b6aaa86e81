import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["dist/", "node_modules/"] },
    ...tseslint.configs.recommended,
    {
        files: ["**/*.{ts,tsx}"],
        plugins: { "react-hooks": hooks },
        rules: { ...hooks.configs.recommended.rules, "@typescript-eslint/no-explicit-any": "error" },
    },
);
