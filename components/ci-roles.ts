import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { policyTexts } from "./ci/policies";
import { checkReach } from "./ci/reach";
import type { Reach } from "./ci/statement";
import { GITHUB, openingsOf, PULUMI_ISSUER, type GitHubSource, type PulumiSource, type Task } from "./ci/subjects";
import { checkSources, webIdentityTrust } from "./ci/trust";

export type { PulumiSource } from "./ci/subjects";

export interface CiRolesArgs extends Omit<Reach, "partition" | "region" | "accountId"> {
    readonly github?: GitHubTrust;
    readonly pulumiDeployments?: PulumiTrust;
    /** Where the roles end whatever their policies say: the ARN of a policy. @default none */
    readonly permissionsBoundary?: string;
    /** Seconds that a session may last: a deployment that takes longer fails in the middle. @default 3600 */
    readonly maxSessionSeconds?: number;
}

export interface GitHubTrust extends GitHubSource {
    /** The ARN of GitHub's identity provider where the account has it: there can be one. @default it is made */
    readonly providerArn?: string;
}

export interface PulumiTrust extends PulumiSource {
    /** As for GitHub. */
    readonly providerArn?: string;
}

const WHAT: Readonly<Record<Task, string>> = {
    preview: "Previews pull requests",
    drift: "Looks for drift",
    images: "Builds and pushes images",
    deploy: "Deploys",
    "pull-request": "Deploys pull requests beside",
};

/**
 * The roles that a pipeline takes on without a key: each for one task of one Slipway stack, for exactly the jobs that do it.
 *
 * A stack that makes them is run once, by a person: the pipeline cannot change its own roles, which begin with the name of this component.
 *
 * @throws at once where a subject is not exact, nobody is trusted, or a name would reach further than one thing.
 */
export class CiRoles extends pulumi.ComponentResource {
    /** By task. Where only Pulumi Deployments is trusted, those that it has no operation for are not made. */
    readonly roleArns: Readonly<Partial<Record<Task, pulumi.Output<string>>>>;

    constructor(name: string, args: CiRolesArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:CiRoles", name, {}, opts);
        checkReach(args, name);
        checkSources(args);
        const openings = openingsOf(args);
        const parent = { parent: this };
        const github =
            args.github && (args.github.providerArn ?? this.provider("github", GITHUB.issuer, GITHUB.audience).arn);
        const deployments =
            args.pulumiDeployments &&
            (args.pulumiDeployments.providerArn ??
                this.provider("pulumi", PULUMI_ISSUER, args.pulumiDeployments.organization).arn);
        const where = pulumi.all([
            getPartitionOutput({}, parent).partition,
            getRegionOutput({}, parent).region,
            getCallerIdentityOutput({}, parent).accountId,
        ]);
        const texts = (task: Task, partition: string, region: string, accountId: string) =>
            policyTexts(task, { ...args, partition, region, accountId });

        const roles = (Object.keys(WHAT) as Task[]).filter((task) => openings[task].length > 0);
        this.roleArns = Object.fromEntries(
            roles.map((task) => {
                const role = new iam.Role(
                    `${name}-${task}`,
                    {
                        description: `${WHAT[task]} of ${args.project}/${args.stack}`,
                        maxSessionDuration: args.maxSessionSeconds ?? 3600,
                        assumeRolePolicy: pulumi.all({ github, pulumiDeployments: deployments }).apply((arns) =>
                            webIdentityTrust(
                                openings[task].map(({ from, ...opening }) => ({
                                    providerArn: arns[from]!,
                                    ...opening,
                                })),
                            ),
                        ),
                        ...(args.permissionsBoundary !== undefined && {
                            permissionsBoundary: args.permissionsBoundary,
                        }),
                    },
                    parent,
                );
                const count = texts(task, "aws", "us-east-1", "123456789012").length;
                for (let index = 0; index < count; index += 1) {
                    const child = count === 1 ? `${name}-${task}` : `${name}-${task}-${index + 1}`;
                    const policy = new iam.Policy(
                        child,
                        {
                            description: `${WHAT[task]} of ${args.project}/${args.stack}: part ${index + 1} of ${count}`,
                            policy: where.apply(([...at]) => texts(task, ...at)[index]!),
                        },
                        parent,
                    );
                    new iam.RolePolicyAttachment(child, { role: role.name, policyArn: policy.arn }, parent);
                }
                return [task, role.arn];
            }),
        );
        this.registerOutputs({ roleArns: this.roleArns });
    }

    private provider(name: string, issuer: string, audience: string): iam.OpenIdConnectProvider {
        // AWS checks both issuers' certificates by its own list of authorities: no thumbprint is kept here.
        return new iam.OpenIdConnectProvider(
            name,
            { url: `https://${issuer}`, clientIdLists: [audience] },
            // Every pipeline of the account may use it.
            { parent: this, retainOnDelete: true },
        );
    }
}
