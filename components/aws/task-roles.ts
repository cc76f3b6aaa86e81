import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "../service-environment";
import type { MountedVolume } from "../fargate/volumes";
import { executionPolicy, taskPolicy, taskTrustPolicy } from "./policies";

export interface TaskRolesArgs {
    readonly environment: Pick<FargateEnvironment, "account" | "logs">;
    readonly repositoryArns: readonly pulumi.Output<string>[];
    readonly secretArns: readonly pulumi.Output<string>[];
    readonly logStreamPrefix: string;
    /** What the program mounts. @default nothing */
    readonly volumes?: readonly MountedVolume[];
    /** Whether people may open a shell in the task. @default false */
    readonly exec?: boolean;
}

/** The two roles of one service's tasks: what ECS may do to start them, and what the program in them may do. */
export class TaskRoles extends pulumi.ComponentResource {
    /** Wait for this component before using it: without the policy no task starts. */
    readonly executionRoleArn: pulumi.Output<string>;
    readonly taskRoleArn: pulumi.Output<string>;

    constructor(name: string, args: TaskRolesArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:TaskRoles", name, {}, opts);
        const { account, logs } = args.environment;
        const assumeRolePolicy = pulumi
            .all([account.partition, account.region, account.id])
            .apply(([partition, region, accountId]) => taskTrustPolicy({ partition, region, accountId }));

        const execution = new iam.Role(
            `${name}-execution`,
            { description: `Starts the tasks of ${name}`, assumeRolePolicy },
            { parent: this },
        );
        new iam.RolePolicy(
            `${name}-execution`,
            {
                role: execution.name,
                policy: pulumi
                    .all([logs.arn, pulumi.all([...args.repositoryArns]), pulumi.all([...args.secretArns])])
                    .apply(([logGroupArn, repositoryArns, secretArns]) =>
                        executionPolicy({
                            repositoryArns,
                            secretArns,
                            logGroupArn,
                            logStreamPrefix: args.logStreamPrefix,
                        }),
                    ),
            },
            { parent: this },
        );
        const task = new iam.Role(
            `${name}-task`,
            { description: `What the program of ${name} may do in AWS`, assumeRolePolicy },
            { parent: this },
        );
        const kept = (args.volumes ?? []).flatMap(({ storage, readOnly }) =>
            storage === undefined ? [] : [{ storage, write: readOnly !== true }],
        );
        // Which statements there are is known before anything is made, so the policy is there or not.
        if (kept.length > 0 || args.exec) {
            const volumes = kept.map(({ storage, write }) => ({
                fileSystemArn: storage.fileSystemArn,
                accessPointArn: storage.accessPointArn,
                write,
                root: storage.rootAccess,
            }));
            const policy = pulumi
                .output(volumes)
                .apply((known) => taskPolicy({ volumes: known, exec: args.exec ?? false }) ?? "");
            new iam.RolePolicy(`${name}-task`, { role: task.name, policy }, { parent: this });
        }
        this.executionRoleArn = execution.arn;
        this.taskRoleArn = task.arn;
        this.registerOutputs({ taskRoleArn: this.taskRoleArn });
    }
}
