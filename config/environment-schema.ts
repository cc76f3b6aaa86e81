import { z } from "zod";
import type { SignIn } from "../components/environment-args";
import type { EnvironmentSettings } from "../components/environment-settings";
import { hostName, must, whole } from "./values";

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
    cidr: must("a private block sixteen bits long, such as 10.0.0.0/16", isPrivateBlock).optional(),
    zones: z.literal([2, 3]).optional(),
    tasks: z.enum(["public", "private"]).optional(),
    nat: z.enum(["none", "single", "per-az"]).optional(),
});

const vpc = z.strictObject({
    id: id("vpc"),
    publicSubnetIds: subnets.refine((ids) => ids.length >= 2, {
        error: "at least two subnets, in different availability zones",
    }),
    privateSubnetIds: subnets.optional(),
});

const loadBalancer = z.strictObject({
    arn: arn("an application load balancer", "elasticloadbalancing", "loadbalancer/app/"),
    securityGroup: id("sg"),
    httpsListener: arn("a listener", "elasticloadbalancing", "listener/app/").optional(),
});

const signIn = z
    .strictObject({
        issuer: url,
        authorizationEndpoint: url,
        tokenEndpoint: url,
        userInfoEndpoint: url,
        clientId: z.string(),
        clientSecret: arn("a Secrets Manager entry that is the client's secret", "secretsmanager", "secret:"),
        scope: z.string().optional(),
        // The load balancer's own most is seven days.
        sessionHours: whole(1, 168).optional(),
    })
    .transform(({ clientSecret, scope, sessionHours, ...rest }): SignIn => ({
        ...rest,
        clientSecretArn: clientSecret,
        ...(scope !== undefined && { scope }),
        ...(sessionHours !== undefined && { sessionHours }),
    }));

const shape = {
    network: network.optional(),
    vpc: vpc.optional(),
    cluster: arn("an ECS cluster", "ecs", "cluster/").optional(),
    loadBalancer: loadBalancer.optional(),
    domain: hostName.optional(),
    hostedZone: must("the id of a hosted zone, such as Z0123456789ABC", (value) =>
        /^Z[0-9A-Z]+$/.test(value),
    ).optional(),
    certificate: arn("a certificate", "acm", "certificate/").optional(),
    signIn: signIn.optional(),
    accessLogs: z.boolean().optional(),
    logRetentionDays: z
        .number()
        .refine((days) => RETENTION_DAYS.includes(days), {
            error: "a retention that CloudWatch has, such as 30, 90 or 365",
        })
        .optional(),
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
    .transform(({ vpc, cluster, loadBalancer, network, ...rest }): EnvironmentSettings => {
        const { cidr, ...parts } = network ?? {};
        return {
            ...given(rest),
            ...(network && { network: { ...given(parts), ...(cidr !== undefined && { cidrBlock: cidr }) } }),
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
} as const;

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without what is left out. */
function given<T extends object>(values: T): Given<T> {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

function isPrivateBlock(value: string): boolean {
    return /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/.test(value);
}
