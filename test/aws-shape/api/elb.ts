import * as lb from "@pulumi/aws/lb";
import { attributes, call, mapping, type Mapping } from "./mapping";

const ELB = "elbv2";

type Optional<Keys extends string> = Readonly<Partial<Record<Keys, string>>>;

/** What listeners and rules do with a request, as far as Slipway uses it. */
interface Action {
    readonly type: string;
    readonly order?: number;
    readonly targetGroupArn?: string;
    readonly redirect?: Optional<"host" | "path" | "port" | "protocol" | "query" | "statusCode">;
    readonly fixedResponse?: Optional<"contentType" | "messageBody" | "statusCode">;
    readonly authenticateOidc?: {
        readonly issuer: string;
        readonly authorizationEndpoint: string;
        readonly tokenEndpoint: string;
        readonly userInfoEndpoint: string;
        readonly clientId: string;
        readonly clientSecret: string;
        readonly sessionCookieName?: string;
        readonly scope?: string;
        readonly sessionTimeout?: number;
        readonly onUnauthenticatedRequest?: string;
    };
}

export const elbMappings: readonly Mapping[] = [
    mapping(lb.LoadBalancer, [], (inputs, { name, id }) => [
        call(ELB, "CreateLoadBalancer", {
            Name: name,
            Subnets: inputs.subnets,
            SecurityGroups: inputs.securityGroups,
            Scheme: inputs.internal ? "internal" : "internet-facing",
            Type: inputs.loadBalancerType,
            IpAddressType: inputs.ipAddressType,
        }),
        call(ELB, "ModifyLoadBalancerAttributes", {
            LoadBalancerArn: id,
            Attributes: attributes({
                "idle_timeout.timeout_seconds": inputs.idleTimeout,
                "routing.http.drop_invalid_header_fields.enabled": inputs.dropInvalidHeaderFields,
                "routing.http.desync_mitigation_mode": inputs.desyncMitigationMode,
                "deletion_protection.enabled": inputs.enableDeletionProtection,
                "access_logs.s3.enabled": inputs.accessLogs?.enabled,
                "access_logs.s3.bucket": inputs.accessLogs?.bucket,
                "access_logs.s3.prefix": inputs.accessLogs?.prefix,
            }),
        }),
    ]),
    mapping(lb.TargetGroup, [], (inputs, { name, id }) => [
        call(ELB, "CreateTargetGroup", {
            Name: name,
            Protocol: inputs.protocol,
            ProtocolVersion: inputs.protocolVersion,
            Port: inputs.port,
            VpcId: inputs.vpcId,
            TargetType: inputs.targetType,
            HealthCheckEnabled: inputs.healthCheck?.enabled,
            HealthCheckProtocol: inputs.healthCheck?.protocol,
            HealthCheckPort: inputs.healthCheck?.port,
            HealthCheckPath: inputs.healthCheck?.path,
            HealthCheckIntervalSeconds: inputs.healthCheck?.interval,
            HealthCheckTimeoutSeconds: inputs.healthCheck?.timeout,
            HealthyThresholdCount: inputs.healthCheck?.healthyThreshold,
            UnhealthyThresholdCount: inputs.healthCheck?.unhealthyThreshold,
            Matcher: inputs.healthCheck?.matcher && { HttpCode: inputs.healthCheck.matcher },
        }),
        call(ELB, "ModifyTargetGroupAttributes", {
            TargetGroupArn: id,
            Attributes: attributes({
                "deregistration_delay.timeout_seconds": inputs.deregistrationDelay,
                "load_balancing.algorithm.type": inputs.loadBalancingAlgorithmType,
                "slow_start.duration_seconds": inputs.slowStart,
            }),
        }),
    ]),
    mapping(lb.Listener, [], (inputs) => [
        call(ELB, "CreateListener", {
            LoadBalancerArn: inputs.loadBalancerArn,
            Port: inputs.port,
            Protocol: inputs.protocol,
            SslPolicy: inputs.sslPolicy,
            Certificates: inputs.certificateArn && [{ CertificateArn: inputs.certificateArn }],
            DefaultActions: inputs.defaultActions.map(action),
        }),
    ]),
    mapping(lb.ListenerRule, [], (inputs) => [
        call(ELB, "CreateRule", {
            ListenerArn: inputs.listenerArn,
            Priority: inputs.priority,
            Conditions: inputs.conditions.map(({ hostHeader, pathPattern }) => ({
                Field: hostHeader ? "host-header" : "path-pattern",
                HostHeaderConfig: hostHeader && { Values: hostHeader.values },
                PathPatternConfig: pathPattern && { Values: pathPattern.values },
            })),
            Actions: inputs.actions.map(action),
        }),
    ]),
];

function action({ type, order, targetGroupArn, redirect, fixedResponse, authenticateOidc: oidc }: Action) {
    return {
        Type: type,
        Order: order,
        TargetGroupArn: targetGroupArn,
        RedirectConfig: redirect && {
            Host: redirect.host,
            Path: redirect.path,
            Port: redirect.port,
            Protocol: redirect.protocol,
            Query: redirect.query,
            StatusCode: redirect.statusCode,
        },
        FixedResponseConfig: fixedResponse && {
            ContentType: fixedResponse.contentType,
            MessageBody: fixedResponse.messageBody,
            StatusCode: fixedResponse.statusCode,
        },
        AuthenticateOidcConfig: oidc && {
            Issuer: oidc.issuer,
            AuthorizationEndpoint: oidc.authorizationEndpoint,
            TokenEndpoint: oidc.tokenEndpoint,
            UserInfoEndpoint: oidc.userInfoEndpoint,
            ClientId: oidc.clientId,
            ClientSecret: oidc.clientSecret,
            SessionCookieName: oidc.sessionCookieName,
            Scope: oidc.scope,
            SessionTimeout: oidc.sessionTimeout,
            OnUnauthenticatedRequest: oidc.onUnauthenticatedRequest,
        },
    };
}
