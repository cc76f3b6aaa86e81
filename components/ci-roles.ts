import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { policyTexts, type Task } from "./ci/policies";
import { checkReach } from "./ci/reach";
import type { Reach } from "./ci/statement";
import {
    GITHUB,
    githubSubject,
    PULUMI_ISSUER,
    pulumiSubject,
    webIdentityTrust,
    type PulumiOperation,
    type PulumiSource,
} from "./ci/trust";
import { Refusal } from "./refusal";

export type { PulumiSource } from "./ci/trust";

export interface CiRolesArgs extends Omit<Reach, "partition" | "region" | "accountId"> {
    readonly github?: GitHubTrust;
    readonly pulumiDeployments?: PulumiTrust;
    /** Where the roles end whatever their policies say: the ARN of a policy. @default none */
    readonly permissionsBoundary?: string;
    /** Seconds that a session may last: a deployment that takes longer fails in the middle. @default 3600 */
    readonly maxSessionSeconds?: number;
}

export interface GitHubTrust {
    /** `<owner>/<repository>`. */
    readonly repository: string;
    /** The branch that is deployed. @default main */
    readonly branch?: string;
    /** The GitHub environment of the job that deploys; its protection rules are the gate. */
    readonly environment: string;
    /** The GitHub environment of the jobs that deploy pull requests, for `slipway pr`. @default nobody deploys them: no role is made */
    readonly pullRequests?: string;
    /** The ARN of GitHub's identity provider where the account has it: there can be one. @default it is made */
    readonly providerArn?: string;
}

export interface PulumiTrust extends PulumiSource {
    /** As for GitHub. */
    readonly providerArn?: string;
}

/** What a task of the pipeline is to GitHub and to Pulumi Deployments. */
const WHO: Readonly<Record<Task, { what: string; pulumi: readonly PulumiOperation[] }>> = {
    preview: { what: "Previews pull requests", pulumi: ["preview"] },
    drift: { what: "Looks for drift", pulumi: [] },
    images: { what: "Builds and pushes images", pulumi: [] },
    deploy: { what: "Deploys", pulumi: ["update", "refresh", "destroy"] },
    "pull-request": { what: "Deploys pull requests beside", pulumi: [] },
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
        const subjects = subjectsOf(args);
        if (args.github?.pullRequests !== undefined && args.github.pullRequests === args.github.environment)
            throw new Refusal(
                `github.pullRequests: "${args.github.pullRequests}" is github.environment, too: what a pull request runs could take on the role that deploys. Name another.`,
            );
        if (args.github === undefined && args.pulumiDeployments === undefined)
            throw new Refusal("nobody is trusted: give `github`, `pulumiDeployments` or both.");
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

        const roles = (Object.keys(WHO) as Task[]).filter((task) => subjects[task].some(({ of }) => of.length > 0));
        this.roleArns = Object.fromEntries(
            roles.map((task) => {
                const role = new iam.Role(
                    `${name}-${task}`,
                    {
                        description: `${WHO[task].what} of ${args.project}/${args.stack}`,
                        maxSessionDuration: args.maxSessionSeconds ?? 3600,
                        assumeRolePolicy: pulumi.all([github, deployments]).apply(([githubArn, pulumiArn]) =>
                            webIdentityTrust(
                                subjects[task].flatMap(({ from, audience, issuer, of }) => {
                                    const providerArn = from === "github" ? githubArn : pulumiArn;
                                    return providerArn === undefined || of.length === 0
                                        ? []
                                        : [{ providerArn, issuer, audience, subjects: of }];
                                }),
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
                            description: `${WHO[task].what} of ${args.project}/${args.stack}: part ${index + 1} of ${count}`,
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

interface Subjects {
    readonly from: "github" | "pulumi";
    readonly issuer: string;
    readonly audience: string;
    readonly of: readonly string[];
}

/** Whose tokens open which role. */
export function subjectsOf({
    github,
    pulumiDeployments,
}: Pick<CiRolesArgs, "github" | "pulumiDeployments">): Readonly<Record<Task, readonly Subjects[]>> {
    const branch = github && githubSubject(github.repository, { branch: github.branch ?? "main" });
    const jobs: Readonly<Record<Task, string | undefined>> = {
        preview: github && githubSubject(github.repository, "pull_request"),
        drift: branch,
        images: branch,
        deploy: github && githubSubject(github.repository, { environment: github.environment }),
        "pull-request":
            github?.pullRequests === undefined
                ? undefined
                : githubSubject(github.repository, { environment: github.pullRequests }),
    };
    const of = (task: Task): Subjects[] => [
        ...(jobs[task] === undefined ? [] : [{ from: "github" as const, ...GITHUB, of: [jobs[task]] }]),
        ...(pulumiDeployments === undefined
            ? []
            : [
                  {
                      from: "pulumi" as const,
                      issuer: PULUMI_ISSUER,
                      audience: pulumiDeployments.organization,
                      of: WHO[task].pulumi.map((operation) => pulumiSubject(pulumiDeployments, operation)),
                  },
              ]),
    ];
    return {
        preview: of("preview"),
        drift: of("drift"),
        images: of("images"),
        deploy: of("deploy"),
        "pull-request": of("pull-request"),
    };
}
