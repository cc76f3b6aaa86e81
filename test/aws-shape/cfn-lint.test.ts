/**
 * cfn-lint over the committed stacks as CloudFormation templates: AWS's schemas of resources, and rules about what fits together,
 * which no service model has. Types that CloudFormation makes in another form are left to the models (see cloudformation.ts).
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { committedStacks, type CommittedStack } from "../support/committed-stacks";
import type { MadeResource } from "../support/mocked-stack";
import { cloudFormation } from "./cloudformation";
import { pythonNamed, runPython } from "./python";

/** Rules that are not about the resources. */
const NOT_FOR_US = [
    "W3010", // availability zones written out: a template should ask for them, a resource has one
];

/** A Python without the `cfn-lint` command: the environment has been moved since it was made. */
const CFN_LINT = ["-c", "from cfnlint.runner import main; main()"];

interface Finding {
    readonly Rule: { readonly Id: string };
    readonly Message: string;
    readonly Location: { readonly Path?: readonly (string | number)[] };
}

let python: string;
let stacks: readonly CommittedStack[];

beforeAll(async () => {
    python = pythonNamed("MODELS");
    stacks = await committedStacks();
});

/** What it finds, as `rule path: message`. */
function lint(templates: readonly object[]): string[] {
    const folder = mkdtempSync(join(tmpdir(), "slipway-cfn-lint-"));
    try {
        const files = templates.map((template, index) => {
            const file = join(folder, `${index}.json`);
            writeFileSync(file, JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", ...template }));
            return file;
        });
        const options = ["--regions", "eu-central-1", "--format", "json", "--ignore-checks", ...NOT_FOR_US];
        const { output, errors } = runPython(python, [...CFN_LINT, ...options, "--template", ...files]);
        if (!output.trimStart().startsWith("[")) throw new Error(`cfn-lint failed:\n${output}${errors}`);
        const found = JSON.parse(output) as Finding[];
        return found.map(({ Rule, Message, Location }) => `${Rule.Id} ${Location.Path?.join(".") ?? ""}: ${Message}`);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

test("no resource of a committed stack, or of one with everything, is in the wrong for AWS's schemas", () => {
    const templates = stacks.map(({ resources }) => cloudFormation(resources));
    const types = new Set(
        templates.flatMap(({ Resources }) => Object.values(Resources).map((one) => (one as { Type: string }).Type)),
    );
    expect(types.size).toBeGreaterThan(15);
    expect(lint(templates)).toEqual([]);
});

/** Wrong in ways that the service models allow, by type. */
const WRONG: readonly (readonly [type: string, change: Readonly<Record<string, unknown>>, finds: RegExp])[] = [
    ["aws:ecs/taskDefinition:TaskDefinition", { cpu: "256", memory: "700" }, /^E3047 /],
    ["aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 31 }, /RetentionInDays: 31 is not one of/],
    ["aws:lb/targetGroup:TargetGroup", { protocol: "HTTPS2" }, /Protocol: 'HTTPS2' is not one of/],
    ["aws:ec2/subnet:Subnet", { cidrBlock: "10.0.0.0/33" }, /CidrBlock: '10.0.0.0\/33' is not a 'ipv4-network'/],
    [
        "aws:iam/role:Role",
        { assumeRolePolicy: '{"Statement":[{"Effect":"Maybe"}]}' },
        /AssumeRolePolicyDocument.*Maybe/,
    ],
];

test("negative controls: each is found, and nothing in the same resource as it is", () => {
    const { resources } = stacks[0]!;
    const pairs = WRONG.map(([type, change]) => {
        const good = resources.find((resource) => resource.type === type)!;
        return { good, wrong: { ...good, inputs: { ...good.inputs, ...change } } satisfies MadeResource };
    });
    expect(lint(pairs.map(({ good }) => cloudFormation([good])))).toEqual([]);
    const found = lint(pairs.map(({ wrong }) => cloudFormation([wrong])));
    for (const [, , finds] of WRONG) expect(found).toContainEqual(expect.stringMatching(finds));
});
