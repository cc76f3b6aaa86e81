/** Running docker and other commands to their end, and asking until an answer comes: what tests of images share. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Ended {
    code: number;
    stdout: string;
    stderr: string;
}

const execute = promisify(execFile);

/** Runs a command to its end, whatever that is. */
export async function attempt(command: string, args: string[], cwd?: string): Promise<Ended> {
    try {
        return { code: 0, ...(await execute(command, args, { cwd, maxBuffer: 1 << 26 })) };
    } catch (error) {
        const {
            code,
            stdout = "",
            stderr = "",
        } = error as { code?: number | string; stdout?: string; stderr?: string };
        if (typeof code !== "number") throw error;
        return { code, stdout, stderr };
    }
}

export async function run(command: string, args: string[], cwd?: string): Promise<string> {
    const { code, stdout, stderr } = await attempt(command, args, cwd);
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stderr || stdout}`);
    return stdout.trim();
}

export const docker = (...args: string[]): Promise<string> => run("docker", args);
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const environment = (values: Record<string, string>): string[] =>
    Object.entries(values).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
export const seconds = (since: number): number => Math.round((performance.now() - since) / 10) / 100;

/** Asks again until the answer is what is wanted. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, limit = 60): Promise<T> {
    for (const started = performance.now(); seconds(started) < limit; await sleep(100)) {
        const answer = await ask().catch(() => undefined);
        if (answer !== undefined) return answer;
    }
    throw new Error(`${what}: not within ${limit} s`);
}

export interface ImageFacts {
    Size: number;
    RootFS: { Layers: string[] };
    Config: {
        Cmd: string[];
        Entrypoint: string[] | null;
        Env: string[];
        User: string;
        Labels: Record<string, string> | null;
    };
}

export async function inspect(name: string): Promise<ImageFacts> {
    const [facts] = JSON.parse(await docker("image", "inspect", name)) as ImageFacts[];
    if (!facts) throw new Error(`no image ${name}`);
    return facts;
}
