import { type Step } from "./scenario";

/** A stack on AWS, as far as a scenario needs it. */
export interface AwsStack {
    /** @returns the exit code, and the address where the app answers, once there is one */
    run(step: Step): Promise<{ readonly code: number; readonly url: string | undefined }>;
    /** What the address answers. */
    ask(url: string): Promise<string>;
    /** @returns how many resources are left */
    destroy(): Promise<number>;
}

export interface Verdict {
    readonly passed: readonly string[];
    /** What was wrong, the first failure ends the scenario. */
    readonly failure: string | undefined;
}

/** Goes through the steps, stops at the first that is wrong or when time is over, and always destroys. */
export async function runScenario(
    stack: AwsStack,
    steps: readonly Step[],
    timeIsOver: () => boolean,
): Promise<Verdict> {
    const passed: string[] = [];
    let failure: string | undefined;
    for (const step of steps) {
        failure = timeIsOver() ? "time is over" : await problemWith(stack, step);
        if (failure !== undefined) {
            failure = `${step.title}: ${failure}`;
            break;
        }
        passed.push(step.title);
    }
    const left = await destroyed(stack);
    if (left !== undefined) failure = failure === undefined ? left : `${failure}; ${left}`;
    return { passed, failure };
}

async function problemWith(stack: AwsStack, step: Step): Promise<string | undefined> {
    try {
        const { code, url } = await stack.run(step);
        if ((code === 0) !== (step.ends === "well")) return `pulumi ${step.command} ended with ${code}`;
        if (url === undefined) return "the stack names no address";
        const answer = await stack.ask(url);
        return answer.trim() === step.answers ? undefined : `${url} answers ${JSON.stringify(answer.trim())}`;
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

/** Tries twice: what AWS still takes apart at the first time is gone at the second. */
async function destroyed(stack: AwsStack): Promise<string | undefined> {
    let last = "";
    for (let attempt = 0; attempt < 2; attempt += 1) {
        try {
            const left = await stack.destroy();
            if (left === 0) return undefined;
            last = `${left} resources are left`;
        } catch (error) {
            last = error instanceof Error ? error.message : String(error);
        }
    }
    return `NOT DESTROYED, it goes on costing money: ${last}`;
}
