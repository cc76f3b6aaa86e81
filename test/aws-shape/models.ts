import type { ApiCall } from "./api/mapping";
import { pythonNamed, runPython, script } from "./python";

/** What AWS's service models say of requests. */
export interface Verdict {
    readonly problems: readonly string[];
    readonly checked: Readonly<Record<"calls" | "enums" | "patterns" | "lengths" | "ranges", number>>;
}

/** Checks requests against botocore's models; each has a name that problems are told under. */
export function checkModels(calls: readonly (ApiCall & { readonly resource: string })[]): Verdict {
    const { code, output, errors } = runPython(
        pythonNamed("MODELS"),
        [script("check_models.py")],
        JSON.stringify(calls),
    );
    if (code !== 0) throw new Error(`check_models.py failed:\n${errors}`);
    return JSON.parse(output) as Verdict;
}
