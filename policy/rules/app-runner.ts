import * as apprunner from "@pulumi/aws/apprunner";
import { plainSecrets } from "./containers";
import { resourceRule, type Rule } from "../rule";

/** Neither Security Hub nor Checkov nor Trivy has a rule about App Runner but for tags: these bars are our own. */
export const appRunnerRules: readonly Rule[] = [
    resourceRule(
        apprunner.Service,
        {
            name: "app-runner-two-roles",
            controls: [],
            requirement: "What fetches an App Runner service's image and what runs in it have different roles.",
        },
        ({ sourceConfiguration, instanceConfiguration }) => {
            const access = sourceConfiguration.authenticationConfiguration?.accessRoleArn;
            const instance = instanceConfiguration?.instanceRoleArn;
            if (instance === undefined) return ["has no instanceRoleArn: give its program a role of its own."];
            return access === instance ? [`accessRoleArn and instanceRoleArn are both ${access}: make two roles.`] : [];
        },
    ),
    resourceRule(
        apprunner.Service,
        {
            name: "app-runner-no-plain-secrets",
            controls: [],
            requirement: "An App Runner service gets its secrets by reference, not among its plain variables.",
        },
        ({ sourceConfiguration: { imageRepository, codeRepository } }) => {
            const plain =
                imageRepository?.imageConfiguration?.runtimeEnvironmentVariables ??
                codeRepository?.codeConfiguration?.codeConfigurationValues?.runtimeEnvironmentVariables ??
                {};
            return plainSecrets(Object.entries(plain).map(([name, value]) => ({ name, value })));
        },
    ),
    resourceRule(
        apprunner.Service,
        {
            name: "app-runner-asks-http",
            controls: [],
            requirement: "App Runner asks a service for its health by HTTP: an open port alone says nothing.",
        },
        ({ healthCheckConfiguration: check }) => [
            ...(check?.protocol === "HTTP"
                ? []
                : [`protocol of the health check is ${show(check?.protocol)}: set it to "HTTP".`]),
            ...(check?.path === undefined ? ['the health check has no path: set it, such as "/health".'] : []),
        ],
    ),
    resourceRule(
        apprunner.Service,
        {
            name: "app-runner-no-automatic-deployments",
            controls: [],
            requirement: "A new image reaches an App Runner service by a release that is judged, and in no other way.",
        },
        // Left out, App Runner turns them on.
        ({ sourceConfiguration: { autoDeploymentsEnabled } }) =>
            autoDeploymentsEnabled === false
                ? []
                : [`autoDeploymentsEnabled is ${show(autoDeploymentsEnabled)}: set it to false.`],
    ),
];

function show(value: unknown): string {
    return value === undefined ? "not set" : JSON.stringify(value);
}
