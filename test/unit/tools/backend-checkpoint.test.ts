import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mendCheckpoint } from "../../../tools/backend-checkpoint";

describe("what KILL leaves of a stack's state", () => {
    let state: string;
    let file: string;

    beforeEach(() => {
        state = mkdtempSync(join(tmpdir(), "slipway-state-"));
        mkdirSync(join(state, ".pulumi", "stacks", "slipway"), { recursive: true });
        file = join(state, ".pulumi", "stacks", "slipway", "dev.json");
        writeFileSync(file, '{"version":3}');
        writeFileSync(`${file}.attrs`, "{}");
        writeFileSync(`${file}.bak`, '{"version":2}');
    });
    afterEach(() => rmSync(state, { recursive: true, force: true }));

    const mend = () => mendCheckpoint(state, "slipway", "dev");

    test("whole: nothing is touched", () => {
        expect(mend()).toBeUndefined();
        expect(readFileSync(file, "utf8")).toBe('{"version":3}');
        expect(existsSync(`${file}.attrs`)).toBe(true);
    });

    test.each(["", '{"version":'])("state cut off (%j): the backup takes its place", (rest) => {
        writeFileSync(file, rest);
        expect(mend()).toBe("its state from the backup of one step before");
        expect(readFileSync(file, "utf8")).toBe('{"version":2}');
        expect(existsSync(`${file}.attrs`)).toBe(false);
    });

    test("attributes cut off: they go", () => {
        writeFileSync(`${file}.attrs`, "");
        expect(mend()).toBe("the attributes of its state");
        expect(readFileSync(file, "utf8")).toBe('{"version":3}');
        expect(existsSync(`${file}.attrs`)).toBe(false);
    });

    test("state and backup cut off: an error that says where copies are", () => {
        writeFileSync(file, "");
        writeFileSync(`${file}.bak`, "");
        expect(mend).toThrow(/the state of stack dev was cut off .*backups\/slipway\/dev/);
    });

    test("no such stack: nothing to mend", () => {
        expect(mendCheckpoint(state, "slipway", "other")).toBeUndefined();
    });
});
