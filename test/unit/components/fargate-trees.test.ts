/** Golden resource trees: all that is made on AWS, with every input. After a wished-for change: `UPDATE_TREES=1`, and read the diff. */
import { join } from "node:path";
import { Environment } from "../../../components/environment";
import { FargateApp } from "../../../components/fargate-app";
import { FargateJob } from "../../../components/fargate-job";
import { FargateService } from "../../../components/fargate-service";
import { loadProject } from "../../../compose/load";
import { fargatePlan } from "../../../compose/targets/ecs-fargate/map";
import type { ComposeProject } from "../../../compose/types";
import { projectOf, planned } from "../compose/fargate-project";
import { settingsOf, type SettingsOf } from "../compose/load-case";
import { expectTree, resourceTree } from "../../support/resource-tree";

const trees = join(__dirname, "../testdata/trees");
const ALLOW = ["203.0.113.0/24"];

test("one service without Compose", async () => {
    const tree = await resourceTree(() => {
        const environment = new Environment("environment", { disposable: true });
        new FargateService("api", {
            environment,
            image: { reference: "registry.example/api:1" },
            publish: [{ port: 18080, containerPort: 8080, allow: ALLOW }],
            variables: { LOG_LEVEL: "info" },
            secrets: { API_TOKEN: { value: "hunter2" } },
            labelKey: "key",
        });
    });
    expectTree(join(trees, "one-service.txt"), tree);
    expect(tree).not.toContain("hunter2");
});

test("a service and a job whose images are built with a cache in ECR: both are kept there once they were good", async () => {
    const tree = await resourceTree(() => {
        const environment = new Environment("shared", { buildCache: true });
        const build = { context: "-", dockerfileInline: "FROM scratch\n" };
        new FargateService("api", { environment, image: { build } });
        new FargateJob("migrate", { environment, image: { build: { ...build, target: "migrate" } } });
    });
    expectTree(join(trees, "build-cache.txt"), tree);
});

test("an app of a web server, a job, a worker, a cache and a database that keeps its data", async () => {
    const image = (name: string) => `${name}@sha256:${"1".repeat(64)}`;
    const { plan, told } = planned(
        projectOf(
            {
                web: {
                    ports: [{ target: 8080, published: 8080, protocol: "tcp" }],
                    environment: { DATABASE_URL: { kind: "plain", value: "postgresql://db:5432/app" } },
                    dependsOn: {
                        db: { condition: "service_healthy", restart: false, required: true },
                        migrate: { condition: "service_completed_successfully", restart: false, required: true },
                    },
                },
                migrate: {
                    command: ["migrate"],
                    environment: { DATABASE_URL: { kind: "plain", value: "postgresql://db:5432/app" } },
                },
                worker: { environment: { REDIS_URL: { kind: "plain", value: "redis://cache" } } },
                cache: { image: image("redis") },
                db: {
                    image: image("postgres"),
                    user: "999:999",
                    volumes: [{ type: "volume", source: "data", target: "/var/lib/postgresql/data", readOnly: false }],
                },
            },
            { volumes: { data: { driverOpts: {}, external: false } } },
        ),
        { services: { web: { health: "/health", min: 1, max: 3 }, worker: { spot: true } } },
    );
    expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
    const tree = await resourceTree(() => {
        const environment = new Environment("shared");
        new FargateApp("shop", { environment, plan, secrets: {} });
    });
    expectTree(join(trees, "app.txt"), tree);
});

test("two services that discover each other let each other in", async () => {
    const peer = (other: string) => ({
        environment: { PEER_HOST: { kind: "plain", value: other } as const },
        expose: ["7946"],
    });
    const { plan, told } = planned(projectOf({ east: peer("west"), west: peer("east") }), {
        services: { east: { discovers: ["west"] }, west: { discovers: ["east"] } },
    });
    expect(told).toEqual([]);
    const tree = await resourceTree(() => {
        const environment = new Environment("shared");
        new FargateApp("shop", { environment, plan, secrets: {} });
    });
    for (const [one, other] of [
        ["east", "west"],
        ["west", "east"],
    ]) {
        expect(tree).toContain(`aws:vpc:SecurityGroupEgressRule shop-${one}-to-shop-${other}-7946\n`);
        expect(tree).toContain(`aws:vpc:SecurityGroupIngressRule shop-${one}-from-shop-${other}-7946\n`);
        expect(tree).toContain(`{"name":"PEER_HOST","value":"${one}.shop.dev.slipway.internal"}`);
        expect(tree).toContain(`serviceRegistries: {"registryArn":"arn:shop-${one}"}`);
    }
});

describe("the reference apps", () => {
    const repository = join(__dirname, "../../..");
    const cases: Record<string, SettingsOf> = {
        "action-spec": { secrets: ["GH_TOKEN"] },
        // As its document has it: the database is somewhere else.
        "task-api": {
            secrets: ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
            variables: { DB_HOST: "db.example.com" },
            without: ["db"],
        },
        // The same file: AWS runs the database, and the cache of another app.
        "task-api-managed": {
            compose: "docker/task-api/compose.yaml",
            secrets: ["API_KEY_SECRET", "ADMIN_API_KEY"],
            managed: { db: { engine: "postgres" } },
        },
        "managed-app": {
            compose: "test/support/managed-app/compose.yaml",
            managed: { db: { engine: "postgres" }, cache: { engine: "valkey" } },
        },
        // Its data somewhere else; what runs here is the page, the backend in four processes, the connector and a migration.
        sovd: {
            secrets: ["DB_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET", "OPERATOR_PASSWORD"],
            variables: {
                DB_HOST: "db.example.com",
                DB_SSLMODE: "require",
                REDIS_HOST: "cache.example.com",
                REDIS_SCHEME: "rediss",
            },
            without: ["db", "redis"],
        },
        // And with both of them as AWS's own.
        "sovd-managed": {
            compose: "docker/sovd/compose.yaml",
            secrets: ["JWT_SECRET", "OPERATOR_PASSWORD"],
            managed: { db: { engine: "postgres" }, redis: { engine: "redis" } },
        },
        // AWS runs database and cache; Grafana is asked for, beside the page and the API; Prometheus finds both backends.
        pivotal: {
            secrets: ["GRAFANA_ADMIN_PASSWORD"],
            variables: { GRAFANA_BIND: "0.0.0.0" },
            managed: { postgres: { engine: "postgres" }, redis: { engine: "redis" } },
            services: { backend: { min: 2 }, prometheus: { discovers: ["backend"] } },
        },
    };

    test.each(Object.keys(cases))("%s", async (app) => {
        const settings = settingsOf({
            target: "ecs-fargate",
            allow: ALLOW,
            compose: `docker/${app}/compose.yaml`,
            ...cases[app],
        });
        const { project, issues } = await loadProject({ app, settings, projectDirectory: repository });
        const { plan, issues: mapped } = fargatePlan(project as ComposeProject, settings, {
            projectDirectory: repository,
            stack: "dev",
        });
        expect([...issues, ...mapped].filter(({ severity }) => severity === "error")).toEqual([]);
        const names = Object.keys(settings.secrets);
        const secrets = Object.fromEntries(names.map((name) => [name, { from: "value" as const, value: "hunter2" }]));
        const tree = await resourceTree(() => {
            const environment = new Environment("shared", { disposable: true });
            new FargateApp(app, { environment, plan, secrets, labelKey: "key" });
        });
        expect(tree).not.toContain("hunter2");
        expect(tree).not.toContain("made-up");
        // A changed source file is no change of what is made.
        expectTree(join(trees, `${app}.txt`), tree.replaceAll(/\b[0-9a-f]{20}\b/g, "<hash>"));
    });
});
