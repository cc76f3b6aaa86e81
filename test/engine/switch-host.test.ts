/**
 * An app with a domain that moves from ECS Fargate onto a host with Docker Compose and back, through the real engine: a new one that fails
 * leaves the old one alone, and the name moves when the new one is healthy and before anything of the old one goes. STAND-INS take the places
 * of aws, awsx, ECS, Systems Manager and the host: it says what the test has it say.
 */
import { configureAtDomain, deployAtDomain, RECORD, URL } from "../support/app-at-domain";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { destroyed } from "../support/destroyed";
import { HostsInTouch, releaseIn, wentWell } from "../support/host-stand-in/hosts-in-touch";
import type { Ran } from "../support/host-stand-in/ssm";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { nameOf, typeOf } from "../../tools/urn";
import { steps } from "../support/steps";

type Target = "ecs-fargate" | "ec2-compose";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const CAUSE = "web: GET /health on 8080 answered 500 for 60 s; no release served before";
/** What belongs to the app itself, whatever it runs on. */
const ITS_OWN = ["slipway:index:GeneratedSecret", "aws:ecr/repository:Repository", "slipway:index:PushedImage"];
const RUNS_ON = {
    "ecs-fargate": ["aws:ecs/service:Service::action-spec-web", "aws:lb/loadBalancer:LoadBalancer::shared"],
    "ec2-compose": ["aws:ec2/instance:Instance::shared-host", "aws:ec2/eip:Eip::shared-host"],
} satisfies Record<Target, string[]>;

let standIns: StandIns;
let stack: TestStack;
let hosts: HostsInTouch;
let end: () => Promise<void>;
let hostFails = false;
/** What the host was told, each with the number of requests to AWS that had ended by then. */
const told: { readonly what: "release" | "remove"; readonly after: number }[] = [];

function runScript(instance: string, script: string): Promise<Ran> {
    const release = releaseIn(instance, script)?.release;
    told.push({ what: release === undefined ? "remove" : "release", after: standIns.requests().length });
    if (!hostFails || release === undefined) return Promise.resolve(wentWell(release));
    const answer = JSON.stringify({ ok: false, release, cause: CAUSE, lines: [], phases: {} });
    return Promise.resolve({ exitCode: 1, stdout: `FAILED: ${CAUSE}\n${answer}\n`, stderr: "" });
}

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("switch-host"));
    hosts = await HostsInTouch.start(standIns, runScript);
    Object.assign(stack.env, hosts.env);
    configure("ecs-fargate");
    await deployAtDomain(stack);
}, 600_000);

afterAll(async () => {
    await hosts?.stop();
    await end?.();
});

function configure(target: Target): void {
    // An image that is there: what the proxy does is not the matter here.
    configureAtDomain(stack, target, { host: { proxyImage: "python:3.14-slim" } });
}

function own() {
    return stack
        .state()
        .resources.filter(({ urn, type }) => ITS_OWN.includes(type) && /::action-spec[^:]*$/.test(urn))
        .map(({ type, outputs }) => [type, outputs.repositoryUrl ?? outputs.digest])
        .sort();
}

test.each([
    [
        "ec2-compose",
        "ecs-fargate",
        "HTTPS is refused at first: the host gets its certificate when the name leads there",
    ],
    ["ecs-fargate", "ec2-compose", "No downtime."],
] as const)(
    "to %s: the preview says what comes, what goes, whether there is downtime and what it costs; then it is done in that order",
    async (to, from, downtime) => {
        configure(to);
        const preview = await stack.preview([], NO_DOCKER);
        keep(`switch-host: preview to ${to}`, preview.output);
        expect(preview.code).toBe(0);
        expect(preview.output).toContain(
            `action-spec moves: ${from} → ${to}. The new one is healthy before anything of the old one goes.`,
        );
        expect(preview.output).toContain(
            `address: specs.example.com moves last; the old one serves until resolvers have forgotten it. ${downtime}`,
        );
        expect(preview.output).toMatch(/≈ \$[\d.]+ → \$[\d.]+ a month \(.*load balancer [+−]\$/);

        const announced = predictions((await stack.preview(["--json"], NO_DOCKER)).output);
        const changed = announced.map(({ op, urn }) => `${op} ${typeOf(urn)}::${nameOf(urn)}`);
        expect(changed).toEqual(
            expect.arrayContaining([
                ...RUNS_ON[to].map((one) => `create ${one}`),
                ...RUNS_ON[from].map((one) => `delete ${one}`),
                `update ${RECORD}`,
            ]),
        );
        expect(changed.filter((one) => ITS_OWN.some((type) => one.includes(` ${type}::action-spec`)))).toEqual([]);

        expect(preview.output.includes("No app is left on the compose host, so it goes.")).toBe(from === "ec2-compose");

        const before = { asked: standIns.requests().length, told: told.length, own: own() };
        const { code, output } = await stack.up();
        keep(`switch-host: to ${to}`, output);
        expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
        expect(output).toContain("action-spec: waiting 1 s until resolvers have forgotten the old address");
        const asked = standIns.requests().slice(before.asked);
        const done = steps(asked);
        const heard = told.slice(before.told).map(({ what, after }) => ({ what, at: after - before.asked }));
        const healthy =
            to === "ec2-compose"
                ? heard.find(({ what }) => what === "release")!.at
                : done.lastIndexOf("DescribeServices");
        const name = done.indexOf(`update ${RECORD}`);
        const gone = done.findIndex((step) => step.startsWith("delete "));
        const made = RUNS_ON[to].map((one) => done.indexOf(`create ${one}`));
        expect([...made, healthy, name, gone].filter((at) => at < 0)).toEqual([]);
        expect([Math.max(...made) < healthy, healthy <= name, name < gone]).toEqual([true, true, true]);
        expect(done).toEqual(expect.arrayContaining(RUNS_ON[from].map((one) => `delete ${one}`)));
        // An app is taken off its host once the name leads elsewhere, and while there is a host.
        const removed = heard.filter(({ what }) => what === "remove").map(({ at }) => at);
        expect(removed.map((at) => [name < at, at <= done.indexOf(`delete ${RUNS_ON["ec2-compose"][0]}`)])).toEqual(
            from === "ec2-compose" ? [[true, true]] : [],
        );
        expect(own()).toEqual(before.own);
        expect(stack.outputs().urls).toEqual({ "action-spec": { web: URL } });
        // The bundle names the ARNs of the app's secrets, and the name leads to an address that AWS gives out.
        expect(unannounced(announced, asked, ["create", "update"])).toEqual(
            to === "ec2-compose"
                ? [
                      {
                          urn: expect.stringMatching(/::action-spec-bundle$/),
                          found: ["contentBase64: not predicted", "key: not predicted"],
                      },
                      {
                          urn: expect.stringMatching(/::shared-specs\.example\.com$/),
                          found: ["records.0: not predicted"],
                      },
                  ]
                : [],
        );

        const again = await stack.preview(["--expect-no-changes"], NO_DOCKER);
        expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    },
    600_000,
);

test("a host on which it fails ends the update red: the name leads to ECS, of which nothing was touched; going back takes the host away", async () => {
    configure("ec2-compose");
    hostFails = true;
    const before = standIns.requests().length;
    const { code, output } = await stack.up();
    keep("switch-host: failed", output);
    hostFails = false;
    expect([code === 0, output]).toEqual([false, expect.stringContaining(`error: action-spec: ${CAUSE}`)]);
    const done = steps(standIns.requests().slice(before));
    expect(done).toContain(`create ${RUNS_ON["ec2-compose"][0]}`);
    expect(done.filter((step) => /^(update|delete) /.test(step) || step.endsWith(RECORD))).toEqual([]);

    configure("ecs-fargate");
    const back = await stack.up();
    expect([back.code, back.code === 0 ? "" : back.output]).toEqual([0, ""]);
    const after = steps(standIns.requests().slice(before));
    expect(after).toContain(`delete ${RUNS_ON["ec2-compose"][0]}`);
    expect(
        after.filter((step) => step.endsWith(RECORD) || RUNS_ON["ecs-fargate"].some((one) => step.endsWith(one))),
    ).toEqual([]);
}, 600_000);

test("destroy leaves what its receipt says, and the snapshots of the hosts that went before, as the preview of the move away has told", async () => {
    const { untold, code, missing } = await destroyed({ stack, standIns });
    const policy = /^snapshots by policy-/;
    expect([code, missing, untold]).toEqual([0, [], [expect.stringMatching(policy), expect.stringMatching(policy)]]);
}, 600_000);
