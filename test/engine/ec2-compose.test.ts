/**
 * `action-spec` on a host with Docker Compose, alone in its stack, through the real engine and the real docker-build provider.
 * STAND-INS take the places of aws and awsx, of Systems Manager, and of the host: it says what the test has it say. What a real
 * host makes of the same command: test/host.
 */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { placesOf } from "../../cli/logs/places";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { HostsInTouch, releaseIn, type Told, wentWell } from "../support/host-stand-in/hosts-in-touch";
import type { Ran, SsmStandIn } from "../support/host-stand-in/ssm";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { Outcome, TestStack } from "../support/stack";
import { typeOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const TOKEN = canary();
const SNAPSHOT = "snap-0123456789abcdef0";
const CAUSE = "web: GET /health on 8080 answered 500 for 60 s; release 1 still serves";
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;
let hosts: HostsInTouch;
let ssm: SsmStandIn;
let announced: ReturnType<typeof predictions>;
const seen: string[] = [];

/** How what the host is told shall go. */
const host = {
    fails: false,
    /** A release ends no earlier. */
    until: Promise.resolve(),
};

async function runScript(instance: string, script: string): Promise<Ran> {
    const told = releaseIn(instance, script);
    await host.until;
    if (!host.fails || told === undefined) return wentWell(told?.release);
    const { release } = told;
    const lines = ["booting", "Error: no such branch"];
    const answer = JSON.stringify({ ok: false, release, cause: CAUSE, lines, phases: {} });
    return { exitCode: 1, stdout: `FAILED: ${CAUSE}\n${answer}\n`, stderr: "" };
}

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("on-a-host"));
    hosts = await HostsInTouch.start(standIns, runScript);
    ({ ssm } = hosts);
    Object.assign(stack.env, hosts.env);
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("action-spec:GH_TOKEN", TOKEN);
    configure();
}, 600_000);

afterAll(async () => {
    await hosts?.stop();
    await end?.();
});

function configure(branch = "main", machine: Readonly<Record<string, string>> = {}): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        // An image that is there: what the proxy does is not the matter here.
        "slipway:environment": { host: { proxyImage: "python:3.14-slim", ...machine } },
        "slipway:apps": {
            "action-spec": {
                target: "ec2-compose",
                secrets: ["GH_TOKEN"],
                allow: ["203.0.113.0/24"],
                variables: { WORKFLOW_BRANCH: branch },
            },
        },
    });
}

async function told(scenario: string, outcome: Promise<Outcome>): Promise<Outcome> {
    const ended = await outcome;
    seen.push(ended.output);
    keep(`ec2-compose: ${scenario}`, ended.output);
    return ended;
}

const commands = () => ssm.asked.filter((operation) => operation === "SendCommand").length;

test("a preview needs no Docker and lists the thread: no load balancer, no cluster", async () => {
    const { code, output } = await told("preview", stack.preview(["--json"], NO_DOCKER));
    expect([code, output]).toEqual([
        0,
        expect.stringContaining("action-spec on ec2-compose, other than Docker Compose"),
    ]);
    announced = predictions(output);
    const types = announced.map(({ urn }) => typeOf(urn));
    for (const [type, count] of [
        ["awsx:ec2:Vpc", 1],
        ["aws:ec2/instance:Instance", 1],
        ["aws:ec2/eip:Eip", 1],
        ["aws:ebs/volume:Volume", 1],
        ["aws:ec2/volumeAttachment:VolumeAttachment", 1],
        ["aws:dlm/lifecyclePolicy:LifecyclePolicy", 1],
        ["aws:s3/bucketObjectv2:BucketObjectv2", 1],
        ["aws:ecr/repository:Repository", 2], // of the app and of the proxy
        ["aws:secretsmanager/secret:Secret", 1],
        ["slipway:index:Release", 1],
        ["aws:ecs/cluster:Cluster", 0],
        ["aws:lb/loadBalancer:LoadBalancer", 0],
    ] as const) {
        expect([type, types.filter((one) => one === type).length]).toEqual([type, count]);
    }
    expect(output).not.toContain("not estimated");
}, 600_000);

test("up waits for the host, sends what was announced and one command; a second preview is empty", async () => {
    const { code, output } = await told("first up", stack.up());
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec: on the host: pull 1.5 s")]);
    expect(output).toMatch(/action-spec: the host i-[0-9a-f]{17} is not known to Systems Manager yet/);
    // The bundle names the ARNs of the app's secrets, and the volume goes where awsx has put the subnet.
    expect(unannounced(announced, standIns.requests())).toEqual([
        {
            urn: expect.stringMatching(/::action-spec-bundle$/),
            found: ["contentBase64: not predicted", "key: not predicted"],
        },
        { urn: expect.stringMatching(/Volume::shared-host-data$/), found: ["availabilityZone: not predicted"] },
    ]);
    expect([commands(), hosts.told.length]).toEqual([1, 1]);
    const [{ script, app, release }] = hosts.told as [Told];
    expect(script).toContain(`releases/${app}/${release}.tar`);
    expect(JSON.stringify(stack.outputs().urls)).toMatch(/\{"action-spec":\{"web":"http:\/\/[0-9.]+:8080"\}\}/);

    const again = await told("second preview", stack.preview(["--expect-no-changes"], NO_DOCKER));
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);

test("the bundle names the secret and does not hold it", async () => {
    const { output } = await stack.pulumi(["stack", "export", "--show-secrets", "--stack", stack.name]);
    const { resources } = (JSON.parse(output) as { deployment: { resources: { type: string; inputs?: object }[] } })
        .deployment;
    const secretInput = (type: string, key: string): string => {
        const inputs = resources.find((one) => one.type === type)?.inputs as Record<string, { plaintext: string }>;
        return JSON.parse(inputs[key]!.plaintext) as string;
    };
    const content = secretInput("aws:s3/bucketObjectv2:BucketObjectv2", "contentBase64");
    const bundle = Buffer.from(content, "base64").toString("utf8");
    expect(bundle).toContain('"secrets":{"GH_TOKEN":{"arn":"arn:aws:secretsmanager:');
    expect(bundle).toContain("host/release.py");
    expect(holds(bundle, TOKEN)).toBe(false);
    // The search finds what is there.
    expect(holds(secretInput("aws:secretsmanager/secretVersion:SecretVersion", "secretString"), TOKEN)).toBe(true);
});

test("`slipway logs` looks where the host's containers write, by the stack's own state", async () => {
    const { output } = await stack.pulumi(["stack", "export", "--stack", stack.name]);
    const places = placesOf(output, "action-spec");
    expect(places).toEqual([
        {
            kind: "cloudwatch",
            service: "web",
            access: expect.objectContaining({ region: "eu-central-1" }),
            group: expect.stringMatching(/^\/slipway\//),
            // host/slipway_host/derive.py names a container's stream so.
            streams: "action-spec/web/",
        },
    ]);
    const made = standIns.requests().find(({ urn }) => urn?.includes("cloudwatch/logGroup:LogGroup"));
    expect(places).toEqual([expect.objectContaining({ group: made?.inputs?.name })]);
});

test("one changed variable: one line in the preview, one command that fails, red with the host's cause; red again", async () => {
    configure("bad-branch");
    const preview = await told("a change", stack.preview([], NO_DOCKER));
    expect(preview.code).toBe(0);
    expect(preview.output.match(/^ {4}\S+: .*WORKFLOW_BRANCH.*$/gm)).toEqual([
        "    web: WORKFLOW_BRANCH main → bad-branch",
    ]);

    host.fails = true;
    for (const count of [2, 3]) {
        const { code, output } = await told(`failed release ${count}`, stack.up());
        expect(code).not.toBe(0);
        expect(output).toContain(`error: action-spec: ${CAUSE}\n`);
        expect(output.indexOf(CAUSE)).toBeLessThan(output.indexOf("  Error: no such branch"));
        expect(output).toContain("log: aws logs tail /slipway/");
        expect(commands()).toBe(count);
    }
    expect(hosts.told[1]!.release).not.toBe(hosts.told[0]!.release);
    expect(hosts.told[2]!.release).toBe(hosts.told[1]!.release);
}, 600_000);

test("back to the version that still serves: the host has nothing to do, and the bundle stays for a new instance", async () => {
    configure();
    const { code, output } = await told("back again", stack.up());
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(commands()).toBe(3);
    // Made twice by the same key, and never deleted.
    const bundles = standIns.requests().filter(({ urn }) => urn?.endsWith("::action-spec-bundle"));
    expect(bundles.map(({ operation }) => operation)).toEqual(["create", "create", "create"]);
}, 600_000);

test("killed while the host is at work: the next up follows that command, and ends green", async () => {
    host.fails = false;
    let go: () => void = () => undefined;
    host.until = new Promise<void>((done) => (go = done));
    configure("good-branch");
    const child = stack.start(["up", "--yes", "--skip-preview"]);
    for (const deadline = Date.now() + 300_000; hosts.told.length < 4 && Date.now() < deadline;) await sleep(50);
    const begun = [child.exitCode, hosts.told.length];
    if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
    }
    expect(begun).toEqual([null, 4]);
    await stack.pulumi(["cancel", "--yes", "--stack", stack.name]);

    // It ends once the next one has found it: the killed one's provider may go on looking at it for a moment, but lists nothing any more.
    const looks = (): number => ssm.asked.filter((operation) => operation === "ListCommandInvocations").length;
    const before = looks();
    const waiting = setInterval(() => looks() > before && go(), 100);
    const { code, output } = await told("after a kill", stack.up());
    clearInterval(waiting);
    expect([code, output]).toEqual([
        0,
        expect.stringMatching(/follows command \S+, which an interrupted "pulumi up" has/),
    ]);
    expect([commands(), hosts.told.length]).toEqual([4, 4]);
}, 600_000);

test("another image of the machine: a new instance, which the same release goes onto", async () => {
    configure("good-branch", { image: "ami-0fedcba9876543210" });
    const before = standIns.requests().length;
    const { code, output } = await told("a new instance", stack.up());
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec: on the host: ")]);
    const [old, now] = hosts.told.slice(-2) as [Told, Told];
    expect(now.instance).not.toBe(old.instance);
    expect(now.release).toBe(old.release);
    const done = standIns.requests().slice(before);
    // The volume and the card stay: data and address are as they were.
    expect(
        done.filter(({ operation, urn }) => operation !== "read" && /:(Volume|NetworkInterface|Eip)::/.test(urn ?? "")),
    ).toEqual([]);
}, 600_000);

test("a volume from a snapshot: the old one and its instance go, and the release goes onto a new instance with the new one", async () => {
    configure("good-branch", { image: "ami-0fedcba9876543210", restoreFrom: SNAPSHOT });
    const before = standIns.requests().length;
    const { code, output } = await told("restored", stack.up());
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec: on the host: ")]);
    const [old, now] = hosts.told.slice(-2) as [Told, Told];
    expect([now.instance === old.instance, now.release]).toEqual([false, old.release]);
    const done = standIns.requests().slice(before);
    const steps = done.flatMap(({ operation, urn }) => {
        const [, kind] = /:(Volume|VolumeAttachment|Instance|NetworkInterface|Eip)::/.exec(urn ?? "") ?? [];
        return kind === undefined || operation === "read" ? [] : [`${operation} ${kind}`];
    });
    // The old volume goes last: what can fail before that leaves it as it is.
    expect(steps).toEqual([
        "create Volume",
        "delete VolumeAttachment",
        "delete Instance",
        "create Instance",
        "create VolumeAttachment",
        "delete Volume",
    ]);
    expect(
        done.find(({ operation, urn }) => operation === "create" && urn?.includes(":Volume::"))?.inputs,
    ).toMatchObject({ snapshotId: SNAPSHOT, encrypted: true });
}, 600_000);

test("the setting goes and the machine gets larger: the volume stays, and the instance is changed in its place", async () => {
    configure("good-branch", { image: "ami-0fedcba9876543210", instanceType: "t3.large" });
    const { code, output } = await told("larger", stack.preview(["--json"], NO_DOCKER));
    expect(code).toBe(0);
    const onAws = predictions(output).filter(({ urn }) => /\baws:\w+\/\w+:\w+::/.test(urn));
    expect(onAws.map(({ op, urn }) => [op, urn.split("::").slice(2).join(" ").split("$").pop()])).toEqual([
        ["update", "aws:ec2/instance:Instance shared-host"],
    ]);
}, 600_000);

test("destroy: the app is taken off the host before the host goes, and what is left the receipt has told", async () => {
    const before = standIns.requests().length;
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    seen.push(outcome.output);
    expect(outcome).toEqual(ALL_TOLD);
    expect(receipt.left.map(({ kind }) => kind)).toEqual(["snapshots of a data disk"]);
    expect([receipt.obstacles, receipt.unknown]).toEqual([[], []]);
    expect(hosts.scripts.at(-1)).toBe(
        "set -eu\nmkdir -p /run/slipway-incoming\n/usr/local/lib/slipway/remove.sh action-spec",
    );
    const gone = standIns.requests().slice(before);
    const kinds = ["Instance", "Volume", "Eip", "Bucket", "Secret"];
    const deleted = gone.flatMap(({ operation, urn }) => (operation === "delete" ? [urn?.split("::")[2]] : []));
    expect(kinds.filter((kind) => !deleted.some((type) => type?.endsWith(`:${kind}`)))).toEqual([]);
    expect(stack.state().resources ?? []).toEqual([]);
}, 600_000);

test("the secret was nowhere: in no output, no request, no command, and on disk only encrypted", () => {
    expect(seen.length).toBeGreaterThan(6);
    const all = JSON.stringify([seen, hosts.told, standIns.requests()]);
    expect(holds(all, TOKEN)).toBe(false);
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
});
