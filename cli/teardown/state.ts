import type { Doomed } from "../../components/teardown/left";
import { nameOf } from "../../tools/urn";
import { pulumi, succeeded, type Project } from "../project";

/** A resource as `pulumi stack export` tells it, as far as it counts here. Secrets are not decrypted. */
interface Exported {
    readonly urn: string;
    readonly type: string;
    readonly custom?: boolean;
    /** Pulumi has only read it, and deletes nothing. */
    readonly external?: boolean;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly retainOnDelete?: boolean;
    readonly protect?: boolean;
}

/** What `pulumi destroy` would delete of a stack, as `pulumi stack export` tells it: no components, no providers. */
export function doomedOf(exported: string): Doomed[] {
    const { deployment } = JSON.parse(exported) as { deployment?: { resources?: readonly Exported[] } };
    return (deployment?.resources ?? [])
        .filter(({ custom, external, type }) => custom === true && external !== true && !type.startsWith("pulumi:"))
        .map(({ urn, type, id = "", inputs = {}, outputs = {}, retainOnDelete = false, protect = false }) => {
            return { urn, type, name: nameOf(urn), id, inputs, outputs, retained: retainOnDelete, protected: protect };
        });
}

/** The region of the stack's resources, by their ARNs. Empty where it has none on AWS. */
export function regionOf(resources: readonly Doomed[]): string {
    for (const { outputs } of resources) {
        const [, , , region] = typeof outputs["arn"] === "string" ? outputs["arn"].split(":") : [];
        if (region) return region;
    }
    return "";
}

/** @throws Refusal where there is no such stack */
export async function readDoomed(project: Project, stack: string, signal?: AbortSignal): Promise<Doomed[]> {
    return doomedOf(succeeded(await pulumi(project, stack, ["stack", "export"], { signal }), `stack ${stack}`));
}
