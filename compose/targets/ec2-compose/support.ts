import type { DeploySupportTable, SupportTable, TargetSupport } from "../support";

const WINDOWS = { unsupported: "it is for Windows containers only" } as const;
/** Honoured as it is: the report says what it means where several apps share a machine. */
const ROOT = { differs: "the container is as good as root on the host, which the stack's other apps share" } as const;
const HOST = { differs: "as far as the host allows, which the stack's other apps share" } as const;

/** Docker Compose itself runs the app, on a host in AWS, behind a proxy. */
const service = {
    annotations: "supported",
    attach: { unsupported: "containers run in the background; their output is in CloudWatch Logs" },
    blkioConfig: "supported",
    build: { differs: "the image goes to ECR, named after its content" },
    capAdd: "supported",
    capDrop: "supported",
    cgroup: HOST,
    cgroupParent: HOST,
    command: "supported",
    configs: {
        incompatible:
            "nothing puts files beside the containers: put them into the image, or give their content in a variable",
    },
    containerName: {
        unsupported: "the old and the new release run side by side; other containers still reach it by that name",
    },
    cpuCount: WINDOWS,
    cpuPercent: WINDOWS,
    cpuPeriodMicroseconds: "supported",
    cpuQuotaMicroseconds: "supported",
    cpuRealtimePeriodMicroseconds: "supported",
    cpuRealtimeRuntimeMicroseconds: "supported",
    cpuShares: "supported",
    cpus: "supported",
    cpuset: "supported",
    credentialSpec: { incompatible: "it is for Windows containers only: take it out" },
    dependsOn: {
        differs:
            "a job ends before any service of the new release starts; services wait for each other as Compose has it",
    },
    deploy: "supported",
    develop: { unsupported: "nothing is watched; run `pulumi up` again" },
    deviceCgroupRules: ROOT,
    devices: ROOT,
    dns: "supported",
    dnsOptions: "supported",
    dnsSearch: "supported",
    domainname: "supported",
    entrypoint: "supported",
    envFiles: "supported",
    environment: "supported",
    expose: "supported",
    extends: "supported",
    externalLinks: { incompatible: "there is no container outside the app: give the address in a variable" },
    extraHosts: "supported",
    gpus: { incompatible: "the host has no GPU: take it out" },
    groupAdd: "supported",
    healthcheck: "supported",
    hostname: "supported",
    image: { differs: "copied into ECR once, so that neither a hub's limits nor a moved tag break a deployment" },
    init: "supported",
    ipc: HOST,
    isolation: WINDOWS,
    labelFiles: "supported",
    labels: "supported",
    links: "supported",
    logging: { unsupported: "output goes to CloudWatch Logs" },
    macAddress: { incompatible: "the old and the new release run side by side: take it out" },
    memLimitBytes: "supported",
    memReservationBytes: "supported",
    memSwappiness: "supported",
    memswapLimitBytes: "supported",
    models: {
        incompatible: "models need Docker's model runner: run the model elsewhere and give its address in a variable",
    },
    networkMode: {
        incompatible: "the old and the new release run side by side, each in networks of its own: take it out",
    },
    networks: "supported",
    oomKillDisable: "supported",
    oomScoreAdj: "supported",
    pid: HOST,
    pidsLimit: "supported",
    platform: "supported",
    ports: { differs: "who speaks HTTP is reached through the host's proxy; other ports stay private" },
    postStart: "supported",
    preStart: {
        incompatible: "make it a service that this one waits for with `condition: service_completed_successfully`",
    },
    preStop: "supported",
    privileged: ROOT,
    profiles: "supported",
    provider: {
        incompatible: "its program would run on this machine: run what it provides on AWS and give its address",
    },
    pullPolicy: { unsupported: "images are named after their content and pulled once" },
    pullRefreshAfter: { unsupported: "images are named after their content and pulled once" },
    readOnly: "supported",
    restart: "supported",
    runtime: { incompatible: "the host has Docker's own runtime only: take it out" },
    scale: "supported",
    secrets: { incompatible: "a secret reaches a container as a variable: name it in `environment`" },
    securityOpt: "supported",
    shmSizeBytes: "supported",
    stdinOpen: "supported",
    stopGracePeriodSeconds: "supported",
    stopSignal: "supported",
    storageOpt: "supported",
    sysctls: "supported",
    tmpfs: "supported",
    tty: "supported",
    ulimits: "supported",
    useApiSocket: { incompatible: "who has Docker's socket has every app on the host: take it out" },
    user: "supported",
    usernsMode: HOST,
    uts: HOST,
    volumes: {
        differs: "named ones lie on the host's data volume, with one copy; folders of this machine are refused",
    },
    volumesFrom: { incompatible: "mount the same named volume in both services" },
    workingDir: "supported",
} as const satisfies SupportTable;

const SWARM = { unsupported: "Docker Compose on one machine has no use for it" } as const;

const deploy = {
    mode: SWARM,
    replicas: "supported",
    endpointMode: SWARM,
    labels: SWARM,
    limits: "supported",
    reservations: "supported",
    restartPolicy: "supported",
    updateConfig: { differs: "the new release starts beside the old one, and takes its place when it is healthy" },
    rollbackConfig: { differs: "a failed release never takes the old one's place" },
    placement: SWARM,
} as const satisfies DeploySupportTable;

export const EC2_COMPOSE_SUPPORT: TargetSupport = { target: "ec2-compose", service, deploy };
