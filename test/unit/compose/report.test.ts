import { warning, type Issue } from "../../../compose/issue";
import { ECS_FARGATE_SUPPORT } from "../../../compose/targets/ecs-fargate/support";
import { checkSupport } from "../../../compose/targets/check";
import { fargateParts } from "../../../compose/targets/ecs-fargate/jobs";
import { LOCAL_SUPPORT } from "../../../compose/targets/local/support";
import { portabilityReport } from "../../../compose/targets/report";
import { planApps } from "../../../compose/plan";
import type { ComposeProject } from "../../../compose/types";
import { loadCase, settingsOf, TESTDATA } from "./load-case";
import { join } from "node:path";

async function reported(name: string, issues: readonly Issue[] = []) {
    const project = (await loadCase(name, { profiles: ["all"], target: "ecs-fargate" })).project as ComposeProject;
    const parts = fargateParts(project);
    const all = [...parts.flatMap(([part, support]) => checkSupport(part, support)), ...issues];
    return portabilityReport({ app: "shop", target: "ecs-fargate", project, parts, issues: all });
}

test("keys with one reason share a line, and what is refused is named once", async () => {
    const lines = (await reported("every-key"))!.text.split("\n");
    expect(lines[0]).toBe("shop on ecs-fargate, other than Docker Compose with compose.yaml:");
    const { differs } = ECS_FARGATE_SUPPORT.service.cpus as { differs: string };
    const { unsupported } = ECS_FARGATE_SUPPORT.service.memswapLimitBytes as { unsupported: string };
    expect(lines).toContain(`  differs: api.cpus, api.mem_limit: ${differs}`);
    expect(lines).toContain(`  ignored: api.mem_swappiness, api.memswap_limit: ${unsupported}`);
    const refused = lines.filter((line) => line.startsWith("  refused: "));
    expect(refused).toEqual([expect.stringMatching(/^ {2}refused: .*\bapi\.privileged, .*\(see the error\)$/)]);
    // Few lines, however many keys.
    expect(lines.length).toBeLessThan(40);
});

test("every key of the file that is not simply supported stands in the report, and no other", async () => {
    const { text } = (await reported("every-key"))!;
    const project = (await loadCase("every-key", { profiles: ["all"], target: "ecs-fargate" })).project!;
    for (const { path } of checkSupport(project, ECS_FARGATE_SUPPORT)) {
        expect(text).toContain(path.split("services.")[1]);
    }
    expect(text).not.toMatch(/api\.command\b/);
});

test("what no table can tell comes last, beside the table's own line for the same key", async () => {
    const private_ = warning("compose.yaml: services.api.ports", "stay private, as nothing speaks HTTP.");
    const setting = warning("slipway:apps.shop.allow", "has no effect.");
    const { text, summary } = (await reported("every-key", [private_, setting]))!;
    expect(text.split("\n").slice(-2)).toEqual([
        "  mind: services.api.ports: stay private, as nothing speaks HTTP.",
        "  mind: slipway:apps.shop.allow: has no effect.",
    ]);
    expect(text).toContain("differs: api.ports");
    expect(summary).toMatch(/^\d+ keys differ, \d+ keys are ignored, \d+ keys are refused, 2 things to mind$/);
});

test("a file that means the same on a target has no report", async () => {
    const project = (await loadCase("anchors")).project!;
    const report = { app: "shop", target: "local", project, parts: [[project, LOCAL_SUPPORT]], issues: [] } as const;
    expect(portabilityReport(report)).toBeUndefined();
});

test("planning apps gives each its report, refused ones too", async () => {
    const compose = join(TESTDATA, "every-key", "compose.yaml");
    const apps = { shop: settingsOf({ target: "ecs-fargate", compose, profiles: ["all"] }) };
    const { plans, reports } = await planApps(apps, TESTDATA);
    expect(plans).toEqual([]);
    expect(reports.map(({ app, target }) => [app, target])).toEqual([["shop", "ecs-fargate"]]);
});
