import { NO_VOLUMES } from "../one-container/only-service";
import type { DeploySupportTable, SupportTable, TargetSupport } from "../support";

const WINDOWS = { unsupported: "it is for Windows containers only" } as const;
const NO_HOST = { incompatible: "App Runner gives no access to a host: take it out, or use ec2-compose" } as const;
const NO_FILES = {
    incompatible: "App Runner gives a container no files: put them into the image, or give their content in a variable",
} as const;
const NO_HOOKS = { incompatible: "App Runner has no hooks: do it in the image's entrypoint" } as const;
const SIZE = { unsupported: "an instance has the CPU and memory of its size and shares them with nobody" } as const;
const ALONE = { unsupported: "one container runs, with the network and the name servers of App Runner" } as const;
const SEALED = {
    unsupported: "App Runner has no such setting; each instance is a small virtual machine of its own",
} as const;
const IMAGE_OWN = (what: string) =>
    ({ incompatible: `App Runner takes the image's own: set ${what} in its Dockerfile` }) as const;

/** What App Runner can do, and of that, what `map.ts` passes on. */
const service = {
    annotations: { unsupported: "App Runner has none" },
    attach: { unsupported: "containers run in the background; their output is in CloudWatch Logs" },
    blkioConfig: SIZE,
    build: { differs: "the image goes to ECR, named after its content" },
    capAdd: { incompatible: "App Runner adds no capability: take it out, or use ec2-compose" },
    capDrop: SEALED,
    cgroup: NO_HOST,
    cgroupParent: NO_HOST,
    command: { differs: "as App Runner's start command: plain words only" },
    configs: NO_FILES,
    containerName: { unsupported: "App Runner names instances itself" },
    cpuCount: WINDOWS,
    cpuPercent: WINDOWS,
    cpuPeriodMicroseconds: SIZE,
    cpuQuotaMicroseconds: SIZE,
    cpuRealtimePeriodMicroseconds: SIZE,
    cpuRealtimeRuntimeMicroseconds: SIZE,
    cpuShares: SIZE,
    cpus: { differs: "an instance gets the smallest size of App Runner that holds it" },
    cpuset: SIZE,
    credentialSpec: { incompatible: "it is for Windows containers only: take it out" },
    dependsOn: { unsupported: "one service runs here; what it waits for is somewhere else" },
    deploy: "supported",
    develop: { unsupported: "nothing is watched; run `pulumi up` again" },
    deviceCgroupRules: NO_HOST,
    devices: NO_HOST,
    dns: ALONE,
    dnsOptions: ALONE,
    dnsSearch: ALONE,
    domainname: ALONE,
    entrypoint: IMAGE_OWN("ENTRYPOINT"),
    envFiles: "supported",
    environment: { differs: "PORT is App Runner's own: the port that it leads requests to" },
    expose: { unsupported: "one port is reached: the published one" },
    extends: "supported",
    externalLinks: { incompatible: "there is no container outside the app: give the address in a variable" },
    extraHosts: { incompatible: "the hosts file is App Runner's own: use a name that DNS knows" },
    gpus: { incompatible: "App Runner has no GPUs: take it out" },
    groupAdd: SEALED,
    healthcheck: {
        differs:
            "its command is not run: App Runner asks the path by HTTP every 5 s, as often as `start_period` needs; `timeout` counts, up to 5 s",
    },
    hostname: ALONE,
    image: { differs: "copied into ECR once, so that neither a hub's limits nor a moved tag break a deployment" },
    init: SEALED,
    ipc: NO_HOST,
    isolation: WINDOWS,
    labelFiles: { unsupported: "App Runner has no labels on containers" },
    labels: { unsupported: "App Runner has no labels on containers; `deploy.labels` become tags" },
    links: { incompatible: "there is no other container: give the address in a variable" },
    logging: { unsupported: "output goes to CloudWatch Logs" },
    macAddress: ALONE,
    memLimitBytes: { differs: "an instance gets the smallest size of App Runner that holds it" },
    memReservationBytes: { differs: "counts where there is no limit" },
    memSwappiness: { unsupported: "App Runner has no swap" },
    memswapLimitBytes: { unsupported: "App Runner has no swap" },
    models: {
        incompatible: "models need Docker's model runner: run the model elsewhere and give its address in a variable",
    },
    networkMode: { incompatible: "an instance has a network of its own: take it out" },
    networks: ALONE,
    oomKillDisable: SIZE,
    oomScoreAdj: SIZE,
    pid: NO_HOST,
    pidsLimit: SIZE,
    platform: { differs: "linux/amd64 only" },
    ports: { differs: "everybody reaches the one HTTP port, by HTTPS at App Runner's own address or the app's domain" },
    postStart: NO_HOOKS,
    preStart: NO_HOOKS,
    preStop: { incompatible: "App Runner has no hooks: let the program do it when it gets SIGTERM" },
    privileged: { incompatible: "App Runner runs no privileged container: take it out, or use ec2-compose" },
    profiles: "supported",
    provider: {
        incompatible: "its program would run on this machine: run what it provides on AWS and give its address",
    },
    pullPolicy: { unsupported: "images are named after their content and pulled once an instance" },
    pullRefreshAfter: { unsupported: "images are named after their content and pulled once an instance" },
    readOnly: SEALED,
    restart: { differs: "App Runner starts an instance anew whenever it ends, as `always` does" },
    runtime: NO_HOST,
    scale: { differs: "so many instances at least, of which those without requests wait" },
    secrets: { incompatible: "App Runner gives a container no files: give the secret in a variable" },
    securityOpt: SEALED,
    shmSizeBytes: SEALED,
    stdinOpen: SEALED,
    stopGracePeriodSeconds: { unsupported: "App Runner decides how long an instance may take to stop" },
    stopSignal: { unsupported: "App Runner sends SIGTERM" },
    storageOpt: { unsupported: "an instance has 3 GiB of disk, its image included" },
    sysctls: SEALED,
    tmpfs: { unsupported: "the folder is on the instance's own disk, and gone with it" },
    tty: SEALED,
    ulimits: SEALED,
    useApiSocket: NO_HOST,
    user: { unsupported: "the image's own USER runs the program: name it in the Dockerfile" },
    usernsMode: NO_HOST,
    uts: NO_HOST,
    volumes: NO_VOLUMES,
    volumesFrom: NO_VOLUMES,
    workingDir: IMAGE_OWN("WORKDIR"),
} as const satisfies SupportTable;

const SWARM = { unsupported: "App Runner decides where instances run" } as const;
const PACE = { unsupported: "App Runner sets the pace; a failed deployment is rolled back" } as const;

const deploy = {
    mode: SWARM,
    replicas: { differs: "so many instances at least, of which those without requests wait" },
    endpointMode: SWARM,
    labels: { differs: "tags of the service" },
    limits: { differs: "an instance gets the smallest size of App Runner that holds them" },
    reservations: { differs: "count where there is no limit" },
    restartPolicy: { differs: "App Runner starts an instance anew whenever it ends, at its own pace" },
    updateConfig: PACE,
    rollbackConfig: PACE,
    placement: SWARM,
} as const satisfies DeploySupportTable;

export const APP_RUNNER_SUPPORT: TargetSupport = { target: "app-runner", service, deploy };
