import { redactor } from "../core/redact";
import { type LoggedContainer, logSources, type LogSources } from "./log-sources";
import { secretTextsOf } from "./task-secrets";

const SHOWN = 20;
/** A container's last lines may reach CloudWatch a moment after its end. */
const [LOOKS, PAUSE_MS] = [4, 1_000];

/**
 * The last lines that a task has written, secrets taken out, and where there are more. Never throws: it explains a failure.
 *
 * A release is given labels of its secrets, never values, so those in the log are told by reading them from Secrets Manager.
 * Where that fails, no line is shown.
 */
export async function lastLines(
    from: LoggedContainer,
    taskArn: string,
    sources: LogSources = logSources(from),
    pauseMs = PAUSE_MS,
): Promise<string[]> {
    const task = taskArn.split("/").pop() ?? taskArn;
    const stream = `${from.logStreamPrefix}/${from.container}/${task}`;
    const more = `log: aws logs tail ${from.logGroup} --log-stream-names ${stream} --since 1d --region ${from.region}`;
    try {
        const secrets = await secretTextsOf(from.container, sources);
        const lines = await written(() => sources.lines(stream, SHOWN), pauseMs);
        // As a whole: a secret with a line break in it stands on two lines.
        const shown = lines.length === 0 ? ["its log is empty"] : redactor(secrets)(lines.join("\n")).split("\n");
        return [...shown.map((line) => `  ${line}`), more];
    } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        return [`its log is not shown: it, or the secrets to take out of it, could not be read: ${why}`, more];
    }
}

async function written(read: () => Promise<string[]>, pauseMs: number): Promise<string[]> {
    for (let look = 1; ; look += 1) {
        const lines = await read();
        if (lines.length > 0 || look === LOOKS) return lines;
        await new Promise((done) => setTimeout(done, pauseMs));
    }
}
