import { z } from "zod";
import type {
    DependsOnConfig,
    FileReferenceConfig,
    HealthCheckConfig,
    ServiceHookConfig,
    ServiceNetworkConfig,
    ServicePortConfig,
    ServiceVolumeConfig,
} from "../types";
import {
    amount,
    anything,
    bytes,
    duration,
    flag,
    list,
    mapping,
    mappingOrEmpty,
    optional,
    scalar,
    text,
    texts,
} from "./primitives";

const published = z.union([z.string(), z.number()]).transform((value, context) => {
    const found = /^(\d+)(?:-(\d+))?$/.exec(String(value));
    if (!found) {
        context.addIssue({ code: "custom", message: `a port number, not ${JSON.stringify(value)}` });
        return { first: 0 };
    }
    return { first: Number(found[1]), ...(found[2] ? { last: Number(found[2]) } : {}) };
});

export const port = z
    .strictObject({
        name: optional(text),
        mode: optional(text),
        host_ip: optional(text),
        target: amount,
        published: optional(published),
        protocol: optional(text),
        app_protocol: optional(text),
    })
    .transform((raw): ServicePortConfig => ({
        name: raw.name,
        mode: raw.mode,
        hostIp: raw.host_ip,
        target: raw.target,
        published: raw.published?.first,
        publishedEnd: raw.published?.last,
        protocol: raw.protocol ?? "tcp",
        appProtocol: raw.app_protocol,
    }));

export const healthcheck = z
    .strictObject({
        test: optional(z.union([texts, text.transform((command) => ["CMD-SHELL", command])])),
        interval: optional(duration),
        timeout: optional(duration),
        retries: optional(amount),
        start_period: optional(duration),
        start_interval: optional(duration),
        disable: optional(flag),
    })
    .transform((raw): HealthCheckConfig => ({
        test: raw.test ?? [],
        intervalSeconds: raw.interval,
        timeoutSeconds: raw.timeout,
        retries: raw.retries,
        startPeriodSeconds: raw.start_period,
        startIntervalSeconds: raw.start_interval,
        disable: raw.disable === true || raw.test?.[0] === "NONE",
    }));

export const dependency = z
    .strictObject({
        condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
        restart: optional(flag),
        required: optional(flag),
    })
    .transform((raw): DependsOnConfig => ({
        condition: raw.condition,
        restart: raw.restart ?? false,
        required: raw.required ?? true,
    }));

export const volume = z
    .strictObject({
        type: z.enum(["bind", "volume", "tmpfs", "npipe", "cluster", "image"]),
        source: optional(text),
        target: text,
        read_only: optional(flag),
        consistency: optional(text),
        bind: optional(z.record(z.string(), anything)),
        volume: optional(
            z.strictObject({ nocopy: optional(flag), subpath: optional(text), labels: optional(mapping) }),
        ),
        tmpfs: optional(z.strictObject({ size: optional(bytes), mode: optional(amount) })),
        image: optional(z.record(z.string(), anything)),
    })
    .transform((raw): ServiceVolumeConfig => ({
        type: raw.type,
        source: raw.source,
        target: raw.target,
        readOnly: raw.read_only ?? false,
        consistency: raw.consistency,
        bind: raw.bind,
        volume: raw.volume && { nocopy: raw.volume.nocopy ?? false, subpath: raw.volume.subpath },
        tmpfs: raw.tmpfs && { sizeBytes: raw.tmpfs.size, mode: raw.tmpfs.mode },
        image: raw.image,
    }));

export const network = z
    .strictObject({
        aliases: list(text),
        ipv4_address: optional(text),
        ipv6_address: optional(text),
        priority: optional(amount),
        gw_priority: optional(amount),
        interface_name: optional(text),
        link_local_ips: list(text),
        mac_address: optional(text),
        driver_opts: optional(mapping),
    })
    .nullable()
    .transform((raw): ServiceNetworkConfig => ({
        aliases: raw?.aliases ?? [],
        ipv4Address: raw?.ipv4_address,
        ipv6Address: raw?.ipv6_address,
        priority: raw?.priority,
    }));

export const fileReference = z.strictObject({
    source: text,
    target: optional(text),
    uid: optional(scalar),
    gid: optional(scalar),
    mode: optional(z.union([z.string(), z.number().transform((mode) => `0${mode.toString(8)}`)])),
}) satisfies z.ZodType<FileReferenceConfig>;

export const device = z.strictObject({ source: text, target: optional(text), permissions: optional(text) });

export const hook = z
    .strictObject({
        command: optional(texts),
        user: optional(text),
        privileged: optional(flag),
        working_dir: optional(text),
        environment: mappingOrEmpty,
        per_replica: optional(flag),
    })
    .transform((raw): ServiceHookConfig => ({
        command: raw.command ?? [],
        user: raw.user,
        privileged: raw.privileged ?? false,
        workingDir: raw.working_dir,
        environment: raw.environment,
    }));

export const logging = z
    .strictObject({ driver: optional(text), options: mappingOrEmpty })
    .transform(({ driver, options }) => ({ driver, options }));
