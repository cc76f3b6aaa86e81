import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ReleaseError, type ReleaseContext } from "../../../provider/contract";
import type { HostCommand, NewCommand, Ssm } from "../../../provider/drivers/ec2-compose/client";
import { commentOf, releaseIn, releaseLines, removeLines } from "../../../provider/drivers/ec2-compose/command";
import type { Ec2ComposeDeployment, Ec2ComposeRecord } from "../../../provider/drivers/ec2-compose/deployment";
import { drift } from "../../../provider/drivers/ec2-compose/drift";
import { judge } from "../../../provider/drivers/ec2-compose/judge";
import { rollOut, takeDown } from "../../../provider/drivers/ec2-compose/rollout";
import type { Invocation } from "../../../provider/drivers/ec2-compose/client";

const deployment: Ec2ComposeDeployment = {
    region: "eu-central-1",
    accountId: "123456789012",
    instanceId: "i-1",
    app: "shop",
    release: "r2",
    bucket: "bundles",
    key: "releases/shop/r2.tar",
    sha256: "abc",
    logGroup: "/slipway/test",
};
const wanted = { driver: "ec2-compose", name: "shop", services: {}, deployment, deadlineSeconds: 5 } as const;
const answer = (ok: boolean, cause = "", lines: string[] = [], release = "r2") =>
    JSON.stringify({ ok, release, cause, lines, phases: { images: 1.25 } });
const served: Invocation = { Status: "Success", StandardOutputContent: `release r2 serves\n${answer(true)}\n` };
const failed: Invocation = {
    Status: "Failed",
    ResponseCode: 1,
    StandardOutputContent: `FAILED: web /health answers 500\n${answer(false, "web /health answers 500", ["web: no database"])}\n`,
};

describe("how a command stands", () => {
    test.each<[string, Invocation | undefined, object]>([
        ["not known yet", undefined, { kind: "wait", because: "has not begun" }],
        ["at work", { Status: "InProgress" }, { kind: "wait", because: "is at work" }],
        ["good", served, { kind: "passed", phases: { images: 1.25 } }],
        ["bad", failed, { kind: "failed", cause: "web /health answers 500", lines: ["web: no database"] }],
        [
            "good, says the agent; the host says that another one serves",
            { Status: "Success", StandardOutputContent: answer(true, "", [], "r1") },
            { kind: "failed", cause: "the host says that r1 serves, not r2" },
        ],
        [
            "good, says the agent; the host says nothing",
            { Status: "Success", StandardOutputContent: "hello\n" },
            { kind: "failed", cause: "the host ended well without saying what serves" },
        ],
        [
            "good, says the agent; the host says no",
            { Status: "Success", StandardOutputContent: answer(false, "no room") },
            { kind: "failed", cause: "no room" },
        ],
        [
            "bad, and its end was cut off: the cause came first",
            {
                Status: "Failed",
                StandardOutputContent: `FAILED: no room on the disk\nmany\nlines {"ok": fal`,
                StandardErrorContent: "",
            },
            { kind: "failed", cause: "no room on the disk", lines: ["many", 'lines {"ok": fal'] },
        ],
        [
            "the host never took it",
            { Status: "TimedOut", StatusDetails: "DeliveryTimedOut" },
            {
                kind: "failed",
                cause: "the host did not take the command in time: is it running, and is its SSM agent?",
            },
        ],
        [
            "it ended in a way that nobody knows",
            { Status: "Failed", ResponseCode: 137, StandardErrorContent: "Killed\n" },
            { kind: "failed", cause: "the command ended as Failed with exit code 137", lines: ["Killed"] },
        ],
    ])("%s", (_, invocation, verdict) => {
        expect(judge(invocation, "r2")).toMatchObject(verdict);
    });
});

describe("what the host runs", () => {
    const FOLDER = join(__dirname, "..", "..", "..", "host", "sent");

    test("is the script of the tree, and before it its words, each one word of a shell", () => {
        const lines = releaseLines({ ...deployment, bucket: "b'; rm -rf /" });
        const script = readFileSync(join(FOLDER, "release.sh"), "utf8").trimEnd().split("\n");
        expect(lines[1]).toBe(`set -- 'b'\\''; rm -rf /' releases/shop/r2.tar abc shop r2 eu-central-1`);
        expect(lines.toSpliced(1, 1)).toEqual(script);
    });

    test("takes an app away twice, also where the host was started anew in between: an `up` killed after the first time asks again", () => {
        const host = mkdtempSync(join(tmpdir(), "slipway-remove-"));
        try {
            // The host's own script, with the host's folders in this one: nothing of the app is left, and memory is empty after a boot.
            const led = (text: string) => text.replaceAll(/(?<![\w/])\/(run|usr|var)\//g, `${host}/$1/`);
            const script = led(readFileSync(join(FOLDER, "..", "bootstrap", "remove.sh"), "utf8"));
            mkdirSync(join(host, "usr/local/lib/slipway"), { recursive: true });
            mkdirSync(join(host, "var/lib/slipway/apps"), { recursive: true });
            mkdirSync(join(host, "run"));
            writeFileSync(join(host, "usr/local/lib/slipway/remove.sh"), script, { mode: 0o755 });
            const { status, stdout } = spawnSync("sh", ["-c", led(removeLines(deployment).join("\n"))], {
                encoding: "utf8",
            });
            expect({ status, stdout }).toEqual({ status: 0, stdout: "no app has had a release on this host\n" });
        } finally {
            rmSync(host, { recursive: true, force: true });
        }
    });

    describe("run by a shell, as Systems Manager's agent does", () => {
        let folder: string;
        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "slipway-sent-"));
            writeFileSync(join(folder, "deliver.sh"), `#!/bin/sh\nprintf '<%s>' "$@"\nexit 7\n`, { mode: 0o755 });
        });
        afterEach(() => rmSync(folder, { recursive: true, force: true }));

        const sent = (env: Record<string, string>) =>
            spawn("sh", ["-c", releaseLines({ ...deployment, bucket: "a 'b' $HOME" }).join("\n")], {
                env: { PATH: process.env["PATH"], SLIPWAY_FOLDER: folder, SLIPWAY_PAUSE_SECONDS: "1", ...env },
            });
        const ended = async (child: ReturnType<typeof sent>) => {
            let said = "";
            child.stdout.on("data", (part: Buffer) => (said += part.toString()));
            child.stderr.on("data", (part: Buffer) => (said += part.toString()));
            const [code] = (await once(child, "close")) as [number];
            return { code, said };
        };

        test("it waits for the installation, then delivers; the end of that is its own", async () => {
            const child = sent({});
            const end = ended(child);
            await sleep(300);
            expect(child.exitCode).toBeNull();
            writeFileSync(join(folder, "installed"), "");
            expect(await end).toEqual({
                code: 7,
                said: "<a 'b' $HOME><releases/shop/r2.tar><abc><shop><r2><eu-central-1>",
            });
        });

        /** STAND-IN for cloud-init, which has run user data once, and what that did. */
        const firstBoot = (status: string, userData: string) => {
            writeFileSync(join(folder, "cloud-init"), `#!/bin/sh\necho "status: ${status}"\nexit 1\n`, { mode: 0o755 });
            writeFileSync(join(folder, "part-001"), userData);
            return {
                PATH: `${folder}:${process.env["PATH"]}`,
                SLIPWAY_FIRST_BOOT: join(folder, "part-001"),
                SLIPWAY_INSTALL_LOG: join(folder, "log"),
            };
        };

        test("an installation that failed is made again, once for two apps that wait for it", async () => {
            const env = firstBoot("error", `echo once >> ${folder}/runs\nsleep 1\ntouch ${folder}/installed\n`);
            const ends = await Promise.all([ended(sent(env)), ended(sent(env))]);
            expect(ends.map(({ code }) => code)).toEqual([7, 7]);
            expect(readFileSync(join(folder, "runs"), "utf8")).toBe("once\n");
        });

        test("one that fails again is told at once, with what it said last", async () => {
            const env = firstBoot("error", `echo "slipway: dnf cannot install docker" >&2\nexit 1\n`);
            const { code, said } = await ended(sent(env));
            const invocation = { Status: "Failed", ResponseCode: code, StandardOutputContent: said } as const;
            expect(judge(invocation, "r2")).toMatchObject({
                kind: "failed",
                cause:
                    "the host's installation failed at its first boot, and again now: slipway: dnf cannot install docker; " +
                    `more in ${folder}/log on it`,
            });
        });

        test("one that is at work is left to itself", async () => {
            const env = firstBoot("running", `touch ${folder}/installed\n`);
            const { said } = await ended(sent({ ...env, SLIPWAY_LOOKS: "0" }));
            expect(said).toMatch(/^FAILED: the host has not finished its installation in 0 minutes/);
        });

        test("an installation that never ends: the cause, where the driver finds it", async () => {
            const { code, said } = await ended(sent({ SLIPWAY_LOOKS: "0" }));
            const invocation = { Status: "Failed", ResponseCode: code, StandardOutputContent: said } as const;
            expect(judge(invocation, "r2")).toMatchObject({
                kind: "failed",
                cause: "the host has not finished its installation in 0 minutes: see /var/log/cloud-init-output.log on it",
            });
        });
    });

    test("is found again by its comment, which Systems Manager has room for", () => {
        expect(releaseIn(commentOf.release(deployment))).toEqual({ app: "shop", release: "r2" });
        expect(releaseIn(commentOf.remove(deployment))).toBeUndefined();
        const longest = commentOf.release({ app: "a".repeat(30), release: "f".repeat(20) });
        expect(longest.length).toBeLessThanOrEqual(100);
    });
});

/** STAND-IN for Systems Manager: commands go through what they are given, one step a look. */
class Agent implements Ssm {
    readonly sent: NewCommand[] = [];
    readonly asked: string[] = [];
    constructor(
        readonly given: HostCommand[] = [],
        readonly steps: Record<string, (Invocation | undefined)[]> = {},
        readonly reaches: (string | undefined)[] = ["Online"],
    ) {}
    reach = () => Promise.resolve(this.reaches.length > 1 ? this.reaches.shift() : this.reaches[0]);
    commands = () => Promise.resolve(this.given);
    send = (command: NewCommand) => {
        this.sent.push(command);
        return Promise.resolve({ id: "new", comment: command.comment, status: "Pending", requestedAt: 5 });
    };
    invocation = (id: string) => {
        this.asked.push(id);
        const steps = (this.steps[id] ??= [undefined, { Status: "InProgress" }, served]);
        return Promise.resolve(steps.length > 1 ? steps.shift() : steps[0]);
    };
}

function running(ssm: Ssm, more: { seconds?: number; signal?: AbortSignal } = {}) {
    const said: string[] = [];
    const context = {
        say: (line: string) => said.push(line),
        redact: (text: string) => text,
        phase: <T>(_: string, work: () => Promise<T>) => work(),
        deadline: Date.now() + (more.seconds ?? 5) * 1000,
        signal: more.signal ?? new AbortController().signal,
        started: () => undefined,
    } satisfies ReleaseContext;
    return { rollout: { wanted, ssm, context, pauses: [1, 2] as const }, said, context };
}

const command = (id: string, comment: string, status = "InProgress"): HostCommand => ({
    id,
    comment,
    status,
    requestedAt: 3,
});
const whole = (error: unknown) => [(error as ReleaseError).message, ...(error as ReleaseError).details];

describe("a release", () => {
    test("waits for the host, sends one command and waits for its end", async () => {
        const agent = new Agent([], {}, [undefined, "ConnectionLost", "Online"]);
        const { rollout, said } = running(agent);
        expect(await rollOut(rollout)).toMatchObject({ id: "new", comment: "slipway release shop r2" });
        expect(agent.sent.map(({ comment, lines }) => [comment, lines.at(-1)])).toEqual([
            ["slipway release shop r2", `exec "$folder/deliver.sh" "$@"`],
        ]);
        expect(said).toContain("shop: the host i-1 is not known to Systems Manager yet");
        expect(said).toContain("shop: the host i-1 is ConnectionLost");
        expect(said.at(-1)).toBe("shop: on the host: images 1.3 s");
    });

    test("that serves, and of which the host has something to say", async () => {
        const note = "alarms do not see this host: the numbers were not sent: AccessDenied";
        const noted = { ...served, StandardOutputContent: `release r2 serves\n${answer(true, "", [note])}\n` };
        const { rollout, said } = running(new Agent([], { new: [noted] }));
        expect((await rollOut(rollout)).id).toBe("new");
        expect(said.slice(-2)).toEqual([`shop: ${note}`, "shop: on the host: images 1.3 s"]);
    });

    test("that fails tells the cause first, then the lines, then where there is more", async () => {
        const agent = new Agent([], { new: [failed] });
        const error: unknown = await rollOut(running(agent).rollout).catch((thrown: unknown) => thrown);
        expect(whole(error)).toEqual([
            "shop: web /health answers 500",
            "  web: no database",
            'command new, "slipway release shop r2"',
            "log: aws logs tail /slipway/test --log-stream-name-prefix shop/ --since 1h --region eu-central-1",
            "on the host: aws ssm start-session --target i-1 --region eu-central-1, then sudo ls -t /var/log/slipway",
        ]);
    });

    test("that an interrupted `up` has begun is followed, not begun again", async () => {
        const agent = new Agent([command("old", "slipway release shop r2")], {
            old: [{ Status: "InProgress" }, served],
        });
        const { rollout, said } = running(agent);
        expect((await rollOut(rollout)).id).toBe("old");
        expect(agent.sent).toEqual([]);
        expect(said).toContain('shop: follows command old, which an interrupted "pulumi up" has started');
    });

    test("waits for another release of the same app, whose failure is not its own", async () => {
        const given = [
            command("other", "slipway release shop r1"),
            command("ended", "slipway release shop r2", "Failed"),
            command("neighbour", "slipway release wiki r9"),
        ];
        const agent = new Agent(given, { other: [{ Status: "InProgress" }, failed] });
        const { rollout, said } = running(agent);
        expect((await rollOut(rollout)).id).toBe("new");
        expect(said).toContain('shop: waits for the host to end "slipway release shop r1"');
        expect(agent.asked).not.toContain("neighbour");
        expect(agent.asked).not.toContain("ended");
    });

    test("whose host never gets in touch, and one that never ends, say so", async () => {
        const gone = running(new Agent([], {}, [undefined]), { seconds: 0.05 });
        expect(whole(await rollOut(gone.rollout).catch((error: unknown) => error))).toEqual([
            "shop: the host i-1 is not in touch with Systems Manager",
            "nothing was changed on it; what it says: aws ec2 get-console-output --latest --output text --instance-id i-1 --region eu-central-1",
        ]);
        const slow = running(new Agent([], { new: [{ Status: "InProgress" }] }), { seconds: 0.05 });
        expect(whole(await rollOut(slow.rollout).catch((error: unknown) => error)).slice(0, 2)).toEqual([
            "shop: not released within 5 s: command new is still at work on the host",
            `the next "pulumi up" follows it`,
        ]);
    });

    test("that is cancelled leaves the host at work", async () => {
        const cancel = new AbortController();
        const { rollout } = running(new Agent([], { new: [{ Status: "InProgress" }] }), { signal: cancel.signal });
        setTimeout(() => cancel.abort(), 20);
        expect(whole(await rollOut(rollout).catch((error: unknown) => error))).toEqual([
            'shop: cancelled; the host ends what it has begun, and the next "pulumi up" follows it',
        ]);
    });
});

describe("an app that goes", () => {
    test("is taken down on its host", async () => {
        const agent = new Agent();
        await takeDown(running(agent).rollout);
        expect(agent.sent.map(({ comment }) => comment)).toEqual(["slipway remove shop"]);
    });

    test("goes with a host that is gone", async () => {
        const agent = new Agent([], {}, [undefined]);
        const { rollout, said } = running(agent);
        await takeDown(rollout);
        expect(agent.sent).toEqual([]);
        expect(said).toEqual(["shop: the host is not in touch (unknown), so nothing is taken down on it"]);
    });
});

describe("drift", () => {
    const recorded: Ec2ComposeRecord = {
        ...wanted,
        releaseId: "r2",
        evidence: { requestedAt: 3, commandId: "c", instanceId: "i-1" },
    };
    const found = (agent: Ssm) => drift(recorded, running(agent).context, agent);

    test.each<[string, Ssm, string[]]>([
        ["none", new Agent([command("c", "slipway release shop r2", "Success")]), []],
        ["none: history has forgotten the command", new Agent(), []],
        [
            "none: a later release failed",
            new Agent([
                command("d", "slipway release shop r3", "Failed"),
                command("c", "slipway release shop r2", "Success"),
            ]),
            [],
        ],
        ["none: another app's", new Agent([command("d", "slipway release wiki r3", "Success")]), []],
        [
            "a killed `up` has released another",
            new Agent([
                command("d", "slipway release shop r3", "Success"),
                command("c", "slipway release shop r2", "Success"),
            ]),
            ["shop: release r3 serves, not r2"],
        ],
        [
            "the host is silent",
            new Agent([], {}, ["ConnectionLost"]),
            ["shop: the host i-1 is not in touch (ConnectionLost)"],
        ],
        ["the host is gone", new Agent([], {}, [undefined]), ["shop: the host i-1 is not known to Systems Manager"]],
    ])("%s", async (_, agent, says) => {
        expect(await found(agent)).toEqual(says);
    });

    test("that cannot be asked is no drift, and is told", async () => {
        const agent = new Agent();
        agent.commands = () => Promise.reject(new Error("ExpiredTokenException: sign in again"));
        const { context, said } = running(agent);
        expect(await drift(recorded, context, agent)).toEqual([]);
        expect(said).toEqual([
            "shop: whether it still serves could not be checked: ExpiredTokenException: sign in again",
        ]);
    });
});
