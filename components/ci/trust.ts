import { canonicalJson } from "../aws/canonical-json";
import { Refusal } from "../refusal";

/** Who may take on a role: which issuer's tokens, meant for whom, about whom. */
export interface Trust {
    /** ARN of the identity provider in this account. */
    readonly providerArn: string;
    /** The issuer without `https://`, as AWS names its conditions. */
    readonly issuer: string;
    readonly audience: string;
    /** Exact subjects; none may hold a `*`. */
    readonly subjects: readonly string[];
}

export const GITHUB = { issuer: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" } as const;
export const PULUMI_ISSUER = "api.pulumi.com/oidc";

/** What of a repository may be let in. */
export type GitHubSource = { readonly branch: string } | { readonly environment: string } | "pull_request";

/** The subject that GitHub gives a job. A job that names an environment has that one, and none of its branch. */
export function githubSubject(repository: string, source: GitHubSource): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository))
        refuse("repository", repository, "must be `<owner>/<repository>`, one repository and no `*`");
    if (source === "pull_request") return `repo:${repository}:pull_request`;
    if ("branch" in source) {
        named("branch", source.branch, /^[A-Za-z0-9._/-]+$/);
        return `repo:${repository}:ref:refs/heads/${source.branch}`;
    }
    named("environment", source.environment, /^[A-Za-z0-9._/ -]+$/);
    // GitHub writes a colon of a name as %3A: none may be in it here, so nothing needs to be written another way.
    return `repo:${repository}:environment:${source.environment}`;
}

export interface PulumiSource {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** What Pulumi Deployments does with a stack. */
export type PulumiOperation = "preview" | "update" | "refresh" | "destroy";

/** The subject that Pulumi Deployments gives an operation. */
export function pulumiSubject({ organization, project, stack }: PulumiSource, operation: PulumiOperation): string {
    for (const [what, value] of Object.entries({ organization, project, stack }))
        named(what, value, /^[A-Za-z0-9._-]+$/);
    return `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
}

/**
 * A role's trust policy.
 *
 * @throws {@link Refusal} where a subject or the audience would let in more than one can name.
 */
export function webIdentityTrust(trusts: readonly Trust[]): string {
    if (trusts.length === 0) throw new Refusal("trust: nobody is named: a role that nobody may take on is of no use.");
    for (const { audience, issuer, subjects } of trusts) {
        if (audience === "" || /[*?]/.test(audience))
            refuse(
                "audience",
                audience,
                `must be one name: without it a token that ${issuer} made for somebody else opens the role`,
            );
        if (subjects.length === 0)
            refuse("subjects", "", `must name one: every token of ${issuer} would open the role`);
        for (const subject of subjects)
            if (!/^[a-z]+:[^*?]+$/.test(subject))
                refuse(
                    "subject",
                    subject,
                    "must be exact: `*` or `?` lets in repositories or branches that nobody named",
                );
    }
    return canonicalJson({
        Version: "2012-10-17",
        Statement: trusts.map(({ providerArn, issuer, audience, subjects }) => ({
            Effect: "Allow",
            Principal: { Federated: providerArn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
                StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: [...subjects].sort() },
            },
        })),
    });
}

function named(what: string, value: string, form: RegExp): void {
    if (!form.test(value)) refuse(what, value, "must be one name, and no `*`");
}

function refuse(what: string, value: string, must: string): never {
    throw new Refusal(`${what}: "${value}" is refused: it ${must}.`);
}
