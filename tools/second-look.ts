import type { FailedFile, Rung, RungResult } from "./rungs";

/** So many files may have failed for want of a processor; more have another reason. */
const MOST_FILES = 3;

/**
 * The test files that are run once more when all else has ended: rungs share the machine, and a test that waits for another program may
 * lose to its neighbours what it has alone. None where many failed.
 */
export function toLookAtAgain(results: readonly RungResult[]): { readonly rung: Rung; readonly file: FailedFile }[] {
    const files = results.flatMap(({ rung, failedFiles }) => failedFiles.map((file) => ({ rung, file })));
    return files.length <= MOST_FILES ? files : [];
}

/** A rung's result when a file of it has been run alone: what passes there counts as passed, and is told as unsteady. */
export function afterSecondLook(first: RungResult, file: FailedFile, alone: RungResult): RungResult {
    if (alone.failed > 0) return first;
    return {
        ...first,
        passed: first.passed - file.passed + alone.passed,
        failed: first.failed - file.failed,
        failures: first.failures.filter((failure) => !file.failures.includes(failure)),
        failedFiles: first.failedFiles.filter((one) => one !== file),
        unsteady: [...first.unsteady, ...file.failures],
    };
}
