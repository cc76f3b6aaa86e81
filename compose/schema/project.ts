import { z } from "zod";
import { envValue } from "../marks";
import type { FileObjectConfig, NetworkConfig, VolumeConfig } from "../types";
import { anything, flag, mapping, mappingOrEmpty, optional, text } from "./primitives";
import { service } from "./service";

const network = z
    .strictObject({
        name: optional(text),
        driver: optional(text),
        driver_opts: mappingOrEmpty,
        ipam: optional(anything),
        external: optional(flag),
        internal: optional(flag),
        attachable: optional(flag),
        enable_ipv4: optional(flag),
        enable_ipv6: optional(flag),
        labels: optional(mapping),
    })
    .nullable()
    .transform((raw): NetworkConfig => ({
        name: raw?.name,
        driver: raw?.driver,
        driverOpts: raw?.driver_opts ?? {},
        external: raw?.external ?? false,
        internal: raw?.internal ?? false,
    }));

const volume = z
    .strictObject({
        name: optional(text),
        driver: optional(text),
        driver_opts: mappingOrEmpty,
        external: optional(flag),
        labels: optional(mapping),
    })
    .nullable()
    .transform((raw): VolumeConfig => ({
        name: raw?.name,
        driver: raw?.driver,
        driverOpts: raw?.driver_opts ?? {},
        external: raw?.external ?? false,
    }));

/** `environment` is a pair here: the loader looks the variable up and puts its value beside the name. */
const fileObject = z
    .strictObject({
        name: optional(text),
        file: optional(text),
        environment: optional(z.strictObject({ variable: text, value: text })),
        content: optional(text),
        external: optional(flag),
        driver: optional(text),
        driver_opts: optional(mapping),
        template_driver: optional(text),
        labels: optional(mapping),
    })
    .transform((raw): FileObjectConfig => ({
        name: raw.name,
        file: raw.file,
        environment: raw.environment && { variable: raw.environment.variable, value: envValue(raw.environment.value) },
        content: raw.content,
        external: raw.external ?? false,
        driver: raw.driver,
        templateDriver: raw.template_driver,
    }));

function section<Schema extends z.ZodType>(schema: Schema) {
    return z
        .record(z.string(), schema)
        .nullish()
        .transform((value): Record<string, z.output<Schema>> => value ?? {});
}

/** Docker Compose's whole JSON. */
export const project = z.strictObject({
    services: section(service),
    networks: section(network),
    volumes: section(volume),
    secrets: section(fileObject),
    configs: section(fileObject),
    models: section(anything),
});
