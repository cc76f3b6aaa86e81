import { z } from "zod";
import type { SignIn } from "../components/environment-args";
import type { EnvironmentSettings } from "../components/environment-settings";
import { hostName, imageName, must, told, whole } from "./values";

const id = (prefix: string) =>
    must(`an id such as ${prefix}-0a1b2c3d`, (value) => new RegExp(`^${prefix}-[0-9a-z]+$`).test(value));
const arn = (what: string, service: string, resource: string) =>
    must(`the ARN of ${what}`, (value) =>
        new RegExp(`^arn:aws[\\w-]*:${service}:[^\\s]+:${resource}[^\\s]+$`).test(value),
    );
const subnets = z.array(id("subnet"));
const url = must("an address that begins with https://", (value) => /^https:\/\/[^\s/]+/.test(value));

/** What CloudWatch Logs takes. */
const RETENTION_DAYS = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const network = z.strictObject({
    cidr: told(
        must("a private block sixteen bits long, such as 10.0.0.0/16", isPrivateBlock).optional(),
        "its addresses",
        "`10.0.0.0/16`",
    ),
    zones: told(z.literal([2, 3]).optional(), "in how many availability zones it lies", "2"),
    tasks: told(
        z.enum(["public", "private"]).optional(),
        "in which subnets tasks run; private ones without NAT reach AWS by endpoints and nothing else",
        "`public` on `dev`, `private` on `prod`",
    ),
    nat: told(
        z.enum(["none", "single", "per-az"]).optional(),
        "NAT gateways, by which private tasks reach the internet",
        "`none` on `dev`, `per-az` on `prod`",
    ),
});

const vpc = z.strictObject({
    id: told(id("vpc"), "the network", "refused"),
    publicSubnetIds: told(
        subnets.refine((ids) => ids.length >= 2, {
            error: "at least two subnets, in different availability zones",
        }),
        "at least two, in different availability zones",
        "refused",
    ),
    privateSubnetIds: told(subnets.optional(), "where private tasks and managed data lie", "none"),
});

const loadBalancer = z.strictObject({
    arn: told(arn("an application load balancer", "elasticloadbalancing", "loadbalancer/app/"), "itself", "refused"),
    securityGroup: told(id("sg"), "its group: rules are added to it", "refused"),
    httpsListener: told(
        arn("a listener", "elasticloadbalancing", "listener/app/").optional(),
        "its listener for HTTPS, to which apps with a domain add rules; with `signIn` its group must let port 443 out",
        "one is made",
    ),
});

const signIn = z
    .strictObject({
        issuer: told(url, "who people are known to", "refused"),
        authorizationEndpoint: told(url, "where they sign in", "refused"),
        tokenEndpoint: told(url, "of the issuer", "refused"),
        userInfoEndpoint: told(url, "of the issuer", "refused"),
        clientId: told(z.string().meta({ value: "text" }), "of the client that the issuer knows", "refused"),
        clientSecret: told(
            arn("a Secrets Manager entry that is the client's secret", "secretsmanager", "secret:"),
            "of the client; it is referenced, and stands in no setting",
            "refused",
        ),
        scope: told(z.string().meta({ value: "text" }).optional(), "what the issuer is asked for", "`openid`"),
        // The load balancer's own most is seven days.
        sessionHours: told(whole(1, 168).optional(), "after which people sign in again", "12"),
    })
    .transform(({ clientSecret, scope, sessionHours, ...rest }): SignIn => ({
        ...rest,
        clientSecretArn: clientSecret,
        ...(scope !== undefined && { scope }),
        ...(sessionHours !== undefined && { sessionHours }),
    }));

const host = z.strictObject({
    instanceType: told(
        must("a type of instance, such as t3.small or t4g.small", (value) =>
            /^[a-z]+\d+[a-z-]*\.[a-z0-9-]+$/.test(value),
        ).optional(),
        "its size and processor",
        "`t3.small`",
    ),
    // What EBS has of gp3.
    volume: told(whole(1, 16_384).optional(), "GiB of the data volume: it can grow, not shrink", "20"),
    // What Data Lifecycle Manager keeps.
    snapshots: told(whole(0, 1000).optional(), "daily snapshots that are kept; 0: none are taken", "7"),
    image: told(
        id("ami").optional(),
        "machine image; another one is another instance",
        "the newest Amazon Linux 2023 when the instance is made",
    ),
    restoreFrom: told(
        id("snap").optional(),
        "snapshot that the data volume is made from: [bringing data back](ec2-compose.md#bringing-data-back)",
        "an empty volume",
    ),
    proxyImage: told(
        imageName("caddy:2.10.2").optional(),
        "a Caddy 2 of one's own",
        "Docker Hub's, copied to ECR once",
    ),
});

const BELOW = { value: "a mapping, see below" };
const RETENTION = "a retention that CloudWatch has, such as 30, 90 or 365";

const shape = {
    network: told(network.meta(BELOW).optional(), "of a new network", "the profile's"),
    vpc: told(vpc.meta(BELOW).optional(), "an existing network", "a new one"),
    cluster: told(arn("an ECS cluster", "ecs", "cluster/").optional(), "an existing cluster", "a new one"),
    loadBalancer: told(loadBalancer.meta(BELOW).optional(), "an existing load balancer", "a new one"),
    domain: told(
        hostName.optional(),
        "of the environment: for itself and the names right under it",
        "ports for known addresses only",
    ),
    hostedZone: told(
        must("the id of a hosted zone, such as Z0123456789ABC", (value) => /^Z[0-9A-Z]+$/.test(value)).optional(),
        "the Route 53 zone of the domain",
        "the public zone of the domain's name",
    ),
    certificate: told(
        arn("a certificate", "acm", "certificate/").optional(),
        "an existing certificate",
        "one is made, validated by DNS",
    ),
    signIn: told(signIn.meta(BELOW).optional(), "OpenID Connect at the load balancer", "nobody signs in"),
    accessLogs: told(z.boolean().optional(), "whether the load balancer keeps a log of requests", "in `prod`"),
    buildCache: told(
        z.boolean().optional(),
        "whether builds leave what later ones need not do again in ECR, for builders that begin empty, such as [CI's](ci.md#build-cache)",
        "no: each builder has its own",
    ),
    host: told(
        host.meta(BELOW).optional(),
        "the machine of the apps on `ec2-compose`: [its page](ec2-compose.md)",
        "a `t3.small` with 20 GiB",
    ),
    logRetentionDays: told(
        z
            .number()
            .refine((days) => RETENTION_DAYS.includes(days), { error: RETENTION })
            .meta({ value: RETENTION })
            .optional(),
        "days that the containers' logs are kept",
        "30 on `dev`, 365 on `prod`",
    ),
};

const beside = (key: string, why: string) => `given beside \`${key}\`, or ${why}`;

/** The value of `slipway:environment`. */
export const environment = z
    .strictObject(shape)
    .refine(({ vpc, cluster }) => cluster === undefined || vpc !== undefined, {
        path: ["vpc"],
        error: beside("cluster", "the tasks have no network"),
    })
    .refine(({ vpc, loadBalancer }) => loadBalancer === undefined || vpc !== undefined, {
        path: ["vpc"],
        error: beside("loadBalancer", "the tasks are in another network than it is"),
    })
    .refine(({ vpc, network }) => network === undefined || vpc === undefined, {
        path: ["network"],
        error: "left out beside `vpc`, which exists already",
    })
    .refine(({ domain, hostedZone }) => hostedZone === undefined || domain !== undefined, {
        path: ["domain"],
        error: beside("hostedZone", "nothing has a name in it"),
    })
    .refine(({ domain, certificate }) => certificate === undefined || domain !== undefined, {
        path: ["domain"],
        error: beside("certificate", "nothing is served by it"),
    })
    .refine(({ domain, signIn }) => signIn === undefined || domain !== undefined, {
        path: ["domain"],
        error: beside("signIn", "there is no HTTPS to sign in by"),
    })
    .refine(({ accessLogs, loadBalancer }) => accessLogs === undefined || loadBalancer === undefined, {
        path: ["accessLogs"],
        error: "left out beside `loadBalancer`, whose owner decides about them",
    })
    .transform(({ vpc, cluster, loadBalancer, network, host, ...rest }): EnvironmentSettings => {
        const { cidr, ...parts } = network ?? {};
        const { volume, image, ...machine } = host ?? {};
        return {
            ...given(rest),
            ...(network && { network: { ...given(parts), ...(cidr !== undefined && { cidrBlock: cidr }) } }),
            ...(host && {
                host: {
                    ...given(machine),
                    ...(volume !== undefined && { volumeGiB: volume }),
                    ...(image !== undefined && { imageId: image }),
                },
            }),
            ...(vpc && {
                reference: {
                    vpcId: vpc.id,
                    publicSubnetIds: vpc.publicSubnetIds,
                    ...(vpc.privateSubnetIds && { privateSubnetIds: vpc.privateSubnetIds }),
                    ...(cluster !== undefined && { clusterArn: cluster }),
                    ...(loadBalancer && {
                        loadBalancer: {
                            arn: loadBalancer.arn,
                            securityGroupId: loadBalancer.securityGroup,
                            ...(loadBalancer.httpsListener !== undefined && {
                                httpsListenerArn: loadBalancer.httpsListener,
                            }),
                        },
                    }),
                },
            }),
        };
    });

/** Names of the keys of `slipway:environment` and of what lies in it. */
export const ENVIRONMENT_KEYS = {
    environment: Object.keys(shape),
    network: Object.keys(network.shape),
    vpc: Object.keys(vpc.shape),
    loadBalancer: Object.keys(loadBalancer.shape),
    signIn: Object.keys(signIn.in.shape),
    host: Object.keys(host.shape),
} as const;

/** The mappings themselves, for their documentation. */
export const ENVIRONMENT_FIELDS = {
    environment: z.strictObject(shape),
    network,
    vpc,
    loadBalancer,
    signIn: signIn.in,
    host,
} as const;

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without what is left out. */
function given<T extends object>(values: T): Given<T> {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

function isPrivateBlock(value: string): boolean {
    return /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/.test(value);
}
