import { checkSupport } from "../../../compose/targets/check";
import { ECS_FARGATE_SUPPORT } from "../../../compose/targets/ecs-fargate/support";
import { SERVICE_CONFIG_KEYS } from "../../../compose/service-keys";
import type { ComposeProject } from "../../../compose/types";
import { issueLines, loadCase } from "./load-case";

describe("what ecs-fargate ignores or refuses, key and target named", () => {
    test("every key has an answer, and every answer but `supported` is told", async () => {
        const { project } = await loadCase("every-key", { profiles: ["all"] });
        const told = checkSupport(project as ComposeProject, ECS_FARGATE_SUPPORT).map(
            ({ path }) => path.split(": ")[1] ?? "",
        );
        expect(Object.keys(ECS_FARGATE_SUPPORT.service).sort()).toEqual([...SERVICE_CONFIG_KEYS].sort());
        expect(told).toContain("services.api.devices");
        expect(told).toContain("services.db.network_mode");
        expect(told).not.toContain("services.api.command");
        // The default network, which Compose gives to each service, is nobody's wish.
        expect(told).not.toContain("services.base.networks");
        expect(told).toHaveLength(45);
    });

    test.each([
        [
            "error",
            "api.privileged",
            "cannot run on ecs-fargate: Fargate runs no privileged container: take it out, or use ec2-compose.",
        ],
        [
            "error",
            "api.devices",
            "cannot run on ecs-fargate: Fargate gives no access to a host: take it out, or use ec2-compose.",
        ],
        ["error", "api.gpus", "cannot run on ecs-fargate: Fargate has no GPUs: take it out."],
        [
            "error",
            "api.secrets",
            "cannot run on ecs-fargate: Fargate gives a container no files: give the secret in a variable.",
        ],
        ["error", "api.post_start", "cannot run on ecs-fargate: ECS has no hooks: do it in the image's entrypoint."],
        ["error", "db.network_mode", "cannot run on ecs-fargate: each task has a network of its own: take it out."],
        ["warning", "api.logging", "has no effect on ecs-fargate: output goes to CloudWatch Logs."],
    ])("%s services.%s", async (severity, key, says) => {
        const { project } = await loadCase("every-key", { profiles: ["all"] });
        const lines = issueLines({ issues: checkSupport(project as ComposeProject, ECS_FARGATE_SUPPORT) });
        expect(lines).toContain(`${severity} compose.yaml: services.${key}: ${says}`);
    });
});

test("on AWS, ports that stay private and readiness paths behind a load balancer are told", async () => {
    const set = (service: string) =>
        `\`pulumi config set --path 'slipway:apps.shop.services.${service}.health' /health\`.`;
    const hidden = (service: string) =>
        `warning compose.yaml: services.${service}.ports: stay private on ecs-fargate, as nothing says that ${service} speaks HTTP: if it does, ${set(service)}`;
    expect(issueLines(await loadCase("healthchecks", { target: "ecs-fargate" }))).toEqual([
        hidden("peer"),
        hidden("redis"),
        "warning compose.yaml: services.curl.healthcheck: asks /health/ready, and so does the load balancer, which replaces every copy " +
            `when a database that this path looks at is away for a moment: give it a path that looks at nothing else, ${set("curl")}`,
    ]);
    expect(issueLines(await loadCase("healthchecks", { target: "local" }))).toEqual([]);
});
