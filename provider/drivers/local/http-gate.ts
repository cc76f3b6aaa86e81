import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError, type ReleaseContext } from "../../contract";

const REQUEST_MS = 5000;
const POLL_MS = 300;
/** Healthy inside, silent outside: a wrong port or path does not mend itself, so this is not the whole deadline. */
const PATIENCE_MS = 20_000;

/**
 * Asks a service from outside, as its users will, until it answers with 2xx. An answer that names another release than the
 * wanted one is not an answer of this release.
 *
 * @throws ReleaseError with the last answer.
 */
export async function awaitAnswer(
    service: string,
    url: string,
    releaseId: string,
    context: Pick<ReleaseContext, "deadline" | "say" | "signal">,
): Promise<void> {
    const end = Math.min(context.deadline, Date.now() + PATIENCE_MS);
    for (;;) {
        const problem = await ask(url, releaseId, context.signal);
        if (problem === undefined) return;
        if (Date.now() > end) throw new ReleaseError(`${service} is not healthy from outside: GET ${url} ${problem}`);
        context.say(`${service}: GET ${url} ${problem}`, "ephemeral");
        await sleep(POLL_MS, undefined, { signal: context.signal });
    }
}

async function ask(url: string, releaseId: string, signal: AbortSignal): Promise<string | undefined> {
    try {
        const answer = await fetch(url, {
            redirect: "manual",
            signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
            headers: { "user-agent": "slipway-health" },
        });
        const body = await answer.text();
        if (!answer.ok) return `answered ${answer.status}, not 2xx: ${body.slice(0, 300).trim()}`;
        const named = releaseNamedIn(body);
        return named === undefined || named === releaseId
            ? undefined
            : `answered for release ${named}, not ${releaseId}`;
    } catch (error) {
        signal.throwIfAborted();
        const cause = (error as { cause?: { code?: string } }).cause?.code;
        return `did not answer (${cause ?? (error as Error).message})`;
    }
}

/** A health answer may name its release: `{"release": "…"}`. */
function releaseNamedIn(body: string): string | undefined {
    try {
        const parsed = JSON.parse(body) as { release?: unknown } | null;
        return typeof parsed?.release === "string" && parsed.release !== "" ? parsed.release : undefined;
    } catch {
        return undefined;
    }
}
