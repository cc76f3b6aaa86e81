import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "../environment";

export interface LoadBalancedPortArgs {
    readonly environment: FargateEnvironment;
    /** The port that the world sees. */
    readonly port: number;
    /** The port that the container listens on. */
    readonly containerPort: number;
    /** CIDR blocks that may connect. */
    readonly allow: readonly string[];
    /** What a healthy copy answers with 2xx. @default "/health" */
    readonly healthPath?: string;
    /** The group of the service's tasks. */
    readonly taskSecurityGroupId: pulumi.Input<string>;
}

/**
 * One published port: listener and target group on the environment's load balancer, and the security group rules that
 * let exactly the `allow` list in, and on to the tasks.
 */
export class LoadBalancedPort extends pulumi.ComponentResource {
    /** Wait for this component before using it: ECS refuses a target group that no listener uses yet. */
    readonly targetGroupArn: pulumi.Output<string>;
    readonly url: pulumi.Output<string>;

    constructor(name: string, args: LoadBalancedPortArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:LoadBalancedPort", name, {}, opts);
        const { environment } = args;
        const parent = { parent: this };

        const target = new lb.TargetGroup(
            name,
            {
                // A prefix: a changed port makes a new group beside the old one, which is still in use by the listener.
                namePrefix: "slip-",
                targetType: "ip",
                protocol: "HTTP",
                port: args.containerPort,
                vpcId: environment.network.vpcId,
                // The 300 seconds of AWS would make each release wait five minutes for nothing.
                deregistrationDelay: 10,
                loadBalancingAlgorithmType: "least_outstanding_requests",
                healthCheck: {
                    enabled: true,
                    protocol: "HTTP",
                    port: "traffic-port",
                    path: args.healthPath ?? "/health",
                    matcher: "200-299",
                    // A new copy counts as healthy after its first good answer, so the interval is what a release waits for.
                    interval: 5,
                    timeout: 4,
                    healthyThreshold: 2,
                    unhealthyThreshold: 3,
                },
            },
            parent,
        );
        new lb.Listener(
            name,
            {
                loadBalancerArn: environment.loadBalancer.arn,
                port: args.port,
                protocol: "HTTP",
                defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
            },
            parent,
        );
        for (const cidr of [...new Set(args.allow)].sort()) {
            new vpc.SecurityGroupIngressRule(
                `${name}-from-${cidr.replaceAll(/[^0-9A-Za-z.]/g, "-")}`,
                {
                    securityGroupId: environment.loadBalancer.securityGroupId,
                    description: `${name}: from the allow list`,
                    ...(cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
                    ipProtocol: "tcp",
                    fromPort: args.port,
                    toPort: args.port,
                },
                parent,
            );
        }
        const rule = { ipProtocol: "tcp", fromPort: args.containerPort, toPort: args.containerPort };
        new vpc.SecurityGroupEgressRule(
            `${name}-to-tasks`,
            {
                securityGroupId: environment.loadBalancer.securityGroupId,
                description: `${name}: to its tasks`,
                referencedSecurityGroupId: args.taskSecurityGroupId,
                ...rule,
            },
            parent,
        );
        new vpc.SecurityGroupIngressRule(
            `${name}-from-load-balancer`,
            {
                securityGroupId: args.taskSecurityGroupId,
                description: `${name}: only from the load balancer`,
                referencedSecurityGroupId: environment.loadBalancer.securityGroupId,
                ...rule,
            },
            parent,
        );
        this.targetGroupArn = target.arn;
        this.url = pulumi.interpolate`http://${environment.loadBalancer.dnsName}:${args.port}`;
        this.registerOutputs({ url: this.url });
    }
}
