import type * as pulumi from "@pulumi/pulumi";
import type { PriceInputs } from "../../provider/price-contract";
import { estimate } from "../../components/prices/estimate";
import type { MadeResource } from "./mocked-stack";

export const isAws = ({ type }: MadeResource): boolean => type.startsWith("aws:");

/** The app that a resource belongs to, by its name; `shared` is everybody's. */
export function ownerOf({ name }: MadeResource, apps: readonly string[]): string {
    return apps.find((app) => name === app || name.startsWith(`${app}-`)) ?? "shared";
}

/** What the program estimates for these resources, given as the mocks saw them. Our own kinds of resource cost nothing. */
export function priceOf(
    made: readonly MadeResource[],
    apps: readonly string[],
    region: string,
): Omit<PriceInputs, "name"> {
    const priced = made.filter(isAws).map((resource) => {
        // A service's size is found by the ARN of its task definition.
        const stub = { arn: resource.outputs.arn } as unknown as pulumi.Resource;
        const { type, name, inputs } = resource;
        return { type, name, owner: ownerOf(resource, apps), parent: undefined, resource: stub, props: inputs };
    });
    return estimate(priced, region);
}
