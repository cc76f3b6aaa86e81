/** Golden resource trees of a host and its apps: all that is made on AWS, with every input. `UPDATE_TREES=1` writes them. */
import { join } from "node:path";
import { ComposeApp, type ComposeAppPlan } from "../../../components/compose-app";
import { ComposeHost } from "../../../components/compose-host";
import { Environment } from "../../../components/environment";
import type { EnvironmentArgs } from "../../../components/environment-args";
import { loadProject } from "../../../compose/load";
import { composePlan } from "../../../compose/targets/ec2-compose/map";
import type { ComposeProject } from "../../../compose/types";
import { expectTree, resourceTree } from "../../support/resource-tree";
import { projectOf } from "../compose/fargate-project";
import { settingsOf, type SettingsOf } from "../compose/load-case";

const trees = join(__dirname, "../testdata/trees");
/** In the place of the real one, whose every change would be a change of the trees. */
const PROGRAM = [
    { path: "bootstrap/install.sh", content: Buffer.from("echo installed\n"), executable: true },
    { path: "release.py", content: Buffer.from("print('released')\n") },
];

/** What is not worth reading, as it changes with every byte of the inputs. */
const quiet = (tree: string) =>
    tree.replaceAll(/"?\b[0-9a-f]{64}\b"?/g, "<sha256>").replaceAll(/\b[0-9a-f]{20}\b/g, "<hash>");

function planOf(name: string, given: SettingsOf = {}): ComposeAppPlan {
    const project = projectOf(
        {
            web: {
                image: `web@sha256:${"1".repeat(64)}`,
                ports: [{ target: 8000, published: name === "shop" ? 80 : 8080, protocol: "tcp" }],
                healthcheck: { test: ["CMD", "curl", "http://localhost:8000/health"], disable: false },
                environment: {
                    DB_PASSWORD: { kind: "secret", name: "DB_PASSWORD" },
                    DATABASE_URL: {
                        kind: "composite",
                        parts: [
                            { kind: "plain", value: "postgresql://app:" },
                            { kind: "secret", name: "DB_PASSWORD" },
                            { kind: "plain", value: "@db:5432/app" },
                        ],
                    },
                    SMTP: { kind: "plain", value: "smtp.example.com:587" },
                },
            },
            db: {
                image: `postgres@sha256:${"2".repeat(64)}`,
                environment: { POSTGRES_PASSWORD: { kind: "secret", name: "DB_PASSWORD" } },
                volumes: [{ type: "volume", source: "data", target: "/data", readOnly: false }],
            },
        },
        { name, document: { services: { web: { restart: "always" }, db: {} }, volumes: { data: null } } },
    );
    const settings = settingsOf({ target: "ec2-compose", allow: ["203.0.113.0/24"], ...given });
    const { plan, issues } = composePlan(project, settings, "/nowhere", {});
    expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
    return plan;
}

function hostTree(args: EnvironmentArgs, ...plans: ComposeAppPlan[]): Promise<string> {
    return resourceTree(() => {
        const environment = new Environment("shared", args);
        const { host: settings, domain } = args;
        const own = { ...settings, environment, program: PROGRAM, ...(domain && { domain }) };
        const host = new ComposeHost("shared-host", own, { parent: environment });
        const secrets = { DB_PASSWORD: { from: "value", value: "hunter2 $ % @" } } as const;
        for (const plan of plans) new ComposeApp(plan.app, { host, plan, secrets, labelKey: "key" });
    });
}

test("two apps on one host of dev, at ports", async () => {
    const tree = quiet(await hostTree({ disposable: true }, planOf("shop"), planOf("wiki")));
    expectTree(join(trees, "compose-host.txt"), tree);
    // Nothing secret is in it, and nothing that would let somebody in who is not on the list.
    expect(tree).not.toContain("hunter2");
    expect(tree).not.toContain("keyName");
    expect(tree.match(/- aws:ec2:Instance /g)).toHaveLength(1);
    // Neither a load balancer nor a cluster is made for it.
    expect(tree).not.toMatch(/aws:(lb|ecs):/);
    expect(tree.match(/fromPort: \d+\n.*ipProtocol/g)).toHaveLength(4);
});

test("an app that is watched lets the host send numbers, into their own namespace only; no other does", async () => {
    const plans = [planOf("shop"), planOf("wiki")] as const;
    const tree = (watched: readonly string[]) =>
        resourceTree(() => {
            const environment = new Environment("shared", { disposable: true });
            const host = new ComposeHost("shared-host", { environment, program: PROGRAM }, { parent: environment });
            for (const plan of plans)
                new ComposeApp(plan.app, {
                    ...{ host, plan, labelKey: "key", watch: watched.includes(plan.app) },
                    secrets: { DB_PASSWORD: { from: "value", value: "hunter2" } },
                });
        });
    const none = await tree([]);
    const one = await tree(["shop"]);
    expect(none).not.toContain("PutMetricData");
    const [statement, ...more] = one.match(/Action: "cloudwatch:PutMetricData"(\n +\w+: .*){4}/g) ?? [];
    expect(more).toEqual([]);
    expect(statement?.split("\n").map((line) => line.trim())).toEqual([
        'Action: "cloudwatch:PutMetricData"',
        'Condition: {"StringEquals":{"cloudwatch:namespace":"Slipway/Host"}}',
        'Effect: "Allow"',
        'Resource: "*"',
        'Sid: "SendNumbers"',
    ]);
});

test("one app on a host of prod, at a name, on ARM, restored from a snapshot", async () => {
    const tree = quiet(
        await hostTree(
            {
                domain: { name: "example.com" },
                host: {
                    instanceType: "t4g.medium",
                    imageId: "ami-0fedcba9876543210",
                    restoreFrom: "snap-0123456789abcdef0",
                    snapshots: 30,
                    volumeGiB: 100,
                },
            },
            planOf("shop", { domain: "shop.example.com", allow: [] }),
        ),
    );
    expectTree(join(trees, "compose-host-prod.txt"), tree);
});

/** An app of docker/ on a host of dev: its plan, and all that is made. */
async function referenceApp(app: string, names: readonly string[]): Promise<{ plan: ComposeAppPlan; tree: string }> {
    const repository = join(__dirname, "../../..");
    const compose = `docker/${app}/compose.yaml`;
    const settings = settingsOf({ target: "ec2-compose", allow: ["203.0.113.0/24"], secrets: [...names], compose });
    const { project, issues } = await loadProject({ app, settings, projectDirectory: repository });
    // Digests of the test's own: no registry was reached from here that would give the real ones.
    const pinned = (digit: string) => `sha256:${digit.repeat(64)}`;
    const lock = { "postgres:16-alpine": pinned("1"), "redis:7-alpine": pinned("2") };
    const { plan, issues: mapped } = composePlan(project as ComposeProject, settings, repository, lock);
    expect([...issues, ...mapped].filter(({ severity }) => severity === "error")).toEqual([]);
    const tree = await resourceTree(() => {
        const environment = new Environment("shared", { disposable: true });
        const host = new ComposeHost("shared-host", { environment, program: PROGRAM }, { parent: environment });
        const secrets = Object.fromEntries(names.map((name) => [name, { from: "value" as const, value: "hunter2" }]));
        new ComposeApp(app, { host, plan, secrets, labelKey: "key" });
    });
    expect(tree).not.toContain("hunter2");
    return { plan, tree: quiet(tree) };
}

test("docker/sovd, all six containers on one host", async () => {
    const { tree } = await referenceApp("sovd", ["DB_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET", "OPERATOR_PASSWORD"]);
    expectTree(join(trees, "compose-host-sovd.txt"), tree);
});

test("docker/pivotal: eight services and a job; Grafana and Prometheus are reached by nobody outside", async () => {
    const names = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "GRAFANA_ADMIN_PASSWORD"];
    const { plan, tree } = await referenceApp("pivotal", names);
    expect(plan.routes.map(({ service }) => service).sort()).toEqual(["backend", "frontend"]);
    expect(plan.jobs).toEqual(["migrate"]);
    expectTree(join(trees, "compose-host-pivotal.txt"), tree);
});
