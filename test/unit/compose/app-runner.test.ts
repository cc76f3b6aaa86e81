import { SERVICE_CONFIG_KEYS } from "../../../compose/service-keys";
import { checkSupport } from "../../../compose/targets/check";
import { APP_RUNNER_SIZES } from "../../../compose/targets/app-runner/sizes";
import { APP_RUNNER_SUPPORT } from "../../../compose/targets/app-runner/support";
import { memorySizes, sizeProblem, smallestSize } from "../../../compose/targets/aws/sizes";
import type { ComposeProject } from "../../../compose/types";
import { plannedOnAppRunner, plannedWeb, WEB } from "./app-runner-project";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, loadCase, settingsOf, type SettingsOf } from "./load-case";
import { planApps } from "../../../compose/plan";
import { join } from "node:path";

const plain = (value: string) => ({ kind: "plain", value }) as const;

test("a small service becomes a small plan, of which nothing is told", () => {
    expect(plannedWeb({ environment: { PORT: plain("8080"), LOG_LEVEL: plain("info") } })).toEqual({
        plan: {
            app: "shop",
            service: "web",
            build: { context: "-", dockerfileInline: `FROM app@sha256:${"0".repeat(64)}\n` },
            environment: { LOG_LEVEL: plain("info") },
            port: 8080,
            healthCheck: {
                path: "/health",
                intervalSeconds: 5,
                timeoutSeconds: 2,
                healthyThreshold: 1,
                unhealthyThreshold: 5,
            },
            scaling: { min: 1, max: 1 },
            size: { cpu: 256, memoryMiB: 512 },
        },
        told: [],
    });
});

test("a dot in a service's name, which App Runner refuses when it is made, is refused before", () => {
    const { told } = plannedOnAppRunner(projectOf({ "web.v1": WEB }), {
        services: { "web.v1": { health: "/health" } },
    });
    expect(told).toContain(
        "error compose.yaml: services.web.v1: becomes shop-web.v1 on AWS, where names have letters, digits, - and _ only: name it web-v1.",
    );
});

describe("what is passed on", () => {
    const check = (given: object): Given => ({
        healthcheck: { test: ["CMD", "true"], disable: false, ...given } as Given["healthcheck"],
    });
    test.each<[string, Given, SettingsOf, object]>([
        [
            "command",
            { command: ["gunicorn", "--bind=0.0.0.0:8080", "app:app"] },
            {},
            { startCommand: "gunicorn --bind=0.0.0.0:8080 app:app" },
        ],
        ["start_period", check({ startPeriodSeconds: 60 }), {}, { healthCheck: { unhealthyThreshold: 12 } }],
        ["a long start_period", check({ startPeriodSeconds: 600 }), {}, { healthCheck: { unhealthyThreshold: 20 } }],
        ["timeout", check({ timeoutSeconds: 3.5 }), {}, { healthCheck: { timeoutSeconds: 4 } }],
        ["a long timeout", check({ timeoutSeconds: 30 }), {}, { healthCheck: { timeoutSeconds: 5 } }],
        ["cpus", { cpus: 0.3 }, {}, { size: { cpu: 512, memoryMiB: 1024 } }],
        ["mem_limit", { memLimitBytes: 600 * 2 ** 20 }, {}, { size: { cpu: 256, memoryMiB: 1024 } }],
        ["scale", { scale: 3 }, {}, { scaling: { min: 3, max: 3 } }],
        [
            "min and max",
            {},
            { services: { web: { health: "/health", min: 2, max: 9 } } },
            { scaling: { min: 2, max: 9 } },
        ],
        ["health", {}, { services: { web: { health: "/up" } } }, { healthCheck: { path: "/up" } }],
        ["domain", {}, { domain: "web.example.com" }, { domain: "web.example.com" }],
    ])("%s", (_, service, settings, plan) => {
        expect(plannedWeb(service, settings).plan).toMatchObject(plan);
    });

    test("vpc: what it calls goes through the network, on the ports of its addresses, and that is told", () => {
        const environment = { DATABASE_URL: plain("postgresql://db.example.com:5432/app") };
        const { plan, told } = plannedWeb({ environment }, { services: { web: { health: "/health", vpc: true } } });
        expect(plan).toMatchObject({ vpc: true, egressPorts: [443, 5432] });
        expect(told).toEqual([
            "warning slipway:apps.shop.services.web.vpc: is true: what it calls is called through the stack's network, where it has no public " +
                "address, so it reaches the internet only through a NAT gateway (slipway:environment.network, tasks: private and nat: single or per-az).",
        ]);
    });
});

describe("what is refused, with the way out", () => {
    const own = (services: object): SettingsOf => ({ services: { web: { health: "/health", ...services } } });
    test.each<[string, Given, SettingsOf, string]>([
        [
            "a word that a start command may split",
            { command: ["sh", "-c", "exec app"] },
            {},
            'compose.yaml: services.web.command: has the word "exec app", but App Runner\'s start command is one text of plain words: put the command into the image as CMD.',
        ],
        [
            "another PORT",
            { environment: { PORT: plain("9000") } },
            {},
            'compose.yaml: services.web.environment.PORT: is "9000", but App Runner sets it itself, to the port that it leads requests to (8080): give that number, or use another name.',
        ],
        [
            "App Runner's own variables",
            { environment: { AWSAPPRUNNER_X: plain("1") } },
            {},
            "compose.yaml: services.web.environment.AWSAPPRUNNER_X: begins with AWSAPPRUNNER, which App Runner keeps for itself: rename it.",
        ],
        [
            "ARM",
            { platform: "linux/arm64" },
            {},
            'compose.yaml: services.web.platform: is "linux/arm64", but App Runner runs linux/amd64 only: build for that, or use ecs-fargate.',
        ],
        [
            "a volume, with the targets that have them",
            { volumes: [{ type: "volume", source: "data", target: "/data", readOnly: false }] },
            {},
            "compose.yaml: services.web.volumes: cannot run on app-runner: there are no volumes, so what is written is gone with each copy: " +
                "keep the data in a managed service, or use ecs-fargate, ec2-compose or local, which have volumes.",
        ],
        [
            "an entrypoint",
            { entrypoint: ["/init"] },
            {},
            "compose.yaml: services.web.entrypoint: cannot run on app-runner: App Runner takes the image's own: set ENTRYPOINT in its Dockerfile.",
        ],
        [
            "no instance",
            {},
            own({ min: 0 }),
            "slipway:apps.shop.services.web.min: asks for 0 instances, but App Runner keeps at least one: give 1 or more.",
        ],
        [
            "too many instances",
            { scale: 30 },
            {},
            "compose.yaml: services.web: asks for 30 instances, but App Runner has at most 25 of a service: ask for fewer, or use ecs-fargate.",
        ],
        [
            "fewer than Compose asks for",
            { scale: 3 },
            own({ max: 2 }),
            "slipway:apps.shop.services.web.max: is 2, but the Compose file asks for 3 copies: give `min` too, or a larger number.",
        ],
        [
            "a size that App Runner does not have",
            {},
            own({ cpu: 512, memoryMiB: 512 }),
            "slipway:apps.shop.services.web: asks for 512 MiB with 512 CPU units, which App Runner does not have: use 1024 MiB.",
        ],
        [
            "an allow list",
            {},
            { allow: ["203.0.113.0/24"] },
            "slipway:apps.shop.allow: names who may connect, but everybody reaches an App Runner service: leave it out, or use ecs-fargate.",
        ],
        [
            "signing in",
            {},
            { signIn: true },
            "slipway:apps.shop.signIn: is given, but App Runner asks nobody to sign in: leave it out, or use ecs-fargate.",
        ],
        [
            "another published port",
            {},
            { publish: { web: 9000 } },
            "slipway:apps.shop.publish.web: is given, but App Runner serves HTTPS at port 443 and nothing else: leave it out.",
        ],
        [
            "every copy of another service",
            {},
            own({ discovers: ["api"] }),
            "slipway:apps.shop.services.web.discovers: is api, but an App Runner service finds no other by its name: leave it out, or use ecs-fargate.",
        ],
        [
            "Spot",
            {},
            own({ spot: true }),
            "slipway:apps.shop.services.web.spot: is true, but App Runner has no such thing: leave it out, or use ecs-fargate.",
        ],
        [
            "a path of a load balancer",
            {},
            own({ path: "/api" }),
            "slipway:apps.shop.services.web.path: is /api, but there is no load balancer whose rules have it: leave it out.",
        ],
        [
            "egress without a network",
            {},
            own({ egress: [5432] }),
            "slipway:apps.shop.services.web.egress: is given, but without `vpc: true` App Runner lets the service call everywhere: leave it out, or set vpc.",
        ],
    ])("%s", (_, service, settings, says) => {
        expect(plannedWeb(service, settings).told).toEqual([`error ${says}`]);
    });

    test("vpc elsewhere than on app-runner", async () => {
        const loaded = await loadCase("healthchecks", { target: "ecs-fargate", services: { peer: { vpc: true } } });
        expect(issueLines(loaded)).toContain(
            "error slipway:apps.shop.services.peer.vpc: is given, but only app-runner has a choice of networks, not ecs-fargate: leave it out.",
        );
    });
});

test("an app with two services: one refusal, and no report about keys", async () => {
    const directory = join(__dirname, "../../..");
    const settings = settingsOf({
        target: "app-runner",
        compose: "docker/task-api/compose.yaml",
        secrets: ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
    });
    const { plans, issues, reports } = await planApps({ "task-api": settings }, directory);
    expect(plans).toEqual([]);
    expect(issueLines({ issues: issues.filter(({ severity }) => severity === "error") })).toEqual([
        "error slipway:apps.task-api.target: is app-runner, which runs one container, but docker/task-api/compose.yaml has 3: api, db, " +
            "migrate (runs to its end). ecs-fargate, ec2-compose and local take all of them: " +
            "`pulumi config set --path 'slipway:apps.task-api.target' ecs-fargate`. Or name those that are not deployed here in " +
            "slipway:apps.task-api.without, and give what they do another way.",
    ]);
    expect(reports.map(({ text }) => text).join()).not.toContain("differs:");
});

test("every key has an answer, and every answer but `supported` is told", async () => {
    expect(Object.keys(APP_RUNNER_SUPPORT.service).sort()).toEqual([...SERVICE_CONFIG_KEYS].sort());
    const { project } = await loadCase("every-key", { profiles: ["all"] });
    const told = issueLines({ issues: checkSupport(project as ComposeProject, APP_RUNNER_SUPPORT) });
    for (const line of [
        "error compose.yaml: services.api.privileged: cannot run on app-runner: App Runner runs no privileged container: take it out, or use ec2-compose.",
        "warning compose.yaml: services.api.logging: has no effect on app-runner: output goes to CloudWatch Logs.",
        "warning compose.yaml: services.api.read_only: has no effect on app-runner: App Runner has no such setting; each instance is a small virtual machine of its own.",
    ])
        expect(told).toContain(line);
    expect(told.some((line) => line.includes("services.api.command"))).toBe(false);
});

test("sizes: those of App Runner's guide, each valid and the smallest for itself", () => {
    const sizes = APP_RUNNER_SIZES.sizes.flatMap(([cpu]) =>
        memorySizes(APP_RUNNER_SIZES, cpu).map((memoryMiB) => ({ cpu, memoryMiB })),
    );
    expect(sizes).toHaveLength(11);
    for (const size of sizes) {
        expect(sizeProblem(APP_RUNNER_SIZES, size)).toBeUndefined();
        expect(smallestSize(APP_RUNNER_SIZES, size)).toEqual(size);
    }
    expect(smallestSize(APP_RUNNER_SIZES, { cpu: 8192 })).toBe(
        "asks for 8192 CPU units and 512 MiB, but the largest size of App Runner is 4096 CPU units with 12288 MiB: ask for less.",
    );
});

test("another service than the deployed one is nobody's here", () => {
    expect(plannedOnAppRunner(projectOf({ web: WEB, worker: {} })).plan).toBeUndefined();
});
