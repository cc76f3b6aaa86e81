import { z } from "zod";
import type { DeployConfig, UpdateConfig } from "../types";
import type { DeployResource, DeviceRequest } from "../deploy-types";
import { amount, bytes, duration, list, mappingOrEmpty, optional, text } from "./primitives";

export const deviceRequest = z
    .strictObject({
        capabilities: list(text),
        driver: optional(text),
        count: optional(z.union([z.number(), z.literal("all")])),
        device_ids: list(text),
        options: mappingOrEmpty,
    })
    .transform((raw): DeviceRequest => ({
        capabilities: raw.capabilities,
        driver: raw.driver,
        // Docker Compose writes "all" as -1.
        count: raw.count === -1 ? "all" : raw.count,
        deviceIds: raw.device_ids,
        options: raw.options,
    }));

const genericResource = z
    .strictObject({ discrete_resource_spec: z.strictObject({ kind: text, value: z.number() }) })
    .transform((raw) => raw.discrete_resource_spec);

const resource = z
    .strictObject({
        cpus: optional(amount),
        memory: optional(bytes),
        pids: optional(amount),
        devices: list(deviceRequest),
        generic_resources: list(genericResource),
    })
    .transform((raw): DeployResource => ({
        cpus: raw.cpus,
        memoryBytes: raw.memory,
        pids: raw.pids,
        devices: raw.devices,
        genericResources: raw.generic_resources,
    }));

const update = z
    .strictObject({
        parallelism: optional(amount),
        delay: optional(duration),
        failure_action: optional(text),
        monitor: optional(duration),
        max_failure_ratio: optional(amount),
        order: optional(text),
    })
    .transform((raw): UpdateConfig => ({
        parallelism: raw.parallelism,
        delaySeconds: raw.delay,
        failureAction: raw.failure_action,
        monitorSeconds: raw.monitor,
        maxFailureRatio: raw.max_failure_ratio,
        order: raw.order,
    }));

const restartPolicy = z
    .strictObject({
        condition: optional(text),
        delay: optional(duration),
        max_attempts: optional(amount),
        window: optional(duration),
    })
    .transform((raw) => ({
        condition: raw.condition,
        delaySeconds: raw.delay,
        maxAttempts: raw.max_attempts,
        windowSeconds: raw.window,
    }));

const placement = z
    .strictObject({
        constraints: list(text),
        preferences: list(z.strictObject({ spread: optional(text) })),
        max_replicas_per_node: optional(amount),
    })
    .transform((raw): DeployConfig["placement"] => {
        const spreadBy = raw.preferences.flatMap(({ spread }) => spread ?? []);
        const empty = raw.constraints.length + spreadBy.length === 0 && raw.max_replicas_per_node === undefined;
        return empty
            ? undefined
            : { constraints: raw.constraints, spreadBy, maxReplicasPerNode: raw.max_replicas_per_node };
    });

/** Docker Compose's `deploy` → {@link DeployConfig}. */
export const deploy = z
    .strictObject({
        mode: optional(text),
        replicas: optional(amount),
        endpoint_mode: optional(text),
        labels: mappingOrEmpty,
        resources: optional(z.strictObject({ limits: optional(resource), reservations: optional(resource) })),
        restart_policy: optional(restartPolicy),
        update_config: optional(update),
        rollback_config: optional(update),
        placement: optional(placement),
    })
    .transform((raw): DeployConfig => ({
        mode: raw.mode,
        replicas: raw.replicas,
        endpointMode: raw.endpoint_mode,
        labels: raw.labels,
        limits: raw.resources?.limits,
        reservations: raw.resources?.reservations,
        restartPolicy: raw.restart_policy,
        updateConfig: raw.update_config,
        rollbackConfig: raw.rollback_config,
        placement: raw.placement,
    }));
