import { stripVTControlCharacters } from "node:util";

/** The rungs of the test ladder in order, each with the seconds that it may take. A rung over its budget fails. */
export const RUNG_BUDGETS_S = {
    unit: 480,
    "aws-shape": 600,
    engine: 3000,
    images: 1800,
    host: 2400,
    e2e: 2000,
    "e2e-timed": 900,
} as const;

export type Rung = keyof typeof RUNG_BUDGETS_S;

export const RUNGS = Object.keys(RUNG_BUDGETS_S) as Rung[];

/**
 * What runs when: steps in turn, a step's lanes beside each other, a lane's rungs in turn. Engines and builds leave processors
 * idle by turns, and so does what waits for containers; what measures how quick something is runs alone.
 */
const STEPS: readonly (readonly (readonly Rung[])[])[] = [
    [["unit"]],
    [["engine"], ["images", "host"]],
    [["aws-shape"], ["e2e"]],
    [["e2e-timed"]],
];

/**
 * By how much a rung gives way to what runs beside it (`nice`). These measure no time; beside them images must be healthy
 * within ten seconds.
 */
const NICENESS: Partial<Record<Rung, number>> = { engine: 5, "aws-shape": 10 };

export const nicenessOf = (rung: Rung): number => NICENESS[rung] ?? 0;

/**
 * How many test files of a rung run at once where it is not one: unit tests wait for `docker compose` a third of their time. Files of
 * the other rungs share one Docker and its images: one removes what another one's stack runs.
 */
const FILES_AT_ONCE: Partial<Record<Rung, number>> = { unit: 4 };

export const filesAtOnce = (rung: Rung): number => FILES_AT_ONCE[rung] ?? 1;

/** The steps of a run of these rungs. */
export function steps(rungs: readonly Rung[]): Rung[][][] {
    return STEPS.map((lanes) =>
        lanes.map((lane) => lane.filter((rung) => rungs.includes(rung))).filter((lane) => lane.length > 0),
    ).filter((lanes) => lanes.length > 0);
}

/** What jest's `--json` file says, as far as it counts here. */
export interface JestReport {
    readonly success: boolean;
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly numPendingTests: number;
    readonly numTodoTests: number;
    readonly numRuntimeErrorTestSuites: number;
    readonly testResults: readonly {
        readonly name: string;
        readonly message: string;
        readonly assertionResults: readonly {
            readonly status: string;
            readonly fullName: string;
            readonly failureMessages: readonly string[];
        }[];
    }[];
}

/** How a rung ended. */
export interface RungResult {
    readonly rung: Rung;
    readonly passed: number;
    readonly failed: number;
    readonly seconds: number;
    /** What failed, a text each. */
    readonly failures: readonly string[];
    readonly failedFiles: readonly FailedFile[];
    /** What failed beside other tests and passed alone: see `second-look.ts`. */
    readonly unsteady: readonly string[];
}

/** A test file in which something failed. */
export interface FailedFile {
    readonly file: string;
    readonly passed: number;
    /** A file that cannot be run is one failure. */
    readonly failed: number;
    /** Of its tests. */
    readonly failures: readonly string[];
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
    const common = { rung, seconds, unsteady: [] };
    if (!report) {
        const failures = ["it ended without a report"];
        return { ...common, passed: 0, failed: 1 + overBudget, failures, failedFiles: [] };
    }
    const skipped = pickedByName ? 0 : report.numPendingTests + report.numTodoTests;
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + skipped + overBudget;
    const nothingRan = report.numPassedTests === 0; // jest calls a run without tests a success
    const unexplained = failed === 0 && (nothingRan || !report.success) ? 1 : 0;
    const statuses = pickedByName ? ["failed"] : ["failed", "pending", "todo"];
    const failures = report.testResults.flatMap((one) => failuresIn(one, statuses));
    const failedFiles = report.testResults.flatMap((one) => {
        const own = failuresIn(one, ["failed"]);
        const passing = one.assertionResults.filter(({ status }) => status === "passed").length;
        return own.length > 0 ? [{ file: one.name, passed: passing, failed: own.length, failures: own }] : [];
    });
    return { ...common, passed: report.numPassedTests, failed: failed + unexplained, failures, failedFiles };
}

const FAILURE_CHARACTERS = 1500;

/** The failed tests of a file, each with the file's name and the beginning of what it said; or that the file could not run. */
function failuresIn(
    { name, message, assertionResults }: JestReport["testResults"][number],
    statuses: readonly string[],
): string[] {
    const failed = assertionResults.filter(({ status }) => statuses.includes(status));
    const unable =
        failed.length === 0 && message !== "" ? [{ fullName: "cannot run", failureMessages: [message] }] : [];
    return [...failed, ...unable].map(({ fullName, failureMessages }) => {
        const said = stripVTControlCharacters(failureMessages.join("\n")).slice(0, FAILURE_CHARACTERS);
        return `${name}: ${fullName}\n${said}`.trimEnd();
    });
}

/** The last line of a test run. */
export function summary(results: readonly RungResult[]): string {
    const sum = (count: (result: RungResult) => number): number =>
        results.reduce((total, one) => total + count(one), 0);
    return `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
}
