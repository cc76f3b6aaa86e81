import { exclusively, prepare } from "../core/exclusively";
import { describeJob } from "../drivers/ecs-run-task/describe";
import type { JobInputs, JobOutcome } from "../drivers/ecs-run-task/job";
import { runOnEcs } from "../drivers/ecs-run-task/driver";
import { changes, hasUnknown, open, unknown, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";

/**
 * `slipway:index:Job`: runs a task to its end before anything that depends on this resource, and judges it.
 *
 * A failed job throws, so nothing is recorded and the next `up` runs it again. One that ended well is not run again
 * until its task definition is another: that says all that runs.
 */
export class JobResource implements Resource {
    async diff(state: State, news: Properties, call: Call): Promise<Difference> {
        const inputChanges = changes(state.inputs, news);
        if (inputChanges.length === 0) return { changes: [] };
        const [before, after] = [open<JobInputs>(state.inputs), open<JobInputs>(news)];
        const replace = before.name !== after.name;
        if (replace || runsAgain(before, after)) call.say(describeJob(before, after));
        else call.say(`${after.name}: is not run again: nothing that it runs has changed`);
        return { changes: inputChanges, replace };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        const wanted = open<JobInputs>(news);
        if (preview) call.say(describeJob(undefined, wanted));
        return { id: wanted.name, outputs: await run(news, preview, call) };
    }

    async update(state: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        if (runsAgain(open<JobInputs>(state.inputs), open<JobInputs>(news))) return run(news, preview, call);
        return { ...news, task: state.outputs.task };
    }

    async delete(): Promise<void> {
        // The task has ended; there is nothing to take away.
    }
}

function runsAgain(before: JobInputs, after: JobInputs): boolean {
    return before.deployment.taskDefinition !== after.deployment.taskDefinition;
}

async function run(news: Properties, preview: boolean, call: Call): Promise<Properties> {
    if (preview || hasUnknown(news)) return { ...news, task: unknown };
    const wanted = open<JobInputs>(news);
    const prepared = prepare(news, call, wanted.deadlineSeconds);
    const lock = `ecs-job-${wanted.deployment.cluster}-${wanted.name}`;
    const outcome: JobOutcome = await exclusively({ name: wanted.name, lock }, prepared, (context) =>
        context.phase("run", () => runOnEcs(wanted, context)),
    );
    return { ...news, ...outcome };
}
