import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { localStack, DEFAULT_APP } from "./apps";
import { say } from "./log";
import { main } from "./main";
import { repositoryRoot } from "./paths";
import { prepare } from "./prepare";
import { prepareAwsShape } from "./toolchain/aws-shape";
import { prepareBrowser } from "./toolchain/browser";
import { composeVersions } from "./toolchain/compose-versions";
import { prepareEmulatedHost } from "./toolchain/emulated-host";
import { afterSecondLook, toLookAtAgain } from "./second-look";
import {
    countRung,
    filesAtOnce,
    type JestReport,
    nicenessOf,
    readTestRequest,
    type Rung,
    RUNG_BUDGETS_S,
    type RungResult,
    steps,
    summary,
} from "./rungs";

const KILL_AFTER_MS = 10_000;
const INTERRUPTED = 130;

/** `npm test [-- rung …] [-- jest arguments]`: the rungs of the ladder, the cheapest first. */
main(async () => {
    const { rungs, jestArguments } = readTestRequest(process.argv.slice(2));
    const results: RungResult[] = [];
    // Unit tests too: they read Compose files with the real `docker compose`, which may have to be got first.
    const { variables } = await prepare(localStack(DEFAULT_APP));
    const looksAtPages = (["images", "host", "e2e", "e2e-timed"] as const).some((rung) => rungs.includes(rung));
    const browser: Record<string, string> = looksAtPages ? { CHROMIUM: await prepareBrowser() } : {};
    const compose: Record<string, string> = {};
    if (rungs.includes("engine")) {
        const { oldest, newest } = await composeVersions();
        Object.assign(compose, { SLIPWAY_OLDEST_COMPOSE: oldest, SLIPWAY_NEWEST_COMPOSE: newest });
    }
    const pythons = rungs.includes("aws-shape") ? await prepareAwsShape() : {};
    const host = rungs.includes("host") ? await prepareEmulatedHost("SLIPWAY_REGISTRY" in variables) : {};
    const prepared = { ...variables, ...browser, ...compose, ...pythons, ...host };
    // Somebody has pressed Ctrl-C: what runs ends, and nothing more begins.
    let interrupted = false;
    process.on("SIGINT", () => (interrupted = true));
    for (const step of steps(rungs)) {
        const lanes = step.map(async (lane) => {
            for (const rung of lane) if (!interrupted) results.push(await runRung(rung, jestArguments, prepared));
        });
        await Promise.all(lanes);
    }
    if (interrupted) {
        say("interrupted: the rungs that ran are not counted");
        return INTERRUPTED;
    }
    // Whoever picks tests is looking at them anyway.
    for (const { rung, file } of jestArguments.length > 0 ? [] : toLookAtAgain(results)) {
        say(`${rung}: once more, alone: ${file.file}`);
        const alone = await runRung(rung, [file.file], prepared);
        const index = results.findIndex((one) => one.rung === rung);
        results[index] = afterSecondLook(results[index]!, file, alone);
    }
    for (const { rung, unsteady } of results) {
        for (const one of unsteady) say(`${rung}: UNSTEADY, failed beside other tests and passed alone: ${one}`);
    }
    // Once more, at the end: the place where each was first printed is thousands of lines above.
    for (const { rung, failures } of results) for (const failure of failures) say(`${rung}: FAILED ${failure}`);
    for (const { rung, passed, failed, seconds } of results) {
        const budget = RUNG_BUDGETS_S[rung];
        const over = seconds > budget ? ", OVER ITS BUDGET" : "";
        say(`${rung}: ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s of ${budget} s${over}`);
    }
    console.log(summary(results));
    return results.some(({ failed }) => failed > 0) ? 1 : 0;
});

async function runRung(
    rung: Rung,
    jestArguments: readonly string[],
    variables: Readonly<Record<string, string>>,
): Promise<RungResult> {
    say(`${rung}: begins at ${new Date().toISOString()}, may take ${RUNG_BUDGETS_S[rung]} s`);
    const since = Date.now();
    const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
    const reportFile = join(folder, "report.json");
    try {
        await runJest(rung, ["--json", `--outputFile=${reportFile}`, ...jestArguments], variables);
        const pickedByName = jestArguments.some((arg) => /^(-t|--testNamePattern)(=|$)/.test(arg));
        return countRung(rung, readReport(reportFile), (Date.now() - since) / 1000, pickedByName);
    } finally {
        rmSync(folder, { recursive: true, force: true });
        say(`${rung}: ended at ${new Date().toISOString()}`);
    }
}

function runJest(rung: Rung, args: readonly string[], variables: Readonly<Record<string, string>>): Promise<void> {
    const jest = join(repositoryRoot, "node_modules", "jest", "bin", "jest.js");
    const files = filesAtOnce(rung);
    const order = files === 1 ? ["--runInBand"] : [`--maxWorkers=${files}`];
    // As roots, not as a pattern: patterns among the arguments then choose within the rung.
    const where = [`--roots=${join(repositoryRoot, "test", rung)}`, `--rootDir=${repositoryRoot}`];
    const all = [jest, ...where, ...order, ...args];
    const child = spawn(process.execPath, all, {
        cwd: repositoryRoot,
        env: { ...process.env, ...variables },
        stdio: ["ignore", "ignore", "pipe"], // its standard output is the report once more
        detached: true, // a group of its own, so that what a test started ends with it
    });
    // What it starts is as it is.
    if (child.pid !== undefined && nicenessOf(rung) > 0) setPriority(child.pid, nicenessOf(rung));
    createInterface({ input: child.stderr }).on("line", (line) => process.stderr.write(`${rung} | ${line}\n`));
    const end = (signal: NodeJS.Signals): void => {
        // A child that a signal has ended has no exit code either, and its group may be gone.
        const runs = child.exitCode === null && child.signalCode === null;
        if (child.pid !== undefined && runs) process.kill(-child.pid, signal);
    };
    const overdue = setTimeout(() => {
        say(`${rung}: its ${RUNG_BUDGETS_S[rung]} s are over, it is ended`);
        end("SIGTERM");
        setTimeout(() => end("SIGKILL"), KILL_AFTER_MS).unref();
    }, RUNG_BUDGETS_S[rung] * 1000);
    const stop = (): void => end("SIGINT");
    process.on("SIGINT", stop);
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", () => {
            clearTimeout(overdue);
            process.off("SIGINT", stop);
            resolve();
        });
    });
}

function readReport(file: string): JestReport | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as JestReport;
    } catch {
        return undefined; // jest was ended, or found no test
    }
}
