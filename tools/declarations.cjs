// npm's `prepare`: writes `types/`, the declarations of what `import … from "slipway"` gives, right before a copy of this
// package is packed. A program with its own tsconfig.json reads those: of sources it would check every line by its own rules.
// In this checkout nothing reads them: `postpack` (`--remove`) and an install here take them away, so none can go stale.
"use strict";
const { execFileSync } = require("node:child_process");
const { existsSync, realpathSync, rmSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");
const types = join(root, "types");

/** Whether npm installs in this checkout, and packs nothing. */
function installsHere() {
    const { npm_command: command, INIT_CWD: from } = process.env;
    if (command === "pack" || command === "publish") return false;
    return command === "ci" || (from !== undefined && existsSync(from) && realpathSync(from) === realpathSync(root));
}

/** The compiler and what it needs to read, or nothing where this checkout's own packages are not installed. */
function compiler() {
    try {
        require.resolve("@pulumi/aws/package.json");
        return require.resolve("typescript/bin/tsc");
    } catch {
        return undefined;
    }
}

rmSync(types, { recursive: true, force: true });
if (!process.argv.includes("--remove") && !installsHere()) {
    const tsc = compiler();
    if (tsc === undefined)
        console.error(
            `slipway: ${root} has no node_modules, so its types are packed as sources, which strict options of tsc refuse: \`npm ci\` there first`,
        );
    else execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.types.json")], { stdio: "inherit" });
}
