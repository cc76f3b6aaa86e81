import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedPort } from "../alarms/watched";
import type { FargateEnvironment } from "../service-environment";
import type { PublishedAtDomain, PublishedAtPort, PublishedPort } from "../fargate/published-port";
import { Refusal } from "../refusal";
import { ruleConditions } from "./listener-rule";

export interface LoadBalancedPortArgs {
    readonly environment: FargateEnvironment;
    readonly publish: PublishedPort;
    /** Seconds that open requests of a task that goes away may take. */
    readonly drainingSeconds: number;
    /** The group of the service's tasks. */
    readonly taskSecurityGroupId: pulumi.Input<string>;
}

/**
 * One published port: a target group of the environment's load balancer, the listener or rule that leads to it, and the
 * security group rules that let exactly the `allow` list in, and on to the tasks.
 */
export class LoadBalancedPort extends pulumi.ComponentResource {
    /** Wait for this component before using it: ECS refuses a target group that no listener uses yet. */
    readonly targetGroupArn: pulumi.Output<string>;
    readonly url: pulumi.Output<string>;
    /** What of it can be watched. */
    readonly watched: WatchedPort;

    constructor(name: string, args: LoadBalancedPortArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:LoadBalancedPort", name, {}, opts);
        this.targetGroupArn = targetGroup(name, args, this).arn;
        const { targetGroupArn } = this;
        this.watched = { name, targetGroupArn, loadBalancerArn: args.environment.loadBalancer.arn };
        this.url = leadTo(name, args, this.targetGroupArn, this);
        letThrough(name, args, this);
        this.registerOutputs({ url: this.url });
    }
}

/**
 * Names of a service's published ports, in their order. The first has the service's own name, so that a second one, added
 * later, does not make another of it.
 */
export function portNames(service: string, publish: readonly PublishedPort[]): string[] {
    return publish.map(({ containerPort }, index) => (index === 0 ? service : `${service}-port-${containerPort}`));
}

function targetGroup(
    name: string,
    { environment, publish, drainingSeconds }: LoadBalancedPortArgs,
    parent: pulumi.Resource,
) {
    return new lb.TargetGroup(
        name,
        {
            // A prefix: a changed port makes a new group beside the old one, which is still in use by the listener.
            namePrefix: "slip-",
            targetType: "ip",
            protocol: "HTTP",
            port: publish.containerPort,
            vpcId: environment.network.vpcId,
            deregistrationDelay: drainingSeconds,
            loadBalancingAlgorithmType: "least_outstanding_requests",
            healthCheck: {
                enabled: true,
                protocol: "HTTP",
                port: publish.healthPort === undefined ? "traffic-port" : String(publish.healthPort),
                path: publish.healthPath ?? "/health",
                matcher: "200-299",
                // A new copy counts as healthy after its first good answer, so the interval is what a release waits for.
                interval: 5,
                timeout: 4,
                healthyThreshold: 2,
                unhealthyThreshold: 3,
            },
        },
        { parent },
    );
}

/** Makes what leads to the target group; returns the address. */
function leadTo(
    name: string,
    { environment, publish }: LoadBalancedPortArgs,
    targetGroupArn: pulumi.Output<string>,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    if ("domain" in publish) return atDomain(name, { environment, publish }, targetGroupArn, parent);
    new lb.Listener(
        name,
        {
            loadBalancerArn: environment.loadBalancer.arn,
            port: publish.port,
            protocol: "HTTP",
            defaultActions: [{ type: "forward", targetGroupArn }],
        },
        { parent },
    );
    fromAllowList(name, environment, publish, parent);
    return pulumi.interpolate`http://${environment.loadBalancer.dnsName}:${publish.port}`;
}

/** A rule of the shared HTTPS listener, and the host's name in DNS. */
function atDomain(
    name: string,
    { environment, publish }: { environment: FargateEnvironment; publish: PublishedAtDomain },
    targetGroupArn: pulumi.Output<string>,
    parent: pulumi.Resource,
): pulumi.Output<string> {
    const { https } = environment;
    if (https === undefined) {
        throw new Refusal(
            `${name} is published at ${publish.domain}, but its environment has no domain: give Environment a domain.`,
        );
    }
    const signIn = publish.signIn === false ? undefined : https.signIn;
    new lb.ListenerRule(
        name,
        {
            listenerArn: https.listenerArn,
            ...(publish.priority !== undefined && { priority: publish.priority }),
            conditions: ruleConditions(publish),
            actions: [...(signIn ? [signIn] : []), { type: "forward", order: signIn ? 2 : 1, targetGroupArn }],
        },
        // What AWS answers about the rule holds the client's secret again.
        { parent, additionalSecretOutputs: signIn ? ["actions"] : [] },
    );
    return pulumi.output(`https://${publish.domain}${publish.path ?? ""}`);
}

function fromAllowList(
    name: string,
    environment: FargateEnvironment,
    { port, allow }: PublishedAtPort,
    parent: pulumi.Resource,
): void {
    for (const cidr of [...new Set(allow)].sort()) {
        new vpc.SecurityGroupIngressRule(
            `${name}-from-${cidr.replace(/[^0-9A-Za-z.]/g, "-")}`,
            {
                securityGroupId: environment.loadBalancer.securityGroupId,
                description: `${name}: from the allow list`,
                ...(cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
            },
            { parent },
        );
    }
}

/** From the load balancer to the tasks, on the container's port only. */
function letThrough(
    name: string,
    { environment, publish, taskSecurityGroupId }: LoadBalancedPortArgs,
    parent: pulumi.Resource,
): void {
    const rule = { ipProtocol: "tcp", fromPort: publish.containerPort, toPort: publish.containerPort };
    new vpc.SecurityGroupEgressRule(
        `${name}-to-tasks`,
        {
            securityGroupId: environment.loadBalancer.securityGroupId,
            description: `${name}: to its tasks`,
            referencedSecurityGroupId: taskSecurityGroupId,
            ...rule,
        },
        { parent },
    );
    new vpc.SecurityGroupIngressRule(
        `${name}-from-load-balancer`,
        {
            securityGroupId: taskSecurityGroupId,
            description: `${name}: only from the load balancer`,
            referencedSecurityGroupId: environment.loadBalancer.securityGroupId,
            ...rule,
        },
        { parent },
    );
}

/** Lets the host names among published ports lead to the load balancer, once `after` is healthy. */
export function leadHosts(
    environment: FargateEnvironment,
    publish: readonly PublishedPort[],
    after: readonly pulumi.Resource[],
): void {
    for (const one of publish)
        if ("domain" in one) environment.names?.lead(one.domain, environment.loadBalancer, after);
}
