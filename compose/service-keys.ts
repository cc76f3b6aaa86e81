import type { ServiceConfig } from "./types";

/** The Compose specification's name of each key of {@link ServiceConfig}: messages and tables use it. */
export const SERVICE_KEYS = {
    annotations: "annotations",
    attach: "attach",
    blkioConfig: "blkio_config",
    build: "build",
    capAdd: "cap_add",
    capDrop: "cap_drop",
    cgroup: "cgroup",
    cgroupParent: "cgroup_parent",
    command: "command",
    configs: "configs",
    containerName: "container_name",
    cpuCount: "cpu_count",
    cpuPercent: "cpu_percent",
    cpuPeriodMicroseconds: "cpu_period",
    cpuQuotaMicroseconds: "cpu_quota",
    cpuRealtimePeriodMicroseconds: "cpu_rt_period",
    cpuRealtimeRuntimeMicroseconds: "cpu_rt_runtime",
    cpuShares: "cpu_shares",
    cpus: "cpus",
    cpuset: "cpuset",
    credentialSpec: "credential_spec",
    dependsOn: "depends_on",
    deploy: "deploy",
    develop: "develop",
    deviceCgroupRules: "device_cgroup_rules",
    devices: "devices",
    dns: "dns",
    dnsOptions: "dns_opt",
    dnsSearch: "dns_search",
    domainname: "domainname",
    entrypoint: "entrypoint",
    envFiles: "env_file",
    environment: "environment",
    expose: "expose",
    extends: "extends",
    externalLinks: "external_links",
    extraHosts: "extra_hosts",
    gpus: "gpus",
    groupAdd: "group_add",
    healthcheck: "healthcheck",
    hostname: "hostname",
    image: "image",
    init: "init",
    ipc: "ipc",
    isolation: "isolation",
    labelFiles: "label_file",
    labels: "labels",
    links: "links",
    logging: "logging",
    macAddress: "mac_address",
    memLimitBytes: "mem_limit",
    memReservationBytes: "mem_reservation",
    memSwappiness: "mem_swappiness",
    memswapLimitBytes: "memswap_limit",
    models: "models",
    networkMode: "network_mode",
    networks: "networks",
    oomKillDisable: "oom_kill_disable",
    oomScoreAdj: "oom_score_adj",
    pid: "pid",
    pidsLimit: "pids_limit",
    platform: "platform",
    ports: "ports",
    postStart: "post_start",
    preStart: "pre_start",
    preStop: "pre_stop",
    privileged: "privileged",
    profiles: "profiles",
    provider: "provider",
    pullPolicy: "pull_policy",
    pullRefreshAfter: "pull_refresh_after",
    readOnly: "read_only",
    restart: "restart",
    runtime: "runtime",
    scale: "scale",
    secrets: "secrets",
    securityOpt: "security_opt",
    shmSizeBytes: "shm_size",
    stdinOpen: "stdin_open",
    stopGracePeriodSeconds: "stop_grace_period",
    stopSignal: "stop_signal",
    storageOpt: "storage_opt",
    sysctls: "sysctls",
    tmpfs: "tmpfs",
    tty: "tty",
    ulimits: "ulimits",
    useApiSocket: "use_api_socket",
    user: "user",
    usernsMode: "userns_mode",
    uts: "uts",
    volumes: "volumes",
    volumesFrom: "volumes_from",
    workingDir: "working_dir",
} as const satisfies Record<keyof ServiceConfig, string>;

/** All keys of a service, in the model's words. */
export const SERVICE_CONFIG_KEYS = Object.keys(SERVICE_KEYS) as (keyof ServiceConfig)[];

/** Whether the file gives a key: empty lists and mappings count as not given, and so do `false` and the default network. */
export function isGiven(service: ServiceConfig, key: keyof ServiceConfig): boolean {
    const value = service[key];
    if (value === undefined || value === false) return false;
    // Compose puts every service into the network `default`.
    if (key === "networks")
        return Object.keys(service.networks).some((name) => name !== "default" || hasOptions(service, name));
    if (key === "command" || key === "entrypoint") return true;
    if (Array.isArray(value)) return value.length > 0;
    return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : true;
}

function hasOptions(service: ServiceConfig, network: string): boolean {
    const { aliases, ...options } = service.networks[network] ?? { aliases: [] };
    return aliases.length > 0 || Object.values(options).some((option) => option !== undefined);
}
