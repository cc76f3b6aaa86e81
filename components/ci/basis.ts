import { arnsOf, type Reach, type Statement } from "./statement";

/** Service principals that a use hands roles to. */
const RUNS_AS: Readonly<Record<string, readonly string[]>> = {
    "ecs-fargate": ["ecs-tasks.amazonaws.com"],
    "ecs-express": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"],
    "app-runner": ["build.apprunner.amazonaws.com", "tasks.apprunner.amazonaws.com"],
    "ec2-compose": ["ec2.amazonaws.com", "dlm.amazonaws.com"],
};

/** AWS's own policies that Slipway attaches to a role of its own. */
const ATTACHED: Readonly<Record<string, string>> = {
    "ecs-express": "service-role/AmazonECSInfrastructureRoleforExpressGatewayServices",
    "ec2-compose": "service-role/AWSDataLifecycleManagerServiceRole",
};

/** The roles that AWS makes for itself the first time a service is used, each by the service that asks for it. */
const SERVICE_LINKED: Readonly<Record<string, readonly string[]>> = {
    "load-balancer": ["elasticloadbalancing.amazonaws.com"],
    // Services that scale and volumes are its own, too.
    "ecs-fargate": [
        "ecs.amazonaws.com",
        "elasticfilesystem.amazonaws.com",
        "ecs.application-autoscaling.amazonaws.com",
    ],
    "ecs-express": ["ecs.amazonaws.com"],
    "app-runner": ["apprunner.amazonaws.com"],
    database: ["rds.amazonaws.com"],
    cache: ["elasticache.amazonaws.com"],
};

/** Looking for an image by its tag, and building one that is not there. */
export function imageStatements(reach: Reach): Statement[] {
    const repositories = [arnsOf(reach).ofRepositories()];
    return [
        {
            sid: "RegistryLogin",
            why: "A push signs in to the registry. The action knows no resource; the other statements say to which repositories.",
            actions: ["ecr:GetAuthorizationToken"],
            resources: ["*"],
        },
        {
            sid: "Repositories",
            why: "One repository an image, named `<project>-<stack>/<app>-<service>`: immutable tags, scanning, a lifecycle. And `<project>-<stack>/build_cache` where builds share a cache.",
            actions: [
                "ecr:CreateRepository",
                "ecr:DeleteLifecyclePolicy",
                "ecr:DeleteRepository",
                "ecr:PutImageScanningConfiguration",
                "ecr:PutImageTagMutability",
                "ecr:PutLifecyclePolicy",
                "ecr:TagResource",
                "ecr:UntagResource",
            ],
            resources: repositories,
        },
        {
            sid: "Push",
            why:
                "BuildKit asks which layers are there and sends the others; a release that serves gives its images a second tag. Nothing deletes an " +
                "image: the lifecycle does.",
            actions: [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:CompleteLayerUpload",
                "ecr:GetDownloadUrlForLayer",
                "ecr:InitiateLayerUpload",
                "ecr:PutImage",
                "ecr:UploadLayerPart",
            ],
            resources: repositories,
        },
        readRepositories(reach),
    ];
}

/** What a preview asks of ECR: whether the tag is there. */
export function readRepositories(reach: Reach): Statement {
    return {
        sid: "LookAtImages",
        why: "Whether a tag is in the repository already: then nothing is built.",
        actions: [
            "ecr:DescribeImages",
            "ecr:DescribeRepositories",
            "ecr:GetLifecyclePolicy",
            "ecr:ListTagsForResource",
        ],
        resources: [arnsOf(reach).ofRepositories()],
    };
}

/** Roles, secrets and logs: every stack on AWS has them. */
export function basisStatements(reach: Reach): Statement[] {
    const { ofApps, regional } = arnsOf(reach);
    const roles = ofApps("iam", "role/", "global");
    const principals = [...new Set(reach.uses.flatMap((use) => RUNS_AS[use] ?? []))].sort();
    const attached = reach.uses.flatMap((use) => ATTACHED[use] ?? []);
    const linked = [...new Set(reach.uses.flatMap((use) => SERVICE_LINKED[use] ?? []))];
    return [
        {
            sid: "Roles",
            why:
                "Each service has roles of its own: one that starts it, one that it runs as. Only roles whose names begin with an app of " +
                "the stack or with `shared`, which is what Pulumi names them; never the roles of this stack, which are named otherwise.",
            actions: [
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:PutRolePolicy",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ],
            resources: roles,
        },
        ...(attached.length === 0
            ? []
            : [
                  {
                      sid: "AttachedPolicies",
                      why: "Where AWS keeps the policy that a role needs, it is attached: these and no other, so not `AdministratorAccess`.",
                      actions: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
                      resources: roles,
                      conditions: {
                          ArnEquals: {
                              "iam:PolicyARN": attached.map((name) => `arn:${reach.partition}:iam::aws:policy/${name}`),
                          },
                      },
                  },
              ]),
        ...(principals.length === 0
            ? []
            : [
                  {
                      sid: "PassRoles",
                      why: "The roles are handed to the services that run the apps, and to no other service: not to Lambda, not to CodeBuild.",
                      actions: ["iam:PassRole"],
                      resources: roles,
                      conditions: { StringEquals: { "iam:PassedToService": principals } },
                  },
              ]),
        ...(linked.length === 0
            ? []
            : [
                  {
                      sid: "ServiceLinkedRoles",
                      why: "The first use of a service in an account makes AWS's own role for it, in the name of who uses it first.",
                      actions: ["iam:CreateServiceLinkedRole"],
                      resources: [`arn:${reach.partition}:iam::${reach.accountId}:role/aws-service-role/*`],
                      conditions: { StringEquals: { "iam:AWSServiceName": linked } },
                  },
              ]),
        {
            sid: "Secrets",
            why: "One entry a service, with the values that its containers read. The names are Pulumi's and begin with the app's.",
            actions: [
                "secretsmanager:CreateSecret",
                "secretsmanager:DeleteSecret",
                "secretsmanager:PutSecretValue",
                "secretsmanager:TagResource",
                "secretsmanager:UntagResource",
                "secretsmanager:UpdateSecret",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            resources: ofApps("secretsmanager", "secret:"),
        },
        {
            sid: "Logs",
            why: "The stack's log group, and those that RDS would make by itself and keep for ever.",
            actions: [
                "logs:CreateLogGroup",
                "logs:DeleteLogGroup",
                "logs:DeleteRetentionPolicy",
                "logs:PutRetentionPolicy",
                "logs:TagResource",
                "logs:UntagResource",
            ],
            resources: logGroups(reach),
        },
        {
            sid: "LastLines",
            why: "When a release fails, its last log lines say why.",
            actions: ["logs:DescribeLogStreams", "logs:GetLogEvents"],
            resources: [
                ...logGroups(reach),
                ...(reach.uses.includes("app-runner") ? [regional("logs", "log-group:/aws/apprunner/*")] : []),
            ],
        },
    ];
}

/** The stack's log groups. */
export function logGroups(reach: Reach): string[] {
    const { regional, ofData } = arnsOf(reach);
    return [
        regional("logs", `log-group:/slipway/${reach.project}/${reach.stack}/*`),
        ...(reach.uses.includes("database") ? [ofData("logs", "log-group:/aws/rds/instance/")] : []),
    ];
}

/** What a refresh asks about roles, secrets and logs. */
export function basisReads(reach: Reach): Statement[] {
    const { ofApps } = arnsOf(reach);
    return [
        {
            sid: "ReadRoles",
            why: "What the stack's roles allow and who may take them on.",
            actions: [
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRolePolicies",
            ],
            resources: ofApps("iam", "role/", "global"),
        },
        {
            sid: "ReadSecretEntries",
            why: "That the entries are there and which versions and labels they have, not what is in them.",
            actions: [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetResourcePolicy",
                "secretsmanager:ListSecretVersionIds",
            ],
            resources: ofApps("secretsmanager", "secret:"),
        },
        {
            sid: "ReadLogGroups",
            why: "Log groups can only be looked for: the search knows no resource.",
            actions: ["logs:DescribeLogGroups"],
            resources: ["*"],
        },
        {
            sid: "ReadLogTags",
            why: "The tags of the stack's log groups.",
            actions: ["logs:ListTagsForResource"],
            resources: logGroups(reach),
        },
    ];
}

/** What reads the values of secrets, which AWS's provider does whenever it looks at a version. */
export function secretValues(reach: Reach): Statement {
    return {
        sid: "ReadSecretValues",
        why:
            "A version of a secret is compared by its value, at `up` and at `refresh`. A pull request's preview does not refresh, so its " +
            "role has no such statement: who can change the program in a pull request cannot read a secret with it.",
        actions: ["secretsmanager:GetSecretValue"],
        resources: arnsOf(reach).ofApps("secretsmanager", "secret:"),
    };
}

/** What a load balancer that asks people to sign in needs: its client's secret is an argument of AWS's, and no reference. */
export function signInSecret({ signInSecretArn }: Reach): Statement[] {
    if (signInSecretArn === undefined) return [];
    return [
        {
            sid: "SignInSecret",
            why:
                "The load balancer takes the secret of the sign-in's client by value only, so every run of the program reads it, a preview " +
                "too: this one entry. Who can change the program in a pull request can read it: a client that may do nothing but " +
                "sign people in, and whose redirect addresses are fixed, is what it is for.",
            actions: ["secretsmanager:GetSecretValue"],
            resources: [signInSecretArn],
        },
    ];
}

/** Pulumi's own: its state, and the key of the stack's secrets. */
export function stateStatements(reach: Reach, write: boolean): Statement[] {
    const { stateBucket, secretsKeyArn, partition } = reach;
    return [
        ...(stateBucket === undefined
            ? []
            : [
                  {
                      sid: "StateBucket",
                      why: "Pulumi looks for the stack and its locks.",
                      actions: ["s3:GetBucketLocation", "s3:ListBucket"],
                      resources: [`arn:${partition}:s3:::${stateBucket}`],
                  },
                  {
                      sid: "State",
                      why: "The state itself, and where something is written its history, backups and lock.",
                      actions: ["s3:GetObject", ...(write ? ["s3:DeleteObject", "s3:PutObject"] : [])],
                      resources: [`arn:${partition}:s3:::${stateBucket}/.pulumi/*`],
                  },
              ]),
        ...(secretsKeyArn === undefined
            ? []
            : [
                  {
                      sid: "SecretsKey",
                      why: "The stack's settings and state are encrypted with this key.",
                      actions: ["kms:Decrypt", ...(write ? ["kms:Encrypt"] : [])],
                      resources: [secretsKeyArn],
                  },
              ]),
    ];
}

/** Pulumi's own for the stacks of pull requests: the base's state is read, theirs alone is written. */
export function pullRequestState(reach: Reach): Statement[] {
    const { stateBucket, partition, project, stack } = reach;
    const written = ["stacks", "history", "backups", "locks/organization"].map(
        (kind) => `arn:${partition}:s3:::${stateBucket}/.pulumi/${kind}/${project}/${stack}`,
    );
    return [
        ...stateStatements(reach, false).filter(({ sid }) => sid !== "SecretsKey"),
        ...(stateBucket === undefined
            ? []
            : [
                  {
                      sid: "PullRequestState",
                      why: "State, history, backups and locks of the stacks `pr-…`, and of no other.",
                      actions: ["s3:DeleteObject", "s3:PutObject"],
                      resources: written,
                  },
              ]),
        ...stateStatements(reach, true).filter(({ sid }) => sid === "SecretsKey"),
    ];
}
