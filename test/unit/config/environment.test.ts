import * as pulumi from "@pulumi/pulumi";
import { environmentArgs, readStackConfig } from "../../../config";

const ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:sign-in-AbCdEf";
const SIGN_IN = {
    issuer: "https://id.example.com",
    authorizationEndpoint: "https://id.example.com/authorize",
    tokenEndpoint: "https://id.example.com/token",
    userInfoEndpoint: "https://id.example.com/userinfo",
    clientId: "slipway",
    clientSecret: ARN,
};
const LB = "arn:aws:elasticloadbalancing:eu-central-1:111122223333";
const VPC = { id: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"] };

interface Stack {
    readonly profile?: string;
    readonly environment?: unknown;
    readonly apps?: Readonly<Record<string, unknown>>;
}

function read({ profile, environment, apps = { web: { target: "ecs-fargate" } } }: Stack) {
    pulumi.runtime.setAllConfig({
        "slipway:apps": JSON.stringify(apps),
        ...(profile !== undefined && { "slipway:profile": profile }),
        ...(environment !== undefined && { "slipway:environment": JSON.stringify(environment) }),
    });
    return readStackConfig();
}

/** The arguments of `Environment`, but for how AWS is reached. */
function args(stack: Stack) {
    const { access: _, ...rest } = environmentArgs(read(stack));
    return rest;
}

describe("what an environment is made of", () => {
    test("dev costs nothing by the hour but its load balancer", () => {
        expect(args({})).toEqual({
            disposable: true,
            logRetentionDays: 30,
            accessLogs: false,
            network: { tasks: "public", nat: "none" },
        });
    });

    test("prod is private, survives the loss of a zone, keeps its logs and is protected", () => {
        expect(args({ profile: "prod" })).toEqual({
            disposable: false,
            logRetentionDays: 365,
            accessLogs: true,
            network: { tasks: "private", nat: "per-az" },
        });
    });

    test("prod with public tasks has no NAT gateway", () => {
        expect(args({ profile: "prod", environment: { network: { tasks: "public" } } }).network).toEqual({
            tasks: "public",
            nat: "none",
        });
    });

    test("everything of one's own", () => {
        const environment = {
            network: { cidr: "172.20.0.0/16", zones: 3, tasks: "private", nat: "single" },
            domain: "example.com",
            hostedZone: "Z0123456789ABC",
            certificate: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
            signIn: { ...SIGN_IN, scope: "openid email", sessionHours: 8 },
            accessLogs: true,
            logRetentionDays: 90,
        };
        const { clientSecret, ...signIn } = SIGN_IN;
        expect(args({ environment })).toEqual({
            disposable: true,
            logRetentionDays: 90,
            accessLogs: true,
            network: { cidrBlock: "172.20.0.0/16", zones: 3, tasks: "private", nat: "single" },
            domain: {
                name: "example.com",
                hostedZoneId: "Z0123456789ABC",
                certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
            },
            signIn: { ...signIn, clientSecretArn: clientSecret, scope: "openid email", sessionHours: 8 },
        });
    });

    test("everything of somebody else's", () => {
        const environment = {
            vpc: { ...VPC, privateSubnetIds: ["subnet-3"] },
            cluster: "arn:aws:ecs:eu-central-1:111122223333:cluster/main",
            loadBalancer: {
                arn: `${LB}:loadbalancer/app/main/1`,
                securityGroup: "sg-1",
                httpsListener: `${LB}:listener/app/main/1/2`,
            },
            domain: "example.com",
        };
        expect(args({ profile: "prod", environment })).toEqual({
            disposable: false,
            logRetentionDays: 365,
            accessLogs: true,
            network: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"], taskSubnetIds: ["subnet-3"] },
            clusterArn: "arn:aws:ecs:eu-central-1:111122223333:cluster/main",
            loadBalancer: {
                arn: `${LB}:loadbalancer/app/main/1`,
                securityGroupId: "sg-1",
                httpsListenerArn: `${LB}:listener/app/main/1/2`,
            },
            domain: { name: "example.com" },
        });
    });
});

const app = (settings: object) => ({ target: "ecs-fargate", ...settings });
const at = (domain: string) => ({ web: app({ domain }) });

describe("environments that are refused: what, the value given, what to do", () => {
    const cases: [string, Stack, string[]][] = [
        [
            "keys that nobody knows, with the one that is meant",
            {
                environment: {
                    domian: "x.com",
                    network: { nats: "none" },
                    vpc: { ...VPC, privateSubnets: [] },
                    loadBalancer: { arm: "" },
                    signIn: { ...SIGN_IN, clientSecretArn: ARN },
                },
            },
            [
                "slipway:environment.network.nats: is unknown: did you mean nat?",
                "slipway:environment.vpc.privateSubnets: is unknown: did you mean privateSubnetIds?",
                "slipway:environment.loadBalancer.arn: is missing: `pulumi config set --path 'slipway:environment.loadBalancer.arn' <value>`.",
                "slipway:environment.loadBalancer.securityGroup: is missing: `pulumi config set --path 'slipway:environment.loadBalancer.securityGroup' <value>`.",
                "slipway:environment.loadBalancer.arm: is unknown: did you mean arn?",
                "slipway:environment.signIn.clientSecretArn: is unknown: did you mean clientSecret?",
                "slipway:environment.domian: is unknown: did you mean domain?",
            ],
        ],
        [
            "a network",
            { environment: { network: { cidr: "10.0.0.0/8", zones: 1, tasks: "hidden", nat: "twice" } } },
            [
                'slipway:environment.network.cidr: must be a private block sixteen bits long, such as 10.0.0.0/16, not "10.0.0.0/8".',
                "slipway:environment.network.zones: must be one of 2, 3, not 1.",
                'slipway:environment.network.tasks: must be one of public, private, not "hidden".',
                'slipway:environment.network.nat: must be one of none, single, per-az, not "twice".',
            ],
        ],
        [
            "a NAT gateway that nobody needs",
            { environment: { network: { nat: "single" } } },
            [
                "slipway:environment.network.nat: is \"single\", but tasks run in public subnets, which need no NAT gateway: leave it out, or `pulumi config set --path 'slipway:environment.network.tasks' private`.",
            ],
        ],
        [
            "a shell where nothing leads to Systems Manager",
            {
                environment: { network: { tasks: "private", nat: "none" } },
                apps: {
                    web: { target: "ecs-fargate", services: { api: { exec: true }, db: { exec: false } } },
                    here: { target: "local", services: { api: { exec: true } } },
                },
            },
            [
                "slipway:apps.web.services.api.exec: is true, but a shell goes through Systems Manager, which private tasks without NAT do not reach: `pulumi config set --path 'slipway:environment.network.nat' single`, or leave it out.",
            ],
        ],
        [
            "a network to make beside one that is there",
            { environment: { vpc: VPC, network: { zones: 2 } } },
            ['slipway:environment.network: must be left out beside `vpc`, which exists already, not {"zones":2}.'],
        ],
        [
            "a load balancer without its network, and logs of it",
            {
                environment: {
                    loadBalancer: { arn: `${LB}:loadbalancer/app/main/1`, securityGroup: "sg-1" },
                    accessLogs: false,
                },
            },
            [
                "slipway:environment.vpc: must be given beside `loadBalancer`, or the tasks are in another network than it is, not nothing.",
                "slipway:environment.accessLogs: must be left out beside `loadBalancer`, whose owner decides about them, not false.",
            ],
        ],
        [
            "a load balancer by its parts",
            {
                environment: {
                    vpc: VPC,
                    loadBalancer: { arn: `${LB}:loadbalancer/net/main/1`, securityGroup: "main", httpsListener: "443" },
                },
            },
            [
                `slipway:environment.loadBalancer.arn: must be the ARN of an application load balancer, not "${LB}:loadbalancer/net/main/1".`,
                'slipway:environment.loadBalancer.securityGroup: must be an id such as sg-0a1b2c3d, not "main".',
                'slipway:environment.loadBalancer.httpsListener: must be the ARN of a listener, not "443".',
            ],
        ],
        [
            "zone, certificate and sign-in without a domain",
            {
                environment: {
                    hostedZone: "Z0123456789ABC",
                    certificate: "arn:aws:acm:eu-central-1:111122223333:certificate/1",
                    signIn: SIGN_IN,
                },
            },
            [
                "slipway:environment.domain: must be given beside `hostedZone`, or nothing has a name in it, not nothing.",
                "slipway:environment.domain: must be given beside `certificate`, or nothing is served by it, not nothing.",
                "slipway:environment.domain: must be given beside `signIn`, or there is no HTTPS to sign in by, not nothing.",
            ],
        ],
        [
            "domain, zone and certificate",
            { environment: { domain: "example", hostedZone: "example.com", certificate: "example.com" } },
            [
                'slipway:environment.domain: must be a host name such as tasks.example.com, not "example".',
                'slipway:environment.hostedZone: must be the id of a hosted zone, such as Z0123456789ABC, not "example.com".',
                'slipway:environment.certificate: must be the ARN of a certificate, not "example.com".',
            ],
        ],
        [
            "who asks people to sign in; a secret by value is not shown",
            {
                environment: {
                    domain: "example.com",
                    signIn: { ...SIGN_IN, issuer: "http://id", clientSecret: "canary", sessionHours: 200 },
                },
            },
            [
                'slipway:environment.signIn.issuer: must be an address that begins with https://, not "http://id".',
                "slipway:environment.signIn.clientSecret: must be the ARN of a Secrets Manager entry that is the client's secret, not what is given.",
                "slipway:environment.signIn.sessionHours: must be a whole number from 1 to 168, not 200.",
            ],
        ],
        [
            "logs",
            { environment: { accessLogs: "yes", logRetentionDays: 31 } },
            [
                'slipway:environment.accessLogs: must be true or false, not "yes".',
                "slipway:environment.logRetentionDays: must be a retention that CloudWatch has, such as 30, 90 or 365, not 31.",
            ],
        ],
    ];
    test.each(cases)("%s", (_what, stack, says) => expect(problems(stack)).toEqual(says));
});

test.each([
    ["public tasks", {}],
    ["a NAT gateway", { environment: { network: { tasks: "private", nat: "single" } } }],
    ["somebody else's network", { profile: "prod", environment: { vpc: VPC } }],
])("a shell is had with %s", (_what, stack) => {
    const apps = { web: { target: "ecs-fargate", services: { api: { exec: true } } } };
    expect(() => read({ ...stack, apps })).not.toThrow();
});

describe("domains that are refused", () => {
    const environment = { domain: "example.com" };
    const cases: [string, Stack, string[]][] = [
        [
            "no domain of the stack's",
            { apps: at("shop.example.com") },
            [
                "slipway:apps.web.domain: is \"shop.example.com\", but the stack has no domain with a zone in Route 53, a certificate and HTTPS: `pulumi config set --path 'slipway:environment.domain' example.com`.",
            ],
        ],
        [
            "another one than the stack's",
            { environment, apps: at("shop.example.org") },
            [
                'slipway:apps.web.domain: is "shop.example.org", which is not in the stack\'s domain example.com: take example.com or a name right under it.',
            ],
        ],
        [
            "deeper than the certificate holds",
            { environment, apps: at("eu.shop.example.com") },
            [
                'slipway:apps.web.domain: is "eu.shop.example.com", but the stack\'s certificate holds for example.com and names right under it: take eu-shop.example.com.',
            ],
        ],
        [
            "two apps with one domain",
            { environment, apps: { ...at("example.com"), api: app({ domain: "example.com" }) } },
            [
                'slipway:apps.web.domain: is "example.com", which the app api has already: give one of them another name.',
            ],
        ],
        [
            "sign-in without a domain",
            { apps: { web: app({ signIn: false }) } },
            ["slipway:apps.web.signIn: needs a domain, as people sign in by HTTPS: give the app one."],
        ],
        [
            "a path that a rule cannot hold, and a place that there is not",
            { apps: { web: app({ services: { api: { path: "/a/*", priority: 0 } } }) } },
            [
                'slipway:apps.web.services.api.path: must be a path of at most three parts, such as /api, without * and ?, not "/a/*".',
                "slipway:apps.web.services.api.priority: must be a whole number from 1 to 50000, not 0.",
            ],
        ],
    ];
    test.each(cases)("%s", (_what, stack, says) => expect(problems(stack)).toEqual(says));

    test("names that hold: the domain itself, one right under it, any under a certificate of one's own", () => {
        expect(() =>
            read({ environment, apps: { ...at("example.com"), api: app({ domain: "a.example.com" }) } }),
        ).not.toThrow();
        const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/1";
        expect(() =>
            read({ environment: { ...environment, certificate }, apps: at("eu.a.example.com") }),
        ).not.toThrow();
    });
});

/** The problems, one a line. */
function problems(stack: Stack): string[] {
    try {
        read(stack);
    } catch (problem) {
        return (problem as Error).message
            .split("\n")
            .slice(1)
            .map((line) => line.trim());
    }
    throw new Error("nothing is refused");
}
