/** What the test of docker/sovd shares: its stack on `local`, its containers, and people in front of browsers. */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Browser } from "../support/browser";
import { keep } from "../support/kept";
import { LocalStack } from "../support/local-stack";
import { docker } from "../support/docker-sync";

const PROJECT = "slipway-t-sovd-sovd";
const SECRETS = ["DB_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET", "OPERATOR_PASSWORD"];

/** The app's stack. */
export class Sovd {
    readonly stack = new LocalStack("t-sovd");
    readonly project = PROJECT;
    readonly url: string;
    password = "";

    constructor(port: number) {
        this.url = `http://127.0.0.1:${port}`;
        const secrets = Object.fromEntries(SECRETS.map((name) => [name, "generated"]));
        this.stack.configure({ "slipway:apps": { sovd: { target: "local", publish: { frontend: port }, secrets } } });
    }

    /** `pulumi up`; answers the seconds that it took. */
    async up(): Promise<number> {
        const { code, output, ms } = await this.stack.up();
        if (code !== 0) throw new Error(output);
        const shown = await this.stack.pulumi([
            "stack",
            "output",
            "--json",
            "--show-secrets",
            "--stack",
            this.stack.name,
        ]);
        const { generated } = JSON.parse(shown.output.slice(shown.output.indexOf("{"))) as {
            generated: { sovd: Record<string, string> };
        };
        this.password = generated.sovd.OPERATOR_PASSWORD ?? "";
        for (const name of SECRETS) expect(output).not.toContain(generated.sovd[name]);
        return ms / 1000;
    }

    container(service: string): string {
        const of = (name: string): string => `label=com.docker.compose.${name}`;
        const filters = ["--filter", `${of("project")}=${PROJECT}`, "--filter", `${of("service")}=${service}`];
        return docker("ps", "--all", "--quiet", ...filters).trim();
    }

    /** Ends a service's processes as a crash would: Docker is not told, and starts it again by its restart policy. */
    crash(service: string): void {
        process.kill(
            Number(docker("inspect", "--format", "{{.State.Pid}}", this.container(service)).trim()),
            "SIGKILL",
        );
    }

    sql(statement: string): string {
        const query = [
            "psql",
            "--username=sovd",
            "--dbname=sovd",
            "--tuples-only",
            "--no-align",
            "--command",
            statement,
        ];
        return docker("exec", this.container("db"), ...query).trim();
    }

    /** Of everything that was committed up to now, so that it can be looked for later. */
    checksum(before: string): string {
        const commands = `SELECT id, name, parameters, created_at FROM commands WHERE created_at < '${before}' ORDER BY id`;
        const answers =
            "SELECT r.* FROM responses r JOIN commands c ON c.id = r.command_id " +
            `WHERE c.finished_at < '${before}' ORDER BY r.id`;
        return createHash("sha256")
            .update(this.sql(commands) + this.sql(answers))
            .digest("hex");
    }

    async token(): Promise<string> {
        const body = JSON.stringify({ username: "operator", password: this.password });
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`${this.url}/api/v1/login`, { method: "POST", headers, body });
        return ((await answer.json()) as { token: string }).token;
    }

    /** `/health/ready`, asked inside: nobody outside reaches it. */
    ready(): string {
        const ask = [
            "curl",
            "--silent",
            "--max-time",
            "6",
            "--write-out",
            " %{http_code}",
            "http://127.0.0.1:8000/health/ready",
        ];
        return docker("exec", this.container("backend"), ...ask).trim();
    }
}

/** Somebody who has logged in. */
export class Window {
    private constructor(readonly browser: Browser) {}

    static async open(app: Sovd): Promise<Window> {
        const browser = await Browser.open(1000, 760);
        await browser.goto(app.url);
        await until("the login", async () => (await browser.text()).includes("Password"));
        await browser.fill("User name", "operator");
        await browser.fill("Password", app.password);
        const window = new Window(browser);
        await window.press("Log in");
        await window.sees(/Live[^]*Test car 1/);
        return window;
    }

    async press(name: string): Promise<void> {
        await this.browser.run(
            `const found = [...document.querySelectorAll("button")].find((e) => e.textContent.trim() === name);
             if (!found) throw new Error("no button " + name); found.click();`,
            { name },
        );
    }

    /** Chooses a command by its title, once the page knows it; the form's other choices stay as they are. */
    async choose(title: string): Promise<void> {
        const choice = async (): Promise<unknown> =>
            this.browser.run(
                `const list = document.getElementById("kind");
                 const found = [...(list?.options ?? [])].find((option) => option.text === title);
                 if (!found) return false;
                 const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set;
                 set.call(list, found.value); list.dispatchEvent(new Event("change", { bubbles: true }));
                 return true;`,
                { title },
            );
        await until(`the command ${title}`, async () => (await choice()) === true);
    }

    /** Sends the chosen command and waits until the backend has accepted it: the page lists it then. */
    async send(): Promise<void> {
        const listed = async (): Promise<unknown> =>
            this.browser.run('return document.querySelectorAll("[data-status]").length', {});
        const before = Number(await listed());
        await this.press("Send");
        await until("the command's acceptance", async () => Number(await listed()) > before);
    }

    /** Writes down from now on how many responses the page shows, whenever that changes. */
    async watch(): Promise<void> {
        await this.browser.run(
            `window.steps = [];
             const look = () => {
                 const count = document.querySelectorAll(".responses li").length;
                 if (window.steps.at(-1) !== count) window.steps.push(count);
             };
             new MutationObserver(look).observe(document.body, { childList: true, subtree: true });`,
            {},
        );
    }

    /** What was written down. */
    async watched(): Promise<number[]> {
        return (await this.browser.run("return window.steps", {})) as number[];
    }

    text(): Promise<string> {
        return this.browser.text();
    }

    /** Waits until the page shows it; answers the milliseconds that it took. */
    async sees(what: RegExp, seconds = 30): Promise<number> {
        const begun = performance.now();
        await until(`${what} on the page`, async () => what.test(await this.text()), seconds);
        return Math.round(performance.now() - begun);
    }

    /** How many commands the page shows as completed. */
    async completed(): Promise<number> {
        const count = 'return document.querySelectorAll("[data-status=completed]").length';
        return (await this.browser.run(count, {})) as number;
    }

    /** Waits until so many commands are completed here. */
    async completes(count: number, seconds = 40): Promise<number> {
        const begun = performance.now();
        await until(`${count} completed commands`, async () => (await this.completed()) >= count, seconds);
        return Math.round(performance.now() - begun);
    }
}

export async function until(what: string, ask: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
    for (const begun = performance.now(); performance.now() - begun < seconds * 1000; await sleep(100)) {
        if (await ask()) return;
    }
    throw new Error(`${what}: not within ${seconds} s`);
}

/** Says a figure, and keeps it for docs/apps-on-targets.md. */
export function figure(text: string): void {
    console.info(text);
    keep("sovd on local", text);
}
