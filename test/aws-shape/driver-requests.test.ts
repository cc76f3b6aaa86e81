/**
 * Every request that a driver or a resource of ours makes of AWS, checked against AWS's own service models (botocore). STAND-INS take them,
 * as in life: signed, over HTTP.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT, REGION } from "../support/aws-stand-in/account";
import { actionOf, policiesOf } from "../support/ci-policies";
import { allowedBy } from "../support/iam-evaluator";
import { type AskedOfAws, askedOfAws } from "./asked/all";
import { checkModels, type Verdict } from "./models";

/** The SDK's clients, as botocore calls their models, where it is not the same word. */
const MODELS: Readonly<Record<string, string>> = {
    "cloudwatch-logs": "logs",
    "elastic-load-balancing-v2": "elbv2",
    "secrets-manager": "secretsmanager",
};

/** So many operations there were when this was written: a search that finds fewer of them is broken. */
const LEAST_OPERATIONS = 31;

/** A request, what is changed of it, and what the check says then. */
const CONTROLS: readonly (readonly [asked: string, change: Record<string, unknown>, says: string])[] = [
    ["ecs RunTask", { launchType: "FARGATE_SPOT" }, '.launchType: "FARGATE_SPOT" is none of EC2, FARGATE, EXTERNAL'],
    ["ecs DescribeServices", { services: undefined }, 'Missing required parameter in input: "services"'],
    [
        "secretsmanager UpdateSecretVersionStage",
        { VersionStages: ["a"] },
        'Unknown parameter in input: "VersionStages"',
    ],
    ["ecr DescribeImages", { repositoryName: "Web" }, '.repositoryName: "Web" does not match'],
    ["elbv2 DescribeTargetHealth", { TargetGroupArn: 1 }, "Invalid type for parameter TargetGroupArn"],
    ["ecs UpdateExpressGatewayService", { cpu: 256 }, "Invalid type for parameter cpu"],
    [
        "ecs UpdateExpressGatewayService",
        { scalingTarget: { autoScalingMetric: "CPU" } },
        '.scalingTarget.autoScalingMetric: "CPU" is none of',
    ],
    ["apprunner UpdateService", { ServiceArn: "web" }, '.ServiceArn: "web" does not match'],
    [
        "apprunner UpdateService",
        { HealthCheckConfiguration: { Protocol: "HTTPS" } },
        '.HealthCheckConfiguration.Protocol: "HTTPS" is none of TCP, HTTP',
    ],
    ["apprunner ListOperations", { MaxResults: 21 }, ".MaxResults: 21, at most 20 are allowed"],
    ["ssm SendCommand", { Comment: "a".repeat(101) }, ".Comment: 101 characters, at most 100 are allowed"],
    ["ssm SendCommand", { InstanceIds: ["host"] }, '.InstanceIds[0]: "host" does not match'],
    ["ssm GetCommandInvocation", { CommandId: "1" }, "Invalid length for parameter CommandId"],
    ["ssm ListCommandInvocations", { MaxResults: 51 }, ".MaxResults: 51, at most 50 are allowed"],
    [
        "ssm DescribeInstanceInformation",
        { Filters: [{ Key: "InstanceIds", Values: ["i-0"], Value: "i-0" }] },
        'Unknown parameter in Filters[0]: "Value"',
    ],
];

let requests: AskedOfAws[];
let verdict: Verdict;
/** What the check says of each control. */
let refused: string[][];

beforeAll(async () => {
    requests = await askedOfAws();
    const changed = CONTROLS.map(([name, change], index) => {
        const good = requests.find((one) => nameOf(one) === name);
        if (good === undefined) throw new Error(`nobody asked for ${name}`);
        return { ...good, resource: `control ${index}`, params: { ...good.params, ...change } };
    });
    verdict = checkModels(requests);
    const { problems } = checkModels(changed);
    refused = changed.map(({ resource }) => problems.filter((problem) => problem.startsWith(`${resource}: `)));
});

const nameOf = ({ service, operation }: AskedOfAws) => `${service} ${operation}`;

/** The operations that the provider's sources name, each with the client that the text speaks of last before it. */
function named(): string[] {
    const folder = join(__dirname, "../../provider");
    const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
    const found = texts.flatMap((text) => {
        let service = "";
        return [...text.matchAll(/"@aws-sdk\/client-([\w-]+)"|new sdk\.(\w+)Command\(/g)].flatMap((match) => {
            const [, client, operation] = match;
            if (client !== undefined) service = MODELS[client] ?? client;
            return operation === undefined ? [] : [`${service} ${operation}`];
        });
    });
    return [...new Set(found)].sort();
}

test("every request is one that AWS's models allow", () => {
    expect(verdict.problems).toEqual([]);
    expect(verdict.checked.calls).toBe(requests.length);
});

test("every operation that the sources name is among them, and no other", () => {
    const asked = [...new Set(requests.map(nameOf))].sort();
    expect(asked).toEqual(named());
    expect(asked.length).toBeGreaterThanOrEqual(LEAST_OPERATIONS);
});

test.each(CONTROLS.map(([name, change, says], index) => [name, change, says, index] as const))(
    "negative control: %s with %j is refused",
    (_name, _change, says, index) => {
        expect(refused[index]).toEqual([expect.stringContaining(says)]);
    },
);

test("the role `deploy` of docs/ci.md may ask every one of them", () => {
    const policies = policiesOf("deploy");
    const refused = requests.filter(
        ({ service, operation }) =>
            allowedBy(policies, {
                action: actionOf(service, operation),
                context: {
                    "ecs:cluster": `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/shared-1234567`,
                    "ssm:resourceTag/Name": "slipway-dev-shared",
                },
            }) === undefined,
    );
    expect(refused.map(({ service, operation }) => `${service} ${operation}`)).toEqual([]);
});
