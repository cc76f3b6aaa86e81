import type { Preview, PreviewStep } from "../../../../tools/summary/preview";

const APP = "slipway:components:FargateApp";
const STACK = "urn:pulumi:dev::slipway::pulumi:pulumi:Stack::slipway-dev";

type Values = Record<string, unknown>;

/** What differs in a step from one that changes nothing. */
interface Change {
    readonly op?: string;
    readonly before?: Values;
    readonly after?: Values;
    readonly because?: readonly string[];
    /** URN of the parent. @default the stack */
    readonly parent?: string;
}

/** One step of a preview, as `pulumi preview --json --show-sames` writes it. */
export function step(
    type: string,
    name: string,
    { op = "same", before, after, because, parent }: Change = {},
): PreviewStep {
    const urn = `urn:pulumi:dev::slipway::${parent?.split("::")[2] ?? "pulumi:pulumi:Stack"}$${type}::${name}`;
    const common = { type, parent: parent ?? STACK };
    return {
        op,
        urn,
        ...(op !== "create" && { oldState: { ...common, inputs: before ?? {} } }),
        ...(op !== "delete" && { newState: { ...common, inputs: after ?? before ?? {} } }),
        ...(op === "replace" && { replaceReasons: [...(because ?? [])] }),
        ...(op === "update" && { diffReasons: [...(because ?? [])] }),
    };
}

/** An app's component: the parent of what belongs to it. */
export function app(name: string, op = "same", component = APP): PreviewStep {
    return step(component, name, { op });
}

/** A release of the services in `before` and `after`. */
export function release(
    parent: PreviewStep,
    name: string,
    op: string,
    /** Services before and after; of both the target's driver, and what is its own. */
    [before, after, rest = {}]: [Values?, Values?, Values?],
): PreviewStep {
    return step("slipway:index:Release", name, {
        op,
        parent: parent.urn,
        ...(before && { before: { ...rest, services: before } }),
        ...(after && { after: { ...rest, services: after } }),
        because: ["services"],
    });
}

export function preview(...steps: PreviewStep[]): Preview {
    return { steps: [step("pulumi:pulumi:Stack", "slipway-dev"), ...steps], errors: [] };
}
