import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "../service-environment";
import { infrastructureTrustPolicy } from "./policies";

/** AWS's own policy for what Express makes: load balancer, groups, certificate, alarms, scaling. AWS extends it when Express needs more. */
const MANAGED = "service-role/AmazonECSInfrastructureRoleforExpressGatewayServices";

/**
 * The role with which ECS makes and takes away what stands around an Express service.
 *
 * It is made once and never changed: another one would replace the service. And it outlives the service, for `destroy`
 * comes back while ECS is still at work with it: a service whose role is gone stays DRAINING for ever, with its load balancer.
 */
export class ExpressInfrastructureRole extends pulumi.ComponentResource {
    /** Wait for this component before using it: without the policy no service is made. */
    readonly arn: pulumi.Output<string>;

    constructor(
        name: string,
        { environment }: { environment: Pick<FargateEnvironment, "account"> },
        opts: pulumi.ComponentResourceOptions = {},
    ) {
        super("slipway:components:ExpressInfrastructureRole", name, {}, opts);
        const kept = { parent: this, retainOnDelete: true };
        const child = `${name}-infrastructure`;
        const role = new iam.Role(
            child,
            { description: `What ECS Express makes around ${name}`, assumeRolePolicy: infrastructureTrustPolicy() },
            kept,
        );
        new iam.RolePolicyAttachment(
            child,
            {
                role: role.name,
                policyArn: pulumi.interpolate`arn:${environment.account.partition}:iam::aws:policy/${MANAGED}`,
            },
            kept,
        );
        this.arn = role.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
