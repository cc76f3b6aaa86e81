import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { backendLocks, holdOn, judge } from "../../../tools/backend-lock";

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

describe("what a stack's locks mean", () => {
    const since = "2026-01-01T00:00:00Z";
    const by = (pid: number, host: string) => ({ file: "f", pid, hostname: host, timestamp: since });
    const gone = by(0, hostname());

    it("is free without any", () => expect(holdOn("dev", [])).toBeUndefined());

    it("is nobody's any more where all whose they were are gone", () => {
        const what = `was left locked by process 0 on ${hostname()}, since ${since}, which is gone`;
        expect(holdOn("dev", [gone, gone])).toEqual({ by: "nobody any more", what });
    });

    it("is another machine's where one of them is", () => {
        const what = `is locked by process 7 on pc-2, since ${since}, another machine, which cannot be looked at from here`;
        const todo = "where nothing runs there any more: `pulumi cancel --stack dev`";
        expect(holdOn("dev", [gone, by(7, "pc-2")])).toEqual({ by: "another run", what, todo });
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
