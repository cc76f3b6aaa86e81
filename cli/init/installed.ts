import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Refusal } from "../refusal";

/** A project runs Slipway's program from its own packages, by the Pulumi SDK among them. @throws Refusal where they are not there */
export function requireInstalled(directory: string): void {
    const todo = "`npm install --install-links <Slipway's repository or folder>` here, then `npx slipway init`";
    if (!existsSync(join(directory, "node_modules", "slipway", "bin", "program.cjs"))) {
        const what =
            "Slipway is not among its packages (node_modules/slipway), and a project runs Slipway's program from there";
        throw new Refusal({ where: directory, what, todo });
    }
    try {
        createRequire(join(directory, "index.js")).resolve("@pulumi/pulumi/package.json");
    } catch {
        // As npm leaves it where it has linked a folder.
        const what = "@pulumi/pulumi is not among its packages, where Pulumi looks for it";
        throw new Refusal({ where: directory, what, todo });
    }
}
