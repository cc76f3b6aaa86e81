import { z } from "zod";
import { pulumi, type Project, succeeded } from "../project";
import { Refusal } from "../refusal";

/** A resource as `pulumi stack export` tells it, as far as it counts here. */
const resource = z.object({
    urn: z.string(),
    type: z.string(),
    outputs: z.record(z.string(), z.unknown()).default({}),
});
export type Deployed = z.output<typeof resource>;

const values = z.record(z.string(), z.object({ value: z.string().default(""), secret: z.boolean() }));

/** The stack on whose network, load balancer and cluster a pull request's environment stands. */
export interface Base {
    readonly stack: string;
    /** The stack's configuration by key. Secret values in plain text: never to be shown. */
    readonly config: z.output<typeof values>;
    readonly resources: readonly Deployed[];
}

/** @throws Refusal where the stack is not there or was never deployed */
export async function readBase(project: Project, stack: string, file: string): Promise<Base> {
    const config = values.parse(
        await asked(project, stack, ["config", "--json", "--show-secrets", "--config-file", file]),
    );
    const resources = await deployedIn(project, stack);
    if (resources.length === 0) {
        const todo = `\`pulumi up --stack ${stack}\` first`;
        throw new Refusal({ where: `stack ${stack}`, what: "has nothing deployed", todo });
    }
    return { stack, config, resources };
}

/** What a stack's state holds. @throws Refusal */
export async function deployedIn(project: Project, stack: string): Promise<readonly Deployed[]> {
    const exported = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });
    return exported.parse(await asked(project, stack, ["stack", "export"])).deployment.resources;
}

/** A stack's own outputs. */
export function outputsOf(resources: readonly Deployed[]): Readonly<Record<string, unknown>> {
    return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
}

async function asked(project: Project, stack: string, args: string[]): Promise<unknown> {
    return JSON.parse(succeeded(await pulumi(project, stack, args), `stack ${stack}`));
}

/** A structured value of the configuration. */
export function structured(base: Base, key: string): Readonly<Record<string, unknown>> {
    return JSON.parse(base.config[key]?.value || "{}") as Record<string, unknown>;
}
