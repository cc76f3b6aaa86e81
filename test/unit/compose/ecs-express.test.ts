/** From a Compose file to ECS Express Mode: what is passed on, what is refused and what is told. */
import type { ExpressPlan } from "../../../components/express/plan";
import { SERVICE_CONFIG_KEYS } from "../../../compose/service-keys";
import { checkSettings } from "../../../compose/settings-checks";
import { checkSupport } from "../../../compose/targets/check";
import { expressPlan } from "../../../compose/targets/ecs-express/map";
import { ECS_EXPRESS_JOB_SUPPORT, ECS_EXPRESS_SUPPORT } from "../../../compose/targets/ecs-express/support";
import type { ComposeProject } from "../../../compose/types";
import { WEB } from "./app-runner-project";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, loadCase, settingsOf, type SettingsOf } from "./load-case";

function planned(project: ComposeProject, given: SettingsOf = {}): { plan: ExpressPlan | undefined; told: string[] } {
    const settings = settingsOf({ services: { web: { health: "/health" } }, ...given, target: "ecs-express" });
    const { plan, issues } = expressPlan(project, settings, { projectDirectory: "/nowhere" });
    return { plan, told: issueLines({ issues: [...checkSettings(project, settings), ...issues] }) };
}
const web = (service: Given = {}, given: SettingsOf = {}) => planned(projectOf({ web: { ...WEB, ...service } }), given);
const after = (...jobs: string[]): Given["dependsOn"] =>
    Object.fromEntries(
        jobs.map(
            (job) => [job, { condition: "service_completed_successfully", restart: false, required: true }] as const,
        ),
    );
const plain = (value: string) => ({ kind: "plain", value }) as const;

test("one service: port, path, variables, command, size, copies, ports to call out on, tags", () => {
    const { plan, told } = web(
        {
            command: ["serve", "--fast"],
            environment: { DATABASE_URL: plain("postgresql://db.example.com:5432/app"), MODE: plain("x") },
            deploy: {
                replicas: 2,
                labels: { team: "shop" },
                limits: { cpus: 0.5, memoryBytes: 2 ** 30, devices: [], genericResources: [] },
            },
        } as Given,
        { services: { web: { health: "/healthz", max: 6 } } },
    );
    expect(told).toEqual([]);
    expect(plan).toEqual({
        app: "shop",
        service: {
            name: "web",
            build: { context: "-", dockerfileInline: expect.stringMatching(/^FROM app@sha256:0{64}\n$/) as string },
            environment: { DATABASE_URL: plain("postgresql://db.example.com:5432/app"), MODE: plain("x") },
            command: ["serve", "--fast"],
            ...{ port: 8080, healthPath: "/healthz" },
            size: { cpu: 512, memoryMiB: 1024 },
            scaling: { min: 2, max: 6 },
            egressPorts: [443, 5432],
            tags: { team: "shop" },
        },
        jobs: {},
        layers: [],
    });
});

test("jobs run before the service, in their own order, each as on Fargate", () => {
    const { plan, told } = planned(
        projectOf({
            web: { ...WEB, dependsOn: after("seed", "migrate") },
            migrate: { command: ["migrate"] },
            seed: { command: ["seed"], dependsOn: after("migrate") },
        }),
    );
    expect(told).toEqual([]);
    expect(plan?.layers).toEqual([["migrate"], ["seed"]]);
    expect(plan?.jobs.migrate).toMatchObject({
        before: ["seed", "web"],
        container: { command: ["migrate"], user: "1000:1000", readOnlyRoot: true },
        size: { cpu: 256, memoryMiB: 512 },
    });
});

describe("refused, with the way out", () => {
    const app = "slipway:apps.shop";
    const INSTEAD = "leave it out, or use ecs-fargate.";
    const settings: readonly (readonly [what: string, given: SettingsOf, says: string])[] = [
        [
            "an allow list",
            { allow: ["203.0.113.7/32"] },
            `error ${app}.allow: names who may connect, but everybody reaches an Express service, whose load balancer and groups are AWS's: ${INSTEAD}`,
        ],
        [
            "a domain",
            { domain: "shop.example.com" },
            `error ${app}.domain: is shop.example.com, but Express gives a service one address of AWS's own, with a certificate, and takes no other: ${INSTEAD}`,
        ],
        ["sign-in", { signIn: false }, `error ${app}.signIn: is given, but Express asks nobody to sign in: ${INSTEAD}`],
        [
            "another port",
            { publish: { web: 9000 } },
            `error ${app}.publish.web: is given, but Express serves HTTPS at port 443 and nothing else: leave it out.`,
        ],
        [
            "every copy of another service",
            { services: { web: { health: "/health", discovers: ["api"] } } },
            `error ${app}.services.web.discovers: is api, but Express runs one service, which finds no other by its name: ${INSTEAD}`,
        ],
        [
            "Spot",
            { services: { web: { health: "/health", spot: true } } },
            `error ${app}.services.web.spot: is true, but Express runs on Fargate only: ${INSTEAD}`,
        ],
        [
            "a shell",
            { services: { web: { health: "/health", exec: true } } },
            `error ${app}.services.web.exec: is true, but Express opens no shell: ${INSTEAD}`,
        ],
        [
            "a place among the rules",
            { services: { web: { health: "/health", priority: 7 } } },
            `error ${app}.services.web.priority: is 7, but the rules of Express's load balancer are AWS's: leave it out.`,
        ],
        [
            "no copies",
            { services: { web: { health: "/health", min: 0 } } },
            `error ${app}.services.web.min: asks for 0 copies, but Express keeps at least one: give 1 or more.`,
        ],
        [
            "a size of Fargate that Express does not have",
            { services: { web: { health: "/health", cpu: 8192, memoryMiB: 16_384 } } },
            "error compose.yaml: services.web: asks for 8192 CPU units and 16384 MiB, but the largest size of ECS Express Mode is 4096 CPU units with 8192 MiB: ask for less.",
        ],
    ];
    test.each(settings)("%s", (_, given, says) => expect(web({}, given).told).toEqual([says]));

    const services: readonly (readonly [what: string, service: Given, says: string])[] = [
        [
            "ARM",
            { platform: "linux/arm64" },
            'error compose.yaml: services.web.platform: is "linux/arm64", but the aws provider\'s Express runs linux/amd64 only: build for that, or use ecs-fargate.',
        ],
        [
            "an entrypoint",
            { entrypoint: ["/init"] },
            "error compose.yaml: services.web.entrypoint: cannot run on ecs-express: Express takes the image's own: set ENTRYPOINT in its Dockerfile, or use ecs-fargate.",
        ],
        [
            "a volume",
            { volumes: [{ type: "volume", source: "data", target: "/data", readOnly: false }] },
            "error compose.yaml: services.web.volumes: cannot run on ecs-express: there are no volumes, so what is written is gone with each copy: " +
                "keep the data in a managed service, or use ecs-fargate, ec2-compose or local, which have volumes.",
        ],
    ];
    test.each(services)("%s", (_, service, says) => expect(web(service).told).toEqual([says]));

    test("a call by name, also of a job", () => {
        const project = projectOf({
            web: { ...WEB, dependsOn: after("warm") },
            warm: { environment: { TARGET_URL: plain("http://web:8080/warm") } },
        });
        expect(planned(project).told).toEqual([
            "error compose.yaml: services.warm.environment.TARGET_URL: calls web by its name, but on ecs-express no container of the app has one: give its address, or use ecs-fargate.",
        ]);
    });
});

describe("the support table", () => {
    test("has an answer to every key, and every answer but `supported` is told", async () => {
        const { project } = await loadCase("every-key", { profiles: ["all"] });
        expect(Object.keys(ECS_EXPRESS_SUPPORT.service).sort()).toEqual([...SERVICE_CONFIG_KEYS].sort());
        const told = checkSupport(project as ComposeProject, ECS_EXPRESS_SUPPORT).map(
            ({ path }) => path.split(": ")[1],
        );
        expect(told).toEqual(expect.arrayContaining(["services.api.devices", "services.api.user"]));
        expect(told).not.toContain("services.api.command");
    });

    test("what it calls supported is passed on: the plan differs without it", () => {
        const supported = Object.entries(ECS_EXPRESS_SUPPORT.service).flatMap(([key, of]) =>
            of === "supported" ? [key] : [],
        );
        // `deploy` has a table of its own; Compose itself resolves the others before a plan is made.
        expect(supported.sort()).toEqual(["command", "deploy", "envFiles", "environment", "extends", "profiles"]);
        const bare = JSON.stringify(web().plan);
        for (const given of [{ command: ["x"] }, { environment: { A: plain("b") } }] as Given[])
            expect(JSON.stringify(web(given).plan)).not.toBe(bare);
    });

    test("jobs have what Fargate has, but volumes", () => {
        expect(ECS_EXPRESS_JOB_SUPPORT.service.entrypoint).toBe("supported");
        expect(ECS_EXPRESS_JOB_SUPPORT.service.volumes).toBe(ECS_EXPRESS_SUPPORT.service.volumes);
    });
});
