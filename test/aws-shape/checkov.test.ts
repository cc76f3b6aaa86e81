/**
 * Checkov over the committed stacks, as the plan of a Terraform program that makes the same resources: somebody else's opinion of
 * the controls. What it finds must be an exception with a reason and a price (policy/exceptions.ts): there is no other skip-list.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXCEPTIONS, type ControlException } from "../../policy/exceptions";
import type { MadeResource } from "../support/mocked-stack";
import { pythonNamed, runPython } from "./python";
import { committedStacks, type CommittedStack } from "../support/committed-stacks";
import { terraformPlan, type PlannedStack } from "./terraform-plan";

/** One check of one resource. */
interface Check {
    readonly check_id: string;
    readonly check_name: string;
    /** Type and name. */
    readonly resource: string;
}

interface Report {
    readonly results: { readonly passed_checks: readonly Check[]; readonly failed_checks: readonly Check[] };
    readonly summary: { readonly resource_count: number; readonly parsing_errors: number };
}

let python: string;
let stacks: readonly CommittedStack[];
let report: Report;

beforeAll(async () => {
    python = pythonNamed("CHECKOV");
    stacks = await committedStacks();
    report = checkov(stacks.map(({ resources }, index) => ({ key: `stack${index}`, resources })));
});

function checkov(planned: readonly PlannedStack[]): Report {
    const folder = mkdtempSync(join(tmpdir(), "slipway-checkov-"));
    try {
        const file = join(folder, "plan.json");
        writeFileSync(file, JSON.stringify(terraformPlan(planned)));
        const plan = ["--file", file, "--framework", "terraform_plan"];
        // Its rules come with it; nothing is asked or told over the network.
        const args = ["-m", "checkov.main", ...plan, "--skip-download", "--compact", "--output", "json"];
        const { output, errors } = runPython(python, args);
        if (!output.trimStart().startsWith("{")) throw new Error(`Checkov failed:\n${output}${errors}`);
        return JSON.parse(output) as Report;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const stackOf = ({ resource }: Check) => stacks[Number(/\.stack(\d+)_/.exec(resource)?.[1])]!;
const covers = ({ controls, where }: ControlException, id: string, profile: string) =>
    controls.includes(id) && where.includes(profile);

test("Checkov reads every resource and runs its checks", () => {
    const count = stacks.flatMap(({ resources }) => resources.filter(({ type }) => type.startsWith("aws:"))).length;
    expect(report.summary).toMatchObject({ resource_count: count, parsing_errors: 0 });
    const passed = new Set(report.results.passed_checks.map(({ check_id }) => check_id));
    // Some that need parts of the plan that are easily lost: a JSON text, a block in a block, a reference.
    for (const id of ["CKV_AWS_336", "CKV_AWS_355", "CKV_AWS_261", "CKV2_AWS_5", "CKV2_AWS_12"]) {
        expect([...passed]).toContain(id);
    }
});

test("what it finds is an exception of that profile", () => {
    const unexplained = report.results.failed_checks.filter(
        (check) => !EXCEPTIONS.some((exception) => covers(exception, check.check_id, stackOf(check).profile)),
    );
    const lines = unexplained.map(
        (check) => `${stackOf(check).title}: ${check.check_id} ${check.resource}: ${check.check_name}`,
    );
    expect(lines).toEqual([]);
});

test("an exception that Checkov knows is needed: without it something would be found", () => {
    const found = (profile: string) =>
        new Set(
            report.results.failed_checks
                .filter((check) => stackOf(check).profile === profile)
                .map(({ check_id }) => check_id),
        );
    const idle = EXCEPTIONS.flatMap(({ controls, where, requirement }) =>
        where.split(", ").flatMap((profile) => {
            const known = controls.filter((id) => id.startsWith("CKV"));
            return known.length > 0 && !known.some((id) => found(profile).has(id))
                ? [`${profile}: ${requirement}`]
                : [];
        }),
    );
    expect(idle).toEqual([]);
});

/** Changes of inputs that Checkov must find, by type. */
const WRONG: readonly (readonly [type: string, change: Readonly<Record<string, unknown>>, finds: string])[] = [
    ["aws:ecr/repository:Repository", { imageScanningConfiguration: { scanOnPush: false } }, "CKV_AWS_163"],
    ["aws:ecr/repository:Repository", { imageTagMutability: "MUTABLE" }, "CKV_AWS_51"],
    ["aws:lb/loadBalancer:LoadBalancer", { dropInvalidHeaderFields: false }, "CKV_AWS_131"],
    [
        "aws:ecs/service:Service",
        // It looks at the platform's version where the launch type stands, which on Spot it does not.
        { platformVersion: "1.3.0", launchType: "FARGATE", capacityProviderStrategies: undefined },
        "CKV_AWS_332",
    ],
    ["aws:ecs/taskDefinition:TaskDefinition", { executionRoleArn: "arn:1", taskRoleArn: "arn:1" }, "CKV_AWS_249"],
    [
        "aws:ecs/taskDefinition:TaskDefinition",
        { containerDefinitions: '[{"name":"a","image":"b","readonlyRootFilesystem":false}]' },
        "CKV_AWS_336",
    ],
    [
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined, fromPort: 22, toPort: 22 },
        "CKV_AWS_24",
    ],
    [
        "aws:iam/rolePolicy:RolePolicy",
        { policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' },
        "CKV_AWS_62",
    ],
    [
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0 }] },
        "CKV2_AWS_12",
    ],
    ["aws:cloudwatch/logGroup:LogGroup", { retentionInDays: undefined }, "CKV_AWS_66"],
];

test("negative control: it finds what is made wrong on purpose, and only there", () => {
    // All but the exception: a build cache's tags do change.
    const resources = stacks[0]!.resources.filter(({ inputs }) => !String(inputs.name).endsWith("/build_cache"));
    const changed = (resource: MadeResource): MadeResource => {
        const changes = WRONG.filter(([type]) => type === resource.type).map(([, change]) => change);
        return { ...resource, inputs: Object.assign({}, resource.inputs, ...changes) };
    };
    const { failed_checks: failed } = checkov([
        { key: "good", resources },
        { key: "wrong", resources: resources.map(changed) },
    ]).results;
    const found = (key: string, id: string) =>
        failed.some(({ check_id, resource }) => check_id === id && resource.includes(`.${key}_`));
    const ids = WRONG.map(([, , id]) => id);
    expect(ids.map((id) => [id, found("good", id), found("wrong", id)])).toEqual(ids.map((id) => [id, false, true]));
});
