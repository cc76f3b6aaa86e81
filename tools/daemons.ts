import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, isAlive, type ProcessIdentity } from "../provider/core/process-identity";
import { withLock } from "./lock";
import { say } from "./log";
import { homeDirectory } from "./paths";

const READY_CHECK_MS = 100;
const STOP_PATIENCE_MS = 30_000;

/** A program that goes on running after the tools have ended. */
export interface Daemon {
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly isReady: () => Promise<boolean>;
    /** Throws where it must not be started. */
    readonly check?: () => void;
    readonly patienceMs: number;
}

interface DaemonRecord extends ProcessIdentity {
    readonly name: string;
    readonly command: string;
}

const recordsDirectory = (): string => join(homeDirectory(), "daemons");
const recordFile = (name: string): string => join(recordsDirectory(), `${name}.json`);

/** Makes sure that the daemon answers: a running one is used, otherwise it is started and its process recorded. */
export function ensureDaemon(daemon: Daemon): Promise<void> {
    return withLock(`${recordFile(daemon.name)}.lock`, daemon.name, async () => {
        if (await daemon.isReady()) return;
        daemon.check?.(); // only now: another run of ours may have started it while this one waited
        const log = `${recordFile(daemon.name).replace(/\.json$/, "")}.log`;
        const output = openSync(log, "a", 0o600);
        const child = spawn(daemon.command, daemon.args, {
            detached: true,
            env: { ...process.env, ...daemon.env },
            stdio: ["ignore", output, output],
        });
        closeSync(output);
        const gone = new Promise<string>((resolve) => {
            child.once("error", (error) => resolve(error.message));
            child.once("exit", (code, signal) => resolve(`it ended with ${code ?? signal}`));
        });
        if (child.pid !== undefined) {
            const record: DaemonRecord = { name: daemon.name, command: daemon.command, ...identityOf(child.pid) };
            writeFileSync(recordFile(daemon.name), JSON.stringify(record));
        }
        const problem = await Promise.race([gone, untilReady(daemon)]);
        if (problem) throw new Error(`${daemon.name} did not start: ${problem}\n${lastLines(log)}\nFull log: ${log}`);
        child.unref();
        say(`${daemon.name}: started as process ${child.pid}`);
    });
}

async function untilReady(daemon: Daemon): Promise<string | undefined> {
    const deadline = Date.now() + daemon.patienceMs;
    while (Date.now() < deadline) {
        if (await daemon.isReady()) return undefined;
        await sleep(READY_CHECK_MS);
    }
    return `no answer within ${daemon.patienceMs / 1000} s`;
}

function lastLines(file: string): string {
    return readFileSync(file, "utf8").trim().split("\n").slice(-10).join("\n");
}

/** Stops every daemon that was started by these tools and still is the program that was started. */
export async function stopDaemons(): Promise<void> {
    if (!existsSync(recordsDirectory())) return;
    const names = readdirSync(recordsDirectory()).filter((name) => name.endsWith(".json"));
    await Promise.all(names.map((name) => stopDaemon(join(recordsDirectory(), name))));
}

async function stopDaemon(file: string): Promise<void> {
    const record = JSON.parse(readFileSync(file, "utf8")) as DaemonRecord;
    if (runsStill(record)) {
        process.kill(record.pid, "SIGTERM");
        const deadline = Date.now() + STOP_PATIENCE_MS;
        while (isAlive(record) && Date.now() < deadline) await sleep(READY_CHECK_MS);
        if (isAlive(record)) throw new Error(`${record.name} (process ${record.pid}) does not end; stop it by hand`);
        say(`${record.name}: stopped (process ${record.pid})`);
    }
    rmSync(file);
}

function runsStill(record: DaemonRecord): boolean {
    if (!isAlive(record)) return false;
    const program = readFileSync(`/proc/${record.pid}/cmdline`, "utf8").split("\0")[0] ?? "";
    return basename(program) === basename(record.command);
}
