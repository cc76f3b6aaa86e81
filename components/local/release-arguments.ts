import * as pulumi from "@pulumi/pulumi";
import type { ComposeModel, HttpGate, LocalDeployment } from "../../provider/drivers/local/deployment";
import type { ContainerImage } from "../container-image";
import type { LocalAppPlan, LocalServicePlan } from "../local-docker-args";
import type { ReleaseArgs, ServiceReleaseArgs } from "../release";
import { resolveEnvironment, type LabelledSecret, type ResolvedEnvironment } from "./resolved-environment";

export interface LocalReleaseParts {
    readonly plan: LocalAppPlan;
    /** Docker Compose's project name. */
    readonly project: string;
    /** Images built here, by service. */
    readonly images: ReadonlyMap<string, ContainerImage>;
    readonly environments: Readonly<Record<string, ResolvedEnvironment>>;
    readonly secrets: Readonly<Record<string, LabelledSecret>>;
}

/** An app in the words of its release: what people read in `services`, how to get there in `deployment`. */
export function releaseArguments(parts: LocalReleaseParts): ReleaseArgs {
    const { plan, project, images, environments, secrets } = parts;
    const forCompose = resolveEnvironment(plan.variables, secrets);
    const names = Object.keys(plan.services);
    const deployment: Inputs<LocalDeployment> = {
        project,
        directory: plan.directory,
        model: plan.definition as unknown as ComposeModel,
        secretVariables: Object.fromEntries(names.map((service) => [service, environments[service]?.secret ?? {}])),
        composeVariables: pulumi.secret({ ...forCompose.plain, ...forCompose.secret }),
        composeLabels: forCompose.labels,
        alsoSecret: pulumi.secret(Object.values(secrets).map(({ value }) => value)),
        layers: plan.layers,
        jobs: names.filter((service) => plan.services[service]?.job),
        gates: Object.fromEntries(
            Object.entries(plan.services).flatMap(([service, { health }]) =>
                health === undefined ? [] : [[service, gate(health)]],
            ),
        ),
        built: [...images.keys()],
    };
    return {
        driver: "local",
        name: plan.app,
        services: Object.fromEntries(
            Object.entries(plan.services).map(([service, servicePlan]) => [
                service,
                serviceRelease(servicePlan, images.get(service), environments[service]),
            ]),
        ),
        deployment: deployment as unknown as pulumi.Input<Record<string, unknown>>,
        deadlineSeconds: 300,
    };
}

/** Any leaf may be known later. */
type Inputs<T> = { readonly [K in keyof T]: pulumi.Input<T[K]> | Inputs<T[K]> };

function serviceRelease(
    plan: LocalServicePlan,
    image: ContainerImage | undefined,
    environment: ResolvedEnvironment | undefined,
): ServiceReleaseArgs {
    return {
        image: image?.ref ?? plan.image ?? "",
        variables: environment?.plain ?? {},
        secrets: environment?.labels ?? {},
        ...(plan.size !== undefined && { size: plan.size }),
        ...(plan.health !== undefined && { health: `GET ${plan.health.gatePath} on ${plan.health.containerPort}` }),
    };
}

function gate(health: NonNullable<LocalServicePlan["health"]>): HttpGate {
    return { containerPort: health.containerPort, path: health.gatePath };
}
