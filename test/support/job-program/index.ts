/** A Pulumi program of somebody who uses the components without Compose: a migration before its service. */
import * as pulumi from "@pulumi/pulumi";
import { Environment } from "../../../components/environment";
import { FargateJob } from "../../../components/fargate-job";
import { FargateService } from "../../../components/fargate-service";

const config = new pulumi.Config();
const environment = new Environment("environment", { disposable: true });
const migrate = new FargateJob("migrate", {
    environment,
    image: { reference: `registry.example/api:${config.get("version") ?? "1"}` },
    container: { command: ["alembic", "upgrade", config.get("to") ?? "head"] },
    secrets: { DATABASE_URL: { value: config.requireSecret("databaseUrl") } },
    labelKey: config.requireSecret("labelKey"),
    egressPorts: [443, 5432],
    before: ["api"],
    deadlineSeconds: config.getNumber("deadline") ?? 60,
});
new FargateService(
    "api",
    {
        environment,
        image: { reference: `registry.example/api:${config.get("version") ?? "1"}` },
        variables: { LOG_LEVEL: config.get("logLevel") ?? "info" },
    },
    { dependsOn: migrate },
);
