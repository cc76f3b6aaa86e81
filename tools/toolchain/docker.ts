import { run, tryRun, which } from "../command";
import { say } from "../log";
import { homeDirectory } from "../paths";
import { isDebianAsRoot } from "./debian";
import { dockerConfigWithPlugins } from "./docker-plugins";
import { dockerFolders, unpackedDocker } from "./docker-packages";
import { socketPath, startDockerd } from "./dockerd";

/** Runs the docker command with the environment that its daemon and plugins need. */
export interface DockerClient {
    /** Fails with the command's own words. */
    run(args: readonly string[], title?: string): Promise<string>;
    /** For questions that may have no answer. */
    ask(args: readonly string[]): Promise<string | undefined>;
}

/** A Docker that answers, with buildx and Compose. */
export interface Docker {
    readonly client: DockerClient;
    readonly path: readonly string[];
    readonly dockerConfig?: string;
}

/** A running Docker wins. Otherwise, on Debian as root, one is started; elsewhere the user is told how. */
export async function docker(): Promise<Docker> {
    const standInCommand = which("docker") ? undefined : await unpackedClient();
    const command = standInCommand?.command ?? "docker";
    const running = await tryRun(command, ["version", "--format", "{{.Server.Version}}"], { timeoutMs: 15_000 });
    if (!running) {
        if (!isDebianAsRoot()) throw new Error(dockerMissing());
        await startDockerd(socketPath(process.env.DOCKER_HOST), homeDirectory());
    }
    const dockerConfig = await dockerConfigWithPlugins(command);
    const env: Record<string, string> = dockerConfig ? { DOCKER_CONFIG: dockerConfig } : {};
    const client: DockerClient = {
        run: (args, title) => run(command, args, { env, title }),
        ask: (args) => tryRun(command, args, { env }),
    };
    if (!running) say(`docker: daemon ${await client.run(["version", "--format", "{{.Server.Version}}"])} answers`);
    return { client, path: standInCommand ? [standInCommand.folder] : [], dockerConfig };
}

async function unpackedClient(): Promise<{ command: string; folder: string }> {
    if (!isDebianAsRoot()) throw new Error(dockerMissing());
    const { client } = dockerFolders(await unpackedDocker());
    return { command: `${client}/docker`, folder: client };
}

/** The oldest major version with all that Slipway asks of it. */
export const OLDEST_DOCKER = 25;

/** What a user does where there is no Docker, or a silent one. */
export const DOCKER_REMEDIES = {
    install: `install Docker Engine ${OLDEST_DOCKER} or newer with buildx and Compose (docs.docker.com/engine/install)`,
    start:
        (process.platform === "darwin" ? "start Docker Desktop" : "start it (`sudo systemctl start docker`)") +
        ", and check that `docker version` works for this user",
} as const;

function dockerMissing(): string {
    const host = process.env.DOCKER_HOST ? ` (DOCKER_HOST is ${process.env.DOCKER_HOST})` : "";
    if (!which("docker")) return `docker is not installed: ${DOCKER_REMEDIES.install}`;
    return `Docker does not answer${host}: ${DOCKER_REMEDIES.start}`;
}
