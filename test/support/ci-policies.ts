/** What the roles of a pipeline are allowed, and what of a stack's making they are refused. */
import { policyTexts } from "../../components/ci/policies";
import type { Task } from "../../components/ci/subjects";
import { USES, type Reach } from "../../components/ci/statement";
import { apiCalls } from "../aws-shape/api/all";
import { ACCOUNT, REGION } from "./aws-stand-in/account";
import type { CommittedStack } from "./committed-stacks";
import { allowedBy } from "./iam-evaluator";
import type { MadeResource } from "./mocked-stack";

/** Of the stacks that `committedStacks` makes. */
const APPS = ["action-spec", "task-api", "pivotal", "sovd", "spec-editor", "full", "data", "express", "runner"];
/** Of the stack with everything. */
export const SIGN_IN_SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sign-in-AbCdEf";
export const reachOf = (change: Partial<Reach> = {}): Reach => ({
    partition: "aws",
    region: REGION,
    accountId: ACCOUNT,
    project: "slipway",
    stack: "dev",
    apps: APPS,
    uses: USES,
    hostedZones: ["Z0STANDIN"],
    stateBucket: "acme-state",
    signInSecretArn: SIGN_IN_SECRET,
    secretsKeyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`,
    ...change,
});
export const policiesOf = (task: Task, change: Partial<Reach> = {}) => policyTexts(task, reachOf(change));

/** AWS's prefix of actions, where it is not botocore's name of the service. */
const PREFIXES: Readonly<Record<string, string>> = { elbv2: "elasticloadbalancing", efs: "elasticfilesystem" };
/** Actions that are not called as their operations are. */
const RENAMED: Readonly<Record<string, string>> = {
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
};
/** The action that a request of botocore needs. */
export const actionOf = (service: string, operation: string): string => {
    const action = `${PREFIXES[service] ?? service}:${operation}`;
    return RENAMED[action] ?? action;
};

/** The ARN of a resource that is of the service which the action is of. */
function arnOf({ outputs, id }: MadeResource, action: string): string | undefined {
    const service = action.slice(0, action.indexOf(":"));
    return [outputs.arn, id].map(String).find((text) => text.startsWith(`arn:aws:${service}:`));
}

/** What every request that makes a stack's resources is refused by: the resource's name and the action. */
export function refusals(policies: readonly string[], stack: Pick<CommittedStack, "resources">): string[] {
    return stack.resources.flatMap((resource) =>
        apiCalls(resource).flatMap(({ service, operation, params }) => {
            const action = actionOf(service, operation);
            // Before it is there only its name is known; an id of AWS's making is not.
            const resourceArn = arnOf(resource, action);
            const found = allowedBy(policies, {
                action,
                ...(resourceArn !== undefined && { resource: resourceArn }),
                context: {
                    "iam:PolicyARN": String(params.PolicyArn),
                    "elasticfilesystem:Encrypted": String(params.Encrypted),
                },
            });
            return found === undefined ? [`${action} ${resourceArn ?? resource.name}`] : [];
        }),
    );
}

/** Pulumi's name of a stack, which stands in the name of its log group. */
export const stackNameOf = ({ resources }: CommittedStack): string =>
    /\/slipway\/slipway\/(\w+)\//.exec(JSON.stringify(resources))![1]!;

/** The requests behind a question of the program: the action, and which input is the resource's ARN, where the action knows one. */
const BEHIND: Readonly<Record<string, readonly (readonly [action: string, arn?: string])[]>> = {
    // Nobody needs to be allowed to ask who they are; the others are answered by the provider itself.
    "aws:index/getCallerIdentity:getCallerIdentity": [],
    "aws:index/getPartition:getPartition": [],
    "aws:index/getRegion:getRegion": [],
    "aws:apprunner/getHostedZoneId:getHostedZoneId": [],
    "aws:lb/getLoadBalancer:getLoadBalancer": [
        ["elasticloadbalancing:DescribeLoadBalancers"],
        ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
        ["elasticloadbalancing:DescribeTags"],
    ],
    "aws:ec2/getSubnet:getSubnet": [["ec2:DescribeSubnets"]],
    "aws:route53/getZone:getZone": [["route53:ListHostedZones"], ["route53:ListTagsForResource"]],
    "aws:secretsmanager/getSecretVersion:getSecretVersion": [["secretsmanager:GetSecretValue", "secretId"]],
    "aws:ssm/getParameter:getParameter": [["ssm:GetParameter"]],
    "slipway:index:ready": [],
};

/** What a stack's program asks of AWS whenever it runs, and these policies refuse: the action and the resource. */
export function unanswered(policies: readonly string[], { questions }: Pick<CommittedStack, "questions">): string[] {
    return questions.flatMap(({ token, inputs }) => {
        const behind = BEHIND[token];
        if (behind === undefined) throw new Error(`which requests are behind ${token}? Say it in ${__filename}`);
        return behind.flatMap(([action, key]) => {
            const resource = key === undefined ? undefined : String(inputs[key]);
            const found = allowedBy(policies, { action, ...(resource !== undefined && { resource }) });
            return found === undefined ? [[action, resource].filter(Boolean).join(" ")] : [];
        });
    });
}
