import { mendCheckpoint } from "./backend-checkpoint";
import { backendFolder } from "./backend-folder";
import { backendLocks, holdOn } from "./backend-lock";
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
    const folder = backendFolder(backend, repositoryRoot);
    if (folder === undefined) return; // other backends look after their locks themselves
    // First: a run that is alive may be writing the checkpoint.
    const hold = holdOn(stack, backendLocks(folder, stack));
    if (hold?.by === "another run") throw new Error(`stack ${stack} ${hold.what}: ${hold.todo}`);
    const mended = mendCheckpoint(folder, PROJECT, stack);
    if (mended !== undefined) say(`stack ${stack} was cut off by a KILL: mended ${mended}`);
    if (hold === undefined) return;
    say(`stack ${stack} ${hold.what}: releasing it (pulumi cancel)`);
    await endOrphanedProviders();
    await run("pulumi", ["cancel", "--yes", "--stack", stack], inRepository(variables)); // releases all locks of the stack
}

/** Where something answers. */
export interface Address {
    /** What the output that holds it is called, such as the Compose service. */
    readonly name: string;
    readonly url: string;
}

/** The addresses among the stack's outputs, wherever they are in them. */
export async function stackAddresses(stack: string, variables: Variables): Promise<Address[]> {
    const outputs = await run("pulumi", ["stack", "output", "--json", "--stack", stack], inRepository(variables));
    return addressesIn(JSON.parse(outputs));
}

/** Every string that is an HTTP address, in order and once. */
export function addressesIn(value: unknown): Address[] {
    const found = new Map<string, Address>();
    const visit = (here: unknown, name: string): void => {
        if (typeof here === "string" && /^https?:\/\//.test(here))
            found.set(here, found.get(here) ?? { name, url: here });
        if (here === null || typeof here !== "object") return;
        for (const [key, inner] of Object.entries(here)) visit(inner, Array.isArray(here) ? name : key);
    };
    visit(value, "");
    return [...found.values()];
}

function inRepository(variables: Variables): RunOptions {
    return { cwd: repositoryRoot, env: variables };
}
