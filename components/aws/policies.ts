import type { RELEASED } from "../../provider/aws/released-images";
import { canonicalJson } from "./canonical-json";

/** How the tags begin that a release gives its images once it serves. */
const SERVED: typeof RELEASED = "released-";

/** Who may use a task's roles: ECS in this account and region, on behalf of no other account. */
export function taskTrustPolicy(where: { partition: string; region: string; accountId: string }): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "ecs-tasks.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": where.accountId },
                    ArnLike: { "aws:SourceArn": `arn:${where.partition}:ecs:${where.region}:${where.accountId}:*` },
                },
            },
        ],
    });
}

/**
 * Who may use an infrastructure role: ECS. AWS shows this role without a condition on the account, and nowhere says that ECS sends
 * one; with a condition that is not met no service would ever be made. Only this account can hand the role to ECS.
 */
export function infrastructureTrustPolicy(): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
}

/** What starting one service's tasks needs, and nothing else. */
export interface ExecutionAccess {
    readonly repositoryArns: readonly string[];
    readonly secretArns: readonly string[];
    readonly logGroupArn: string;
    readonly logStreamPrefix: string;
}

/** Pull the image, read the secrets, write the log. */
export function executionPolicy(access: ExecutionAccess): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            writeLog(access.logGroupArn, access.logStreamPrefix),
            ...pullImages(access.repositoryArns),
            ...readSecrets(access.secretArns),
        ],
    });
}

/** A statement: write to the streams under a prefix. No `logs:CreateLogGroup`: a late write must not bring a deleted group back. */
export function writeLog(logGroupArn: string, streamPrefix: string) {
    const Resource = `${logGroupArn}:log-stream:${streamPrefix}/*`;
    return { Sid: "WriteLog", Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource };
}

/** Statements: pull from exactly these repositories. None: nothing. */
export function pullImages(repositoryArns: readonly string[]) {
    if (repositoryArns.length === 0) return [];
    return [
        // This one action knows no resource: it is a login, the next statement says to what.
        { Sid: "Login", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        {
            Sid: "PullImage",
            Effect: "Allow",
            Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Resource: [...new Set(repositoryArns)].sort(),
        },
    ];
}

/** Statements: read exactly these entries. None: nothing. */
export function readSecrets(secretArns: readonly string[]) {
    if (secretArns.length === 0) return [];
    const Resource = [...new Set(secretArns)].sort();
    return [{ Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource }];
}

/** What the program of a task may do in AWS: what is given here, and nothing else. */
export interface TaskAccess {
    /** Volumes that it mounts. */
    readonly volumes: readonly VolumeAccess[];
    /** Whether people may open a shell in it by ECS Exec. */
    readonly exec: boolean;
}

export interface VolumeAccess {
    readonly fileSystemArn: string;
    readonly accessPointArn: string;
    readonly write: boolean;
    /** Whether the container's root is root there too. */
    readonly root: boolean;
}

/** `undefined`: nothing, so the role needs no policy. */
export function taskPolicy({ volumes, exec }: TaskAccess): string | undefined {
    const statements = [
        ...volumes.map(({ fileSystemArn, accessPointArn, write, root }, index) => ({
            Sid: `Volume${index + 1}`,
            Effect: "Allow",
            Action: [
                "elasticfilesystem:ClientMount",
                ...(write ? ["elasticfilesystem:ClientWrite"] : []),
                ...(root ? ["elasticfilesystem:ClientRootAccess"] : []),
            ],
            Resource: fileSystemArn,
            Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } },
        })),
        // These four know no resource.
        ...(exec
            ? [
                  {
                      Sid: "Shell",
                      Effect: "Allow",
                      Action: [
                          "ssmmessages:CreateControlChannel",
                          "ssmmessages:CreateDataChannel",
                          "ssmmessages:OpenControlChannel",
                          "ssmmessages:OpenDataChannel",
                      ],
                      Resource: "*",
                  },
              ]
            : []),
    ];
    return statements.length === 0 ? undefined : canonicalJson({ Version: "2012-10-17", Statement: statements });
}

/**
 * Untagged layers go after a day; of what has served, the newest `keep` stay, so that going back finds its image, and of what was only
 * pushed as many. ECR never expires by a rule what an earlier rule speaks of, and wants the one for all last: so however much is pushed, what
 * serves stays.
 */
export function repositoryLifecyclePolicy(keep: number): string {
    return canonicalJson({
        rules: [
            {
                rulePriority: 1,
                description: "untagged images go after a day",
                selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 1 },
                action: { type: "expire" },
            },
            {
                rulePriority: 2,
                description: `the newest ${keep} that have served stay`,
                selection: {
                    tagStatus: "tagged",
                    tagPrefixList: [SERVED],
                    countType: "imageCountMoreThan",
                    countNumber: keep,
                },
                action: { type: "expire" },
            },
            {
                rulePriority: 3,
                description: `of the others, what is not among the newest ${keep} goes`,
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keep },
                action: { type: "expire" },
            },
        ],
    });
}

/** Days after which what no build has renewed goes: an image that nobody changed for so long. */
const BUILD_CACHE_DAYS = 30;

export function buildCacheLifecyclePolicy(): string {
    const after = (days: number) => ({ countType: "sinceImagePushed", countUnit: "days", countNumber: days });
    return canonicalJson({
        rules: [
            {
                rulePriority: 1,
                description: "what a newer build has replaced goes after a day",
                selection: { tagStatus: "untagged", ...after(1) },
                action: { type: "expire" },
            },
            {
                rulePriority: 2,
                description: `what no build has renewed for ${BUILD_CACHE_DAYS} days goes`,
                selection: { tagStatus: "any", ...after(BUILD_CACHE_DAYS) },
                action: { type: "expire" },
            },
        ],
    });
}

/**
 * Who may touch the load balancer's log of requests: its delivery, for load balancers of this account; nobody without TLS.
 *
 * The account is in the path, which Elastic Load Balancing makes of the load balancer's owner: another account's would write elsewhere. A
 * condition on `aws:SourceArn` would add nothing, is not in AWS's own example, and where the service did not send it, no load balancer
 * could be made: AWS tries to write when the log is turned on.
 */
export function accessLogPolicy(bucketArn: string, accountId: string): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "Deliver",
                Effect: "Allow",
                Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                Action: "s3:PutObject",
                Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
            },
            onlyByTls(bucketArn),
        ],
    });
}

/** Part of a bucket's policy: no request without TLS. */
export function onlyByTls(bucketArn: string) {
    return {
        Sid: "OnlyByTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}
