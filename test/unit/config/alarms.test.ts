/** `slipway:alarms` and an app's `alarms`: who is watched, who is told, and what a preview says about it. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, readStackConfig } from "../../../config";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:ops";

interface Stack {
    readonly profile?: string;
    readonly alarms?: unknown;
    readonly apps?: Readonly<Record<string, unknown>>;
    readonly region?: string;
}

function read({ profile, alarms, apps = { web: { target: "ecs-fargate" } }, region = "eu-central-1" }: Stack) {
    pulumi.runtime.setAllConfig({
        "slipway:apps": JSON.stringify(apps),
        "aws:region": region,
        ...(profile !== undefined && { "slipway:profile": profile }),
        ...(alarms !== undefined && {
            "slipway:alarms": typeof alarms === "string" ? alarms : JSON.stringify(alarms),
        }),
    });
    return readStackConfig();
}

const watched = (stack: Stack) => read(stack).alarms;
const told = (stack: Stack) => read(stack).reports.map(({ text }) => text);
function refused(stack: Stack): string[] {
    try {
        read(stack);
    } catch (problem) {
        expect(problem).toBeInstanceOf(ConfigurationError);
        return (problem as ConfigurationError).issues.map(({ path, message }) => `${path}: ${message}`);
    }
    throw new Error("nothing is refused");
}

describe("which apps are watched", () => {
    const two = { web: { target: "ecs-fargate" }, shop: { target: "ecs-express" } };

    test.each([
        ["dev: none", {}, undefined],
        ["prod: all, with a dashboard", { profile: "prod" }, { apps: { web: {} }, dashboard: true }],
        ["dev that asks for it, without a dashboard", { alarms: true }, { apps: { web: {} }, dashboard: false }],
        ["prod that does not want it", { profile: "prod", alarms: false }, undefined],
        [
            "who says who is told wants alarms",
            { alarms: { email: "ops@example.com" } },
            { apps: { web: {} }, email: "ops@example.com", dashboard: false },
        ],
        [
            "a topic, a dashboard",
            { alarms: { topic: TOPIC, dashboard: true } },
            { apps: { web: {} }, topicArn: TOPIC, dashboard: true },
        ],
        [
            "prod without the dashboard",
            { profile: "prod", alarms: { dashboard: false } },
            { apps: { web: {} }, dashboard: false },
        ],
    ] as const)("%s", (_what, stack, expected) => expect(watched(stack)).toEqual(expected));

    test("an app says so for itself, whatever the stack says", () => {
        const off = { profile: "prod", apps: { ...two, shop: { target: "ecs-express", alarms: false } } };
        expect(watched(off)?.apps).toEqual({ web: {} });
        const on = { apps: { ...two, shop: { target: "ecs-express", alarms: { errors: 50, latencySeconds: 0.5 } } } };
        expect(watched(on)?.apps).toEqual({ shop: { errors: 50, latencySeconds: 0.5 } });
        expect(watched({ ...on, alarms: false })?.apps).toEqual({ shop: { errors: 50, latencySeconds: 0.5 } });
    });

    test("thresholds of a host and of its apps", () => {
        const apps = { web: { target: "ec2-compose", alarms: { restarts: 10 } } };
        expect(watched({ alarms: { diskPercent: 70 }, apps })).toEqual({
            ...{ apps: { web: { restarts: 10 } }, dashboard: false, diskPercent: 70 },
        });
    });

    test("an app on this machine never is", () => {
        const apps = { web: { target: "local", alarms: true } };
        expect(watched({ profile: "prod", alarms: true, apps })).toBeUndefined();
    });
});

describe("what a preview tells", () => {
    const NOBODY =
        "alarms: nobody is told yet: they are in CloudWatch and go to a topic without subscribers. `pulumi config set --path 'slipway:alarms.email' ops@example.com`, or `slipway:alarms.topic`, or turn them off: `pulumi config set slipway:alarms false`.";

    test.each<[string, Stack, string[]]>([
        ["dev, of which nothing is watched: nothing", {}, []],
        ["nobody to tell", { profile: "prod" }, [NOBODY]],
        ["an address: nothing to mind", { alarms: { email: "ops@example.com" } }, []],
        [
            "somebody else's topic",
            { alarms: { topic: TOPIC } },
            [
                `alarms: they tell ${TOPIC}, whose policy must let cloudwatch.amazonaws.com and events.amazonaws.com publish.`,
            ],
        ],
    ])("%s", (_what, stack, says) => expect(told(stack)).toEqual(says));

    const alarms = { email: "ops@example.com" };
    test.each([
        [
            "ecs-express",
            "web on ecs-express, alarms: not watched: answers with 5xx and latency, as its load balancer is AWS's own; a release is watched by an alarm of AWS's.",
        ],
        [
            "app-runner",
            "web on app-runner, alarms: not watched: single instances that fail, which App Runner does not tell of.",
        ],
        [
            "ec2-compose",
            "web on ec2-compose, alarms: not watched: answers with 5xx and latency, as nothing on the host counts them; copies without health and containers that end by themselves are.",
        ],
        ["local", "web on local, alarms: ignored: CloudWatch does not see this machine."],
    ])("what no alarm sees on %s", (target, says) => {
        expect(told({ alarms, apps: { web: { target } } })).toEqual([says]);
        // Nothing is said of what is not asked for.
        expect(told({ apps: { web: { target } } })).toEqual([]);
    });

    test.each([
        ["ecs-fargate", { restarts: 1, errors: 1 }, /^web on ecs-fargate, alarms: ignored here: restarts\.$/],
        ["ec2-compose", { errors: 1, latencySeconds: 1 }, / themselves are\. ignored here: errors, latencySeconds\.$/],
        ["ecs-express", { restarts: 1, errors: 1 }, / of AWS's\. ignored here: errors, restarts\.$/],
    ])("a threshold of what %s does not tell is said to be ignored: %j", (target, own, says) => {
        expect(told({ alarms, apps: { web: { target, alarms: own } } })).toEqual([expect.stringMatching(says)]);
    });

    test("how full a disk may be is said to be ignored where no host is watched", () => {
        const full = { ...alarms, diskPercent: 70 };
        expect(told({ alarms: full })).toEqual([
            "alarms: diskPercent is ignored: no app that is watched runs on a host (`target: ec2-compose`).",
        ]);
        const off = { web: { target: "ecs-fargate" }, wiki: { target: "ec2-compose", alarms: false } };
        expect(told({ alarms: full, apps: off })).toHaveLength(1);
        const on = told({ alarms: full, apps: { wiki: { target: "ec2-compose" } } });
        expect(on).toEqual([expect.stringContaining("wiki on ec2-compose, alarms: not watched")]);
    });

    test("on prod an app on this machine is nothing to speak of, unless it asks for alarms", () => {
        expect(told({ profile: "prod", apps: { web: { target: "local" } } })).toEqual([]);
        expect(told({ profile: "prod", apps: { web: { target: "local", alarms: true } } })).toHaveLength(1);
    });
});

describe("what is refused", () => {
    const WHO = "`pulumi config set --path 'slipway:alarms.email' ops@example.com`";
    test.each<[string, unknown, string[]]>([
        ["a word", "yes", [`slipway:alarms: must be true, false or a mapping, not "yes": ${WHO}.`]],
        [
            "a list",
            ["ops@example.com"],
            [`slipway:alarms: must be true, false or a mapping, not ["ops@example.com"]: ${WHO}.`],
        ],
        [
            "a key that there is not",
            { mail: "ops@example.com" },
            ["slipway:alarms.mail: is unknown: did you mean email?"],
        ],
        [
            "no address",
            { email: "ops" },
            ['slipway:alarms.email: must be an e-mail address such as ops@example.com, not "ops".'],
        ],
        [
            "a name in the place of an ARN",
            { topic: "ops" },
            ['slipway:alarms.topic: must be the ARN of a topic of SNS that is not a FIFO topic, not "ops".'],
        ],
        [
            "a FIFO topic",
            { topic: `${TOPIC}.fifo` },
            [`slipway:alarms.topic: must be the ARN of a topic of SNS that is not a FIFO topic, not "${TOPIC}.fifo".`],
        ],
        [
            "both",
            { topic: TOPIC, email: "ops@example.com" },
            [
                'slipway:alarms.email: must be left out beside `topic`, whose owner decides who is told, not "ops@example.com".',
            ],
        ],
        [
            "a topic elsewhere",
            { topic: TOPIC.replace("eu-central-1", "us-east-1") },
            [
                "slipway:alarms.topic: is in us-east-1, but the stack is in eu-central-1, and alarms tell topics of their own region only: name one there.",
            ],
        ],
        [
            "a full disk and more",
            { diskPercent: 100 },
            ["slipway:alarms.diskPercent: must be a whole number from 1 to 99, not 100."],
        ],
        [
            "a dashboard by name",
            { dashboard: "main" },
            ['slipway:alarms.dashboard: must be true or false, not "main".'],
        ],
    ])("%s", (_what, alarms, says) => expect(refused({ alarms })).toEqual(says));

    const OF_APP =
        "slipway:apps.web.alarms: must be true, false or a mapping, such as { errors: 10, latencySeconds: 2 }";
    test.each<[string, unknown, string]>([
        ["a word", "on", `${OF_APP}, not "on".`],
        [
            "a key that there is not",
            { latency: 2 },
            "slipway:apps.web.alarms.latency: is unknown: did you mean latencySeconds?",
        ],
        ["no errors at all", { errors: 0 }, `${OF_APP}, not {"errors":0}.`],
        ["no restart at all", { restarts: 0 }, `${OF_APP}, not {"restarts":0}.`],
        ["longer than a load balancer waits", { latencySeconds: 61 }, `${OF_APP}, not {"latencySeconds":61}.`],
    ])("of an app: %s", (_what, alarms, says) => {
        expect(refused({ apps: { web: { target: "ecs-fargate", alarms } } })).toEqual([says]);
    });
});
