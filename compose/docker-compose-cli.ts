import { execFile } from "node:child_process";
import { constants, promises as fs } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { HOME_MARK } from "./marks";

/** The versions of Docker Compose that this program is tested with; the first one can do all that is asked of it here. */
export const SUPPORTED_COMPOSE = { oldest: "2.35.1", newest: "5.6.0" } as const;

const INSTALL =
    "install the Compose plugin (Docker Desktop has it; Debian, Ubuntu and Fedora: the package docker-compose-plugin of " +
    "Docker's repository; Amazon Linux and others: the file docker-compose in ~/.docker/cli-plugins), or let a machine that " +
    "has it render the file with `docker compose config --format json --no-path-resolution` and name the result " +
    "(a file ending in .json) as the app's `compose`";

/** One call of Docker Compose. */
export interface ComposeInvocation {
    readonly args: readonly string[];
    /** The whole environment of the process: nothing of the caller's comes with it. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
}

export interface ComposeResult {
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs Docker Compose. Tests hand in another one to see what is asked. */
export type ComposeRunner = (invocation: ComposeInvocation) => Promise<ComposeResult>;

/** Docker Compose is missing, too old or hangs. */
export class ComposeUnavailable extends Error {
    constructor(
        readonly what: string,
        readonly todo: string,
    ) {
        super(`${what}: ${todo}.`);
    }
}

/** `docker compose …`, found on the caller's PATH. */
export const dockerCompose: ComposeRunner = async (invocation) => {
    const docker = await findOnPath("docker");
    if (docker === undefined) throw new ComposeUnavailable("the command `docker` is not on PATH", INSTALL);
    return run(docker, ["compose", ...invocation.args], invocation);
};

/** A Compose binary by its path, without the `docker` command. */
export function composeBinary(file: string): ComposeRunner {
    return (invocation) => run(file, invocation.args, invocation);
}

/**
 * The process environment of Docker Compose: where its plugins are, and the variables of the Compose file. Neither PATH
 * nor the caller's HOME, `COMPOSE_*` or shell variables are in it, or a preview would depend on who runs it.
 */
export function composeEnvironment(variables: Readonly<Record<string, string>>): Record<string, string> {
    const dockerConfig = process.env["DOCKER_CONFIG"] || path.join(os.homedir(), ".docker");
    return { HOME: HOME_MARK, ...variables, DOCKER_CONFIG: dockerConfig };
}

const checkedVersions = new WeakMap<ComposeRunner, Promise<string>>();

/** The version of Docker Compose; asked once a process. */
export function requireSupportedCompose(runner: ComposeRunner): Promise<string> {
    let version = checkedVersions.get(runner);
    if (version === undefined) {
        version = askVersion(runner);
        checkedVersions.set(runner, version);
    }
    return version;
}

async function askVersion(runner: ComposeRunner): Promise<string> {
    const answer = await runner({ args: ["version", "--short"], env: composeEnvironment({}), cwd: process.cwd() });
    const version = /(\d+)\.(\d+)\.(\d+)/.exec(answer.stdout)?.[0];
    if (answer.exitCode !== 0 || version === undefined) {
        const said = (answer.stderr || answer.stdout).trim().split("\n")[0] ?? "";
        throw new ComposeUnavailable(
            `\`docker compose version\` fails (${said || `exit code ${answer.exitCode}`})`,
            INSTALL,
        );
    }
    if (compareVersions(version, SUPPORTED_COMPOSE.oldest) < 0) {
        throw new ComposeUnavailable(
            `Docker Compose ${version} is too old, ${SUPPORTED_COMPOSE.oldest} or newer is needed`,
            INSTALL,
        );
    }
    return version;
}

/** Negative where `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
    const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
    for (let index = 0; index < 3; index += 1) {
        const difference = (left[index] ?? 0) - (right[index] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}

const TIMEOUT_SECONDS = 60;

function run(file: string, args: readonly string[], { env, cwd }: ComposeInvocation): Promise<ComposeResult> {
    return new Promise((resolve, reject) => {
        const options = { env, cwd, timeout: TIMEOUT_SECONDS * 1000, maxBuffer: 64 * 1024 * 1024 };
        const child = execFile(file, args, options, (failure, stdout, stderr) => {
            if (failure?.killed) {
                const what = `docker compose ${args.filter((arg) => arg !== "compose").join(" ")}`;
                reject(
                    new ComposeUnavailable(
                        `\`${what}\` gave no answer within ${TIMEOUT_SECONDS} s`,
                        "run it by hand to see why",
                    ),
                );
            } else if (failure && typeof failure.code !== "number") {
                reject(new ComposeUnavailable(`${file} cannot be run (${failure.message})`, INSTALL));
            } else {
                resolve({ exitCode: failure ? Number(failure.code) : 0, stdout, stderr });
            }
        });
        // Compose reads a file from standard input when told `-f -`; it shall never wait for one.
        child.stdin?.end();
    });
}

async function findOnPath(command: string): Promise<string | undefined> {
    const extensions = process.platform === "win32" ? [".exe"] : [""];
    for (const folder of (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean)) {
        for (const extension of extensions) {
            const file = path.resolve(folder, command + extension);
            const usable = await fs.access(file, constants.X_OK).then(
                () => true,
                () => false,
            );
            if (usable) return file;
        }
    }
    return undefined;
}
