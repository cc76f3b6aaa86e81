import * as pulumi from "@pulumi/pulumi";

/** A resource that the program makes, as it was asked for. */
export interface PricedResource {
    readonly type: string;
    readonly name: string;
    /** The outermost component it belongs to: `shared`, an app; `stack` for a resource outside of one. */
    readonly owner: string;
    readonly parent: pulumi.Resource | undefined;
    readonly resource: pulumi.Resource | undefined;
    readonly props: Readonly<Record<string, unknown>>;
}

/**
 * Notes every resource that is made from now on: call it before the first.
 *
 * Of the arguments only plain values are looked at later, never outputs: those a first preview does not know, and an estimate must be
 * the same in a preview, in the update after it and in the next preview.
 */
export function watchResources(): readonly PricedResource[] {
    const seen: PricedResource[] = [];
    const families = new Map<pulumi.Resource, string>();
    // Under Pulumi's mocks there may be no stack, and nobody who reads an estimate.
    if (pulumi.runtime.getStackResource() === undefined) return seen;
    pulumi.runtime.registerStackTransformation(({ type, name, props, opts, resource }) => {
        const parent = opts.parent;
        // The stack itself was made before; what has it as its parent stands for itself.
        const family = parent === undefined ? undefined : families.get(parent);
        const owner = family ?? (/^awsx?:/.test(type) ? "stack" : name);
        families.set(resource, owner);
        seen.push({ type, name, owner, parent, resource, props: (props ?? {}) as Record<string, unknown> });
        return undefined;
    });
    return seen;
}

/** A value that is known without asking anybody; `undefined` for outputs and promises. */
export function plain(value: unknown): unknown {
    return pulumi.Output.isInstance(value) || value instanceof Promise ? undefined : value;
}

export function plainNumber(value: unknown): number | undefined {
    const known = plain(value);
    const number = typeof known === "string" && known !== "" ? Number(known) : known;
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function plainObject(value: unknown): Readonly<Record<string, unknown>> {
    const known = plain(value);
    return typeof known === "object" && known !== null ? (known as Record<string, unknown>) : {};
}

export function plainList(value: unknown): readonly unknown[] | undefined {
    const known = plain(value);
    return Array.isArray(known) ? known : undefined;
}
