import { z } from "zod";
import type { BuildConfig } from "../types";
import { bytes, flag, hosts, list, mappingOrEmpty, optional, scalar, text, texts } from "./primitives";

export const ulimit = z.union([
    z.number(),
    z.strictObject({ soft: z.number(), hard: z.number() }),
    // compose-go writes Go's field names where a limit has neither form.
    z
        .strictObject({ Single: z.number(), Soft: z.number(), Hard: z.number() })
        .transform((it) => ({ soft: it.Soft, hard: it.Hard })),
]);

const secret = z
    .strictObject({
        source: text,
        target: optional(text),
        uid: optional(scalar),
        gid: optional(scalar),
        mode: optional(scalar),
    })
    .transform(({ source, target }) => ({ source, id: target ?? source }));

/** `["default"]`, `["id=path"]` or `{ default: null }`. */
const ssh = z
    .union([texts, z.record(z.string(), text.nullable())])
    .nullish()
    .transform((value): string[] => {
        if (Array.isArray(value)) return value;
        return Object.entries(value ?? {}).map(([id, path]) => (path ? `${id}=${path}` : id));
    });

/** Docker Compose's `build` → {@link BuildConfig}. */
export const build = z
    .strictObject({
        context: optional(text),
        dockerfile: optional(text),
        dockerfile_inline: optional(text),
        target: optional(text),
        args: mappingOrEmpty,
        additional_contexts: mappingOrEmpty,
        secrets: list(secret),
        platforms: list(text),
        cache_from: list(text),
        cache_to: list(text),
        no_cache: optional(flag),
        no_cache_filter: list(text),
        pull: optional(flag),
        labels: mappingOrEmpty,
        tags: list(text),
        ssh,
        network: optional(text),
        extra_hosts: optional(hosts),
        entitlements: list(text),
        privileged: optional(flag),
        isolation: optional(text),
        shm_size: optional(bytes),
        ulimits: optional(z.record(z.string(), ulimit)),
        provenance: optional(scalar),
        sbom: optional(scalar),
    })
    .transform((raw): BuildConfig => ({
        context: raw.context ?? ".",
        ...(raw.dockerfile_inline === undefined ? { dockerfile: raw.dockerfile ?? "Dockerfile" } : {}),
        dockerfileInline: raw.dockerfile_inline,
        target: raw.target,
        args: raw.args,
        additionalContexts: raw.additional_contexts,
        secrets: raw.secrets,
        platforms: raw.platforms,
        cacheFrom: raw.cache_from,
        cacheTo: raw.cache_to,
        noCache: raw.no_cache ?? false,
        noCacheFilter: raw.no_cache_filter,
        pull: raw.pull ?? false,
        labels: raw.labels,
        tags: raw.tags,
        ssh: raw.ssh,
        network: raw.network,
        extraHosts: raw.extra_hosts ?? [],
        entitlements: raw.entitlements,
        privileged: raw.privileged ?? false,
        isolation: raw.isolation,
        shmSizeBytes: raw.shm_size,
        ulimits: raw.ulimits ?? {},
        provenance: raw.provenance,
        sbom: raw.sbom,
    }));
