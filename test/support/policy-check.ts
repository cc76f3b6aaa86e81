import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import type { Rule } from "../../policy/rule";
import type { MadeResource } from "./mocked-stack";

/** What a rule says against resources, as `pulumi preview --policy-pack` would print it: `type::name: problem`. */
export async function violations(rule: Rule, resources: readonly MadeResource[]): Promise<string[]> {
    const { policy } = rule;
    if ("validateStack" in policy) return inStack(policy.validateStack, resources);
    const { validateResource } = policy;
    if (typeof validateResource !== "function") throw new Error(`${rule.name}: has not exactly one validation`);
    const found: string[] = [];
    for (const resource of resources) {
        const args = {
            ...asPolicyResource(resource, resource.inputs),
            stackTags: new Map<string, string>(),
            getConfig: () => ({}),
            notApplicable: (): never => {
                throw new NotApplicable();
            },
        } as unknown as ResourceValidationArgs;
        try {
            await validateResource(args, (message) => void found.push(`${labelOf(resource)}: ${message}`));
        } catch (error) {
            if (!(error instanceof NotApplicable)) throw error;
        }
    }
    return found;
}

class NotApplicable extends Error {}

async function inStack(
    validate: (args: StackValidationArgs, report: (message: string, urn?: string) => void) => Promise<void> | void,
    resources: readonly MadeResource[],
): Promise<string[]> {
    const found: string[] = [];
    const all = resources.map((resource) => asPolicyResource(resource, { ...resource.inputs, ...resource.outputs }));
    const args = { resources: all, getConfig: () => ({}) } as unknown as StackValidationArgs;
    await validate(args, (message, urn) => void found.push(`${urn}: ${message}`));
    return found;
}

const labelOf = ({ type, name }: MadeResource) => `${type.split(":")[2]}::${name}`;

function asPolicyResource(resource: MadeResource, props: Record<string, unknown>): Partial<PolicyResource> {
    const isType = (resourceClass: unknown) =>
        (resourceClass as { __pulumiType?: string }).__pulumiType === resource.type;
    return {
        type: resource.type,
        name: resource.name,
        urn: labelOf(resource),
        props,
        isType,
    } as Partial<PolicyResource>;
}
