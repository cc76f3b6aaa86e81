/** What the pipeline's roles are told, refused where it would reach further than it says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { rolesOf } from "../../../ci/settings";
import { checkReach } from "../../../components/ci/reach";
import type { Use } from "../../../components/ci/statement";

const good = { project: "slipway", stack: "dev", apps: ["shop"], uses: ["network"] as Use[] };
const signInSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sign-in-AbCdEf";
const check = (change: Partial<Parameters<typeof checkReach>[0]>) => () =>
    checkReach({ ...good, ...change }, "slipway-ci-dev");

test("names of one thing each are taken", () => {
    expect(check({ uses: ["domain"], hostedZones: ["Z1"], stateBucket: "acme-state", signInSecretArn })).not.toThrow();
});

test.each([
    [{ apps: ["*"] }, 'apps: "*" is refused: it must be one name, and no `*`.'],
    [{ stack: "" }, 'stack: "" is refused: it must be one name, and no `*`.'],
    [{ project: "slip*" }, 'project: "slip*" is refused: it must be one name, and no `*`.'],
    [{ hostedZones: ["*"] }, 'hostedZones: "*" is refused: it must be one name, and no `*`.'],
    [{ stateBucket: "a/*" }, 'stateBucket: "a/*" is refused: it must be one name, and no `*`.'],
    [{ apps: [] }, "apps: is empty: name the apps of the stack, as `slipway:apps` does."],
    [
        { apps: ["slipway"] },
        'apps: "slipway" is refused: the pipeline\'s own roles begin with "slipway-ci-dev", so it could change them.',
    ],
    [
        { uses: ["lambda" as Use] },
        'uses: "lambda" is none of network, load-balancer, ecs-fargate, ecs-express, app-runner, ec2-compose, domain, database, cache, alarms.',
    ],
    [
        { uses: ["domain"] as Use[] },
        'hostedZones: is empty, and `uses` has "domain": name the zones that records are written to.',
    ],
    [
        { signInSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:*" },
        'signInSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:*" is not the whole ARN of one Secrets Manager entry, with the six characters that AWS puts at its end.',
    ],
    [
        { signInSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:oidc" },
        'signInSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:oidc" is not the whole ARN of one Secrets Manager entry, with the six characters that AWS puts at its end.',
    ],
    [{ secretsKeyArn: "*" }, 'secretsKeyArn: "*" is not the ARN of one KMS key.'],
])("refused: %j", (change, message) => {
    expect(check(change)).toThrow(message);
});

test("settings of the stack `ci`: a misspelt one is named", () => {
    const github = { repository: "acme/shop", environment: "dev" };
    expect(rolesOf({ deploys: good, github, pulumiDeployments: undefined })).toEqual({ ...good, github });
    const withIds = { ...github, ids: { owner: 1234, repository: 56_789, andNames: true } };
    expect(rolesOf({ deploys: good, github: withIds, pulumiDeployments: undefined }).github).toEqual(withIds);
    expect(() =>
        rolesOf({ deploys: { ...good, aps: [] }, github: { ...github, repo: "a/b" }, pulumiDeployments: undefined }),
    ).toThrow(
        'slipway-ci:deploys: Unrecognized key: "aps"\nslipway-ci:github: Unrecognized key: "repo"\ndocs/ci.md says what stands there.',
    );
});

test("the committed ci/Pulumi.dev.yaml names the apps of Pulumi.dev.yaml and their targets", () => {
    const settings = (file: string) =>
        (load(readFileSync(join(__dirname, "../../..", file), "utf8")) as { config: Record<string, unknown> }).config;
    const stack = settings("Pulumi.dev.yaml");
    const apps = stack["slipway:apps"] as Record<string, { target: string }>;
    const deploys = settings("ci/Pulumi.dev.yaml")["slipway-ci:deploys"] as { uses: string[] };
    expect(deploys).toMatchObject({ project: "slipway", stack: "dev", apps: Object.keys(apps) });
    expect(deploys.uses).toEqual(expect.arrayContaining(Object.values(apps).map(({ target }) => target)));
});
