import { SERVICE_CONFIG_KEYS, SERVICE_KEYS } from "../../compose/service-keys";
import { DEPLOY_KEYS } from "../../compose/targets/check";
import { EC2_COMPOSE_SUPPORT } from "../../compose/targets/ec2-compose/support";
import { ECS_EXPRESS_JOB_SUPPORT, ECS_EXPRESS_SUPPORT } from "../../compose/targets/ecs-express/support";
import { APP_RUNNER_SUPPORT } from "../../compose/targets/app-runner/support";
import { ECS_FARGATE_JOB_SUPPORT } from "../../compose/targets/ecs-fargate/jobs";
import { ECS_FARGATE_SUPPORT } from "../../compose/targets/ecs-fargate/support";
import { LOCAL_SUPPORT } from "../../compose/targets/local/support";
import type { DeployConfig } from "../../compose/types";
import type { Support, TargetSupport } from "../../compose/targets/support";
import { table } from "./table";

const INTRODUCTION = `# What each target makes of a Compose file

One Compose file serves every target; what a target cannot do is said before anything is created. Each key of a service has one of
four answers:

- **yes**: it means what Compose means by it;
- **differs**: it is honoured in another way, which is told;
- **ignored**: it has no effect, and a preview says so with the reason;
- **refused**: a service that has it cannot run there; the error says what to do instead.

A preview prints the same for one app: only the keys that its file gives. Keys that are not in Compose's specification are
refused everywhere.`;

/** `docs/targets.md`: what each target does with each key. */
export function targetsPage(): string {
    const targets = [LOCAL_SUPPORT, APP_RUNNER_SUPPORT, ECS_EXPRESS_SUPPORT, ECS_FARGATE_SUPPORT, EC2_COMPOSE_SUPPORT];
    return [
        INTRODUCTION,
        "## Overview",
        overview(targets),
        ...targets.flatMap((support) => [`## ${support.target}`, ...answers(support)]),
        `## Jobs on ${ECS_FARGATE_JOB_SUPPORT.target}`,
        "A service that others wait for with `condition: service_completed_successfully` is a job. Only what differs from the services above:",
        ...answers(ECS_FARGATE_JOB_SUPPORT, ECS_FARGATE_SUPPORT),
        `## Jobs on ${ECS_EXPRESS_JOB_SUPPORT.target}`,
        "A job runs on Fargate itself. Only what differs from jobs there:",
        ...answers(ECS_EXPRESS_JOB_SUPPORT, ECS_FARGATE_JOB_SUPPORT),
    ].join("\n\n");
}

interface Row {
    /** In the words of the Compose file. */
    readonly key: string;
    readonly of: (support: TargetSupport) => Support;
}

const ROWS: readonly Row[] = [
    ...SERVICE_CONFIG_KEYS.map((key): Row => ({ key: SERVICE_KEYS[key], of: ({ service }) => service[key] })),
    ...(Object.keys(DEPLOY_KEYS) as (keyof DeployConfig)[]).map((key): Row => ({
        key: `deploy.${DEPLOY_KEYS[key]}`,
        of: ({ deploy }) => deploy[key],
    })),
];

function overview(targets: readonly TargetSupport[]): string {
    const rows = ROWS.map(({ key, of }) => [`\`${key}\``, ...targets.map((support) => answerOf(of(support)).answer)]);
    return table(["key", ...targets.map(({ target }) => target)], rows);
}

/** Every answer but a plain yes, with its reason; against another table only the answers that differ from it. */
function answers(support: TargetSupport, against?: TargetSupport): string[] {
    const rows = ROWS.filter(({ of }) => against === undefined || of(support) !== of(against))
        .map(({ key, of }) => ({ key, ...answerOf(of(support)) }))
        .filter(({ answer }) => against !== undefined || answer !== "yes");
    return [
        table(
            ["key", "answer", "why, or what to do"],
            rows.map(({ key, answer, reason }) => [`\`${key}\``, answer, reason]),
        ),
    ];
}

function answerOf(support: Support): { answer: string; reason: string } {
    if (support === "supported") return { answer: "yes", reason: "" };
    if ("differs" in support) return { answer: "differs", reason: support.differs };
    if ("unsupported" in support) return { answer: "ignored", reason: support.unsupported };
    return { answer: "refused", reason: support.incompatible };
}
