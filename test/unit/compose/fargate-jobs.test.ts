import * as path from "node:path";
import { fargatePlan } from "../../../compose/targets/ecs-fargate/map";
import { checkFargateSupport } from "../../../compose/targets/ecs-fargate/jobs";
import type { ComposeProject } from "../../../compose/types";
import { issueLines, loadCase, settingsOf, TESTDATA, type SettingsOf } from "./load-case";

const on = (given: SettingsOf = {}) => ({ ...given, target: "ecs-fargate" as const });

async function planned(name: string, given: SettingsOf = {}) {
    const { project } = await loadCase(name, on(given));
    return fargatePlan(project as ComposeProject, settingsOf(on(given)), {
        projectDirectory: path.join(TESTDATA, name),
        stack: "dev",
    });
}

describe("one-shot services on ecs-fargate", () => {
    test("a job is a task that runs before those that wait for its end, without ports, copies or checks", async () => {
        const { plan } = await planned("fargate-jobs");
        expect(Object.keys(plan.services)).toEqual(["api", "worker"]);
        expect(plan.jobs).toEqual({
            migrate: {
                build: { context: "." },
                environment: { LOG_LEVEL: { kind: "plain", value: "info" } },
                container: {
                    command: ["alembic", "upgrade", "head"],
                    user: "1000:1000",
                    readOnlyRoot: true,
                    dropCapabilities: ["ALL"],
                    tmpfs: [],
                    stopTimeoutSeconds: 30,
                },
                size: { cpu: 512, memoryMiB: 1024 },
                architecture: "X86_64",
                egressPorts: [443],
                mounts: [],
                before: ["api", "seed"],
            },
            seed: {
                build: { context: "." },
                environment: {},
                container: { readOnlyRoot: false, dropCapabilities: [], tmpfs: [], stopTimeoutSeconds: 10 },
                size: { cpu: 256, memoryMiB: 512 },
                architecture: "X86_64",
                egressPorts: [443],
                mounts: [],
                before: ["api"],
            },
        });
        expect(plan.layers).toEqual([["migrate", "worker"], ["seed"], ["api"]]);
    });

    test("what a job cannot have is told in a job's words, and nothing is told that is kept", async () => {
        const { project } = await loadCase("fargate-jobs", on());
        expect(issueLines({ issues: checkFargateSupport(project as ComposeProject) })).toEqual([
            "warning compose.yaml: services.migrate.healthcheck: has no effect on ecs-fargate: a job is judged by its exit code.",
            "warning compose.yaml: services.migrate.ports: has no effect on ecs-fargate: nobody connects to a job.",
            "warning compose.yaml: services.seed.deploy.replicas: has no effect on ecs-fargate: a job runs once.",
        ]);
    });

    test("a restart policy and a number of copies for a job are told", async () => {
        const { issues } = await planned("fargate-jobs", {
            services: { migrate: { min: 1, max: 1 }, seed: { min: 2 } },
        });
        const told = issueLines({ issues });
        expect(told).toContain(
            "warning compose.yaml: services.seed.restart: is on-failure, which has no effect on ecs-fargate: a job that fails fails the " +
                "release, and the next `pulumi up` runs it again.",
        );
        expect(told).toContain(
            "warning slipway:apps.shop.services.seed.min: is 2, which has no effect: seed is a job, and a job runs once.",
        );
        expect(told.filter((line) => line.includes("migrate.m") || line.includes("migrate.restart"))).toEqual([]);
    });
});
