import { groupName, identifierWords } from "../managed/identifier";

/** One statement of a policy, with the reason that the documentation gives for it. */
export interface Statement {
    readonly sid: string;
    /** Why a deployment needs it, and why no narrower form of it does; for people. */
    readonly why: string;
    readonly actions: readonly string[];
    /** ARNs; `*` only where an action knows no resource. */
    readonly resources: readonly string[];
    readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a use needs: to make things so, and to look at them. */
export interface Needs {
    readonly write: readonly Statement[];
    readonly read: readonly Statement[];
}

/** What a Slipway stack uses of AWS beyond images, roles, secrets and logs, which every stack has. */
export const USES = [
    "network",
    "load-balancer",
    "ecs-fargate",
    "ecs-express",
    "app-runner",
    "ec2-compose",
    "domain",
    "database",
    "cache",
    "alarms",
] as const;

export type Use = (typeof USES)[number];

/** The stacks that `slipway pr` makes, as a part of ARNs. */
export const PULL_REQUEST_STACKS = "pr-*";

/** Where the roles may reach: one stack, in one region of one account. */
export interface Reach {
    readonly partition: string;
    readonly region: string;
    readonly accountId: string;
    /** The Pulumi project and stack that are deployed; names that Slipway makes up begin with them. */
    readonly project: string;
    readonly stack: string;
    /** The apps of that stack: names that Pulumi makes up begin with an app's name, or with `shared`. */
    readonly apps: readonly string[];
    readonly uses: readonly Use[];
    /** Ids of the hosted zones that records are written to. @default none */
    readonly hostedZones?: readonly string[];
    /** Bucket of Pulumi's state. @default none: Pulumi Cloud keeps it */
    readonly stateBucket?: string;
    /** KMS key that encrypts the stack's secrets. @default none: a passphrase or Pulumi Cloud */
    readonly secretsKeyArn?: string;
    /** Secrets Manager entry that is the client's secret of `slipway:environment.signIn`, whole, with its last six characters. @default none */
    readonly signInSecretArn?: string;
}

/** The shorter of the limits that RDS and ElastiCache have for names. */
const LONGEST_CACHE_NAME = 40;

/** ARNs of what belongs to a stack. */
export function arnsOf(reach: Reach) {
    const { partition, region, accountId, project, stack, apps } = reach;
    const prefix = `${project}-${stack}`;
    const [dataPrefix, whole] = [identifierWords(prefix, LONGEST_CACHE_NAME), identifierWords(prefix, Infinity)];
    const regional = (service: string, resource: string) =>
        `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
    return {
        /** Of a service that has nothing to tell two stacks apart by: all that the account has in the region. */
        regional,
        global: (service: string, resource: string) => `arn:${partition}:${service}::${accountId}:${resource}`,
        /** Of names that Slipway makes of project and stack. */
        ofStack: (service: string, kind: string, rest = "-*") => regional(service, `${kind}${prefix}${rest}`),
        /** Of images: `repositoryNameOf` makes their names of project and stack, without capitals. */
        ofRepositories: () => regional("ecr", `repository/${prefix.toLowerCase()}/*`),
        /** Of databases and caches: `dataIdentifier` makes their names of project and stack, as far as ElastiCache's 40 characters go. */
        ofData: (service: string, kind: string) =>
            regional(service, `${kind}${dataPrefix}${dataPrefix === whole ? "-*" : "*"}`),
        /** Of names that Pulumi makes of a resource's own. */
        ofApps: (service: string, kind: string, at: "regional" | "global" = "regional") =>
            ["shared", ...apps].map((name) =>
                at === "regional"
                    ? regional(service, `${kind}${name}-*`)
                    : `arn:${partition}:${service}::${accountId}:${kind}${name}-*`,
            ),
        /** Of the groups of databases and caches, whose names are made of the apps' by `groupName`. */
        ofGroups: (service: string, kind: string) =>
            apps.map((name) => regional(service, `${kind}${groupName(name)}-*`)),
        prefix,
    };
}
