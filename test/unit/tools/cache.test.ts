import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityOf, isAlive } from "../../../provider/core/process-identity";
import { cached, cachePath } from "../../../tools/cache";
import { withLock } from "../../../tools/lock";

const KEY = { name: "thing", version: "1.2.3" };
let root: string;

beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "slipway-cache-"));
    process.env.SLIPWAY_CACHE = root;
    jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.SLIPWAY_CACHE;
    rmSync(root, { recursive: true });
});

const make = jest.fn(async (folder: string) => writeFileSync(join(folder, "a"), "complete"));

describe("the cache", () => {
    beforeEach(() => make.mockClear());

    it("makes a thing once, under its name and version", async () => {
        expect(await cached(KEY, make)).toBe(join(root, "thing", "1.2.3"));
        await cached(KEY, make);
        expect(make).toHaveBeenCalledTimes(1);
        expect(readFileSync(join(cachePath(KEY), "a"), "utf8")).toBe("complete");
        expect(readdirSync(join(root, "thing"))).toEqual(["1.2.3"]);
    });

    it("keeps nothing of a thing that could not be made, and tries again", async () => {
        const fail = async (folder: string): Promise<void> => {
            writeFileSync(join(folder, "a"), "half");
            throw new Error("no space");
        };
        await expect(cached(KEY, fail)).rejects.toThrow("no space");
        expect(readdirSync(join(root, "thing"))).toEqual([]);
        await cached(KEY, make);
        expect(make).toHaveBeenCalledTimes(1);
    });

    it("clears up after a killed run: its half-made folder and its lock", async () => {
        const half = join(root, "thing", ".making-1.2.3-abc");
        mkdirSync(half, { recursive: true });
        writeFileSync(join(root, "thing", ".lock-1.2.3"), JSON.stringify({ pid: spawnSync("true").pid }));
        await cached(KEY, make);
        expect(existsSync(half)).toBe(false);
        expect(readdirSync(join(root, "thing"))).toEqual(["1.2.3"]);
    });

    it.each(["../up", "", "a/b", ".hidden"])("refuses the key %j", (version) => {
        expect(() => cachePath({ name: "thing", version })).toThrow(`not a cache key: ${JSON.stringify(version)}`);
    });
});

describe("a lock", () => {
    it("lets one process work at a time", async () => {
        const file = join(root, "lock");
        const order = join(root, "order");
        const program = [
            `const { withLock } = require(${JSON.stringify(require.resolve("../../../tools/lock.ts"))});`,
            `const { appendFileSync } = require("node:fs");`,
            `withLock(${JSON.stringify(file)}, "x", async () => {`,
            `    appendFileSync(${JSON.stringify(order)}, "in ");`,
            `    await new Promise((done) => setTimeout(done, 200));`,
            `    appendFileSync(${JSON.stringify(order)}, "out ");`,
            `});`,
        ].join("\n");
        const runs = [1, 2, 3].map(
            () => new Promise((done) => spawn(process.execPath, ["-r", "tsx/cjs", "-e", program]).once("close", done)),
        );
        expect(await Promise.all(runs)).toEqual([0, 0, 0]);
        expect(readFileSync(order, "utf8")).toBe("in out in out in out ");
    });

    it("is released when the work fails", async () => {
        const file = join(root, "lock");
        const failing = withLock(file, "x", () => Promise.reject(new Error("broken")));
        await expect(failing).rejects.toThrow("broken");
        expect(existsSync(file)).toBe(false);
    });
});

describe("a process", () => {
    it("is not taken for another one with its number", () => {
        const mine = identityOf(process.pid);
        expect(isAlive(mine)).toBe(true);
        expect(isAlive({ ...mine, started: "1" })).toBe(false);
        expect(isAlive({ pid: spawnSync("true").pid })).toBe(false);
    });
});
