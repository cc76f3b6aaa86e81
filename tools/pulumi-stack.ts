import { fileURLToPath } from "node:url";
import { mendCheckpoint } from "./backend-checkpoint";
import { backendLocks, judge } from "./backend-lock";
import { run, type RunOptions } from "./command";
import { say } from "./log";
import { endOrphanedProviders } from "./orphans";
import { repositoryRoot } from "./paths";

/** `name` in Pulumi.yaml: the folder of its stacks in the backend. */
const PROJECT = "slipway";

type Variables = Readonly<Record<string, string>>;

/** Selects the stack, so that plain `pulumi` commands mean it afterwards too; makes it where it is missing. */
export async function selectStack(stack: string, variables: Variables): Promise<void> {
    await run("pulumi", ["stack", "select", "--create", "--non-interactive", stack], inRepository(variables));
}

/** Whether the stack exists in the backend. */
export async function stackExists(stack: string, variables: Variables): Promise<boolean> {
    const stacks = JSON.parse(await run("pulumi", ["stack", "ls", "--json"], inRepository(variables))) as {
        name: string;
    }[];
    return stacks.some(({ name }) => name === stack);
}

/** Releases a lock whose process is gone; refuses to go on where somebody holds one. */
export async function releaseLeftLock(stack: string, variables: Variables): Promise<void> {
    const backend = process.env.PULUMI_BACKEND_URL || variables.PULUMI_BACKEND_URL || "";
    if (!backend.startsWith("file://")) return; // other backends look after their locks themselves
    const mended = mendCheckpoint(fileURLToPath(backend), PROJECT, stack);
    if (mended !== undefined) say(`stack ${stack} was cut off by a KILL: mended ${mended}`);
    for (const lock of backendLocks(fileURLToPath(backend), stack)) {
        const owner = `process ${lock.pid} on ${lock.hostname}, since ${lock.timestamp}`;
        switch (judge(lock)) {
            case "held":
                throw new Error(`stack ${stack} is being updated by ${owner}: wait for it, or end that process`);
            case "foreign":
                throw new Error(
                    `stack ${stack} is locked by ${owner}, another machine: if nothing runs there any more, ` +
                        `release it with \`pulumi cancel --stack ${stack}\``,
                );
            case "left":
                say(`stack ${stack} was left locked by ${owner}, which is gone: releasing it (pulumi cancel)`);
                await endOrphanedProviders();
                await run("pulumi", ["cancel", "--yes", "--stack", stack], inRepository(variables));
                return; // `cancel` releases all locks of the stack
        }
    }
}

/** The addresses among the stack's outputs, wherever they are in them. */
export async function stackUrls(stack: string, variables: Variables): Promise<string[]> {
    const outputs = await run("pulumi", ["stack", "output", "--json", "--stack", stack], inRepository(variables));
    return urlsIn(JSON.parse(outputs));
}

/** Every string that is an HTTP address, in order and once. */
export function urlsIn(value: unknown): string[] {
    if (typeof value === "string") return /^https?:\/\//.test(value) ? [value] : [];
    if (value === null || typeof value !== "object") return [];
    return [...new Set(Object.values(value).flatMap(urlsIn))];
}

function inRepository(variables: Variables): RunOptions {
    return { cwd: repositoryRoot, env: variables };
}
