import * as ecs from "@pulumi/aws/ecs";
import { resourceRule, type Rule } from "../rule";

export const ecsRules: readonly Rule[] = [
    resourceRule(
        ecs.TaskDefinition,
        {
            name: "task-own-processes",
            // CKV_AWS_335 looks for pidMode in a container, where it cannot be: it can never fail.
            controls: ["ECS.3", "CT.ECS.PR.10", "CKV_AWS_335"],
            requirement: "A task does not see its host's processes.",
        },
        ({ pidMode, ipcMode }) => [
            ...(pidMode === "host" ? ['pidMode is "host": leave it out.'] : []),
            ...(ipcMode === "host" ? ['ipcMode is "host": leave it out.'] : []),
        ],
    ),
    resourceRule(
        ecs.TaskDefinition,
        {
            name: "task-own-network",
            controls: ["ECS.17", "CT.ECS.PR.4"],
            requirement: "A task has a network interface of its own.",
        },
        ({ networkMode }) =>
            networkMode === "awsvpc" ? [] : [`networkMode is ${show(networkMode)}: set it to "awsvpc".`],
    ),
    resourceRule(
        ecs.TaskDefinition,
        { name: "task-limits", controls: ["CT.ECS.PR.7"], requirement: "A task's memory and CPU have a limit." },
        ({ cpu, memory }) => [
            ...(cpu === undefined ? ["has no cpu: set it."] : []),
            ...(memory === undefined ? ["has no memory: set it."] : []),
        ],
    ),
    resourceRule(
        ecs.TaskDefinition,
        {
            name: "task-two-roles",
            controls: ["CKV_AWS_249"],
            requirement: "What starts a task and what runs in it have different roles.",
        },
        ({ executionRoleArn, taskRoleArn }) => {
            if (executionRoleArn === undefined) return ["has no executionRoleArn: give it a role that may start it."];
            return executionRoleArn === taskRoleArn
                ? [`executionRoleArn and taskRoleArn are both ${executionRoleArn}: make two roles.`]
                : [];
        },
    ),
    resourceRule(
        ecs.TaskDefinition,
        {
            name: "task-volume-encrypted-in-transit",
            controls: ["ECS.18", "CKV_AWS_97", "AWS-0035"],
            requirement: "An EFS volume is mounted with TLS and by the task's own role.",
        },
        ({ volumes }) =>
            (volumes ?? []).flatMap(({ name, efsVolumeConfiguration: efs }) => {
                if (efs === undefined) return [];
                const iam = efs.authorizationConfig?.iam;
                return [
                    ...(efs.transitEncryption === "ENABLED"
                        ? []
                        : [
                              `volume ${name}: transitEncryption is ${show(efs.transitEncryption)}: set it to "ENABLED".`,
                          ]),
                    ...(iam === "ENABLED"
                        ? []
                        : [`volume ${name}: authorizationConfig.iam is ${show(iam)}: set it to "ENABLED".`]),
                ];
            }),
    ),
    resourceRule(
        ecs.Service,
        {
            name: "service-latest-platform",
            controls: ["ECS.10", "CT.ECS.PR.1", "CKV_AWS_332"],
            requirement: "A service runs on the latest Fargate platform.",
        },
        ({ platformVersion }) =>
            platformVersion === undefined || platformVersion === "LATEST"
                ? []
                : [`platformVersion is ${show(platformVersion)}: set it to "LATEST".`],
    ),
    resourceRule(
        ecs.Service,
        {
            name: "service-no-shell",
            controls: ["CKV_AWS_223", "CKV_AWS_224"],
            requirement: "Nobody gets a shell in a running container (ECS Exec is off).",
        },
        ({ enableExecuteCommand }) =>
            enableExecuteCommand === true
                ? ["enableExecuteCommand is true: set it to false, or turn this rule off while you look."]
                : [],
    ),
    resourceRule(
        ecs.Service,
        {
            name: "service-rolls-back",
            controls: [],
            requirement: "A deployment that fails is stopped and rolled back by ECS itself.",
        },
        ({ deploymentController, deploymentCircuitBreaker }) => [
            // Left out, the upstream provider takes a rolled-back service for a stable one.
            ...(deploymentController?.type === "ECS"
                ? []
                : [`deploymentController.type is ${show(deploymentController?.type)}: set it to "ECS".`]),
            ...(deploymentCircuitBreaker?.enable === true && deploymentCircuitBreaker.rollback === true
                ? []
                : ["deploymentCircuitBreaker is off: set enable and rollback to true."]),
        ],
    ),
];

function show(value: unknown): string {
    return value === undefined ? "not set" : JSON.stringify(value);
}
