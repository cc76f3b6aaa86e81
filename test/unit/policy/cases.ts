import type { MadeResource } from "../../support/mocked-stack";
import { made, of, type Inputs, type RuleCase } from "./case";
import { DATABASE_CASES } from "./database-cases";
import { EXPRESS_CASES } from "./express-cases";
import { HOST_CASES } from "./host-cases";
import { ALARM_CASES } from "./alarm-cases";
import { APP_RUNNER_CASES } from "./app-runner-cases";
import { STORAGE_CASES } from "./storage-cases";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const LISTENER = "aws:lb/listener:Listener";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const REPOSITORY = "aws:ecr/repository:Repository";
const VPC = "aws:ec2/vpc:Vpc";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

const NETWORK = { ...made(VPC, {}), outputs: { arn: "arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1" } };

/** A rule about containers: changes to one good container. */
function container(...bad: readonly (readonly [change: Inputs, ...says: string[]])[]): RuleCase {
    const good = {
        name: "web",
        user: "1000:1000",
        privileged: false,
        readonlyRootFilesystem: true,
        environment: [
            { name: "LOG_LEVEL", value: "info" },
            { name: "EMPTY" },
            { name: "AT", value: "https://x.example/a:b@c" },
        ],
        linuxParameters: { capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] } },
        logConfiguration: { logDriver: "awslogs", options: {} },
    };
    const definitions = (change: Inputs) => ({ containerDefinitions: JSON.stringify([{ ...good, ...change }]) });
    return of(
        TASK,
        definitions({}),
        ...bad.map(
            ([change, ...says]) => [definitions(change), ...says.map((text) => `container web: ${text}`)] as const,
        ),
    );
}

/** A load balancer that lets a range of addresses in, with one listener. */
function world(listener: Inputs, ingress: Inputs): readonly MadeResource[] {
    return [
        { ...made(BALANCER, { securityGroups: ["sg-1"] }), outputs: { arn: "arn:lb" } },
        made(INGRESS, { securityGroupId: "sg-1", ipProtocol: "tcp", ...ingress }),
        made(LISTENER, { loadBalancerArn: "arn:lb", ...listener }),
    ];
}

const plain = { protocol: "HTTP", port: 80, defaultActions: [{ type: "forward" }] };
const onWorld80 = { cidrIpv4: "0.0.0.0/0", fromPort: 80, toPort: 80 };
const openOn = (port: number) =>
    `Listener::it: plain HTTP on port ${port}, and the whole Internet may connect: give the app a domain, or name the addresses in its allow list.`;

const trust = (statement: Inputs) => ({
    assumeRolePolicy: JSON.stringify({
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "ecs-tasks.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
                ...statement,
            },
        ],
    }),
});
const tokens = (StringEquals: Inputs) => trust({ Principal: { Federated: "arn" }, Condition: { StringEquals } });
const allow = (statement: Inputs) => ({
    policy: JSON.stringify({
        Statement: [
            { Sid: "Login", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
            { Sid: "Deny", Effect: "Deny", Action: "*", Resource: "*" },
            { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::bucket/*", ...statement },
        ],
    }),
});

const efs = { transitEncryption: "ENABLED", authorizationConfig: { iam: "ENABLED" } };

/** At least one good and one bad case for every rule. */
export const CASES: Readonly<Record<string, RuleCase>> = {
    "task-own-processes": of(
        TASK,
        {},
        [{ pidMode: "host" }, 'pidMode is "host": leave it out.'],
        [{ ipcMode: "host" }, 'ipcMode is "host": leave it out.'],
    ),
    "task-own-network": of(
        TASK,
        { networkMode: "awsvpc" },
        [{ networkMode: "host" }, 'networkMode is "host": set it to "awsvpc".'],
        [{ networkMode: undefined }, 'networkMode is not set: set it to "awsvpc".'],
    ),
    "task-limits": of(
        TASK,
        { cpu: "256", memory: "512" },
        [{ cpu: undefined }, "has no cpu: set it."],
        [{ memory: undefined }, "has no memory: set it."],
    ),
    "task-two-roles": of(
        TASK,
        { executionRoleArn: "arn:1", taskRoleArn: "arn:2" },
        [{ taskRoleArn: "arn:1" }, "executionRoleArn and taskRoleArn are both arn:1: make two roles."],
        [{ executionRoleArn: undefined }, "has no executionRoleArn: give it a role that may start it."],
    ),
    "task-volume-encrypted-in-transit": of(
        TASK,
        { volumes: [{ name: "data", efsVolumeConfiguration: efs }, { name: "scratch" }] },
        [
            { volumes: [{ name: "data", efsVolumeConfiguration: { ...efs, transitEncryption: undefined } }] },
            'volume data: transitEncryption is not set: set it to "ENABLED".',
        ],
        [
            {
                volumes: [
                    { name: "data", efsVolumeConfiguration: { ...efs, authorizationConfig: { iam: "DISABLED" } } },
                ],
            },
            'volume data: authorizationConfig.iam is "DISABLED": set it to "ENABLED".',
        ],
    ),
    "service-latest-platform": of(SERVICE, { platformVersion: "LATEST" }, [
        { platformVersion: "1.3.0" },
        'platformVersion is "1.3.0": set it to "LATEST".',
    ]),
    "service-no-shell": of(SERVICE, { enableExecuteCommand: false }, [
        { enableExecuteCommand: true },
        "enableExecuteCommand is true: set it to false, or turn this rule off while you look.",
    ]),
    "service-rolls-back": of(
        SERVICE,
        { deploymentController: { type: "ECS" }, deploymentCircuitBreaker: { enable: true, rollback: true } },
        [{ deploymentController: undefined }, 'deploymentController.type is not set: set it to "ECS".'],
        [
            { deploymentCircuitBreaker: { enable: true, rollback: false } },
            "deploymentCircuitBreaker is off: set enable and rollback to true.",
        ],
        [{ deploymentCircuitBreaker: undefined }, "deploymentCircuitBreaker is off: set enable and rollback to true."],
    ),
    "container-not-privileged": container([{ privileged: true }, "is privileged: leave `privileged` out."]),
    "container-few-capabilities": container([
        { linuxParameters: { capabilities: { add: ["SYS_ADMIN", "NET_BIND_SERVICE"] } } },
        "adds the capability SYS_ADMIN: take it out of cap_add.",
    ]),
    "container-read-only-root": container(
        ...[false, undefined].map(
            (value) =>
                [
                    { readonlyRootFilesystem: value },
                    "has a writable root file system: set read_only: true, and tmpfs for what it writes.",
                ] as const,
        ),
    ),
    "container-not-root": container(
        [{ user: undefined }, "names no user, so that the image decides: set user to another than root."],
        [{ user: "0:0" }, "runs as 0:0: set user to another than root."],
        [{ user: "root" }, "runs as root: set user to another than root."],
    ),
    "container-no-plain-secret": container(
        [
            { environment: [{ name: "AWS_SECRET_ACCESS_KEY", value: "x" }] },
            "the variable AWS_SECRET_ACCESS_KEY is plain text: make it a secret.",
        ],
        [
            { environment: [{ name: "KEY", value: "AKIAABCDEFGHIJKLMNOP" }] },
            "the variable KEY holds an AWS access key: make it a secret.",
        ],
        [
            { environment: [{ name: "PEM", value: "-----BEGIN RSA PRIVATE KEY-----\nMII" }] },
            "the variable PEM holds a private key: make it a secret.",
        ],
        [
            { environment: [{ name: "GH", value: `ghp_${"a".repeat(36)}` }] },
            "the variable GH holds a GitHub token: make it a secret.",
        ],
        [
            { environment: [{ name: "DATABASE_URL", value: "postgresql+asyncpg://app:pass@db:5432/app" }] },
            "the variable DATABASE_URL holds a URL with a password: make it a secret.",
        ],
    ),
    "container-logs": container(
        [{ logConfiguration: undefined }, "writes no log: give it a logConfiguration."],
        [{ logConfiguration: { logDriver: "none" } }, "writes no log: give it a logConfiguration."],
    ),
    "repository-scans": of(REPOSITORY, { imageScanningConfiguration: { scanOnPush: true } }, [
        { imageScanningConfiguration: undefined },
        "scanOnPush is off: set imageScanningConfiguration: { scanOnPush: true }.",
    ]),
    "repository-immutable": of(
        REPOSITORY,
        { imageTagMutability: "IMMUTABLE" },
        [{ imageTagMutability: undefined }, 'imageTagMutability is not set: set it to "IMMUTABLE".'],
        [
            { imageTagMutability: "MUTABLE", name: "build_cache" },
            'imageTagMutability is MUTABLE: set it to "IMMUTABLE".',
        ],
    ),
    "repository-lifecycle": {
        good: [
            made(REPOSITORY, { name: "a" }),
            made("aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "a", policy: "{}" }),
        ],
        bad: [
            {
                resources: [
                    made(REPOSITORY, { name: "a" }),
                    made("aws:ecr/lifecyclePolicy:LifecyclePolicy", { repository: "another", policy: "{}" }),
                ],
                says: ["Repository::it: the repository it keeps every image for ever: give it an ecr.LifecyclePolicy."],
            },
        ],
    },
    "repository-private": of(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        { policy: JSON.stringify({ Statement: [{ Principal: { AWS: "arn:aws:iam::123456789012:root" } }] }) },
        ...['"*"', '{"AWS":"*"}', '{"AWS":["*"]}'].map(
            (principal) =>
                [
                    { policy: `{"Statement":[{"Principal":${principal}}]}` },
                    'its policy names the principal "*": name accounts or roles.',
                ] as const,
        ),
    ),
    "load-balancer-drops-invalid-headers": of(BALANCER, { dropInvalidHeaderFields: true }, [
        { dropInvalidHeaderFields: undefined },
        "dropInvalidHeaderFields is off: set it to true.",
    ]),
    "load-balancer-desync": of(BALANCER, { desyncMitigationMode: "defensive" }, [
        { desyncMitigationMode: "monitor" },
        'desyncMitigationMode is "monitor": set it to "defensive".',
    ]),
    "load-balancer-protected": of(BALANCER, { enableDeletionProtection: true }, [
        { enableDeletionProtection: undefined },
        "enableDeletionProtection is off: set it to true.",
    ]),
    "load-balancer-two-zones": of(
        BALANCER,
        { subnets: ["a", "b"] },
        [{ subnets: ["a"] }, "it stands in 1 subnet: give it two or more."],
        [{ subnets: undefined }, "it stands in 0 subnets: give it two or more."],
    ),
    "target-group-health": of(
        "aws:lb/targetGroup:TargetGroup",
        { healthCheck: { enabled: true, path: "/health" } },
        [{ healthCheck: { enabled: false, path: "/health" } }, "healthCheck.enabled is false: set it to true."],
        [{ healthCheck: undefined }, "healthCheck.path is not set: name one, such as /health."],
    ),
    "listener-modern-tls": of(
        LISTENER,
        { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
        [
            { sslPolicy: undefined },
            'sslPolicy is not set, which allows TLS 1.0: set it to "ELBSecurityPolicy-TLS13-1-2-2021-06".',
        ],
        [
            { sslPolicy: "ELBSecurityPolicy-2016-08" },
            'sslPolicy is "ELBSecurityPolicy-2016-08": set it to "ELBSecurityPolicy-TLS13-1-2-2021-06".',
        ],
        [
            { sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" },
            'sslPolicy is "ELBSecurityPolicy-TLS13-1-0-2021-06": set it to "ELBSecurityPolicy-TLS13-1-2-2021-06".',
        ],
    ),
    "listener-no-plain-http-for-the-world": {
        good: [
            ...world({ ...plain, defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] }, onWorld80),
            ...world({ ...plain, port: 8080 }, onWorld80),
            ...world({ ...plain, protocol: "HTTPS" }, onWorld80),
        ],
        bad: [
            { resources: world(plain, onWorld80), says: [openOn(80)] },
            {
                resources: world({ ...plain, port: 8080 }, { cidrIpv6: "::/0", fromPort: 8000, toPort: 9000 }),
                says: [openOn(8080)],
            },
            { resources: world(plain, { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }), says: [openOn(80)] },
            {
                resources: world(
                    { ...plain, defaultActions: [{ type: "redirect", redirect: { protocol: "HTTP" } }] },
                    onWorld80,
                ),
                says: [openOn(80)],
            },
        ],
    },
    "security-group-described": of(
        GROUP,
        { description: "The shared load balancer" },
        [{ description: undefined }, "has no description of its own: say what the group is for."],
        [{ description: "Managed by Pulumi" }, "has no description of its own: say what the group is for."],
    ),
    "security-group-no-inline-rules": of(
        GROUP,
        {},
        ...["ingress", "egress"].map(
            (way) =>
                [
                    { [way]: [{ protocol: "-1", fromPort: 0, toPort: 0 }] },
                    "has rules inside: make vpc.SecurityGroupIngressRule and vpc.SecurityGroupEgressRule.",
                ] as const,
        ),
    ),
    "ingress-described": of(INGRESS, { description: "x" }, [
        { description: undefined },
        "has no description: say who gets in.",
    ]),
    "egress-described": of(EGRESS, { description: "x" }, [
        { description: undefined },
        "has no description: say what goes out.",
    ]),
    "ingress-web-only": {
        good: [
            made(INGRESS, { ipProtocol: "tcp", cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 }),
            made(INGRESS, { ipProtocol: "tcp", cidrIpv4: "203.0.113.0/24", fromPort: 22, toPort: 22 }),
            made(INGRESS, { ipProtocol: "tcp", referencedSecurityGroupId: "sg-1", fromPort: 8080, toPort: 8080 }),
        ],
        bad: (
            [
                [{ ipProtocol: "tcp", cidrIpv4: "0.0.0.0/0", fromPort: 22, toPort: 22 }, "0.0.0.0/0", "tcp 22 to 22"],
                [{ ipProtocol: "tcp", cidrIpv6: "::/0", fromPort: 80, toPort: 443 }, "::/0", "tcp 80 to 443"],
                [{ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }, "0.0.0.0/0", "all ports"],
            ] as const
        ).map(([inputs, from, ports]) => ({
            resources: [made(INGRESS, inputs)],
            says: [`SecurityGroupIngressRule::it: lets ${from} in on ${ports}: name the addresses that need it.`],
        })),
    },
    "egress-limited": of(
        EGRESS,
        { ipProtocol: "tcp", cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 },
        [
            { ipProtocol: "-1", fromPort: undefined, toPort: undefined },
            "lets everything out to 0.0.0.0/0: name the port.",
        ],
        [{ fromPort: 0, toPort: 65535 }, "lets everything out to 0.0.0.0/0: name the port."],
    ),
    "default-security-group-closed": {
        good: [NETWORK, made(DEFAULT_GROUP, { vpcId: "vpc-1", ingress: [], egress: [] })],
        bad: [
            [NETWORK],
            [NETWORK, made(DEFAULT_GROUP, { vpcId: "vpc-2" })],
            [NETWORK, made(DEFAULT_GROUP, { vpcId: "vpc-1", egress: [{ protocol: "-1" }] })],
        ].map((resources) => ({
            resources,
            says: ["Vpc::it: the default group of it is open: add ec2.DefaultSecurityGroup without rules."],
        })),
    },
    "role-confused-deputy": {
        good: [
            made("aws:iam/role:Role", trust({})),
            ...["ec2", "build.apprunner", "tasks.apprunner"].map((service) =>
                made(
                    "aws:iam/role:Role",
                    trust({ Principal: { Service: `${service}.amazonaws.com` }, Condition: undefined }),
                ),
            ),
        ],
        bad: [
            {
                resources: [made("aws:iam/role:Role", trust({ Condition: undefined }))],
                says: ["Role::it: ecs-tasks.amazonaws.com may take it on for any account: add aws:SourceAccount."],
            },
            ...["*", { AWS: ["*"] }].map((Principal) => ({
                resources: [made("aws:iam/role:Role", trust({ Principal }))],
                says: ['Role::it: everybody ("*") may take it on: name a service or an account.'],
            })),
        ],
    },
    "policy-least-privilege": of(
        "aws:iam/rolePolicy:RolePolicy",
        allow({}),
        [allow({ Action: "s3:*" }), "Read allows s3:*: name the actions."],
        [allow({ Resource: ["*"] }), "Read allows s3:GetObject on every resource: name the resources."],
        [allow({ Action: undefined, NotAction: "iam:*" }), "Read allows all but some: name the actions."],
    ),
    "managed-policy-least-privilege": of("aws:iam/policy:Policy", allow({}), [
        allow({ Resource: ["*"] }),
        "Read allows s3:GetObject on every resource: name the resources.",
    ]),
    "role-exact-identity": of(
        "aws:iam/role:Role",
        tokens({ "issuer:aud": "sts.amazonaws.com", "issuer:sub": ["repo:acme/shop:pull_request"] }),
        [
            tokens({ "issuer:sub": "repo:acme/shop:pull_request" }),
            "tokens open it whatever their aud: compare it by StringEquals.",
        ],
        [tokens({ "issuer:aud": "a", "issuer:sub": "repo:acme/*" }), 'its sub is "repo:acme/*": name one.'],
    ),
    "log-retention": of("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30 }, [
        { retentionInDays: undefined },
        "retentionInDays is not set, so it grows for ever: set it.",
    ]),
    "secret-described": of("aws:secretsmanager/secret:Secret", { description: "of x" }, [
        { description: undefined },
        "has no description: say who uses it.",
    ]),
    ...EXPRESS_CASES,
    ...APP_RUNNER_CASES,
    ...STORAGE_CASES,
    ...ALARM_CASES,
    ...DATABASE_CASES,
    ...HOST_CASES,
};
