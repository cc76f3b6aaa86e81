import type { DeploySupportTable, SupportTable, TargetSupport } from "../support";

const WINDOWS = { unsupported: "it is for Windows containers only" } as const;
const NO_HOST = { incompatible: "Fargate gives no access to a host: take it out, or use ec2-compose" } as const;
const TASK_SIZE = { unsupported: "a task has the CPU and memory of its size and shares them with nobody" } as const;
const AWSVPC = {
    unsupported: "each task has a network of its own, with the VPC's name servers and addresses",
} as const;

/** What ECS on Fargate can do, and of that, what `map.ts` passes on. */
const service = {
    annotations: { unsupported: "ECS has none" },
    attach: { unsupported: "containers run in the background; their output is in CloudWatch Logs" },
    blkioConfig: TASK_SIZE,
    build: { differs: "the image goes to ECR, named after its content" },
    capAdd: { differs: "SYS_PTRACE only; another one is refused" },
    capDrop: "supported",
    cgroup: NO_HOST,
    cgroupParent: NO_HOST,
    command: "supported",
    configs: {
        incompatible:
            "Fargate gives a container no files: put them into the image, or give their content in a variable",
    },
    containerName: { unsupported: "ECS names tasks itself" },
    cpuCount: WINDOWS,
    cpuPercent: WINDOWS,
    cpuPeriodMicroseconds: TASK_SIZE,
    cpuQuotaMicroseconds: TASK_SIZE,
    cpuRealtimePeriodMicroseconds: TASK_SIZE,
    cpuRealtimeRuntimeMicroseconds: TASK_SIZE,
    cpuShares: TASK_SIZE,
    cpus: { differs: "the task gets the smallest size of Fargate that holds it" },
    cpuset: TASK_SIZE,
    credentialSpec: { incompatible: "it is for Windows containers only: take it out" },
    dependsOn: { differs: "a release keeps the order; a task that ECS replaces later starts by itself" },
    deploy: "supported",
    develop: { unsupported: "nothing is watched; run `pulumi up` again" },
    deviceCgroupRules: NO_HOST,
    devices: NO_HOST,
    dns: AWSVPC,
    dnsOptions: AWSVPC,
    dnsSearch: AWSVPC,
    domainname: AWSVPC,
    entrypoint: "supported",
    envFiles: "supported",
    environment: "supported",
    expose: {
        differs:
            "other services of the app connect by Service Connect, by TCP, to one copy at a time; `discovers` in the stack's settings leads to each",
    },
    extends: "supported",
    externalLinks: { incompatible: "there is no container outside the app: give the address in a variable" },
    extraHosts: { incompatible: "a task's hosts file is its own: use a name that DNS knows" },
    gpus: { incompatible: "Fargate has no GPUs: take it out" },
    groupAdd: { unsupported: "give the group in `user`, as `user: uid:gid`" },
    healthcheck: { differs: "whole seconds within the limits of ECS; a load balancer asks besides" },
    hostname: AWSVPC,
    image: { differs: "copied into ECR once, so that neither a hub's limits nor a moved tag break a deployment" },
    init: { differs: "every task has one" },
    ipc: NO_HOST,
    isolation: WINDOWS,
    labelFiles: "supported",
    labels: "supported",
    links: { differs: "they let a service connect; another name than its own is refused" },
    logging: { unsupported: "output goes to CloudWatch Logs" },
    macAddress: AWSVPC,
    memLimitBytes: { differs: "the task gets the smallest size of Fargate that holds it" },
    memReservationBytes: { differs: "counts where there is no limit" },
    memSwappiness: { unsupported: "Fargate has no swap" },
    memswapLimitBytes: { unsupported: "Fargate has no swap" },
    models: {
        incompatible: "models need Docker's model runner: run the model elsewhere and give its address in a variable",
    },
    networkMode: { incompatible: "each task has a network of its own: take it out" },
    networks: {
        differs:
            "on a common network, a service reaches those that it names: in `depends_on`, `links`, a variable or a command",
    },
    oomKillDisable: TASK_SIZE,
    oomScoreAdj: TASK_SIZE,
    pid: NO_HOST,
    pidsLimit: TASK_SIZE,
    platform: "supported",
    ports: { differs: "who speaks HTTP is reached through the load balancer; other ports stay private" },
    postStart: { incompatible: "ECS has no hooks: do it in the image's entrypoint" },
    preStart: { incompatible: "ECS has no hooks: do it in the image's entrypoint" },
    preStop: { incompatible: "ECS has no hooks: let the program do it when it gets SIGTERM" },
    privileged: { incompatible: "Fargate runs no privileged container: take it out, or use ec2-compose" },
    profiles: "supported",
    provider: {
        incompatible: "its program would run on this machine: run what it provides on AWS and give its address",
    },
    pullPolicy: { unsupported: "images are named after their content and pulled once a task" },
    pullRefreshAfter: { unsupported: "images are named after their content and pulled once a task" },
    readOnly: "supported",
    restart: { differs: "ECS starts a task anew whenever it ends, as `always` does" },
    runtime: NO_HOST,
    scale: "supported",
    secrets: { incompatible: "Fargate gives a container no files: give the secret in a variable" },
    securityOpt: { unsupported: "Fargate has a profile of its own, without `no-new-privileges`" },
    shmSizeBytes: { unsupported: "Fargate gives 64 MiB at /dev/shm" },
    stdinOpen: "supported",
    stopGracePeriodSeconds: { differs: "whole seconds, 2 to 120" },
    stopSignal: { unsupported: "ECS sends the image's own STOPSIGNAL" },
    storageOpt: { differs: "`size` only, up to 200 GiB; 20 GiB cost nothing" },
    sysctls: { differs: "those of the network and of interprocess communication" },
    tmpfs: { differs: "64 MiB where no size is given; options with a value are left out" },
    tty: "supported",
    ulimits: { differs: "`nofile` only" },
    useApiSocket: NO_HOST,
    user: "supported",
    usernsMode: NO_HOST,
    uts: NO_HOST,
    volumes: {
        differs:
            "named ones in EFS, with one copy, for a `user` that is a number; unnamed ones on the task's own disk; folders are refused",
    },
    volumesFrom: { incompatible: "tasks share no disk: give both services the same data by network" },
    workingDir: "supported",
} as const satisfies SupportTable;

const SWARM = { unsupported: "ECS decides where tasks run" } as const;

const deploy = {
    mode: SWARM,
    replicas: "supported",
    endpointMode: SWARM,
    labels: { differs: "tags of the service and its tasks" },
    limits: { differs: "the task gets the smallest size of Fargate that holds them" },
    reservations: { differs: "count where there is no limit" },
    restartPolicy: { differs: "ECS starts a task anew whenever it ends, at its own pace" },
    updateConfig: { differs: "new tasks start first, and a failed release is rolled back" },
    rollbackConfig: { differs: "as a release" },
    placement: SWARM,
} as const satisfies DeploySupportTable;

export const ECS_FARGATE_SUPPORT: TargetSupport = { target: "ecs-fargate", service, deploy };
