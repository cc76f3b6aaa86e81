import { Refusal } from "../refusal";
import { structured, type Base } from "./base";

/** Days that its logs are kept: nobody looks at them once the pull request is closed. */
const LOG_DAYS = 7;

/**
 * The value of `slipway:environment` with which a stack stands on the base's network, cluster and load balancer, instead of making its own:
 * what the base references itself is referenced too, what it has made is read from its state.
 *
 * @throws Refusal where the base has no domain, no load balancer or no HTTPS listener: then nothing tells the two apart
 */
export function environmentOn(base: Base): Record<string, unknown> {
    const own = structured(base, "slipway:environment");
    if (own["domain"] === undefined) {
        throw new Refusal({
            where: `slipway:environment.domain of stack ${base.stack}`,
            what: "is not set, and only by host names right under it does the load balancer tell a pull request's apps from its own",
            todo:
                `\`pulumi config set --path 'slipway:environment.domain' example.com --stack ${base.stack}\` (a domain whose zone is in Route 53), ` +
                "a `domain` right under it for each app that pull requests shall have, and `pulumi up`; or name a stack that has one with --from",
        });
    }
    const { domain, hostedZone } = own;
    return {
        domain,
        ...(hostedZone !== undefined && { hostedZone }),
        vpc: own["vpc"] ?? network(base),
        cluster: own["cluster"] ?? outputs(base, "aws:ecs/cluster:Cluster", "an ECS cluster")["arn"],
        loadBalancer: loadBalancer(base, own["loadBalancer"] as Readonly<Record<string, unknown>> | undefined),
        logRetentionDays: LOG_DAYS,
    };
}

function network(base: Base): Record<string, unknown> {
    const { vpcId, publicSubnetIds, privateSubnetIds } = outputs(base, "awsx:ec2:Vpc", "a network");
    const isPrivate = Array.isArray(privateSubnetIds) && privateSubnetIds.length > 0;
    return { id: vpcId, publicSubnetIds, ...(isPrivate && { privateSubnetIds }) };
}

function loadBalancer(base: Base, given: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
    const httpsListener = base.resources.find(
        ({ type, outputs: { port } }) => type === "aws:lb/listener:Listener" && port === 443,
    )?.outputs["arn"];
    if (given !== undefined) return { ...(httpsListener !== undefined && { httpsListener }), ...given };
    const { arn, securityGroups } = outputs(base, "aws:lb/loadBalancer:LoadBalancer", "a load balancer");
    if (httpsListener === undefined) throw nothing(base, "an HTTPS listener");
    return { arn, securityGroup: (securityGroups as string[])[0], httpsListener };
}

function outputs(base: Base, type: string, what: string): Readonly<Record<string, unknown>> {
    const found = base.resources.find((resource) => resource.type === type);
    if (found === undefined) throw nothing(base, what);
    return found.outputs;
}

function nothing({ stack }: Base, what: string): Refusal {
    return new Refusal({
        where: `stack ${stack}`,
        what: `has not made ${what}, and references none`,
        todo: "take a stack as the base whose apps run on ecs-fargate behind a domain",
    });
}
