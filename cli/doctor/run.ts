import { setTimeout as sleep } from "node:timers/promises";
import { wrong, type Check, type Finding, type Patient } from "./check";

/** A finding under the name of its check. */
export interface Named extends Finding {
    readonly check: string;
}

const LIMIT_MS = 10_000;

/** Makes all checks at once, each within its time. In their own order; none can keep the others waiting. */
export async function examine(checks: readonly Check[], patient: Patient): Promise<Named[]> {
    const concerned = checks.filter(({ concerns }) => concerns?.(patient) ?? true);
    const found = await Promise.all(concerned.map((check) => made(check, patient)));
    return found.flatMap((findings, index) => findings.map((one) => ({ check: concerned[index]!.name, ...one })));
}

async function made({ limitMs = LIMIT_MS, find }: Check, patient: Patient): Promise<readonly Finding[]> {
    const over = new AbortController();
    // The limit is of the check's own work; what it leaves running when the time is over is told by the signal.
    const late = sleep(limitMs, undefined, { signal: over.signal }).then(() => {
        over.abort();
        return wrong(
            `gave no answer within ${limitMs / 1000} s`,
            "look whether the network or a program hangs, and try again",
        );
    });
    late.catch(() => undefined);
    try {
        return [await Promise.race([find(patient, over.signal), late])].flat();
    } catch (error) {
        const [what = "", ...more] = (error instanceof Error ? error.message : String(error)).split("\n");
        return [wrong(`could not be checked: ${what}`, more.join(" ").trim() || "run it by hand to see why")];
    } finally {
        over.abort();
    }
}
