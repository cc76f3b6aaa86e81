/** What `Environment` makes of its arguments, under mocks with the models of the aws STAND-IN. */
import { Environment, type EnvironmentArgs } from "../../../components/environment";
import { FargateService, type PublishedPort } from "../../../components/fargate-service";
import { mockedProgram, type MadeResource } from "../../support/mocked-stack";

async function made(args: EnvironmentArgs, publish: PublishedPort[] = []): Promise<MadeResource[]> {
    return mockedProgram("unit", {}, async () => {
        const environment = new Environment("shared", args);
        if (publish.length === 0) return expect(environment.loadBalancer).toBeDefined();
        new FargateService("web", { environment, image: { reference: "registry.example/web:1" }, publish });
    });
}

const ofType = (resources: MadeResource[], type: string) =>
    resources.filter((resource) => resource.type.endsWith(`:${type}`));
const inputsOf = (resources: MadeResource[], type: string, name?: string) => {
    const found = ofType(resources, type).filter((one) => name === undefined || one.name === name);
    expect([type, found.map((one) => one.name)]).toEqual([type, [expect.any(String)]]);
    return found[0]!.inputs;
};

test("what no app asks for is not made: no network for none, no load balancer for what nobody reaches", async () => {
    const typesOf = async (program: (environment: Environment) => void) => {
        const resources = await mockedProgram("unit", {}, async () => program(new Environment("shared")));
        return resources.map(({ type }) => type.split(":").at(-1));
    };
    expect(await typesOf(() => undefined)).toEqual([]);
    const worker = await typesOf((environment) => {
        new FargateService("worker", { environment, image: { reference: "registry.example/worker:1" } });
    });
    expect(worker).toEqual(expect.arrayContaining(["Vpc", "Cluster", "LogGroup", "Service"]));
    expect(worker).not.toContain("LoadBalancer");
});

describe("network: what costs money is there only when it is asked for", () => {
    const cases: [string, EnvironmentArgs["network"], { nat: number; endpoints: string[]; subnets: number }][] = [
        ["the default", undefined, { nat: 0, endpoints: [], subnets: 2 }],
        ["private, one NAT gateway", { tasks: "private", nat: "single" }, { nat: 1, endpoints: ["s3"], subnets: 4 }],
        ["private, one a zone", { tasks: "private", nat: "per-az" }, { nat: 2, endpoints: ["s3"], subnets: 4 }],
        ["three zones", { tasks: "private", nat: "per-az", zones: 3 }, { nat: 3, endpoints: ["s3"], subnets: 6 }],
        [
            "private without NAT: endpoints, or no task could pull its image",
            { tasks: "private", nat: "none" },
            { nat: 0, endpoints: ["ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager"], subnets: 4 },
        ],
        ["NAT for public tasks is not made", { tasks: "public", nat: "per-az" }, { nat: 0, endpoints: [], subnets: 2 }],
        [
            "somebody else's",
            { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"], taskSubnetIds: ["subnet-3"] },
            { nat: 0, endpoints: [], subnets: 0 },
        ],
    ];
    test.each(cases)("%s", async (_what, network, { nat, endpoints, subnets }) => {
        const resources = await made({ ...(network && { network }) }, [
            { port: 80, containerPort: 8080, allow: ["203.0.113.0/24"] },
        ]);
        expect(ofType(resources, "NatGateway")).toHaveLength(nat);
        expect(ofType(resources, "Eip")).toHaveLength(nat);
        expect(ofType(resources, "Subnet")).toHaveLength(subnets);
        const services = ofType(resources, "VpcEndpoint").map(({ inputs }) => String(inputs.serviceName));
        expect(services.sort()).toEqual(endpoints.map((service) => `com.amazonaws.eu-central-1.${service}`));

        const isPrivate = network !== undefined && ("vpcId" in network || network.tasks === "private");
        const { networkConfiguration } = inputsOf(resources, "Service") as {
            networkConfiguration: { subnets: string[]; assignPublicIp: boolean };
        };
        expect(networkConfiguration.assignPublicIp).toBe(!isPrivate);
        const publicIds = ofType(resources, "Subnet").flatMap(({ id, inputs }) =>
            inputs.mapPublicIpOnLaunch === true ? [id] : [],
        );
        expect(networkConfiguration.subnets.some((id) => publicIds.includes(id))).toBe(!isPrivate);
    });

    test("endpoints: S3's on every route table, the others in the private subnets, for this network only", async () => {
        const resources = await made({ network: { tasks: "private", nat: "none", cidrBlock: "10.7.0.0/16" } });
        const s3 = inputsOf(resources, "VpcEndpoint", "shared-s3");
        expect(s3.routeTableIds).toEqual(
            ofType(resources, "RouteTable")
                .map(({ id }) => id)
                .sort(),
        );
        expect(inputsOf(resources, "VpcEndpoint", "shared-logs")).toMatchObject({
            vpcEndpointType: "Interface",
            privateDnsEnabled: true,
            subnetIds: ofType(resources, "Subnet").flatMap(({ id, name }) => (name.includes("private") ? [id] : [])),
        });
        expect(inputsOf(resources, "SecurityGroupIngressRule")).toMatchObject({ cidrIpv4: "10.7.0.0/16", toPort: 443 });
    });
});

const DOMAIN = { name: "example.com" };
const AT: PublishedPort = { domain: "shop.example.com", containerPort: 8080, priority: 7 };

describe("a domain", () => {
    test("is served by TLS 1.2 and newer with a certificate for it and the names under it; HTTP is led there", async () => {
        const resources = await made({ domain: DOMAIN }, [AT]);
        expect(inputsOf(resources, "Certificate")).toMatchObject({
            domainName: "example.com",
            subjectAlternativeNames: ["*.example.com"],
            validationMethod: "DNS",
        });
        expect(inputsOf(resources, "Record", "shared-validation")).toMatchObject({
            zoneId: "Z0STANDIN",
            name: expect.stringMatching(/^_[0-9a-f]{32}\.example\.com\.$/),
            type: "CNAME",
            records: [expect.stringMatching(/^_[0-9a-f]{32}\.acm-validations\.aws\.$/)],
        });
        const certificate = inputsOf(resources, "CertificateValidation").certificateArn;
        expect(inputsOf(resources, "Listener", "shared-https")).toMatchObject({
            port: 443,
            protocol: "HTTPS",
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
            certificateArn: certificate,
            defaultActions: [{ type: "fixed-response", fixedResponse: { statusCode: "404" } }],
        });
        expect(inputsOf(resources, "Listener", "shared-http")).toMatchObject({
            port: 80,
            defaultActions: [
                { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
            ],
        });
        expect(inputsOf(resources, "ListenerRule")).toMatchObject({
            priority: 7,
            conditions: [{ hostHeader: { values: ["shop.example.com"] } }],
            actions: [{ type: "forward", order: 1, targetGroupArn: ofType(resources, "TargetGroup")[0]!.id }],
        });
        expect(inputsOf(resources, "Record", "shared-shop.example.com")).toMatchObject({
            type: "A",
            name: "shop.example.com",
            aliases: [{ zoneId: "Z215JYRZR1TBD5", evaluateTargetHealth: true }],
        });
    });

    test("a certificate and a zone that are there are used", async () => {
        const certificateArn = "arn:aws:acm:eu-central-1:111122223333:certificate/1";
        const resources = await made({ domain: { ...DOMAIN, certificateArn, hostedZoneId: "Z1" } }, [AT]);
        expect(ofType(resources, "Certificate")).toEqual([]);
        expect(inputsOf(resources, "Listener", "shared-https").certificateArn).toBe(certificateArn);
        expect(inputsOf(resources, "Record").zoneId).toBe("Z1");
    });

    test("two services of one host share its record", async () => {
        const resources = await mockedProgram("unit", {}, async () => {
            const environment = new Environment("shared", { domain: DOMAIN });
            const image = { reference: "registry.example/web:1" };
            new FargateService("web", { environment, image, publish: [AT] });
            new FargateService("api", { environment, image, publish: [{ ...AT, path: "/api", priority: 3 }] });
        });
        expect(ofType(resources, "ListenerRule")).toHaveLength(2);
        expect(ofType(resources, "Record").map(({ name }) => name)).toEqual([
            "shared-shop.example.com",
            "shared-validation",
        ]);
    });

    test("an environment without one refuses a service that has one", async () => {
        await expect(made({}, [AT])).rejects.toThrow(
            "web is published at shop.example.com, but its environment has no domain: give Environment a domain.",
        );
    });
});

const SIGN_IN = {
    issuer: "https://id.example.com",
    authorizationEndpoint: "https://id.example.com/authorize",
    tokenEndpoint: "https://id.example.com/token",
    userInfoEndpoint: "https://id.example.com/userinfo",
    clientId: "slipway",
    clientSecretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:sign-in-AbCdEf",
};

describe("sign-in", () => {
    test("comes before anything else, and the load balancer may ask the provider", async () => {
        const resources = await made({ domain: DOMAIN, signIn: SIGN_IN }, [AT]);
        const { clientSecretArn: _, ...rest } = SIGN_IN;
        expect(inputsOf(resources, "ListenerRule").actions).toEqual([
            {
                type: "authenticate-oidc",
                order: 1,
                authenticateOidc: {
                    ...rest,
                    clientSecret: "a client secret of the stand-in",
                    scope: "openid",
                    sessionTimeout: 43_200,
                    onUnauthenticatedRequest: "authenticate",
                },
            },
            { type: "forward", order: 2, targetGroupArn: expect.any(String) },
        ]);
        const out = ofType(resources, "SecurityGroupEgressRule").find(({ name }) => name === "shared-to-sign-in");
        expect(out?.inputs).toMatchObject({ cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 });
    });

    test("a service that wants none has none", async () => {
        const resources = await made({ domain: DOMAIN, signIn: SIGN_IN }, [{ ...AT, signIn: false }]);
        expect(inputsOf(resources, "ListenerRule").actions).toEqual([
            { type: "forward", order: 1, targetGroupArn: expect.any(String) },
        ]);
    });
});

test("a network, cluster and load balancer that are there are used, and not made", async () => {
    const lb = "arn:aws:elasticloadbalancing:eu-central-1:111122223333";
    const resources = await made(
        {
            network: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"] },
            clusterArn: "arn:aws:ecs:eu-central-1:111122223333:cluster/main",
            loadBalancer: {
                arn: `${lb}:loadbalancer/app/main/1`,
                securityGroupId: "sg-1",
                httpsListenerArn: `${lb}:listener/app/main/1/2`,
            },
            domain: DOMAIN,
            signIn: SIGN_IN,
            accessLogs: true,
        },
        [AT],
    );
    // Its own stack has that rule, if people sign in there, too; AWS refuses it twice.
    const outs = ofType(resources, "SecurityGroupEgressRule").filter(({ inputs }) => inputs.securityGroupId === "sg-1");
    expect(outs.map(({ name }) => name)).toEqual(["web-to-tasks"]);
    const types = new Set(resources.map(({ type }) => type.split(":").pop()));
    for (const type of ["Vpc", "Cluster", "LoadBalancer", "Listener", "Certificate", "Bucket"]) {
        expect([type, types.has(type)]).toEqual([type, false]);
    }
    expect(inputsOf(resources, "ListenerRule").listenerArn).toBe(`${lb}:listener/app/main/1/2`);
    expect(inputsOf(resources, "SecurityGroupEgressRule", "web-to-tasks").securityGroupId).toBe("sg-1");
    const [alias] = inputsOf(resources, "Record").aliases as { name: string }[];
    expect(alias?.name).toBe("main-1.eu-central-1.elb.amazonaws.com");
});

test("access logs lie in a bucket that only this account's load balancers write to", async () => {
    const resources = await made({ accessLogs: true });
    const bucket = ofType(resources, "Bucket")[0]!;
    expect(inputsOf(resources, "LoadBalancer").accessLogs).toEqual({ bucket: bucket.id, enabled: true });
    expect(inputsOf(resources, "BucketPublicAccessBlock")).toMatchObject({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    const { Statement } = JSON.parse(String(inputsOf(resources, "BucketPolicy").policy)) as { Statement: unknown[] };
    expect(Statement).toEqual([
        {
            Sid: "Deliver",
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::${bucket.id}/AWSLogs/123456789012/*`,
        },
        {
            Sid: "OnlyByTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [`arn:aws:s3:::${bucket.id}`, `arn:aws:s3:::${bucket.id}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
    ]);
    expect(ofType(await made({}), "Bucket")).toEqual([]);
});

test("what is not disposable is protected", async () => {
    expect(inputsOf(await made({}), "LoadBalancer").enableDeletionProtection).toBe(true);
    expect(inputsOf(await made({ disposable: true }), "LoadBalancer").enableDeletionProtection).toBe(false);
});
