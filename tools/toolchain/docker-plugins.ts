import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { tryRun } from "../command";
import { homeDirectory } from "../paths";
import { isDebianAsRoot } from "./debian";
import { dockerFolders, unpackedDocker } from "./docker-packages";

/**
 * Where buildx or Compose is missing: a configuration folder of ours that adds them to the user's own configuration. Undefined
 * where both are there.
 */
export async function dockerConfigWithPlugins(command: string): Promise<string | undefined> {
    const missing = await missingPlugins(command);
    if (missing.length === 0) return undefined;
    if (!isDebianAsRoot()) {
        throw new Error(`docker has no ${missing.join(" and no ")}: install Docker's buildx and Compose v2 plugins`);
    }
    const { plugins } = dockerFolders(await unpackedDocker());
    const own = join(process.env.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json");
    const folder = join(homeDirectory(), "docker-config");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // 0600: the user's configuration may hold registry credentials.
    writeFileSync(join(folder, "config.json"), withPluginFolder(readIfThere(own), plugins), { mode: 0o600 });
    return folder;
}

async function missingPlugins(command: string): Promise<string[]> {
    const found = await Promise.all(["buildx", "compose"].map((plugin) => tryRun(command, [plugin, "version"])));
    return ["buildx", "compose"].filter((_, index) => found[index] === undefined);
}

/** The user's configuration with one more folder to look for plugins in. */
export function withPluginFolder(config: string | undefined, folder: string): string {
    const own = (config ? JSON.parse(config) : {}) as { cliPluginsExtraDirs?: string[] };
    const folders = own.cliPluginsExtraDirs ?? [];
    return `${JSON.stringify({ ...own, cliPluginsExtraDirs: [...new Set([...folders, folder])] }, undefined, 4)}\n`;
}

function readIfThere(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return undefined;
    }
}
