import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Machine, type Answer } from "./stand-ins";
import { ended } from "./terminal";

const WHOLE = JSON.stringify({ version: 3, checkpoint: {} });
const URN = "urn:pulumi:dev::shop::slipway:components:Environment$aws:lb/loadBalancer:LoadBalancer::shared";
const INTERRUPTED = { deployment: { pending_operations: [{ type: "creating", resource: { urn: URN } }] } };

let machine: Machine;
let state: string;
beforeEach(() => {
    machine = new Machine();
    state = join(machine.folder, "state");
    mkdirSync(join(state, ".pulumi", "stacks", "shop"), { recursive: true });
    writeFileSync(checkpoint(), WHOLE);
    pulumi();
});
afterEach(() => machine.close());

const checkpoint = () => join(state, ".pulumi", "stacks", "shop", "dev.json");

function pulumi(more: Record<string, Answer> = {}): void {
    machine.program("pulumi", {
        "whoami*": { out: JSON.stringify({ user: "me", url: pathToFileURL(state).href }) },
        "stack --show-name*": { out: "dev\n" },
        "stack export --stack dev*": { out: JSON.stringify({ deployment: {} }) },
        "cancel --yes --stack dev*": {},
        ...more,
    });
}

/** A lock as Pulumi writes it. */
function locked(by: { pid: number; hostname?: string }): void {
    const folder = join(state, ".pulumi", "locks", "organization", "shop", "dev");
    mkdirSync(folder, { recursive: true });
    const lock = { hostname: hostname(), username: "me", timestamp: "2026-01-01T00:00:00Z", ...by };
    writeFileSync(join(folder, "1.json"), JSON.stringify(lock));
}

const recover = (...args: string[]) => ended(["recover", ...args], { directory: machine.project });
const cancelled = () => machine.asked("pulumi").some((line) => line.startsWith("cancel"));
const gone = () => spawnSync("/bin/true").pid;

test("nothing to recover: says so, changes nothing", async () => {
    expect(await recover()).toEqual({
        code: 0,
        err: "",
        out: "stack dev is not locked, nothing is pending, and its state can be read: there is nothing to recover\n",
    });
    expect(cancelled()).toBe(false);
});

test("a backend that is named from the project's folder, as Pulumi allows", async () => {
    locked({ pid: gone() });
    pulumi({ "whoami*": { out: JSON.stringify({ user: "me", url: "file://../state" }) } });
    expect([(await recover("--yes")).code, cancelled()]).toEqual([0, true]);
});

test("a lock whose process is gone is released, after --yes", async () => {
    const pid = gone();
    locked({ pid });
    const { code, out, err } = await recover("--yes");
    expect({ code, out, err }).toEqual({
        code: 0,
        out: "stack dev is usable again: `pulumi up --stack dev` goes on from here\n",
        err:
            `stack dev was left locked by process ${pid} on ${hostname()}, since 2026-01-01T00:00:00Z, which is gone\n` +
            "released stack dev (pulumi cancel)\n",
    });
    expect(cancelled()).toBe(true);
});

test("without --yes and without a terminal nothing is released", async () => {
    locked({ pid: gone() });
    const { code, err } = await recover();
    expect(code).toBe(2);
    expect(err).toContain("error: --yes: this changes something, and there is no terminal to ask on: give --yes\n");
    expect(cancelled()).toBe(false);
});

test("a run that is alive is never cancelled, not with --yes either", async () => {
    // A process called `pulumi…`, as the judgement goes by the program's name.
    const program = join(machine.folder, "pulumi-sleeps");
    copyFileSync("/bin/sleep", program);
    const alive = spawn(program, ["60"], { stdio: "ignore" });
    try {
        locked({ pid: alive.pid! });
        writeFileSync(checkpoint(), WHOLE.slice(0, 9)); // it is being written
        expect(await recover("--yes")).toEqual({
            code: 1,
            out: "",
            err:
                `error: stack dev: is being updated by process ${alive.pid} on ${hostname()}, since 2026-01-01T00:00:00Z: ` +
                `wait for it, or end that process: \`kill ${alive.pid}\`\n`,
        });
        expect(cancelled()).toBe(false);
        expect(readFileSync(checkpoint(), "utf8")).toBe(WHOLE.slice(0, 9));
    } finally {
        alive.kill("SIGKILL");
    }
});

test("another machine's lock is not judged from here", async () => {
    locked({ pid: 7, hostname: "build-3" });
    expect(await recover("--yes")).toEqual({
        code: 1,
        out: "",
        err:
            "error: stack dev: is locked by process 7 on build-3, since 2026-01-01T00:00:00Z, another machine, which cannot be looked at from here: " +
            "where nothing runs there any more: `pulumi cancel --stack dev`\n",
    });
    expect(cancelled()).toBe(false);
});

test("what was interrupted is told, with what to do", async () => {
    pulumi({ "stack export --stack dev*": { out: JSON.stringify(INTERRUPTED) } });
    expect(await recover()).toEqual({
        code: 0,
        err: "interrupted while creating aws:lb/loadBalancer:LoadBalancer shared\n",
        out:
            "run `pulumi up --stack dev`: it goes on from here\n" +
            "what was being created may exist without Pulumi knowing: where `pulumi up` says that it exists already, docs/operating.md has the `pulumi import`\n" +
            "`pulumi refresh --stack dev --clear-pending-creates` ends Pulumi's warning about them, once you have looked\n",
    });
});

test("a state that was cut off is mended from the step before", async () => {
    writeFileSync(checkpoint(), WHOLE.slice(0, 9));
    writeFileSync(`${checkpoint()}.bak`, WHOLE);
    const { code, out } = await recover("--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
        stack: "dev",
        mended: "its state from the backup of one step before",
        pending: [],
        released: false,
        todo: [],
    });
    expect(readFileSync(checkpoint(), "utf8")).toBe(WHOLE);
});

test("a state that cannot be mended: an error that says where copies are", async () => {
    writeFileSync(checkpoint(), "{");
    const { code, err } = await recover("--yes");
    expect(code).toBe(1);
    expect(err).toContain(`bring back a copy from ${join(state, ".pulumi", "backups", "shop", "dev")}`);
    expect(cancelled()).toBe(false);
});

test("another backend does not tell who is alive: only a person may say so", async () => {
    pulumi({ "whoami*": { out: '{"user":"me","url":"https://api.pulumi.com"}' } });
    const asked = await recover();
    expect(asked.code).toBe(2);
    expect(asked.err).toMatch(/^whether a run is alive cannot be seen from here: this backend does not tell\./);
    expect(cancelled()).toBe(false);
    expect((await recover("--yes")).code).toBe(0);
    expect(cancelled()).toBe(true);
});

test("no such stack: Pulumi's words", async () => {
    pulumi({ "stack export --stack nope*": { err: "error: no stack named 'nope' found\n", code: 255 } });
    expect(await recover("--stack", "nope")).toEqual({
        code: 78,
        out: "",
        err: "error: stack nope: no stack named 'nope' found: `pulumi stack ls` lists the stacks\n",
    });
    expect(existsSync(checkpoint())).toBe(true);
});
