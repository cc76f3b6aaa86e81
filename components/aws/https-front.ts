import * as acm from "@pulumi/aws/acm";
import * as lb from "@pulumi/aws/lb";
import * as route53 from "@pulumi/aws/route53";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentDomain, SignIn } from "../environment-args";
import type { HostNames } from "./host-names";
import type { SharedLoadBalancer } from "./load-balancer";
import { signInAction, type SignInAction } from "./sign-in";

/** TLS 1.3 and 1.2 with forward secrecy and authenticated ciphers only. */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

export interface HttpsFrontArgs {
    readonly loadBalancer: SharedLoadBalancer;
    readonly domain: EnvironmentDomain;
    /** The zone in which the certificate is proved. */
    readonly names: HostNames;
    /** @default a listener is made, and one that leads from HTTP to it */
    readonly listenerArn?: pulumi.Input<string>;
    /** At a listener of another's, its load balancer's security group must let it ask the provider: port 443 out. */
    readonly signIn?: SignIn;
}

/** The load balancer's side that faces the world by names: certificate, HTTPS listener and redirect. */
export class HttpsFront extends pulumi.ComponentResource {
    readonly listenerArn: pulumi.Output<string>;
    /** What must come before a request is let through; `undefined`: nothing. */
    readonly signIn: SignInAction | undefined;
    private readonly loadBalancer: SharedLoadBalancer;
    private readonly names: HostNames;

    constructor(
        private readonly name: string,
        args: HttpsFrontArgs,
        opts: pulumi.ComponentResourceOptions = {},
    ) {
        super("slipway:components:HttpsFront", name, {}, opts);
        this.loadBalancer = args.loadBalancer;
        this.names = args.names;
        this.signIn = args.signIn && signInAction(args.signIn, this);
        this.listenerArn = args.listenerArn === undefined ? this.listeners(args) : pulumi.output(args.listenerArn);
        this.registerOutputs({ listenerArn: this.listenerArn });
    }

    private listeners({ domain, loadBalancer }: HttpsFrontArgs): pulumi.Output<string> {
        const parent = { parent: this };
        const https = new lb.Listener(
            `${this.name}-https`,
            {
                loadBalancerArn: loadBalancer.arn,
                port: 443,
                protocol: "HTTPS",
                sslPolicy: TLS_POLICY,
                certificateArn: domain.certificateArn ?? this.certificate(domain.name),
                // Each app adds a rule for its host name; what is asked for under any other one is nothing.
                defaultActions: [
                    {
                        type: "fixed-response",
                        fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
                    },
                ],
            },
            parent,
        );
        new lb.Listener(
            `${this.name}-http`,
            {
                loadBalancerArn: loadBalancer.arn,
                port: 80,
                protocol: "HTTP",
                defaultActions: [
                    { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
                ],
            },
            parent,
        );
        this.rule(vpc.SecurityGroupIngressRule, "https", "HTTPS from everywhere", 443);
        this.rule(vpc.SecurityGroupIngressRule, "http", "HTTP from everywhere, only to be led to HTTPS", 80);
        // The load balancer itself asks the identity provider, and no address of it is known beforehand. Where another stack has made
        // the listener, the way is that one's to open: AWS refuses a second rule of the same.
        if (this.signIn) this.rule(vpc.SecurityGroupEgressRule, "to-sign-in", "to the identity provider", 443);
        return https.arn;
    }

    /** For the domain and the names right under it, validated by a record in its own zone. */
    private certificate(domainName: string): pulumi.Output<string> {
        const parent = { parent: this };
        const certificate = new acm.Certificate(
            this.name,
            { domainName, subjectAlternativeNames: [`*.${domainName}`], validationMethod: "DNS" },
            parent,
        );
        // One record proves both names: AWS asks the same of a domain and its wildcard.
        const proof = certificate.domainValidationOptions.apply((options) => options[0]!);
        const record = new route53.Record(
            `${this.name}-validation`,
            {
                zoneId: this.names.hostedZoneId,
                name: proof.resourceRecordName,
                type: "CNAME",
                records: [proof.resourceRecordValue],
                ttl: 300,
                // It is the same for every certificate of this account for the domain, such as another stack's.
                allowOverwrite: true,
            },
            // AWS renews a certificate, unasked, for as long as the record is there: without it another stack's would run out months later.
            { ...parent, retainOnDelete: true },
        );
        return new acm.CertificateValidation(
            this.name,
            { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
            parent,
        ).certificateArn;
    }

    private rule(
        Rule: typeof vpc.SecurityGroupIngressRule | typeof vpc.SecurityGroupEgressRule,
        name: string,
        description: string,
        port: number,
    ): void {
        const securityGroupId = this.loadBalancer.securityGroupId;
        new Rule(
            `${this.name}-${name}`,
            { securityGroupId, description, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: port, toPort: port },
            { parent: this },
        );
    }
}
