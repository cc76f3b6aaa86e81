/** Golden resource trees of app-runner. After a wished-for change: `UPDATE_TREES=1`, and read the diff. */
import { join } from "node:path";
import { AppRunnerApp } from "../../../components/app-runner-app";
import { AppRunnerService } from "../../../components/app-runner-service";
import { Environment } from "../../../components/environment";
import { loadProject } from "../../../compose/load";
import { appRunnerPlan } from "../../../compose/targets/app-runner/map";
import type { ComposeProject } from "../../../compose/types";
import { settingsOf, type SettingsOf } from "../compose/load-case";
import { expectTree, resourceTree } from "../../support/resource-tree";

const trees = join(__dirname, "../testdata/trees");
const repository = join(__dirname, "../../..");

test("one service without Compose, with all that can be asked for", async () => {
    const tree = await resourceTree(() => {
        const environment = new Environment("environment", { domain: { name: "example.com", hostedZoneId: "Z1" } });
        new AppRunnerService("api", {
            environment,
            image: { reference: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1" },
            port: 8080,
            startCommand: "serve --port 8080",
            healthCheck: { path: "/healthz", unhealthyThreshold: 10 },
            size: { cpu: 1024, memoryMiB: 2048 },
            scaling: { min: 1, max: 5, concurrency: 50 },
            variables: { LOG_LEVEL: "info" },
            secrets: { API_TOKEN: { value: "hunter2" } },
            labelKey: "key",
            vpc: { egressPorts: [443, 5432] },
            domain: "api.example.com",
            tags: { team: "shop" },
        });
    });
    expectTree(join(trees, "app-runner-service.txt"), tree);
    expect(tree).not.toContain("hunter2");
    // No cluster, no load balancer, no log group: App Runner has its own.
    expect(tree).not.toMatch(/aws:(ecs|lb|cloudwatch):/);
});

describe("the reference apps", () => {
    const cases: Record<string, SettingsOf> = {
        "action-spec": { secrets: ["GH_TOKEN"] },
        // App Runner runs nothing to its end: who deploys it here migrates the database elsewhere.
        "task-api": {
            secrets: ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
            variables: { DB_HOST: "db.example.com" },
            without: ["db", "migrate"],
        },
    };

    test.each(Object.keys(cases))("%s, alone in its stack: no network, no cluster, no load balancer", async (app) => {
        const settings = settingsOf({ target: "app-runner", compose: `docker/${app}/compose.yaml`, ...cases[app] });
        const { project, issues } = await loadProject({ app, settings, projectDirectory: repository });
        const mapped = appRunnerPlan(project as ComposeProject, settings, { projectDirectory: repository });
        const errors = [...issues, ...mapped.issues].filter(({ severity }) => severity === "error");
        expect(errors).toEqual([]);
        const names = Object.keys(settings.secrets);
        const secrets = Object.fromEntries(names.map((name) => [name, { from: "value" as const, value: "hunter2" }]));
        const tree = await resourceTree(() => {
            const environment = new Environment("shared", { disposable: true });
            new AppRunnerApp(app, { environment, plan: mapped.plan!, secrets, labelKey: "key" });
        });
        expect(tree).not.toContain("hunter2");
        expect(tree).not.toMatch(/awsx:|aws:(ec2|ecs|lb|cloudwatch):/);
        expectTree(join(trees, `app-runner-${app}.txt`), tree.replaceAll(/\b[0-9a-f]{20}\b/g, "<hash>"));
    });
});
