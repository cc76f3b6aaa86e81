import type { FailedFile, Rung, RungResult } from "../../../tools/rungs";
import { afterSecondLook, toLookAtAgain } from "../../../tools/second-look";

const failed = (name: string): FailedFile => ({
    file: name,
    passed: 3,
    failed: 2,
    failures: [`${name}: x`, `${name}: y`],
});
const result = (rung: Rung, failedFiles: readonly FailedFile[] = []): RungResult => ({
    rung,
    passed: 20,
    failed: 2 * failedFiles.length,
    seconds: 1,
    failures: failedFiles.flatMap(({ failures }) => failures),
    failedFiles,
    unsteady: [],
});
const [a, b] = [failed("/a.test.ts"), failed("/b.test.ts")];

test("up to three files are run once more; more have failed for another reason than the machine's load", () => {
    const results = [result("unit"), result("engine", [a, b])];
    expect(toLookAtAgain(results)).toEqual([
        { rung: "engine", file: a },
        { rung: "engine", file: b },
    ]);
    expect(toLookAtAgain([...results, result("host", [failed("/c.test.ts")])])).toHaveLength(3);
    expect(toLookAtAgain([...results, result("host", [failed("/c.test.ts"), failed("/d.test.ts")])])).toEqual([]);
});

test("what passes alone counts as passed, and is told as unsteady; the other file's failures stay", () => {
    const alone: RungResult = { ...result("engine"), passed: 5 };
    expect(afterSecondLook(result("engine", [a, b]), a, alone)).toEqual({
        rung: "engine",
        passed: 22,
        failed: 2,
        seconds: 1,
        failures: b.failures,
        failedFiles: [b],
        unsteady: a.failures,
    });
});

test("what fails again, or cannot be judged, stays a failure", () => {
    const first = result("engine", [a]);
    expect(afterSecondLook(first, a, { ...result("engine"), failed: 1 })).toBe(first);
});
