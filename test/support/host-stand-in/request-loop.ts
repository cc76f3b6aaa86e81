import { request } from "node:http";

/** One request of a round, on a connection of its own. */
export interface Asked {
    readonly method?: "GET" | "POST" | "PATCH";
    readonly token?: string;
    /** Sent as JSON. */
    readonly body?: unknown;
    /** @default 200 */
    readonly expected?: number;
}

export type Ask = (path: string, asked?: Asked) => Promise<unknown>;

const PATIENCE_MS = 20_000;
const loops = new Set<RequestLoop>();

// One that goes on after a test that has failed would keep the process, and with it the whole run.
afterAll(() => Promise.all([...loops].map((loop) => loop.stop())));

/** A client that does the same round of requests again and again; nothing is asked twice, whatever the answer. */
export class RequestLoop {
    sent = 0;
    rounds = 0;
    slowestMs = 0;
    /** No answer, another status than the expected one, or what the round itself found wrong. */
    readonly failures: string[] = [];
    private over = false;
    private readonly done: Promise<void>;

    /** @param round throws where an answer is not what it should be */
    constructor(
        private readonly site: string,
        round: (ask: Ask) => Promise<void>,
        pauseMs = 50,
    ) {
        this.done = this.loop(round, pauseMs);
        loops.add(this);
    }

    async stop(): Promise<this> {
        this.over = true;
        await this.done;
        return this;
    }

    private async loop(round: (ask: Ask) => Promise<void>, pauseMs: number): Promise<void> {
        while (!this.over) {
            try {
                await round((path, asked) => this.ask(path, asked));
            } catch (error) {
                this.failures.push(`${new Date().toISOString()} ${String(error)}`);
            }
            this.rounds += 1;
            await new Promise((wait) => setTimeout(wait, pauseMs));
        }
    }

    private async ask(path: string, asked: Asked = {}): Promise<unknown> {
        this.sent += 1;
        const since = Date.now();
        const body = await askOnce(this.site + path, asked);
        this.slowestMs = Math.max(this.slowestMs, Date.now() - since);
        return body;
    }
}

/** Asks once, on a new connection. @throws {Error} where no answer comes, or another one than expected */
export function askOnce(url: string, { method = "GET", token, body, expected = 200 }: Asked = {}): Promise<unknown> {
    return new Promise((done, reject) => {
        const headers = {
            ...(body !== undefined && { "content-type": "application/json" }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
        };
        const sent = request(url, { agent: false, method, headers, timeout: PATIENCE_MS }, (answer) => {
            let text = "";
            answer.setEncoding("utf8").on("data", (part: string) => (text += part));
            answer.on("error", reject);
            answer.on("end", () => {
                if (answer.statusCode === expected) return done(JSON.parse(text));
                reject(new Error(`${method} ${url}: ${answer.statusCode}, not ${expected}: ${text.slice(0, 200)}`));
            });
        });
        sent.on("timeout", () => sent.destroy(new Error(`${method} ${url}: no answer within ${PATIENCE_MS} ms`)));
        sent.on("error", reject);
        sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
