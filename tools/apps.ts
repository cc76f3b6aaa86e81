import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./paths";

/** The app of the stack that is simply called `local`. */
export const DEFAULT_APP = "action-spec";

/** The local stack of an app: each app has its own. */
export function localStack(app: string): string {
    return app === DEFAULT_APP ? "local" : `local-${app}`;
}

/** Whether a stack runs on this machine (and so uses the local backend). */
export function isLocalStack(stack: string): boolean {
    return stack === "local" || stack.startsWith("local-");
}

/** The apps that have a local stack: folders of `docker/` with a `Pulumi.local*.yaml`. */
export function knownApps(root = repositoryRoot): string[] {
    const folder = join(root, "docker");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, `Pulumi.${localStack(entry.name)}.yaml`)))
        .map((entry) => entry.name)
        .sort();
}

/** What `npm start` and `npm stop` were asked to do. */
export interface Request {
    readonly app: string;
    readonly stack: string;
    /** Everything after the app's name. */
    readonly rest: readonly string[];
}

/** Reads `[app] [-- more]` from the command line. */
export function readRequest(args: readonly string[], known: readonly string[]): Request {
    const named = args[0] !== undefined && !args[0].startsWith("-");
    const app = named ? (args[0] ?? "") : DEFAULT_APP;
    if (!known.includes(app)) {
        throw new Error(
            `no app "${app}" with a local stack: known are ${known.join(", ") || "none"} ` +
                `(a folder of docker/ with a Pulumi.local-<app>.yaml beside Pulumi.yaml)`,
        );
    }
    const rest = named ? args.slice(1) : args;
    return { app, stack: localStack(app), rest: rest[0] === "--" ? rest.slice(1) : rest };
}
