import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { backendLocks, judge } from "../../../tools/backend-lock";

describe("judging a lock", () => {
    const lock = { file: "f", pid: 42, hostname: "here", timestamp: "t" };

    it.each([
        ["another machine's", "there", true, "foreign"],
        ["a running Pulumi's", "here", true, "held"],
        ["a dead process's", "here", false, "left"],
    ])("%s", (_, here, runs, expected) => expect(judge(lock, here, () => runs)).toBe(expected));

    it("finds out by itself whether the process is Pulumi", () => {
        const ended = spawnSync("true").pid;
        expect(judge({ ...lock, hostname: hostname(), pid: ended })).toBe("left");
        // This very process runs, but it is not Pulumi: the number was given to somebody else.
        expect(judge({ ...lock, hostname: hostname(), pid: process.pid })).toBe("left");
        expect(judge({ ...lock, hostname: hostname(), pid: 0 })).toBe("left");
    });
});

describe("the locks in a backend", () => {
    const state = mkdtempSync(join(tmpdir(), "slipway-state-"));
    afterAll(() => rmSync(state, { recursive: true }));

    it("are none in a new one", () => expect(backendLocks(state, "local")).toEqual([]));

    it("are those of the stack, half-written ones too", () => {
        const folder = join(state, ".pulumi", "locks", "organization", "slipway");
        for (const stack of ["local", "local-task-api"]) mkdirSync(join(folder, stack), { recursive: true });
        const content = { pid: 7, username: "me", hostname: "pc", timestamp: "2026-01-01T00:00:00Z" };
        writeFileSync(join(folder, "local", "1.json"), JSON.stringify(content));
        writeFileSync(join(folder, "local", "2.json"), '{"pid": 7, "host');
        writeFileSync(join(folder, "local-task-api", "3.json"), JSON.stringify(content));
        const found = backendLocks(state, "local").sort((a, b) => a.file.localeCompare(b.file));
        expect(found).toEqual([
            { file: join(folder, "local", "1.json"), pid: 7, hostname: "pc", timestamp: "2026-01-01T00:00:00Z" },
            { file: join(folder, "local", "2.json"), pid: 0, hostname: hostname(), timestamp: "an unknown time" },
        ]);
    });
});
