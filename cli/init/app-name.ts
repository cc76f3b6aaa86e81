import { basename, dirname } from "node:path";
import { checkAppName } from "../../config/names";

/** Folders that are named for what they hold, not for the app. */
const SAYS_NOTHING = ["compose", "containers", "deploy", "deployment", "docker-compose"];

/**
 * A name that Compose, AWS and Pulumi take, as near as can be to what Compose itself would call the project, or else to the
 * folder's name, or to that of a folder around it where its own says nothing (`deploy/docker/`).
 */
export function appName(directory: string, byCompose: readonly (string | undefined)[]): string {
    const parent = dirname(directory);
    const folders = [directory, parent, dirname(parent)].map((folder) => basename(folder));
    const candidates = [...byCompose, ...folders, `${folders[0]}-app`];
    const fits = (name: string): boolean => checkAppName(name).length === 0 && !SAYS_NOTHING.includes(name);
    return candidates.map((text) => asName(text ?? "")).find(fits) ?? "app";
}

function asName(text: string): string {
    return text
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replace(/^[^a-z]+/, "")
        .slice(0, 30)
        .replace(/-+$/, "");
}
