import { ECS_FARGATE_JOB_SUPPORT } from "../ecs-fargate/jobs";
import { ECS_FARGATE_SUPPORT } from "../ecs-fargate/support";
import { NO_VOLUMES } from "../one-container/only-service";
import type { DeploySupportTable, SupportTable, TargetSupport } from "../support";

const IMAGE_OWN = (what: string) =>
    ({ incompatible: `Express takes the image's own: set ${what} in its Dockerfile, or use ecs-fargate` }) as const;
const NO_SETTING = { unsupported: "Express has no such setting; ecs-fargate has" } as const;
const ALONE = { unsupported: "one container runs, and no other of the app is called by name" } as const;
const NO_LABELS = { unsupported: "Express has no labels on containers; `deploy.labels` become tags" } as const;

/** What differs from ecs-fargate, whose tasks run here too: Express takes an image, a command, variables, a port and a size. */
const service = {
    ...ECS_FARGATE_SUPPORT.service,
    capAdd: { incompatible: "Express adds no capability: take it out, or use ecs-fargate" },
    capDrop: NO_SETTING,
    dependsOn: { differs: "what runs to its end runs before the release; other services are somewhere else" },
    entrypoint: IMAGE_OWN("ENTRYPOINT"),
    expose: { unsupported: "one port is reached: the published one" },
    healthcheck: { differs: "its command is not run: the load balancer asks the path by HTTP, at Express's own pace" },
    init: NO_SETTING,
    labelFiles: NO_LABELS,
    labels: NO_LABELS,
    links: { incompatible: "there is no other container: give the address in a variable" },
    networks: ALONE,
    platform: { differs: "linux/amd64 only" },
    ports: { differs: "everybody reaches the one HTTP port, by HTTPS at an address of AWS's own" },
    readOnly: NO_SETTING,
    scale: { differs: "so many copies at least" },
    stdinOpen: NO_SETTING,
    stopGracePeriodSeconds: { unsupported: "ECS waits 30 s between SIGTERM and SIGKILL" },
    storageOpt: { unsupported: "a task has 20 GiB of disk, its image included" },
    sysctls: NO_SETTING,
    tmpfs: { unsupported: "the folder is on the task's own disk, and gone with it" },
    tty: NO_SETTING,
    ulimits: NO_SETTING,
    user: { unsupported: "the image's own USER runs the program: name it in the Dockerfile" },
    volumes: NO_VOLUMES,
    volumesFrom: NO_VOLUMES,
    workingDir: IMAGE_OWN("WORKDIR"),
} as const satisfies SupportTable;

const deploy = {
    ...ECS_FARGATE_SUPPORT.deploy,
    replicas: { differs: "so many copies at least" },
    labels: { differs: "tags of the service" },
    updateConfig: { unsupported: "Express sets the pace: 5 % of the requests for 3 minutes, then all of them" },
    rollbackConfig: { unsupported: "Express rolls a failed release back at its own pace" },
} as const satisfies DeploySupportTable;

export const ECS_EXPRESS_SUPPORT: TargetSupport = { target: "ecs-express", service, deploy };

/** A job runs on Fargate itself, with all that Fargate can do but volumes. */
export const ECS_EXPRESS_JOB_SUPPORT: TargetSupport = {
    ...ECS_FARGATE_JOB_SUPPORT,
    target: "ecs-express",
    service: { ...ECS_FARGATE_JOB_SUPPORT.service, volumes: NO_VOLUMES, volumesFrom: NO_VOLUMES },
};
