import * as pulumi from "@pulumi/pulumi";
import { connectionRules, type CalledService } from "./fargate/connection";
import { fargateTask, type FargateTaskArgs } from "./fargate/task";
import { taskSubnets } from "./fargate/volumes";
import { Job } from "./job";

export interface FargateJobArgs extends FargateTaskArgs {
    /** Names of those that start only when it has ended well, for the preview; make them depend on this component. @default none */
    readonly before?: readonly string[];
    /** Services that it calls by DNS: it may reach nobody else of its app. @default none */
    readonly calls?: readonly CalledService[];
    /** Seconds after which the job is stopped and has failed. @default 900 */
    readonly deadlineSeconds?: number;
}

/**
 * One container on ECS Fargate that runs to its end, such as a migration, with its image, secrets, roles and log. Nobody
 * connects to it.
 *
 * `pulumi up` goes on only when it has ended with exit code 0, and runs it again only when what it runs has changed: see
 * {@link Job}. What needs its work gets `{ dependsOn: job }`.
 */
export class FargateJob extends pulumi.ComponentResource {
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Databases may let this group in. */
    readonly securityGroupId: pulumi.Output<string>;
    /** ARN of the task that ended well. */
    readonly taskArn: pulumi.Output<string>;

    constructor(name: string, args: FargateJobArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateJob", name, {}, opts);
        const { environment, container, before, deadlineSeconds } = args;
        const { account, network, logs } = environment;
        const task = fargateTask(name, args, this);
        const self = { name, securityGroupId: task.securityGroup.id };
        const rules = (args.calls ?? []).flatMap((called) => connectionRules(self, called, this));
        const job = new Job(
            name,
            {
                name,
                image: task.title.image,
                variables: args.variables ?? {},
                secrets: task.title.secrets,
                size: `${task.size.cpu} CPU, ${task.size.memoryMiB} MiB`,
                ...(container?.command && { command: container.command }),
                ...(before && { before }),
                ...(deadlineSeconds !== undefined && { deadlineSeconds }),
                deployment: {
                    region: account.region,
                    ...account.access,
                    cluster: environment.clusterArn,
                    // Its ARN is what decides whether the job runs again.
                    taskDefinition: task.definition.arn,
                    container: name,
                    subnets: taskSubnets(network, args.volumes),
                    securityGroups: [task.securityGroup.id],
                    assignPublicIp: network.assignPublicIp,
                    logGroup: logs.name,
                    logStreamPrefix: name,
                    // One that it shares with a service is kept once that serves.
                    ...(!("shared" in args.image) && task.image.pushed && { images: [task.image.pushed] }),
                },
            },
            { parent: this, dependsOn: [...task.ready, ...rules] },
        );
        this.taskDefinitionArn = task.definition.arn;
        this.securityGroupId = task.securityGroup.id;
        this.taskArn = job.task;
        this.registerOutputs({ taskArn: this.taskArn });
    }
}
