import type { StandInState } from "./state";

type Answer = Record<string, unknown>;

/** How long a task takes here, from its start to its end; on AWS it is half a minute before it even runs. */
const TASK_MS = 400;
/** Between the wish to stop a task and its end. */
const STOP_MS = 300;

/** How tasks whose container definitions hold a text shall end. Others end well at once, without ever being seen to run. */
export interface TaskFault {
    readonly containing: string;
    /** @default 0; `null`: the container never starts */
    readonly exitCode?: number | null;
    readonly stopCode?: string;
    readonly stoppedReason?: string;
    readonly containerReason?: string;
    /** Milliseconds from start to end. */
    readonly ms?: number;
}

/** A task that `RunTask` has started. */
export interface StandInTask {
    readonly arn: string;
    readonly clusterArn: string;
    readonly taskDefinition: string;
    readonly container: string;
    readonly startedBy: string;
    readonly createdAt: number;
    endsAt: number;
    readonly ending: Omit<TaskFault, "containing" | "ms">;
    stop?: { readonly at: number; readonly reason: string };
}

/** What the stand-in keeps of tasks: by ARN, and which request a client token belongs to. */
export interface StandInTasks {
    readonly all: Record<string, StandInTask>;
    readonly tokens: Record<string, { readonly arn: string; readonly request: string }>;
    /** Requests that were refused for want of capacity so far. */
    refused: number;
}

/**
 * STAND-IN for ECS's standalone tasks: `RunTask` (with client tokens), `ListTasks` by `startedBy` or family, `DescribeTasks`,
 * `StopTask`. `undefined`: the request is about something else.
 */
export function answerAboutTasks(operation: string, input: Answer, state: StandInState): Answer | undefined {
    const tasks = (state.stored.tasks ??= { all: {}, tokens: {}, refused: 0 });
    if (state.faults().endTasks) {
        for (const task of Object.values(tasks.all)) task.endsAt = Math.min(task.endsAt, Date.now());
    }
    switch (operation) {
        case "RunTask":
            return runTask(input, state, tasks);
        case "ListTasks": {
            if (input.serviceName !== undefined) return undefined;
            return { taskArns: list(input, tasks).map(({ arn }) => arn) };
        }
        case "DescribeTasks": {
            const wanted = (input.tasks as string[]).flatMap((arn) => tasks.all[arn] ?? []);
            return wanted.length === 0 ? undefined : { tasks: wanted.map((task) => describe(task)), failures: [] };
        }
        case "StopTask": {
            const task = tasks.all[String(input.task)];
            if (task === undefined) throw fault("InvalidParameterException", "The referenced task was not found.");
            const now = Date.now();
            if (now < task.endsAt) {
                task.stop ??= { at: now, reason: String(input.reason) };
                task.endsAt = Math.min(task.endsAt, now + STOP_MS);
            }
            return { task: describe(task) };
        }
        default:
            return undefined;
    }
}

function runTask(input: Answer, state: StandInState, tasks: StandInTasks): Answer {
    const { clientToken, ...request } = input;
    const [token, asked] = [String(clientToken), JSON.stringify(request)];
    const definition = state.stored.taskDefinitions[String(input.taskDefinition)];
    if (definition === undefined) throw fault("ClientException", "TaskDefinition not found.");
    if (!/^[!-~]{1,64}$/.test(token)) throw fault("InvalidParameterException", "clientToken is not valid.");
    if (!/^[\w/-]{1,128}$/.test(String(input.startedBy)))
        throw fault("InvalidParameterException", "startedBy is not valid.");
    if (input.networkConfiguration === undefined)
        throw fault("InvalidParameterException", "Network Configuration must be provided for awsvpc.");
    const known = tasks.tokens[token];
    if (known !== undefined && known.request !== asked)
        throw fault("ConflictException", "The client token is in use with a different request.");
    if (known !== undefined) return { tasks: [describe(tasks.all[known.arn]!)], failures: [] };

    const faults = state.faults();
    if (tasks.refused < (faults.noCapacity ?? 0)) {
        tasks.refused += 1;
        return {
            tasks: [],
            failures: [{ arn: "", reason: "Capacity is unavailable at this time. Please try again later" }],
        };
    }
    const own = (faults.tasks ?? []).find(({ containing }) => definition.includes(containing));
    const { containing: _, ms = TASK_MS, ...ending } = own ?? { containing: "" };
    const now = Date.now();
    const id = `${state.unique()}${"0".repeat(32)}`.slice(0, 32);
    const task: StandInTask = {
        arn: `${String(input.cluster).replace(":cluster/", ":task/")}/${id}`,
        clusterArn: String(input.cluster),
        taskDefinition: String(input.taskDefinition),
        container: (JSON.parse(definition) as { name: string }[])[0]?.name ?? "",
        startedBy: String(input.startedBy),
        createdAt: now,
        endsAt: now + ms,
        ending,
    };
    tasks.all[task.arn] = task;
    tasks.tokens[token] = { arn: task.arn, request: asked };
    return { tasks: [describe(task)], failures: [] };
}

function list(input: Answer, tasks: StandInTasks): StandInTask[] {
    const { startedBy, family, desiredStatus = "RUNNING", cluster } = input;
    if (startedBy !== undefined && (family !== undefined || input.desiredStatus !== undefined))
        throw fault("InvalidParameterException", "startedBy must be the only filter.");
    const familyOf = (task: StandInTask) => task.taskDefinition.split("/").pop()?.split(":")[0];
    return Object.values(tasks.all)
        .filter(({ clusterArn }) => clusterArn === cluster)
        .filter((task) => (startedBy === undefined ? true : task.startedBy === startedBy))
        .filter((task) => (family === undefined ? true : familyOf(task) === family))
        .filter((task) => describe(task).desiredStatus === desiredStatus);
}

function describe(task: StandInTask, now = Date.now()): Answer {
    const ended = now >= task.endsAt;
    const exitCode =
        task.stop === undefined ? (task.ending.exitCode ?? (task.ending.exitCode === null ? null : 0)) : 143;
    return {
        taskArn: task.arn,
        clusterArn: task.clusterArn,
        taskDefinitionArn: task.taskDefinition,
        startedBy: task.startedBy,
        createdAt: task.createdAt / 1000,
        desiredStatus: ended || task.stop !== undefined ? "STOPPED" : "RUNNING",
        lastStatus: ended ? "STOPPED" : task.stop !== undefined ? "STOPPING" : "PENDING",
        ...(ended && {
            stopCode: task.stop === undefined ? (task.ending.stopCode ?? "EssentialContainerExited") : "UserInitiated",
            stoppedReason: task.stop?.reason ?? task.ending.stoppedReason ?? "Essential container in task exited",
        }),
        containers: [
            {
                name: task.container,
                ...(ended && exitCode !== null && { exitCode }),
                ...(ended && task.ending.containerReason && { reason: task.ending.containerReason }),
            },
        ],
    };
}

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
