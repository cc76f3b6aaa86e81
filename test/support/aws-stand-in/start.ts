import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Faults } from "./state";
import { thereIn, type Record as WhatIsThere } from "./what-stays";

/** The running stand-ins, and what a `pulumi` process needs in its environment to use them. */
export interface StandIns {
    readonly env: Readonly<Record<string, string>>;
    /** The ECS API's address. */
    readonly ecsEndpoint: string;
    /** Everything that was asked so far. */
    requests(): { operation?: string; api?: string; urn?: string; inputs?: Record<string, unknown> }[];
    faults(faults: Faults): void;
    /** The ids of all that is there now, created and not deleted, or left by a deletion. */
    there(): string[];
    stop(): Promise<void>;
}

/** Starts the stand-ins for `aws` (with the ECS API) and `awsx`; their state lies in `directory`. */
export async function startStandIns(directory: string, env: Readonly<Record<string, string>> = {}): Promise<StandIns> {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "requests.jsonl"), "", { flag: "a" });
    const [aws, awsx] = await Promise.all([
        start("aws.stand-in.ts", { ...env, STAND_IN_STATE: directory }),
        start("awsx.stand-in.ts", {}),
    ]);
    const [providerPort, apiPort] = aws.line.split(" ");
    const ecsEndpoint = `http://127.0.0.1:${apiPort}`;
    return {
        ecsEndpoint,
        env: {
            PULUMI_DEBUG_PROVIDERS: `aws:${providerPort},awsx:${awsx.line.trim()}`,
            AWS_ENDPOINT_URL_ECR: ecsEndpoint,
            AWS_ENDPOINT_URL_APPRUNNER: ecsEndpoint,
            AWS_ENDPOINT_URL_ECS: ecsEndpoint,
            AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: ecsEndpoint,
            AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: ecsEndpoint,
            AWS_ENDPOINT_URL_SECRETS_MANAGER: ecsEndpoint,
            AWS_ACCESS_KEY_ID: "stand-in",
            AWS_SECRET_ACCESS_KEY: "stand-in",
            AWS_REGION: "eu-central-1",
        },
        requests: () =>
            readFileSync(join(directory, "requests.jsonl"), "utf8")
                .split("\n")
                .filter((line) => line !== "")
                .map((line) => JSON.parse(line)),
        faults: (faults) => writeFileSync(join(directory, "faults.json"), JSON.stringify(faults)),
        there: () => {
            const { there = {} } = JSON.parse(readFileSync(join(directory, "state.json"), "utf8")) as {
                there?: WhatIsThere;
            };
            return thereIn(there);
        },
        stop: async () => {
            await Promise.all([aws.child, awsx.child].map(end));
        },
    };
}

async function start(
    script: string,
    env: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; line: string }> {
    const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, script)], {
        cwd: resolve(__dirname, "../../.."),
        env: { ...process.env, ...env },
        // The pipe to its input tells it when this process is gone.
        stdio: ["pipe", "pipe", "inherit"],
    });
    const line = await new Promise<string>((done, fail) => {
        let text = "";
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
            if (text.includes("\n")) done(text.split("\n")[0] ?? "");
        });
        child.once("exit", (code) => fail(new Error(`${script} ended with ${code} before it printed its port`)));
    });
    return { child, line };
}

async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    await ended;
}
