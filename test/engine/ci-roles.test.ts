/** The one-time stack of docs/ci.md, ci/, through the real Pulumi engine; the provider aws is a STAND-IN. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { awsStack, type AwsStack } from "../support/aws-stack";
import { predictions, unannounced } from "../support/predicted";

const ci = join(__dirname, "../../ci");
const { config } = load(readFileSync(join(ci, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
let made: AwsStack;

beforeAll(async () => {
    made = await awsStack("dev", { project: ci });
    made.stack.configure({
        ...config,
        "slipway-ci:pulumiDeployments": { organization: "acme", project: "slipway", stack: "dev" },
    });
});

afterAll(() => made.end());

test("one `up` makes four roles that exact tokens open, as previewed, and a second preview is empty", async () => {
    const { stack, standIns } = made;
    const announced = predictions((await stack.preview(["--json"])).output);
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("slipway-ci-dev-deploy")]);
    const created = standIns.requests().filter(({ operation }) => operation === "create");
    expect(unannounced(announced, created)).toEqual([]);

    const { roleArns } = stack.outputs() as { roleArns: Record<string, string> };
    expect(roleArns).toEqual(
        Object.fromEntries(
            ["preview", "drift", "images", "deploy"].map((task) => [
                task,
                expect.stringMatching(new RegExp(`^arn:aws:iam::\\d{12}:role/slipway-ci-dev-${task}-[0-9a-f]{7}$`)),
            ]),
        ),
    );
    const { resources } = stack.state();
    const inputs = (type: string) => resources.filter((one) => one.type === type).map((one) => one.inputs);
    // The engine keeps them in the order in which they were done.
    const audiences = inputs("aws:iam/openIdConnectProvider:OpenIdConnectProvider").map(
        ({ url, clientIdLists }): [string, unknown] => [String(url), clientIdLists],
    );
    expect(audiences).toHaveLength(2);
    expect(Object.fromEntries(audiences)).toEqual({
        "https://token.actions.githubusercontent.com": ["sts.amazonaws.com"],
        "https://api.pulumi.com/oidc": ["acme"],
    });
    const trusts = inputs("aws:iam/role:Role").map(({ assumeRolePolicy }) => String(assumeRolePolicy));
    expect(trusts.filter((text) => text.includes("repo:example-org/example-repo:environment:dev"))).toHaveLength(1);
    expect(trusts.filter((text) => text.includes(":stack:dev:operation:update:scope:write"))).toHaveLength(1);
    for (const text of trusts) expect(text).not.toContain("*");
    const attached = inputs("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    expect(attached).toHaveLength(inputs("aws:iam/policy:Policy").length);
    expect(JSON.stringify(inputs("aws:iam/policy:Policy"))).toContain(":repository/slipway-dev/*");

    const second = await stack.preview(["--expect-no-changes"]);
    expect([second.code, second.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);
