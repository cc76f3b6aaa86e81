import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"];
const PATIENCE_MS = 15_000;

interface Reply {
    readonly id?: number;
    readonly method?: string;
    readonly result?: Record<string, unknown>;
    readonly error?: { readonly message: string };
}

/** A real Chromium, led by its DevTools protocol through a pipe: it looks at pages, types and presses buttons. */
export class Browser {
    private readonly waiting = new Map<number, { done: (value: Reply) => void }>();
    private readonly loaded: (() => void)[] = [];
    private session: string | undefined;
    private asked = 0;
    private rest = "";

    private constructor(
        private readonly child: ChildProcess,
        private readonly profile: string,
    ) {
        const answers = child.stdio[4] as Readable;
        answers.setEncoding("utf8").on("data", (part: string) => this.read(part));
    }

    /** Opens a browser with one empty page. */
    static async open(width = 1100, height = 900): Promise<Browser> {
        const profile = mkdtempSync(join(tmpdir(), "slipway-browser-"));
        const flags = [
            ...FLAGS,
            ...QUIET,
            `--window-size=${width},${height}`,
            `--user-data-dir=${profile}`,
            "--remote-debugging-pipe",
            "about:blank",
        ];
        const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;
        const child = spawn(process.env.CHROMIUM ?? "chromium", flags, { stdio: [...stdio], detached: true });
        const browser = new Browser(child, profile);
        const { targetId } = await browser.ask("Target.createTarget", { url: "about:blank" });
        const { sessionId } = await browser.ask("Target.attachToTarget", { targetId, flatten: true });
        browser.session = String(sessionId);
        await browser.ask("Page.enable");
        return browser;
    }

    /** Opens an address and waits until the page is there. */
    async goto(url: string): Promise<void> {
        const loaded = this.loads();
        const { errorText } = await this.ask("Page.navigate", { url });
        if (errorText) throw new Error(`${url}: ${String(errorText)}`);
        await loaded;
    }

    /** Presses the button or link of that text and waits for the page that it leads to. */
    async press(name: string): Promise<void> {
        const loaded = this.loads();
        await this.run(
            `const found = [...document.querySelectorAll("button, a")].find((e) => e.textContent.trim() === name);
             if (!found) throw new Error("no button " + name); found.click();`,
            { name },
        );
        await loaded;
    }

    /** Until the next page is there: for pages that load themselves again. */
    loads(): Promise<void> {
        return inTime(new Promise<void>((done) => this.loaded.push(done)), "a page to load");
    }

    /** Types into the field with that label, or turns the switch with that label to "on" or "off". */
    async fill(label: string, value: string): Promise<void> {
        await this.run(
            `const found = [...document.querySelectorAll("label")].find((e) => e.textContent.trim() === label)?.control;
             if (!found) throw new Error("no field " + label);
             if (found.type === "checkbox") { if (found.checked !== (value === "on")) found.click(); }
             else { found.focus(); found.select(); document.execCommand("insertText", false, value); }`,
            { label, value },
        );
    }

    /** What a person reads on the page. */
    async text(): Promise<string> {
        return String(await this.run("return document.body.innerText", {}));
    }

    /** Runs a function's body in the page. */
    async run(body: string, given: Readonly<Record<string, unknown>>): Promise<unknown> {
        const expression = `(({ ${Object.keys(given).join(", ")} }) => { ${body} })(${JSON.stringify(given)})`;
        const { result, exceptionDetails } = (await this.ask("Runtime.evaluate", {
            expression,
            returnByValue: true,
        })) as { result?: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } };
        if (exceptionDetails) throw new Error(`in the page: ${exceptionDetails.exception?.description ?? "an error"}`);
        return result?.value;
    }

    /** Anything else of the protocol, such as `Emulation.setDeviceMetricsOverride`. */
    async ask(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> {
        const id = ++this.asked;
        const message = { id, method, params, ...(this.session === undefined ? {} : { sessionId: this.session }) };
        const reply = new Promise<Reply>((done) => this.waiting.set(id, { done }));
        (this.child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
        const { result = {}, error } = await inTime(reply, method);
        if (error) throw new Error(`${method}: ${error.message}`);
        return result;
    }

    /** Saves what is to be seen as a PNG. */
    async picture(file: string): Promise<void> {
        const { data } = await this.ask("Page.captureScreenshot", { format: "png" });
        writeFileSync(file, Buffer.from(String(data), "base64"));
    }

    async close(): Promise<void> {
        const { pid, exitCode, signalCode } = this.child;
        if (pid !== undefined && exitCode === null && signalCode === null) {
            const ended = new Promise((done) => this.child.once("exit", done));
            // Its whole group: what is left of it would go on writing into the profile.
            process.kill(-pid, "SIGKILL");
            await ended;
        }
        rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }

    private read(part: string): void {
        const messages = (this.rest + part).split("\0");
        this.rest = messages.pop() ?? "";
        for (const message of messages) {
            const reply = JSON.parse(message) as Reply;
            if (reply.method === "Page.loadEventFired") this.loaded.splice(0).forEach((done) => done());
            if (reply.id === undefined) continue;
            this.waiting.get(reply.id)?.done(reply);
            this.waiting.delete(reply.id);
        }
    }
}

async function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new Error(`${what}: not within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
