import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/** A running stand-in GitHub, at an address that both the test and containers reach. */
export interface StandInGitHub {
    url: string;
    /** Calls one of its controls: see server.mjs. */
    control(method: string, path: string, body?: unknown): Promise<unknown>;
    stop(): void;
}

/** Starts the stand-in on `host` (the Docker bridge's address, so that containers reach it) and waits for its port. */
export async function startGitHubStandIn(host: string, token: string, specsPath = "infra"): Promise<StandInGitHub> {
    const script = resolve(__dirname, "server.mjs");
    const flags = ["--port", "0", "--host", host, "--token", token, "--specs-path", specsPath];
    const child: ChildProcess = spawn(process.execPath, [script, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
    const { port } = await new Promise<{ port: number }>((done, fail) => {
        child.once("exit", (code) => fail(new Error(`The stand-in GitHub ended with ${code} before it listened.`)));
        if (child.stdout) {
            createInterface(child.stdout).once("line", (line) => done(JSON.parse(line) as { port: number }));
        }
    });
    const url = `http://${host}:${port}`;
    return {
        url,
        control: async (method, path, body) => {
            const answer = await fetch(`${url}/stand-in/${path}`, { method, body: JSON.stringify(body) });
            return answer.json();
        },
        stop: () => child.kill(),
    };
}
