import type * as ecs from "@pulumi/aws/ecs";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import { portName } from "../aws/container-definition";
import type { FargateEnvironment } from "../service-environment";

/** How services find each other by name: Service Connect, by TCP. */
export interface FargateConnection {
    /** ARN of the Cloud Map namespace in which the names are known. */
    readonly namespaceArn: pulumi.Input<string>;
    /** The name by which others call this service, such as `db`, at each of these ports. @default nobody calls it */
    readonly offers?: { readonly name: string; readonly ports: readonly number[] };
    /** ARN of a Cloud Map service by which others find its tasks, by DNS. @default known to Service Connect only */
    readonly registryArn?: pulumi.Input<string>;
    /** Services that this one calls: it may reach nobody else. Make it depend on them, as tasks see only names that are there when they start. */
    readonly calls?: readonly CalledService[];
}

/** One side of a connection. */
export interface ConnectedService {
    /** Of the component: security group rules are named after it. */
    readonly name: string;
    readonly securityGroupId: pulumi.Input<string>;
}

export interface CalledService extends ConnectedService {
    readonly ports: readonly number[];
}

/** Service Connect's part of an ECS service. */
export function serviceConnect(
    name: string,
    { namespaceArn, offers }: FargateConnection,
    { logs, account }: FargateEnvironment,
): NonNullable<ecs.ServiceArgs["serviceConnectConfiguration"]> {
    const ports = [...new Set(offers?.ports)].sort((a, b) => a - b);
    return {
        enabled: true,
        namespace: namespaceArn,
        // No timeouts: the provider sends both or none, and AWS takes no request timeout for TCP. Idle connections end after an hour.
        services: ports.map((port) => ({
            portName: portName(port),
            discoveryName: discoveryName(offers?.name ?? name, port),
            clientAlias: [{ dnsName: (offers?.name ?? name).toLowerCase(), port }],
        })),
        logConfiguration: {
            logDriver: "awslogs",
            options: {
                "awslogs-group": logs.name,
                "awslogs-region": account.region,
                "awslogs-stream-prefix": name,
            },
        },
    };
}

/** Unique in the namespace: lower-case letters, digits, `_` and `-`, at most 64. */
function discoveryName(name: string, port: number): string {
    return `${name
        .toLowerCase()
        .replace(/[^a-z0-9_-]/g, "-")
        .slice(0, 58)}-${port}`;
}

/** Lets `from` connect to `to` at its ports, and nowhere else. */
export function connectionRules(from: ConnectedService, to: CalledService, parent: pulumi.Resource): pulumi.Resource[] {
    return [...new Set(to.ports)]
        .sort((a, b) => a - b)
        .flatMap((port) => {
            const rule = { ipProtocol: "tcp", fromPort: port, toPort: port };
            return [
                new vpc.SecurityGroupEgressRule(
                    `${from.name}-to-${to.name}-${port}`,
                    {
                        securityGroupId: from.securityGroupId,
                        description: `${from.name}: to ${to.name}`,
                        referencedSecurityGroupId: to.securityGroupId,
                        ...rule,
                    },
                    { parent },
                ),
                new vpc.SecurityGroupIngressRule(
                    `${to.name}-from-${from.name}-${port}`,
                    {
                        securityGroupId: to.securityGroupId,
                        description: `${to.name}: from ${from.name}`,
                        referencedSecurityGroupId: from.securityGroupId,
                        ...rule,
                    },
                    { parent },
                ),
            ];
        });
}
