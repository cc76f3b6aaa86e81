import type { MadeResource } from "../../support/mocked-stack";
import { alarmMappings } from "./alarms";
import { appRunnerMappings } from "./app-runner";
import { databaseMappings } from "./databases";
import { ecsMappings } from "./ecs";
import { elbMappings } from "./elb";
import { hostMappings } from "./host";
import { imageAndSecretMappings } from "./images-and-secrets";
import type { ApiCall } from "./mapping";
import { nameAndDataMappings } from "./names-and-data";
import { networkMappings } from "./network";
import { pipelineRoleMappings } from "./pipeline-roles";

/** By Pulumi's type. */
export const MAPPINGS = new Map(
    [
        ...ecsMappings,
        ...appRunnerMappings,
        ...elbMappings,
        ...networkMappings,
        ...imageAndSecretMappings,
        ...nameAndDataMappings,
        ...hostMappings,
        ...databaseMappings,
        ...pipelineRoleMappings,
        ...alarmMappings,
    ].map((mapping) => [mapping.type, mapping]),
);

/** The requests that make a resource. @throws for a type of AWS without a mapping */
export function apiCalls(resource: MadeResource): readonly ApiCall[] {
    if (!resource.type.startsWith("aws:")) return [];
    const mapping = MAPPINGS.get(resource.type);
    if (mapping === undefined)
        throw new Error(`${resource.type}: not checked against AWS: add it to test/aws-shape/api/`);
    return mapping.calls(resource);
}
