/** Every request that the committed stacks lead to, checked against AWS's own service models (botocore). */
import { MODELS } from "../support/aws-stand-in/resource-models";
import { CiRoles } from "../../components/ci-roles";
import { USES } from "../../components/ci/statement";
import { mockedProgram, type MadeResource } from "../support/mocked-stack";
import { apiCalls, MAPPINGS } from "./api/all";
import { checkModels as check, type Verdict } from "./models";
import { committedStacks } from "../support/committed-stacks";

let resources: readonly MadeResource[];

beforeAll(async () => {
    resources = (await committedStacks()).flatMap(({ resources: made }) => made);
});

const callsOf = (made: readonly MadeResource[]) =>
    made.flatMap((resource) =>
        apiCalls(resource).map((call) => ({ ...call, resource: `${resource.type} ${resource.name}` })),
    );

test("every request of the committed stacks is one that AWS's models allow", () => {
    const { problems, checked } = check(callsOf(resources));
    expect(problems).toEqual([]);
    // A model without enums, patterns or limits would accept anything.
    expect(checked.calls).toBeGreaterThan(40);
    for (const kind of ["enums", "patterns", "lengths", "ranges"] as const) expect(checked[kind]).toBeGreaterThan(10);
});

test("and so is every request of the stack that makes a pipeline's roles", async () => {
    const made = await mockedProgram("dev", {}, async () => {
        new CiRoles("slipway-ci-dev", {
            ...{ project: "slipway", stack: "dev", apps: ["shop"], uses: USES, hostedZones: ["Z1"] },
            permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
            github: { repository: "acme/shop", environment: "dev" },
            pulumiDeployments: { organization: "acme", project: "slipway", stack: "dev" },
        });
    });
    const calls = callsOf(made);
    expect(check(calls).problems).toEqual([]);
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(
        new Set(["CreateRole", "CreatePolicy", "AttachRolePolicy", "CreateOpenIDConnectProvider"]),
    );
});

test("every type that Slipway makes on AWS has its requests here", () => {
    expect(Object.keys(MODELS).filter((type) => !MAPPINGS.has(type))).toEqual([]);
});

test("an input that no request carries is an error, not a hole", () => {
    const group = { type: "aws:ec2/securityGroup:SecurityGroup", name: "it", id: "sg-1", outputs: {} };
    const inputs = { description: "x", vpcId: "vpc-1", ingress: [{ protocol: "-1" }] };
    expect(() => apiCalls({ ...group, inputs })).toThrow(
        "aws:ec2/securityGroup:SecurityGroup it: no request carries .ingress.0.protocol: add it to the mapping",
    );
    expect(() => apiCalls({ ...group, type: "aws:sqs/queue:Queue", inputs: {} })).toThrow(
        "aws:sqs/queue:Queue: not checked against AWS: add it to test/aws-shape/api/",
    );
});

interface WrongCall {
    readonly what: string;
    readonly operation: readonly [service: string, name: string];
    readonly good: object;
    readonly change: object;
    /** Part of what the models say about it. */
    readonly says: string;
}

const service: WrongCall["operation"] = ["ecs", "CreateService"];
const role: WrongCall["operation"] = ["iam", "CreateRole"];
const aRole = { RoleName: "a", AssumeRolePolicyDocument: "{}" };
const WRONG: readonly WrongCall[] = [
    {
        what: "a member is missing",
        operation: service,
        good: { serviceName: "a" },
        change: { serviceName: undefined },
        says: 'Missing required parameter in input: "serviceName"',
    },
    {
        what: "a member is unknown",
        operation: service,
        good: { serviceName: "a" },
        change: { desiredCopies: 1 },
        says: 'Unknown parameter in input: "desiredCopies"',
    },
    {
        what: "a type is wrong",
        operation: service,
        good: { serviceName: "a", desiredCount: 1 },
        change: { desiredCount: "1" },
        says: "Invalid type for parameter desiredCount",
    },
    {
        what: "a value is none of the enum",
        operation: service,
        good: { serviceName: "a", launchType: "FARGATE" },
        change: { launchType: "FARGATE_SPOT" },
        says: '.launchType: "FARGATE_SPOT" is none of EC2, FARGATE, EXTERNAL',
    },
    {
        what: "a text does not match the pattern",
        operation: role,
        good: aRole,
        change: { RoleName: "a role" },
        says: '.RoleName: "a role" does not match [\\w+=,.@-]+',
    },
    {
        what: "a text is too long",
        operation: role,
        good: aRole,
        change: { RoleName: "a".repeat(65) },
        says: ".RoleName: 65 characters, at most 64 are allowed",
    },
    {
        what: "a number is too great",
        operation: ["elbv2", "CreateTargetGroup"],
        good: { Name: "a", Port: 80 },
        change: { Port: 70_000 },
        says: ".Port: 70000, at most 65535 are allowed",
    },
    {
        what: "a list is too short",
        operation: ["secretsmanager", "PutSecretValue"],
        good: { SecretId: "a", SecretString: "x", VersionStages: ["AWSCURRENT"] },
        change: { VersionStages: [] },
        says: "Invalid length for parameter VersionStages, value: 0, valid min length: 1",
    },
    {
        what: "a database's day",
        operation: ["rds", "CreateDBInstance"],
        good: {
            DBInstanceIdentifier: "a",
            DBInstanceClass: "db.t4g.micro",
            Engine: "postgres",
            BackupRetentionPeriod: 1,
        },
        change: { BackupRetentionPeriod: "1" },
        says: "Invalid type for parameter BackupRetentionPeriod",
    },
    {
        what: "a cache's TLS",
        operation: ["elasticache", "CreateReplicationGroup"],
        good: {
            ReplicationGroupId: "a",
            ReplicationGroupDescription: "a",
            TransitEncryptionMode: "required",
        },
        change: { TransitEncryptionMode: "always" },
        says: '.TransitEncryptionMode: "always" is none of preferred, required',
    },
];

describe("negative controls", () => {
    let good: Verdict;
    let wrong: Verdict;

    beforeAll(() => {
        const requests = (changed: boolean) =>
            WRONG.map(({ what, operation: [service, operation], good: params, change }) => ({
                resource: what,
                service,
                operation,
                params: { ...params, ...(changed ? change : {}) },
            }));
        good = check(requests(false));
        wrong = check(requests(true));
    });

    test.each(WRONG)("$what", ({ what, says }) => {
        const about = ({ problems }: Verdict) => problems.filter((problem) => problem.startsWith(`${what}: `));
        expect(about(good)).toEqual([]);
        expect(about(wrong)).toEqual([expect.stringContaining(says)]);
    });
});

test("negative control: a wrong input of a real resource is found through its mapping", () => {
    const made = resources.find(({ type }) => type === "aws:ecs/service:Service")!;
    const wrong = { ...made, inputs: { ...made.inputs, propagateTags: "TASKS" } };
    expect(check(callsOf([wrong])).problems).toEqual([
        expect.stringContaining('ecs CreateService: .propagateTags: "TASKS" is none of TASK_DEFINITION, SERVICE, NONE'),
    ]);
});
