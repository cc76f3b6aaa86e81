import * as lb from "@pulumi/aws/lb";
import { resourceRule, stackRule, type Rule, type StackResource } from "../rule";
import { isWorld } from "../world";

/** Policies that allow TLS 1.2 and newer only. */
const MODERN_TLS = /^ELBSecurityPolicy-(TLS13-1-[23](-[A-Za-z0-9-]+)?-20\d\d-\d\d|FS-1-2-.*|TLS-1-2-.*)$/;

export const loadBalancerRules: readonly Rule[] = [
    resourceRule(
        lb.LoadBalancer,
        {
            name: "load-balancer-drops-invalid-headers",
            controls: ["ELB.4", "CKV_AWS_131", "AWS-0052"],
            requirement: "Headers that are not valid HTTP are dropped.",
        },
        ({ dropInvalidHeaderFields }) =>
            dropInvalidHeaderFields === true ? [] : ["dropInvalidHeaderFields is off: set it to true."],
    ),
    resourceRule(
        lb.LoadBalancer,
        {
            name: "load-balancer-desync",
            controls: ["ELB.12", "CKV_AWS_328"],
            requirement: "Requests that two servers would read differently are refused.",
        },
        ({ desyncMitigationMode = "defensive" }) =>
            ["defensive", "strictest"].includes(desyncMitigationMode)
                ? []
                : [`desyncMitigationMode is "${desyncMitigationMode}": set it to "defensive".`],
    ),
    resourceRule(
        lb.LoadBalancer,
        {
            name: "load-balancer-protected",
            controls: ["ELB.6", "CKV_AWS_150"],
            requirement: "A load balancer cannot be deleted by accident.",
        },
        ({ enableDeletionProtection }) =>
            enableDeletionProtection === true ? [] : ["enableDeletionProtection is off: set it to true."],
    ),
    resourceRule(
        lb.LoadBalancer,
        {
            name: "load-balancer-two-zones",
            controls: ["ELB.13"],
            requirement: "A load balancer stands in two availability zones at least.",
        },
        ({ subnets, subnetMappings }) => {
            const count = (subnets ?? subnetMappings ?? []).length;
            return count >= 2 ? [] : [`it stands in ${count} subnet${count === 1 ? "" : "s"}: give it two or more.`];
        },
    ),
    resourceRule(
        lb.TargetGroup,
        {
            name: "target-group-health",
            controls: ["CKV_AWS_261"],
            requirement: "Copies are asked for their health, by a path.",
        },
        ({ healthCheck }) => {
            if (healthCheck?.enabled === false) return ["healthCheck.enabled is false: set it to true."];
            return healthCheck?.path === undefined ? ["healthCheck.path is not set: name one, such as /health."] : [];
        },
    ),
    resourceRule(
        lb.Listener,
        {
            name: "listener-modern-tls",
            controls: ["ELB.17", "CKV_AWS_103", "CKV2_AWS_74", "AWS-0047"],
            requirement: "TLS begins at version 1.2.",
        },
        ({ protocol, sslPolicy }) => {
            if (protocol !== "HTTPS" && protocol !== "TLS") return [];
            const found = sslPolicy === undefined ? "not set, which allows TLS 1.0" : `"${sslPolicy}"`;
            return MODERN_TLS.test(sslPolicy ?? "")
                ? []
                : [`sslPolicy is ${found}: set it to "ELBSecurityPolicy-TLS13-1-2-2021-06".`];
        },
    ),
    stackRule(
        {
            name: "listener-no-plain-http-for-the-world",
            controls: ["ELB.1", "ELB.18", "CKV_AWS_2", "CKV_AWS_378", "CKV2_AWS_20", "AWS-0054"],
            requirement: "HTTP redirects to HTTPS; where there is no domain, only addresses of the allow list get in.",
        },
        (resources) =>
            resources
                .filter(({ type, props }) => type === LISTENER && props.protocol === "HTTP" && !redirects(props))
                .filter((listener) => openPorts(listener, resources).some((covers) => covers(listener.props.port)))
                .map(({ urn, props }) => ({
                    urn,
                    message:
                        `plain HTTP on port ${String(props.port)}, and the whole Internet may connect: give the app a domain, ` +
                        "or name the addresses in its allow list.",
                })),
    ),
];

const LISTENER = "aws:lb/listener:Listener";

function redirects(props: StackResource["props"]): boolean {
    const actions = (props.defaultActions ?? []) as readonly { type?: string; redirect?: { protocol?: string } }[];
    // An answer of the load balancer's own carries nothing of the app's.
    return actions.every(
        ({ type, redirect }) => (type === "redirect" && redirect?.protocol === "HTTPS") || type === "fixed-response",
    );
}

/** The port ranges of the listener's load balancer that the whole Internet may reach. */
function openPorts(listener: StackResource, resources: readonly StackResource[]): ((port: unknown) => boolean)[] {
    const balancer = resources.find(
        ({ type, props }) =>
            type === "aws:lb/loadBalancer:LoadBalancer" && props.arn === listener.props.loadBalancerArn,
    );
    const groups = (balancer?.props.securityGroups ?? []) as readonly string[];
    return resources
        .filter(({ type }) => type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        .filter(({ props }) => groups.includes(props.securityGroupId as string) && isWorld(props))
        .map(({ props }) => (port: unknown) => {
            const [from, to] = [props.fromPort ?? 0, props.toPort ?? 65_535].map(Number) as [number, number];
            return Number(port) >= from && Number(port) <= to;
        });
}
