import { appRunnerConfiguration } from "../../../components/app-runner/configuration";
import { wantedConfiguration } from "../../../provider/drivers/app-runner/configuration";
import type { AppRunnerInputs } from "../../../provider/drivers/app-runner/deployment";
import { ACCOUNT, REGION } from "./account";
import { advance, begin, createService, type AppRunnerService } from "./app-runner-service";
import type { InProcess } from "./in-process";

const HOUR_MS = 3_600_000;
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const secretOf = (name: string) => arn("secretsmanager", `secret:${name}`);

/** STAND-IN for what Pulumi does with an App Runner service before its release. */
export class InProcessAppRunner {
    /** How many versions there have been: it stands in each one's tag. */
    versions = 0;

    constructor(private readonly aws: InProcess) {}

    /** A service is made. How the operation ends goes by the mode, which stands in the image's tag. */
    made(name: string, mode?: string): { service: AppRunnerService; first: AppRunnerInputs } {
        const service = createService(name, {});
        this.aws.state.stored.appRunner[service.arn] = service;
        const first = this.wanted(service, mode);
        service.configuration = wantedConfiguration(first);
        Object.assign(service.operations[0]!, { configuration: service.configuration });
        this.aws.state.secretValues.set(`${secretOf(name)}:v1`, '{"TOKEN":"s3cr3t-value"}');
        return { service, first };
    }

    /** A service is pointed at another version. */
    point(service: AppRunnerService, mode?: string): AppRunnerInputs {
        const release = this.wanted(service, mode);
        begin(service, "UPDATE_SERVICE", wantedConfiguration(release));
        return release;
    }

    /** The operation ends, as the aws provider waits until the service is RUNNING again. */
    waited(service: AppRunnerService): void {
        const [operation] = service.operations;
        for (const later of [HOUR_MS, 2 * HOUR_MS])
            advance(service, this.aws.state.faults(), operation!.startedAt + later);
    }

    /** What has happened so far was an earlier run of Pulumi's. */
    ages(service: AppRunnerService): void {
        for (const operation of service.operations)
            Object.assign(operation, { startedAt: operation.startedAt - 2 * HOUR_MS });
    }

    /** A version that nobody has asked for yet. */
    wanted(service: AppRunnerService, mode = "good"): AppRunnerInputs {
        this.versions += 1;
        const tag = `${mode}-${this.versions}`;
        return {
            driver: "app-runner",
            name: "web",
            services: { web: { image: `web:${tag}`, variables: { LOG_LEVEL: "info" }, secrets: {} } },
            deployment: {
                region: REGION,
                service: service.arn,
                configuration: appRunnerConfiguration({
                    image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/web:${tag}`,
                    port: 8080,
                    startCommand: "serve --all",
                    secrets: { TOKEN: `${secretOf(service.name)}:TOKEN:v1:` },
                    size: { cpu: 256, memoryMiB: 512 },
                    accessRoleArn: `arn:aws:iam::${ACCOUNT}:role/access`,
                    instanceRoleArn: `arn:aws:iam::${ACCOUNT}:role/instance`,
                    autoScalingConfigurationArn: arn("apprunner", `autoscalingconfiguration/web/1/${"0".repeat(31)}1`),
                    vpcConnectorArn: arn("apprunner", `vpcconnector/web/1/${"0".repeat(31)}1`),
                }),
            },
            deadlineSeconds: 20,
        };
    }
}
