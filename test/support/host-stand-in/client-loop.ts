import { Agent, request, type IncomingMessage } from "node:http";
import { Agent as AgentByTls, request as requestByTls } from "node:https";

/** What a client saw. */
export interface Tally {
    sent: number;
    answered: number;
    /** No answer, or one that is not 200. */
    failed: number;
    /** Asked once more, because the proxy had closed the idle connection just as the request went out. */
    askedAgain: number;
    readonly failures: string[];
    /** How many answers came from each version. */
    readonly versions: Record<string, number>;
    /** Longest wait for an answer, in milliseconds. */
    slowestMs: number;
}

const clients = new Set<ClientLoop>();

// One that goes on after a test that has failed would keep the process, and with it the whole run.
afterAll(() => Promise.all([...clients].map((client) => client.stop())));

/**
 * A client that asks again and again: one loop with a new connection for each request, one that keeps its connection, as
 * browsers do (they, too, ask once more where a kept connection turns out to be closed).
 */
export class ClientLoop {
    readonly tally: Tally = {
        sent: 0,
        answered: 0,
        failed: 0,
        askedAgain: 0,
        failures: [],
        versions: {},
        slowestMs: 0,
    };
    private readonly loops: Promise<void>[];
    private readonly kept: Agent;
    private over = false;

    /** @param tls for a URL of https: the authority that is trusted, and the address that the name is taken to lead to */
    constructor(
        private readonly url: string,
        private readonly tls?: ByTls,
    ) {
        this.kept = new (tls === undefined ? Agent : AgentByTls)({ keepAlive: true, maxSockets: 1 });
        this.loops = [this.loop(undefined), this.loop(this.kept)];
        clients.add(this);
    }

    async stop(): Promise<Tally> {
        this.over = true;
        await Promise.all(this.loops);
        this.kept.destroy();
        return this.tally;
    }

    private async loop(agent: Agent | undefined): Promise<void> {
        while (!this.over) {
            this.tally.sent += 1;
            const since = Date.now();
            try {
                const { status, body } = await this.ask(agent);
                if (status !== 200) throw new Error(`answer ${status} ${body.slice(0, 200)}`);
                this.tally.answered += 1;
                const version = versionIn(body);
                this.tally.versions[version] = (this.tally.versions[version] ?? 0) + 1;
            } catch (error) {
                this.tally.failed += 1;
                this.tally.failures.push(`${new Date().toISOString()} ${String(error)}`);
            }
            this.tally.slowestMs = Math.max(this.tally.slowestMs, Date.now() - since);
            await new Promise((done) => setTimeout(done, 5));
        }
    }

    private ask(agent: Agent | undefined): Promise<{ status: number; body: string }> {
        return new Promise((done, reject) => {
            const options = { agent: agent ?? false, timeout: 20_000 };
            const heard = (answer: IncomingMessage): void => {
                let body = "";
                answer.setEncoding("utf8").on("data", (part: string) => (body += part));
                answer.on("end", () => done({ status: answer.statusCode ?? 0, body }));
                answer.on("error", reject);
            };
            const sent =
                this.tls === undefined
                    ? request(this.url, options, heard)
                    : requestByTls(this.url, { ...options, ...byTls(this.url, this.tls) }, heard);
            sent.on("timeout", () => sent.destroy(new Error("no answer within 20 s")));
            sent.on("error", (error: NodeJS.ErrnoException) => {
                if (!sent.reusedSocket || error.code !== "ECONNRESET") return reject(error);
                this.tally.askedAgain += 1;
                this.ask(agent).then(done, reject);
            });
            sent.end();
        });
    }
}

/** How a name of an emulated host is asked. */
export interface ByTls {
    /** The certificate of the authority that is trusted. */
    readonly ca: string;
    readonly address: string;
}

/** Asks a URL of https at an address that no name server knows of. */
export function byTls(url: string, { ca, address }: ByTls): object {
    const { hostname: name } = new URL(url);
    return { hostname: address, servername: name, ca, headers: { host: name } };
}

/** Of an answer in JSON; others have none. */
function versionIn(body: string): string {
    return body.startsWith("{") ? (JSON.parse(body) as { version: string }).version : "none";
}
