import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "../service-environment";
import { Refusal } from "../refusal";

/** What a database or a cache needs to know of the environment it stands in. */
export type DataEnvironment = Pick<FargateEnvironment, "network" | "disposable">;

/** Days that prod keeps a database's log. */
export const LOG_DAYS = 365;

/** AWS asks for two zones even for what stands in one of them. */
const LEAST_ZONES = 2;

/** Where a database or a cache stands: beside the tasks, in each zone. */
export function dataSubnets(name: string, { network }: DataEnvironment): pulumi.Output<string[]> {
    if (network.zones < LEAST_ZONES) {
        throw new Refusal(
            `${name}: AWS puts databases and caches into networks of two zones or more, and the tasks' subnets are in ${network.zones}: ` +
                "give a subnet of another zone too, in slipway:environment.reference",
        );
    }
    return network.taskSubnetIds;
}

/** Lets nobody in: each service that uses it adds a rule for itself. Nothing goes out. */
export function dataSecurityGroup(
    name: string,
    args: { readonly kind: string; readonly environment: DataEnvironment },
    parent: pulumi.Resource,
): ec2.SecurityGroup {
    const { kind, environment } = args;
    return new ec2.SecurityGroup(
        `${name}-${kind}`,
        { description: `The ${kind} ${name}`, vpcId: environment.network.vpcId, revokeRulesOnDelete: true },
        { parent },
    );
}
