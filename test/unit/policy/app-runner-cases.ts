import { of, type Inputs, type RuleCase } from "./case";

const SERVICE = "aws:apprunner/service:Service";

const source = (change: Inputs = {}, image: Inputs = {}) => ({
    sourceConfiguration: {
        autoDeploymentsEnabled: false,
        authenticationConfiguration: { accessRoleArn: "arn:access" },
        imageRepository: {
            imageIdentifier: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1",
            imageRepositoryType: "ECR",
            imageConfiguration: { port: "8080", runtimeEnvironmentVariables: { LOG_LEVEL: "info" }, ...image },
        },
        ...change,
    },
});
const GOOD = {
    ...source(),
    instanceConfiguration: { instanceRoleArn: "arn:instance" },
    healthCheckConfiguration: { protocol: "HTTP", path: "/health" },
};
const variables = (given: Inputs) => source({}, { runtimeEnvironmentVariables: given });

/** App Runner's services, right and wrong. */
export const APP_RUNNER_CASES: Readonly<Record<string, RuleCase>> = {
    "app-runner-two-roles": of(
        SERVICE,
        GOOD,
        [{ instanceConfiguration: undefined }, "has no instanceRoleArn: give its program a role of its own."],
        [
            { instanceConfiguration: { instanceRoleArn: "arn:access" } },
            "accessRoleArn and instanceRoleArn are both arn:access: make two roles.",
        ],
    ),
    "app-runner-no-plain-secrets": of(
        SERVICE,
        GOOD,
        [
            variables({ AWS_SECRET_ACCESS_KEY: "x" }),
            "the variable AWS_SECRET_ACCESS_KEY is plain text: make it a secret.",
        ],
        [
            variables({ DATABASE_URL: "postgresql://app:pass@db.example.com/app" }),
            "the variable DATABASE_URL holds a URL with a password: make it a secret.",
        ],
    ),
    "app-runner-asks-http": of(
        SERVICE,
        GOOD,
        [
            { healthCheckConfiguration: undefined },
            'protocol of the health check is not set: set it to "HTTP".',
            'the health check has no path: set it, such as "/health".',
        ],
        [
            { healthCheckConfiguration: { protocol: "TCP", path: "/health" } },
            'protocol of the health check is "TCP": set it to "HTTP".',
        ],
    ),
    "app-runner-no-automatic-deployments": of(
        SERVICE,
        GOOD,
        [source({ autoDeploymentsEnabled: true }), "autoDeploymentsEnabled is true: set it to false."],
        [source({ autoDeploymentsEnabled: undefined }), "autoDeploymentsEnabled is not set: set it to false."],
    ),
};
