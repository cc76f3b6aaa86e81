import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Sources } from "../../../components/ci/subjects";
import { shortStack } from "../../project";

/** Of `ci/Pulumi.<stack>.yaml`: for whom the roles of a stack's pipeline are made. */
export interface CiSettings extends Sources {
    /** The stack of `ci/` that makes the roles. */
    readonly stack: string;
}

/** The settings of the roles for a stack; `undefined` where the project has none. */
export function ciSettings(directory: string, stack: string): CiSettings | undefined {
    const folder = join(directory, "ci");
    if (!existsSync(folder)) return undefined;
    for (const file of readdirSync(folder).sort()) {
        const [, own] = /^Pulumi\.([^.]+)\.yaml$/.exec(file) ?? [];
        if (own === undefined) continue;
        const read = parse(readFileSync(join(folder, file), "utf8")) as { config?: Record<string, unknown> } | null;
        const { deploys, github, pulumiDeployments } = Object.fromEntries(
            Object.entries(read?.config ?? {}).map(([key, value]) => [key.replace(/^slipway-ci:/, ""), value]),
        ) as Record<string, unknown>;
        if ((deploys as { stack?: unknown } | undefined)?.stack !== shortStack(stack)) continue;
        return { stack: own, ...({ github, pulumiDeployments } as Omit<CiSettings, "stack">) };
    }
    return undefined;
}
