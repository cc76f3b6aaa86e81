import type { ServiceRelease } from "../../contract";
import type { PushedImages } from "../marking-images";

/** The inputs of `slipway:index:Job`: in people's words what runs, in `deployment` how it gets there. */
export interface JobInputs extends Omit<ServiceRelease, "health"> {
    /** Unique in the stack. */
    readonly name: string;
    /** In place of the image's own command. */
    readonly command?: readonly string[];
    /** Names of those that start only when it has ended well. */
    readonly before: readonly string[];
    readonly deployment: JobDeployment;
    /** The job has failed, and is stopped, when it has not ended by then. */
    readonly deadlineSeconds: number;
}

/** One task of one container on Fargate. */
export interface JobDeployment extends PushedImages {
    /** ARN. */
    readonly cluster: string;
    /** ARN with revision. It says all that runs: another one, and only that, is another run. */
    readonly taskDefinition: string;
    /** Name of the container whose exit code counts. */
    readonly container: string;
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    readonly assignPublicIp: boolean;
    /** Where its log lines are found. */
    readonly logGroup: string;
    readonly logStreamPrefix: string;
}

/** What is recorded of a job that ended well. */
export interface JobOutcome {
    /** ARN of the task. */
    readonly task: string;
}

/** The last part of a task's ARN. */
export function taskId(taskArn: string): string {
    return taskArn.split("/").pop() ?? taskArn;
}
