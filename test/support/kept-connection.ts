/** Whether an app leaves an idle connection open: a load balancer answers 502 when the app closes one that it is about to use. */
import { Agent, get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** Longer than the usual servers' default of 2 or 5 seconds. */
const IDLE_SECONDS = 6;

/** Asks, waits, asks again. Resolves with the local port of each request's connection: equal when it was kept. */
export async function portsOfTwoRequests(url: string): Promise<[first: number, second: number]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
        const first = await ask(url, agent);
        await pause(IDLE_SECONDS * 1000);
        return [first, await ask(url, agent)];
    } finally {
        agent.destroy();
    }
}

function ask(url: string, agent: Agent): Promise<number> {
    return new Promise((resolve, reject) => {
        get(url, { agent }, (answer) => {
            const port = answer.socket.localPort ?? 0;
            answer.resume().once("end", () => resolve(port));
        }).once("error", reject);
    });
}
