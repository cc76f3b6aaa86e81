/** Golden resource trees of ECS Express Mode. After a wished-for change: `UPDATE_TREES=1`, and read the diff. */
import { join } from "node:path";
import { Environment } from "../../../components/environment";
import { ExpressApp } from "../../../components/express-app";
import { ExpressService, type ExpressServiceArgs } from "../../../components/express-service";
import { loadProject } from "../../../compose/load";
import { expressPlan } from "../../../compose/targets/ecs-express/map";
import type { ComposeProject } from "../../../compose/types";
import { expectTree, resourceTree } from "../../support/resource-tree";
import { settingsOf, type SettingsOf } from "../compose/load-case";

const trees = join(__dirname, "../testdata/trees");
const repository = join(__dirname, "../../..");

function oneService(args: Partial<ExpressServiceArgs> = {}): Promise<string> {
    return resourceTree(() => {
        const environment = new Environment("environment", { disposable: true });
        new ExpressService("api", {
            environment,
            image: { reference: "registry.example/api:1" },
            port: 8080,
            variables: { ZONE: "b", LOG_LEVEL: "info" },
            secrets: { TOKEN: { value: "hunter2" }, API_TOKEN: { value: "hunter2" } },
            labelKey: "key",
            scaling: { min: 1, max: 3 },
            ...args,
        });
    });
}

test("one service without Compose: no load balancer of ours, every field with a default of AWS's written out", async () => {
    const tree = await oneService();
    expectTree(join(trees, "express-one-service.txt"), tree);
    expect(tree).not.toContain("hunter2");
    expect(tree).not.toMatch(/aws:lb|serviceName/);
});

test("a deadline that no good release keeps is refused", async () => {
    await expect(oneService({ deadlineSeconds: 300 })).rejects.toThrow(
        "api: deadlineSeconds is 300, but Express needs more than six minutes for a good release: give 600 or more",
    );
});

describe("the reference apps", () => {
    const cases: Record<string, SettingsOf> = {
        "action-spec": { secrets: ["GH_TOKEN"] },
        "task-api": {
            secrets: ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
            variables: { DB_HOST: "db.example.com" },
            without: ["db"],
        },
    };

    test.each(Object.keys(cases))("%s", async (app) => {
        const settings = settingsOf({ target: "ecs-express", compose: `docker/${app}/compose.yaml`, ...cases[app] });
        const { project, issues } = await loadProject({ app, settings, projectDirectory: repository });
        const { plan, issues: mapped } = expressPlan(project as ComposeProject, settings, {
            projectDirectory: repository,
        });
        expect([...issues, ...mapped].filter(({ severity }) => severity === "error")).toEqual([]);
        const names = Object.keys(settings.secrets);
        const secrets = Object.fromEntries(names.map((name) => [name, { from: "value" as const, value: "hunter2" }]));
        const tree = await resourceTree(() => {
            const environment = new Environment("shared", { disposable: true });
            new ExpressApp(app, { environment, plan: plan!, secrets, labelKey: "key" });
        });
        expect(tree).not.toContain("hunter2");
        // A changed source file is no change of what is made.
        expectTree(join(trees, `express-${app}.txt`), tree.replaceAll(/\b[0-9a-f]{20}\b/g, "<hash>"));
    });
});
