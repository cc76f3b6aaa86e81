/** One configuration for all rungs; `tools/test.ts` chooses the folder and gives each its time budget. */
module.exports = {
    testEnvironment: "node",
    transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
    testMatch: ["<rootDir>/test/**/*.test.ts"],
    modulePathIgnorePatterns: ["<rootDir>/.slipway/", "<rootDir>/docker/"],
    reporters: ["default", "<rootDir>/test/support/progress-reporter.cjs"],
    // Each test file loads its modules anew, and the compiler alone takes a third of a second.
    moduleNameMapper: { "/typescript-shim$": "<rootDir>/test/support/no-typescript.cjs" },
    // Slow is not wrong: a rung has its own budget, and a machine may be busy.
    testTimeout: 400_000,
};
