import { statementsFor } from "../../components/ci/policies";
import type { Task } from "../../components/ci/subjects";
import { USES, type Reach } from "../../components/ci/statement";

/** Every use at once, with the words of the documentation in the places of names. */
const EVERYTHING: Reach = {
    partition: "aws",
    region: "REGION",
    accountId: "ACCOUNT",
    project: "PROJECT",
    stack: "STACK",
    apps: ["APP"],
    uses: USES,
    hostedZones: ["ZONE"],
    stateBucket: "STATE-BUCKET",
    secretsKeyArn: "arn:aws:kms:REGION:ACCOUNT:key/KEY",
    signInSecretArn: "arn:aws:secretsmanager:REGION:ACCOUNT:secret:SIGN-IN",
};

const HEAD = `# What the pipeline's roles may do

The policies of the roles that [ci.md](ci.md) makes, line by line: what is allowed, on what, and why it cannot be less. This page shows
a stack that uses everything; a role has only what its stack's \`uses\` name. They were made from what Slipway creates and asks: a test holds
them against every resource of the committed stacks and every request of the release drivers, another against AWS's own definitions of
actions, resources and conditions. **No AWS account has judged them yet**: what AWS's provider asks beyond that, when it changes or deletes a
resource, is from its sources and documentation. A refusal by AWS names the action that lacks.

What the policies cannot keep anybody from, and what to do about it:

- **Who may change the program that is deployed can do what its roles can.** A role that the deployment makes for an app can be given any inline
  policy, and a task that runs with it can use it. \`permissionsBoundary\` bounds the pipeline's own role, not those. Review of \`main\` and the
  protection of the GitHub environment are the gate, and an account for each environment is the wall.
- **EC2, EFS, Cloud Map, ACM, DLM and Application Auto Scaling name nothing**: they give ids, so region and account are the limit there.
- **What a pull request deploys runs with the role \`pull-request\`**, which tells its stacks (\`pr-…\`) from others in the names of repositories, task definitions,
  log groups and state; roles, secrets, rules, records and security groups are named after the app or by an id, so there it reaches the base's as well. Whoever may push a branch and set the
  label may use it: take a base whose account holds nothing else.
- \`shared-*\` is what Pulumi calls the parts that all apps of a stack share, so two stacks of one account can reach each other's. An account for each
  environment tells them apart.`;

const TITLES: Readonly<Record<Task, string>> = {
    preview: "The role `preview`: pull requests",
    drift: "The role `drift`: the schedule",
    images: "The role `images`: builds and pushes, deploys nothing",
    deploy: "The role `deploy`",
    "pull-request": "The role `pull-request`: environments of pull requests",
};

/** docs/ci-roles.md. */
export function ciRolesPage(): string {
    return [
        HEAD,
        ...(Object.keys(TITLES) as Task[]).flatMap((task) => [
            `## ${TITLES[task]}`,
            ...statementsFor(task, EVERYTHING).map(({ sid, why, actions, resources, conditions }) =>
                [
                    `**${sid}**: ${why}`,
                    "",
                    `- ${actions.map((action) => `\`${action}\``).join(", ")}`,
                    `- on ${resources.map((resource) => `\`${resource}\``).join(", ")}`,
                    ...Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
                        Object.entries(keys).map(
                            ([key, values]) =>
                                `- only where \`${key}\` (${operator}) is ${[values]
                                    .flat()
                                    .map((value) => `\`${value}\``)
                                    .join(" or ")}`,
                        ),
                    ),
                ].join("\n"),
            ),
        ]),
    ].join("\n\n");
}
