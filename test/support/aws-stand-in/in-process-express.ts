import type { ExpressInputs } from "../../../provider/drivers/ecs-express/deployment";
import { updateRequest } from "../../../provider/drivers/ecs-express/configuration";
import { ACCOUNT, REGION } from "./account";
import { define } from "./express-api";
import { deployExpress, type ExpressService } from "./express-service";
import type { InProcess } from "./in-process";
import type { Props } from "./wire";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** STAND-IN for what Pulumi does with an Express service before its release. */
export class InProcessExpress {
    constructor(private readonly aws: InProcess) {}

    /** The service is asked for a version whose mode stands in its variables: faults go by the mode. */
    point(name: string, mode = "good", more: { readonly max?: number } = {}): ExpressInputs {
        const wanted = inputs(name, mode, more);
        const { serviceArn: _, ...configuration } = updateRequest(wanted.deployment);
        const service = (this.services[wanted.deployment.service] ??= newService(name));
        const words = configuration as unknown as Props;
        deployExpress(service, words, define(name, words, this.aws.state));
        return wanted;
    }

    /** The same, but that the service is asked for nothing. */
    inputs(name: string, mode: string, more: { readonly max?: number } = {}): ExpressInputs {
        return inputs(name, mode, more);
    }

    /** The service itself, for what somebody does in the console. */
    service(name: string): ExpressService {
        return this.services[arn("ecs", `service/main/${name}`)]!;
    }

    private get services(): Record<string, ExpressService> {
        return (this.aws.state.stored.express ??= {});
    }
}

function newService(name: string): ExpressService {
    return {
        ...{ arn: arn("ecs", `service/main/${name}`), name, cluster: arn("ecs", "cluster/main"), status: "ACTIVE" },
        ...{ revisions: [], deployments: [], events: [], stopped: [] },
    };
}

function inputs(name: string, mode: string, { max = 1 }: { readonly max?: number }): ExpressInputs {
    return {
        driver: "ecs-express",
        name,
        services: {
            [name]: { image: `${name}:${mode}`, variables: { MODE: mode }, secrets: {}, health: "GET /health on 8080" },
        },
        deployment: {
            region: REGION,
            cluster: arn("ecs", "cluster/main"),
            service: arn("ecs", `service/main/${name}`),
            configuration: {
                ...{ image: `registry.test/${name}:${mode}`, containerPort: 8080, healthCheckPath: "/health" },
                environment: { MODE: mode },
                secrets: { TOKEN: `${arn("secretsmanager", `secret:${name}`)}:TOKEN:v1:` },
                ...{ cpu: "256", memory: "512" },
                executionRole: `arn:aws:iam::${ACCOUNT}:role/execution`,
                taskRole: `arn:aws:iam::${ACCOUNT}:role/task`,
                subnets: ["subnet-b", "subnet-a"],
                securityGroups: ["sg-tasks"],
                scaling: { min: 1, max, cpuPercent: 60 },
            },
            ...{ logGroup: "main", logStreamPrefix: name },
        },
        deadlineSeconds: 30,
    };
}
