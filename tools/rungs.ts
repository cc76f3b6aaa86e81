/** The rungs of the test ladder in order, each with the seconds that it may take. A rung over its budget fails. */
export const RUNG_BUDGETS_S = { unit: 45, "aws-shape": 120, engine: 900, images: 900, e2e: 1500 } as const;

export type Rung = keyof typeof RUNG_BUDGETS_S;

export const RUNGS = Object.keys(RUNG_BUDGETS_S) as Rung[];

/** What jest's `--json` file says, as far as it counts here. */
export interface JestReport {
    readonly success: boolean;
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly numPendingTests: number;
    readonly numTodoTests: number;
    readonly numRuntimeErrorTestSuites: number;
}

/** How a rung ended. */
export interface RungResult {
    readonly rung: Rung;
    readonly passed: number;
    readonly failed: number;
    readonly seconds: number;
}

/** What a test run was asked to do: rungs by name first, all others are jest's own arguments. */
export interface TestRequest {
    readonly rungs: readonly Rung[];
    readonly jestArguments: readonly string[];
}

/** Reads `[rung …] [jest arguments]`. */
export function readTestRequest(args: readonly string[]): TestRequest {
    const first = args.findIndex((arg) => !RUNGS.includes(arg as Rung));
    const named = (first < 0 ? args : args.slice(0, first)) as Rung[];
    const jestArguments = first < 0 ? [] : args.slice(args[first] === "--" ? first + 1 : first);
    return { rungs: named.length > 0 ? RUNGS.filter((rung) => named.includes(rung)) : RUNGS, jestArguments };
}

/**
 * Counts a rung. A suite that could not run, a missing report, a run without tests and one over the budget count as one
 * failure each; a skipped test is a failure too, unless tests were picked by name.
 */
export function countRung(
    rung: Rung,
    report: JestReport | undefined,
    seconds: number,
    pickedByName: boolean,
): RungResult {
    const overBudget = seconds > RUNG_BUDGETS_S[rung] ? 1 : 0;
    if (!report) return { rung, passed: 0, failed: 1 + overBudget, seconds };
    const skipped = pickedByName ? 0 : report.numPendingTests + report.numTodoTests;
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + skipped + overBudget;
    const nothingRan = report.numPassedTests === 0; // jest calls a run without tests a success
    const unexplained = failed === 0 && (nothingRan || !report.success) ? 1 : 0;
    return { rung, passed: report.numPassedTests, failed: failed + unexplained, seconds };
}

/** The last line of a test run. */
export function summary(results: readonly RungResult[]): string {
    const sum = (count: (result: RungResult) => number): number =>
        results.reduce((total, one) => total + count(one), 0);
    return `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
}
