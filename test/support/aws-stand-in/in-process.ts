import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EcsInputs } from "../../../provider/drivers/ecs-fargate/deployment";
import { ecsApi } from "./ecs-api";
import { advance, deploy, type EcsService } from "./ecs-service";
import { ACCOUNT, REGION } from "./resource-models";
import { StandInState, type Faults } from "./state";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const cluster = arn("ecs", "cluster/main");

/** The STAND-IN's APIs in the test's own process, for what is proven without Pulumi. Sets the SDK's environment variables. */
export class InProcess {
    private readonly directory = mkdtempSync(join(tmpdir(), "slipway-ecs-"));
    readonly state = new StandInState(this.directory);
    private readonly server = ecsApi(this.state);

    async start(): Promise<this> {
        writeFileSync(join(this.directory, "requests.jsonl"), "");
        this.server.listen(0, "127.0.0.1");
        await once(this.server, "listening");
        const endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
        const services = ["APPRUNNER", "ECR", "ECS", "CLOUDWATCH_LOGS", "ELASTIC_LOAD_BALANCING_V2", "SECRETS_MANAGER"];
        for (const service of services) process.env[`AWS_ENDPOINT_URL_${service}`] = endpoint;
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" });
        Object.assign(process.env, { STAND_IN_ROLLOUT_MS: "60", STAND_IN_ROLLBACK_MS: "400" });
        return this;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, "close");
        rmSync(this.directory, { recursive: true });
    }

    faults(faults: Faults): void {
        writeFileSync(join(this.directory, "faults.json"), JSON.stringify(faults));
    }

    /** The operations that were asked for so far. */
    asked(): string[] {
        const lines = readFileSync(join(this.directory, "requests.jsonl"), "utf8").split("\n").slice(0, -1);
        return lines.map((line) => (JSON.parse(line) as { api: string }).api);
    }

    /** Everything that was asked so far, in the words of AWS's service models. */
    requests(): { resource: string; service: string; operation: string; params: Record<string, unknown> }[] {
        const lines = readFileSync(join(this.directory, "requests.jsonl"), "utf8").split("\n").slice(0, -1);
        return lines.map((line, index) => {
            const { service, api, input } = JSON.parse(line) as { service: string; api: string; input: never };
            return { resource: `request ${index + 1}`, service, operation: api, params: input };
        });
    }

    /** A revision of the task definition, its mode written in it: faults go by the mode. */
    define(name: string, mode: string): EcsInputs {
        const { taskDefinitions, revisions } = this.state.stored;
        const revision = (revisions[name] = (revisions[name] ?? 0) + 1);
        const taskDefinition = arn("ecs", `task-definition/${name}:${revision}`);
        const secrets = [{ name: "TOKEN", valueFrom: `${arn("secretsmanager", `secret:${name}`)}:TOKEN:v1:` }];
        taskDefinitions[taskDefinition] = JSON.stringify([{ name, environment: [`MODE=${mode}`], secrets }]);
        return inputs(name, arn("ecs", `service/main/${name}`), taskDefinition);
    }

    /** What Pulumi does before a release: a new revision, and the service pointed at it. */
    point(name: string, mode = "good", capacityProviders: string[] = []): EcsInputs {
        return this.pointAt(this.define(name, mode), capacityProviders);
    }

    /** The service pointed at a revision that exists. */
    pointAt(wanted: EcsInputs, capacityProviders: string[] = []): EcsInputs {
        const { services, taskDefinitions } = this.state.stored;
        const { service: id, taskDefinition } = wanted.deployment;
        const service = (services[id] ??= newService(id, wanted.name, capacityProviders));
        advance(service, taskDefinitions, this.state.faults());
        // As ECS does: the same version again is no new deployment.
        if (service.deployments[0]?.taskDefinition !== taskDefinition)
            deploy(service, taskDefinition, "ECS deployment in progress.");
        return wanted;
    }

    /** A secret's value, known to Secrets Manager alone. */
    secret(name: string, value: string): void {
        this.state.secretValues.set(`${arn("secretsmanager", `secret:${name}`)}:v1`, JSON.stringify({ TOKEN: value }));
    }

    /** The service itself, for what somebody does in the console. */
    service(name: string): EcsService {
        return this.state.stored.services[arn("ecs", `service/main/${name}`)]!;
    }
}

function newService(id: string, name: string, capacityProviders: string[]): EcsService {
    return {
        arn: id,
        name,
        cluster,
        targetGroups: [arn("elasticloadbalancing", `targetgroup/slip-${name}/50dc6c495c0c9188`)],
        capacityProviders,
        desiredCount: 1,
        status: "ACTIVE",
        deployments: [],
        events: [],
        stopped: [],
        conclusions: [],
    };
}

function inputs(name: string, service: string, taskDefinition: string): EcsInputs {
    return {
        driver: "ecs-fargate",
        name,
        services: { [name]: { image: `${name}:1`, variables: {}, secrets: {}, health: "GET /health on 8080" } },
        deployment: { region: REGION, cluster, service, taskDefinition, logGroup: "main", logStreamPrefix: name },
        deadlineSeconds: 30,
    };
}
