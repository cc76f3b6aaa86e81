import { spawn, spawnSync } from "node:child_process";
import fs, { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLock } from "../../../provider/core/lock";
import { identityOf, isAlive, startTimeByPs } from "../../../provider/core/process-identity";

describe("the release lock", () => {
    let folder: string;
    const said: string[] = [];
    const say = (line: string) => void said.push(line);

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
        said.length = 0;
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    test("is taken and released", async () => {
        const lock = await takeLock("app", say, folder);
        expect(readdirSync(folder)).toEqual(["app.lock"]);
        lock.release();
        expect(readdirSync(folder)).toEqual([]);
        expect(said).toEqual([]);
    });

    test("of a process that no longer runs is taken over, and its commands are ended", async () => {
        const dead = spawnSync(process.execPath, ["-e", ""]).pid;
        const leftover = spawn("sleep", ["60"]);
        const ended = new Promise((done) => leftover.on("exit", (_code, signal) => done(signal)));
        const holder = {
            holder: { pid: dead, started: "1" },
            since: "2026-01-01",
            children: [identityOf(leftover.pid!)],
        };
        writeFileSync(join(folder, "app.lock"), JSON.stringify(holder));
        const lock = await takeLock("app", say, folder);
        expect(await ended).toBe("SIGKILL");
        expect(said).toEqual([`took over from a release of app that was interrupted (process ${dead}, 2026-01-01)`]);
        lock.release();
    });

    test("of a living process is waited for", async () => {
        const first = await takeLock("app", say, folder);
        setTimeout(() => first.release(), 400);
        const begun = Date.now();
        const second = await takeLock("app", say, folder);
        expect(Date.now() - begun).toBeGreaterThanOrEqual(300);
        second.release();
        expect(existsSync(join(folder, "app.lock"))).toBe(false);
    });

    test("where there is no /proc, as on a Mac, ps tells when a process began, whatever the time zone", async () => {
        const child = spawn("sleep", ["60"]);
        const zone = process.env["TZ"];
        try {
            const since = startTimeByPs(child.pid!)!;
            expect(Math.abs(Date.parse(`${since} UTC`) - Date.now())).toBeLessThan(30_000);
            process.env["TZ"] = "Asia/Tokyo";
            expect(startTimeByPs(child.pid!)).toBe(since);
        } finally {
            if (zone === undefined) delete process.env["TZ"];
            else process.env["TZ"] = zone;
            const ended = new Promise((done) => child.on("exit", done));
            child.kill("SIGKILL");
            await ended;
        }
        expect(startTimeByPs(child.pid!)).toBeUndefined();
    });

    test("there, too, a number that was given to another process is not the holder", () => {
        const platform = Object.getOwnPropertyDescriptor(process, "platform")!;
        const noProc = jest.spyOn(fs, "readFileSync").mockImplementation(() => {
            throw new Error("ENOENT");
        });
        Object.defineProperty(process, "platform", { ...platform, value: "darwin" });
        try {
            const me = identityOf(process.pid);
            expect(me.started).toMatch(/ \d{4}$/);
            expect(isAlive(me)).toBe(true);
            expect(isAlive({ ...me, started: "Mon Jan  5 10:00:00 2026" })).toBe(false);
        } finally {
            Object.defineProperty(process, "platform", platform);
            noProc.mockRestore();
        }
    });

    test("a process number that was given to another process is not the holder", () => {
        const me = identityOf(process.pid);
        expect(isAlive(me)).toBe(true);
        expect(isAlive({ ...me, started: "1" })).toBe(false);
    });
});
