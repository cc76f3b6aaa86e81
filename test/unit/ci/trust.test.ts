/** Who may take on a role of the pipeline: exact subjects of GitHub's and Pulumi's tokens, and nobody else. */
import { CiRoles } from "../../../components/ci-roles";
import { GITHUB, openingsOf, type GitHubIds } from "../../../components/ci/subjects";
import { checkSources, webIdentityTrust, type Trust } from "../../../components/ci/trust";

const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const GITHUB_SOURCE = { repository: "acme/shop", environment: "prod" };
const NAMES = { project: "slipway", stack: "dev", apps: ["shop"], uses: [] };
const trust = (change: Partial<Trust> = {}): Trust => ({
    providerArn: PROVIDER,
    ...GITHUB,
    subjects: ["repo:acme/shop:environment:prod"],
    ...change,
});

test("a trust policy names the issuer's provider, the audience and each subject, by equality", () => {
    expect(JSON.parse(webIdentityTrust([trust()]))).toEqual({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: PROVIDER },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": ["repo:acme/shop:environment:prod"],
                    },
                },
            },
        ],
    });
});

test("each task has the subject of its own job: a pull request's token opens the preview alone", () => {
    const pulumiDeployments = { organization: "acme", project: "slipway", stack: "prod" };
    const github = { repository: "acme/shop", environment: "prod" };
    const all = openingsOf({ github, pulumiDeployments });
    const of = (task: keyof typeof all) => all[task].flatMap(({ subjects }) => subjects);
    const pulumi = (operation: string) =>
        `pulumi:deploy:org:acme:project:slipway:stack:prod:operation:${operation}:scope:write`;
    expect({ preview: of("preview"), drift: of("drift"), images: of("images"), deploy: of("deploy") }).toEqual({
        preview: ["repo:acme/shop:pull_request", pulumi("preview")],
        drift: ["repo:acme/shop:ref:refs/heads/main"],
        images: ["repo:acme/shop:ref:refs/heads/main"],
        deploy: ["repo:acme/shop:environment:prod", pulumi("update"), pulumi("refresh"), pulumi("destroy")],
    });
    expect(all.deploy.map(({ issuer, audience }) => [issuer, audience])).toEqual([
        ["token.actions.githubusercontent.com", "sts.amazonaws.com"],
        // Pulumi's tokens are meant for the organization.
        ["api.pulumi.com/oidc", "acme"],
    ]);
});

test("with ids only tokens with them open a role, by equality too; while a repository is switched over those of before as well", () => {
    const github = { ...GITHUB_SOURCE, pullRequests: "pull-requests" };
    const subjects = (ids: GitHubIds) =>
        Object.values(openingsOf({ github: { ...github, ids } })).flatMap((openings) =>
            openings.map((opening) => opening.subjects),
        );
    const jobs = ["pull_request", "ref:refs/heads/main", "ref:refs/heads/main", "environment:prod"];
    const all = [...jobs, "environment:pull-requests"];
    const withIds = (job: string) => `repo:acme@1234/shop@56789:${job}`;
    const ids = { owner: 1234, repository: 56_789 };
    expect(subjects(ids)).toEqual(all.map((job) => [withIds(job)]));
    expect(subjects({ ...ids, andNames: true })).toEqual(all.map((job) => [withIds(job), `repo:acme/shop:${job}`]));
    expect(webIdentityTrust([trust({ subjects: [withIds("pull_request")] })])).toContain(
        `"${withIds("pull_request")}"`,
    );
});

test("a pull request's environment has a role where it has a GitHub environment of its own, and none otherwise", () => {
    const github = { repository: "acme/shop", environment: "dev" };
    expect(openingsOf({ github })["pull-request"]).toEqual([]);
    const [opened, ...others] = openingsOf({ github: { ...github, pullRequests: "pull-requests" } })["pull-request"];
    expect([opened?.subjects, others]).toEqual([["repo:acme/shop:environment:pull-requests"], []]);
    expect(() => new CiRoles("slipway-ci-dev", { ...NAMES, github: { ...github, pullRequests: "dev" } })).toThrow(
        'github.pullRequests: "dev" is github.environment, too: what a pull request runs could take on the role that deploys. Name another.',
    );
});

test.each([
    [
        () => webIdentityTrust([trust({ audience: "" })]),
        'audience: "" is refused: it must be one name: without it a token that token.actions.githubusercontent.com made for somebody else opens the role.',
    ],
    [
        () => webIdentityTrust([trust({ audience: "*" })]),
        'audience: "*" is refused: it must be one name: without it a token that token.actions.githubusercontent.com made for somebody else opens the role.',
    ],
    [
        () => webIdentityTrust([trust({ subjects: ["repo:acme/*"] })]),
        'subject: "repo:acme/*" is refused: it must be exact: `*` or `?` lets in repositories or branches that nobody named.',
    ],
    [
        () => webIdentityTrust([trust({ subjects: [] })]),
        'subjects: "" is refused: it must name one: every token of token.actions.githubusercontent.com would open the role.',
    ],
    [() => webIdentityTrust([]), "trust: nobody is named: a role that nobody may take on is of no use."],
    [
        () => checkSources({ github: { ...GITHUB_SOURCE, repository: "acme/*" } }),
        'repository: "acme/*" is refused: it must be `<owner>/<repository>`, one repository and no `*`.',
    ],
    [
        () => checkSources({ github: { ...GITHUB_SOURCE, ids: { owner: 1.5, repository: 2 } } }),
        'ids.owner: "1.5" is refused: it must be the number that GitHub has given it.',
    ],
    [
        () => checkSources({ github: { ...GITHUB_SOURCE, ids: { owner: 1, repository: 0 } } }),
        'ids.repository: "0" is refused: it must be the number that GitHub has given it.',
    ],
    [
        () => checkSources({ github: { ...GITHUB_SOURCE, branch: "release-*" } }),
        'branch: "release-*" is refused: it must be one name, and no `*`.',
    ],
    [
        () => checkSources({ github: { ...GITHUB_SOURCE, environment: "prod:ref:refs/heads/main" } }),
        'environment: "prod:ref:refs/heads/main" is refused: it must be one name, and no `*`.',
    ],
    [
        () => checkSources({ github: { ...GITHUB_SOURCE, pullRequests: "*" } }),
        'pullRequests: "*" is refused: it must be one name, and no `*`.',
    ],
    [() => checkSources({}), "nobody is trusted: give `github`, `pulumiDeployments` or both."],
    [
        () => checkSources({ pulumiDeployments: { organization: "acme", project: "*", stack: "prod" } }),
        'project: "*" is refused: it must be one name, and no `*`.',
    ],
])("refused: %#", (made, message) => {
    expect(made).toThrow(message);
});
