import { dockerBuildProvider } from "./docker-build-provider";
import { languageHost } from "./language-host";
import { pulumiCommand } from "./pulumi";

/** What runs Pulumi programs: CLI, language host, docker-build provider. */
export interface Engine {
    readonly path: readonly string[];
    readonly downloadsRefused: boolean;
}

/** Makes the CLI and its plugins usable. Folders come last on PATH, so the user's own programs win. */
export async function prepareEngine(): Promise<Engine> {
    const cli = await pulumiCommand();
    const [provider, host] = [await dockerBuildProvider(), languageHost(cli.command)];
    return {
        path: [cli.folder, provider.folder, host].filter((folder) => folder !== undefined),
        downloadsRefused: provider.downloadsRefused,
    };
}
