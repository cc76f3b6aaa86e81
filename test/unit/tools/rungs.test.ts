import {
    countRung,
    filesAtOnce,
    type JestReport,
    nicenessOf,
    readTestRequest,
    RUNG_BUDGETS_S,
    RUNGS,
    steps,
    summary,
} from "../../../tools/rungs";

const report = {
    success: true,
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [] as JestReport["testResults"],
};
const count = (change: Partial<typeof report>, seconds = 1, pickedByName = false): unknown =>
    countRung("unit", { ...report, ...change }, seconds, pickedByName);

describe("counting a rung", () => {
    it.each([
        ["all passed", count({}), 5, 0],
        ["failed tests", count({ numFailedTests: 2 }), 5, 2],
        ["a suite that could not run", count({ numRuntimeErrorTestSuites: 1 }), 5, 1],
        ["no test found", count({ numPassedTests: 0 }), 0, 1],
        ["a failure that jest alone knows of", count({ success: false }), 5, 1],
        ["a failure is counted once", count({ success: false, numFailedTests: 1 }), 5, 1],
        ["skipped tests are failures", count({ numPendingTests: 1, numTodoTests: 1 }), 5, 2],
        ["unless tests were picked by name", count({ numPendingTests: 3 }, 1, true), 5, 0],
        ["over the budget", count({}, RUNG_BUDGETS_S.unit + 0.1), 5, 1],
        ["just in time", count({}, RUNG_BUDGETS_S.unit), 5, 0],
    ])("%s", (_, result, passed, failed) => expect(result).toMatchObject({ rung: "unit", passed, failed }));

    it("a run without a report is a failure", () => {
        expect(countRung("e2e", undefined, 1, false)).toMatchObject({ rung: "e2e", passed: 0, failed: 1, seconds: 1 });
        expect(countRung("e2e", undefined, RUNG_BUDGETS_S.e2e + 1, false)).toMatchObject({ failed: 2 });
    });

    it("names what failed, with its file and what it said, and suites that could not run", () => {
        const right = { status: "passed", fullName: "right", failureMessages: [] };
        const wrong = {
            status: "failed",
            fullName: "wrong",
            failureMessages: ["\u001b[31mexpected 1\u001b[39m", "x".repeat(5000)],
        };
        const testResults = [
            { name: "/a.test.ts", message: "● wrong", assertionResults: [right, wrong] },
            { name: "/b.test.ts", message: "SyntaxError", assertionResults: [] },
            { name: "/c.test.ts", message: "", assertionResults: [right] },
        ];
        const { failures } = countRung("unit", { ...report, testResults, numFailedTests: 1 }, 1, false);
        expect(failures).toHaveLength(2);
        expect(failures[0]).toMatch(/^\/a\.test\.ts: wrong\nexpected 1\nx{1000,}$/);
        expect(failures[0]?.length).toBeLessThan(2000);
        expect(failures[1]).toBe("/b.test.ts: cannot run\nSyntaxError");
    });

    it("counts each file in which something failed", () => {
        const [right, wrong] = ["passed", "failed"].map((status) => ({
            status,
            fullName: status,
            failureMessages: [],
        }));
        const testResults = [
            { name: "/a.test.ts", message: "", assertionResults: [right!, wrong!, right!, wrong!] },
            { name: "/b.test.ts", message: "SyntaxError", assertionResults: [] },
            { name: "/c.test.ts", message: "", assertionResults: [right!] },
        ];
        const failed = { numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
        const { failedFiles } = countRung("unit", { ...report, ...failed, testResults }, 1, false);
        expect(failedFiles).toEqual([
            { file: "/a.test.ts", passed: 2, failed: 2, failures: ["/a.test.ts: failed", "/a.test.ts: failed"] },
            { file: "/b.test.ts", passed: 0, failed: 1, failures: ["/b.test.ts: cannot run\nSyntaxError"] },
        ]);
    });
});

describe("the last line", () => {
    it("sums over the rungs", () => {
        const none = { failures: [], failedFiles: [], unsteady: [], seconds: 1 };
        const results = [
            { ...none, rung: "unit", passed: 12, failed: 0 },
            { ...none, rung: "engine", passed: 3, failed: 2 },
        ] as const;
        expect(summary(results)).toBe("15 passed, 2 failed");
    });
});

describe("the order of the rungs", () => {
    it("is one after the other, with two lanes at once; what measures time runs alone", () => {
        expect(steps(RUNGS)).toEqual([
            [["unit"]],
            [["engine"], ["images", "host"]],
            [["aws-shape"], ["e2e"]],
            [["e2e-timed"]],
        ]);
        expect(steps(["unit", "images", "e2e"])).toEqual([[["unit"]], [["images"]], [["e2e"]]]);
        expect(steps(RUNGS).flat(2).sort()).toEqual([...RUNGS].sort());
        expect(filesAtOnce("e2e-timed")).toBe(1);
        for (const [first, second] of steps(RUNGS)) {
            if (second !== undefined) expect(nicenessOf(first![0]!)).toBeGreaterThan(nicenessOf(second[0]!));
        }
    });
});

describe("the command line of test", () => {
    it.each([
        [[], RUNGS, []],
        [["e2e", "unit"], ["unit", "e2e"], []],
        [["unit", "-t", "name"], ["unit"], ["-t", "name"]],
        [["unit", "--", "--verbose"], ["unit"], ["--verbose"]],
        [["--verbose", "unit"], RUNGS, ["--verbose", "unit"]],
    ])("%j", (args, rungs, jestArguments) => expect(readTestRequest(args)).toEqual({ rungs, jestArguments }));
});
