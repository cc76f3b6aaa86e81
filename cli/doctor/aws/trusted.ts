import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Whose tokens open a role: by issuer. */
export interface Expected {
    readonly task: string;
    readonly issuer: string;
    readonly audience: string;
    readonly subjects: readonly string[];
}

/** Of `ci/Pulumi.<stack>.yaml`: for whom the roles of a stack's pipeline are made. */
export interface CiSettings {
    /** The stack of `ci/` that makes the roles. */
    readonly stack: string;
    readonly github?: { readonly repository: string; readonly branch?: string; readonly environment: string };
    readonly pulumiDeployments?: {
        readonly organization: string;
        readonly project: string;
        readonly stack: string;
    };
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
        if ((deploys as { stack?: unknown } | undefined)?.stack !== stack) continue;
        return { stack: own, ...({ github, pulumiDeployments } as Omit<CiSettings, "stack">) };
    }
    return undefined;
}

/** As `components/ci-roles.ts` makes them, which cannot be loaded here; a test compares the two. */
export function expectedOf({ github, pulumiDeployments }: CiSettings): Expected[] {
    const job = (task: string, of: string): Expected[] =>
        github === undefined
            ? []
            : [
                  {
                      task,
                      issuer: "token.actions.githubusercontent.com",
                      audience: "sts.amazonaws.com",
                      subjects: [`repo:${github.repository}:${of}`],
                  },
              ];
    const operations = (task: string, of: readonly string[]): Expected[] => {
        if (pulumiDeployments === undefined) return [];
        const { organization, project, stack } = pulumiDeployments;
        const whose = `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}`;
        const subjects = of.map((operation) => `${whose}:operation:${operation}:scope:write`);
        return [{ task, issuer: "api.pulumi.com/oidc", audience: organization, subjects }];
    };
    const branch = `ref:refs/heads/${github?.branch ?? "main"}`;
    return [
        ...job("preview", "pull_request"),
        ...operations("preview", ["preview"]),
        ...job("drift", branch),
        ...job("images", branch),
        ...job("deploy", `environment:${github?.environment}`),
        ...operations("deploy", ["update", "refresh", "destroy"]),
    ];
}
