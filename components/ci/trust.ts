import { canonicalJson } from "../aws/canonical-json";
import { Refusal } from "../refusal";
import type { GitHubSource, Opening, Sources } from "./subjects";

/** Who may take on a role. */
export interface Trust extends Omit<Opening, "from"> {
    /** ARN of the identity provider in this account. */
    readonly providerArn: string;
}

/**
 * Refuses what would let in more than one can name.
 *
 * @throws {@link Refusal} with the value
 */
export function checkSources({ github, pulumiDeployments }: Sources): void {
    if (github === undefined && pulumiDeployments === undefined)
        throw new Refusal("nobody is trusted: give `github`, `pulumiDeployments` or both.");
    if (github !== undefined) checkGitHub(github);
    for (const part of ["organization", "project", "stack"] as const)
        if (pulumiDeployments !== undefined) named(part, pulumiDeployments[part], /^[A-Za-z0-9._-]+$/);
}

function checkGitHub({ repository, ids, branch = "main", environment, pullRequests = "" }: GitHubSource): void {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository))
        refuse("repository", repository, "must be `<owner>/<repository>`, one repository and no `*`");
    for (const part of ["owner", "repository"] as const)
        if (ids !== undefined && !(Number.isSafeInteger(ids[part]) && ids[part] > 0))
            refuse(`ids.${part}`, String(ids[part]), "must be the number that GitHub has given it");
    named("branch", branch, /^[A-Za-z0-9._/-]+$/);
    named("environment", environment, ENVIRONMENT);
    if (pullRequests === "") return;
    named("pullRequests", pullRequests, ENVIRONMENT);
    if (pullRequests === environment)
        throw new Refusal(
            `github.pullRequests: "${pullRequests}" is github.environment, too: what a pull request runs could take on the role that deploys. Name another.`,
        );
}

const ENVIRONMENT = /^[A-Za-z0-9._/ -]+$/;

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
