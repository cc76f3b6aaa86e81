import type { Preview, PreviewStep } from "../summary/preview";
import { nameOf, typeOf } from "../urn";

/** What an image may need before it: nothing of it runs anywhere. */
const WITH_IMAGES =
    /^(slipway:components:\w+|aws:ecr\/\w+:\w+|slipway:index:(PushedImage|GeneratedSecret)|pulumi:\w+:\w+)$/;

export interface ImagePlan {
    /** Repository and tag of each image that the next deployment needs and the stack has not yet. */
    readonly images: readonly string[];
    /** What `pulumi up` is limited to: these images and what they lie in. */
    readonly targets: readonly string[];
}

/**
 * The images that a preview would push.
 *
 * @throws {Error} where one cannot be pushed without deploying something
 */
export function imagePlan({ steps }: Preview): ImagePlan {
    const planned = new Map(
        steps.filter(({ op }) => !op.startsWith("delete") && op !== "read").map((step) => [step.urn, step]),
    );
    const pushed = [...planned.values()].filter(
        (step) => typeOf(step.urn) === "slipway:index:PushedImage" && step.op !== "same",
    );
    const targets = new Set<string>();
    for (const image of pushed) {
        for (const urn of needed(image, planned)) {
            if (!WITH_IMAGES.test(typeOf(urn)))
                throw new Error(
                    `${nameOf(image.urn)} needs ${typeOf(urn)} ${nameOf(urn)} first, which is no part of an image: deploy once with \`pulumi up\`.`,
                );
            targets.add(urn);
        }
    }
    return {
        images: pushed.map(({ urn, newState }) => String(newState?.inputs?.image ?? nameOf(urn))).sort(),
        targets: [...targets].sort(),
    };
}

/** A resource, what it lies in, and what it depends on that is not there yet. */
function needed(step: PreviewStep, planned: ReadonlyMap<string, PreviewStep>): Set<string> {
    const found = new Set<string>();
    const visit = (urn: string): void => {
        const next = planned.get(urn);
        if (found.has(urn) || next === undefined || typeOf(urn).startsWith("pulumi:")) return;
        found.add(urn);
        const { parent, dependencies = [] } = (next.newState ?? {}) as { parent?: string; dependencies?: string[] };
        for (const other of dependencies) if (planned.get(other)?.op !== "same") visit(other);
        if (parent !== undefined) visit(parent);
    };
    visit(step.urn);
    return found;
}
