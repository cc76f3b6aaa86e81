import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import { resourceRule, stackRule, type Rule } from "../rule";
import { isWorld } from "../world";

/** Ports on which the whole Internet may be let in. */
const WEB_PORTS = [80, 443];

export const networkRules: readonly Rule[] = [
    resourceRule(
        ec2.SecurityGroup,
        {
            name: "security-group-described",
            controls: ["CKV_AWS_23", "AWS-0099"],
            requirement: "A security group says what it is for.",
        },
        ({ description }) =>
            description === undefined || ["", "Managed by Pulumi", "Managed by Terraform"].includes(description)
                ? ["has no description of its own: say what the group is for."]
                : [],
    ),
    resourceRule(
        ec2.SecurityGroup,
        {
            name: "security-group-no-inline-rules",
            controls: [],
            requirement: "The rules of a security group are resources of their own, which the other rules see.",
        },
        ({ ingress, egress }) =>
            (ingress?.length ?? 0) + (egress?.length ?? 0) > 0
                ? ["has rules inside: make vpc.SecurityGroupIngressRule and vpc.SecurityGroupEgressRule."]
                : [],
    ),
    resourceRule(
        vpc.SecurityGroupIngressRule,
        {
            name: "ingress-described",
            controls: ["CKV_AWS_23", "AWS-0124"],
            requirement: "A rule that lets in says why.",
        },
        ({ description }) => (description ? [] : ["has no description: say who gets in."]),
    ),
    resourceRule(
        vpc.SecurityGroupEgressRule,
        {
            name: "egress-described",
            controls: ["CKV_AWS_23", "AWS-0124"],
            requirement: "A rule that lets out says why.",
        },
        ({ description }) => (description ? [] : ["has no description: say what goes out."]),
    ),
    resourceRule(
        vpc.SecurityGroupIngressRule,
        {
            name: "ingress-web-only",
            controls: ["EC2.13", "EC2.14", "EC2.18", "EC2.19", "CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_277", "AWS-0107"],
            requirement: `The whole Internet gets in on ports ${WEB_PORTS.join(" and ")} only.`,
        },
        (rule) => {
            const { fromPort, toPort, ipProtocol } = rule;
            const web = fromPort !== undefined && fromPort === toPort && WEB_PORTS.includes(fromPort);
            if (!isWorld(rule) || (web && ipProtocol === "tcp")) return [];
            const ports = fromPort === undefined ? "all ports" : `${ipProtocol} ${fromPort} to ${toPort}`;
            return [`lets ${rule.cidrIpv4 ?? rule.cidrIpv6} in on ${ports}: name the addresses that need it.`];
        },
    ),
    resourceRule(
        vpc.SecurityGroupEgressRule,
        {
            name: "egress-limited",
            controls: ["CKV_AWS_382", "AWS-0104"],
            requirement: "Nothing may call the whole Internet on every port.",
        },
        (rule) =>
            isWorld(rule) && (rule.ipProtocol === "-1" || rule.fromPort === undefined || rule.fromPort !== rule.toPort)
                ? [`lets everything out to ${rule.cidrIpv4 ?? rule.cidrIpv6}: name the port.`]
                : [],
    ),
    stackRule(
        {
            name: "default-security-group-closed",
            controls: ["EC2.2", "CKV2_AWS_12", "AWS-0173"],
            requirement: "The group that AWS adds to every network lets nobody in or out.",
        },
        (resources) => {
            const closed = resources
                .filter(({ type }) => type === "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
                .filter(({ props }) => isEmpty(props.ingress) && isEmpty(props.egress))
                .map(({ props }) => props.vpcId);
            return (
                resources
                    .filter(({ type }) => type === "aws:ec2/vpc:Vpc")
                    // By its ARN, which ends with its id: the id itself is no property.
                    .filter(({ props }) => !closed.includes(String(props.arn).split("/").pop()))
                    .map(({ urn, name }) => ({
                        urn,
                        message: `the default group of ${name} is open: add ec2.DefaultSecurityGroup without rules.`,
                    }))
            );
        },
    ),
];

function isEmpty(rules: unknown): boolean {
    return rules === undefined || (Array.isArray(rules) && rules.length === 0);
}
