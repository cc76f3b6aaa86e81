/** What a run of the pipeline does. */
export type Task = "preview" | "drift" | "images" | "deploy" | "pull-request";

export const GITHUB = { issuer: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" } as const;
export const PULUMI_ISSUER = "api.pulumi.com/oidc";

/** Which jobs of a repository are let in. */
export interface GitHubSource {
    /** `<owner>/<repository>`. */
    readonly repository: string;
    /** The branch that is deployed. @default main */
    readonly branch?: string;
    /** The GitHub environment of the job that deploys; its protection rules are the gate. */
    readonly environment: string;
    /** The GitHub environment of the jobs that deploy pull requests, for `slipway pr`. @default nobody deploys them */
    readonly pullRequests?: string;
}

/** Which stack of Pulumi Deployments is let in. */
export interface PulumiSource {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** Whom the pipeline's roles are for. */
export interface Sources {
    readonly github?: GitHubSource;
    readonly pulumiDeployments?: PulumiSource;
}

/** Whose tokens open a role: of which issuer, meant for whom, about whom. */
export interface Opening {
    readonly from: keyof Sources;
    /** The issuer without `https://`, as AWS names its conditions. */
    readonly issuer: string;
    readonly audience: string;
    /** Exact subjects, one at least. */
    readonly subjects: readonly string[];
}

/** What Pulumi Deployments does with a stack. */
type PulumiOperation = "preview" | "update" | "refresh" | "destroy";

const OPERATIONS: Readonly<Partial<Record<Task, readonly PulumiOperation[]>>> = {
    preview: ["preview"],
    deploy: ["update", "refresh", "destroy"],
};

/** Whose tokens open which role: the component makes them by this, `slipway doctor` compares them with this. */
export function openingsOf({ github, pulumiDeployments }: Sources): Readonly<Record<Task, readonly Opening[]>> {
    const of = (task: Task): Opening[] => {
        const job = github && jobOf(task, github);
        const operations = OPERATIONS[task] ?? [];
        return [
            ...(job === undefined ? [] : [{ from: "github" as const, ...GITHUB, subjects: [job] }]),
            ...(pulumiDeployments === undefined || operations.length === 0
                ? []
                : [
                      {
                          from: "pulumiDeployments" as const,
                          issuer: PULUMI_ISSUER,
                          audience: pulumiDeployments.organization,
                          subjects: operations.map((operation) => pulumiSubject(pulumiDeployments, operation)),
                      },
                  ]),
        ];
    };
    return {
        preview: of("preview"),
        drift: of("drift"),
        images: of("images"),
        deploy: of("deploy"),
        "pull-request": of("pull-request"),
    };
}

/**
 * The subject that GitHub gives the job of a task. A job that names an environment has that one, and none of its branch. GitHub writes a
 * colon of a name as %3A; `checkSources` lets none in.
 */
function jobOf(
    task: Task,
    { repository, branch = "main", environment, pullRequests }: GitHubSource,
): string | undefined {
    switch (task) {
        case "preview":
            return `repo:${repository}:pull_request`;
        case "drift":
        case "images":
            return `repo:${repository}:ref:refs/heads/${branch}`;
        case "deploy":
            return `repo:${repository}:environment:${environment}`;
        case "pull-request":
            return pullRequests === undefined ? undefined : `repo:${repository}:environment:${pullRequests}`;
        default:
            return task satisfies never;
    }
}

/** The subject that Pulumi Deployments gives an operation. */
const pulumiSubject = ({ organization, project, stack }: PulumiSource, operation: PulumiOperation): string =>
    `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
