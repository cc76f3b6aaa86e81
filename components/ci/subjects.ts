/** What a run of the pipeline does. */
export type Task = "preview" | "drift" | "images" | "deploy" | "pull-request";

export const GITHUB = { issuer: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" } as const;
export const PULUMI_ISSUER = "api.pulumi.com/oidc";

/** Which jobs of a repository are let in. */
export interface GitHubSource {
    /** `<owner>/<repository>`. */
    readonly repository: string;
    /**
     * For a repository whose tokens name it by its ids, too: one created, renamed or transferred since 15 July 2026, or switched over.
     *
     * @default its tokens name it by its name alone
     */
    readonly ids?: GitHubIds;
    /** The branch that is deployed. @default main */
    readonly branch?: string;
    /** The GitHub environment of the job that deploys; its protection rules are the gate. */
    readonly environment: string;
    /** The GitHub environment of the jobs that deploy pull requests, for `slipway pr`. @default nobody deploys them */
    readonly pullRequests?: string;
}

/** Numbers that GitHub gives once: `gh api repos/<owner>/<repository> --jq '.owner.id, .id'`. */
export interface GitHubIds {
    readonly owner: number;
    readonly repository: number;
    /** While a repository is switched over its tokens of before are let in, too. @default false */
    readonly andNames?: boolean;
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
        const jobs = github === undefined ? [] : jobsOf(task, github);
        const operations = OPERATIONS[task] ?? [];
        return [
            ...(jobs.length === 0 ? [] : [{ from: "github" as const, ...GITHUB, subjects: jobs }]),
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
 * The subjects that GitHub gives the job of a task. A job that names an environment has that one, and none of its branch. GitHub writes a
 * colon of a name as %3A; `checkSources` lets none in.
 */
function jobsOf(task: Task, source: GitHubSource): string[] {
    const context = contextOf(task, source);
    return context === undefined ? [] : repositoriesOf(source).map((repository) => `repo:${repository}:${context}`);
}

/** What GitHub calls the repository in its tokens. */
function repositoriesOf({ repository, ids }: GitHubSource): string[] {
    if (ids === undefined) return [repository];
    const [owner, name] = repository.split("/");
    const withIds = `${owner}@${ids.owner}/${name}@${ids.repository}`;
    return ids.andNames ? [withIds, repository] : [withIds];
}

function contextOf(task: Task, { branch = "main", environment, pullRequests }: GitHubSource): string | undefined {
    switch (task) {
        case "preview":
            return "pull_request";
        case "drift":
        case "images":
            return `ref:refs/heads/${branch}`;
        case "deploy":
            return `environment:${environment}`;
        case "pull-request":
            return pullRequests === undefined ? undefined : `environment:${pullRequests}`;
        default:
            return task satisfies never;
    }
}

/** The subject that Pulumi Deployments gives an operation. */
const pulumiSubject = ({ organization, project, stack }: PulumiSource, operation: PulumiOperation): string =>
    `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
