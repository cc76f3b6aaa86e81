import type { FargateServicePlan } from "../../../components/fargate/plan";
import { planned, plannedApi, projectOf, type Given } from "./fargate-project";

const check = (more: object = {}): Given => ({
    healthcheck: { test: ["CMD", "true"], disable: false, ...more },
});
const resources = (more: object): Given => ({
    deploy: { labels: {}, ...more },
});
const resource = { devices: [], genericResources: [] };
const GPU = { capabilities: ["gpu"], deviceIds: [], options: {} };

type Container = FargateServicePlan["container"];

test("a service that asks for nothing special gets the least, and nothing is told", () => {
    const { api, told } = plannedApi({});
    expect(told).toEqual([]);
    expect(api?.container).toEqual({
        user: "1000:1000",
        readOnlyRoot: true,
        dropCapabilities: [],
        tmpfs: [],
        ports: [],
        stopTimeoutSeconds: 10,
    });
    expect([api?.size, api?.architecture, api?.diskGiB]).toEqual([{ cpu: 256, memoryMiB: 512 }, "X86_64", undefined]);
});

describe("what Fargate takes over, and nothing is told", () => {
    test.each<[string, Given, Partial<Container>]>([
        ["entrypoint", { entrypoint: ["/entry"] }, { entryPoint: ["/entry"] }],
        ["command", { command: ["serve"] }, { command: ["serve"] }],
        ["working_dir", { workingDir: "/work" }, { workingDirectory: "/work" }],
        ["user", { user: "app" }, { user: "app" }],
        ["cap_drop", { capDrop: ["ALL"] }, { dropCapabilities: ["ALL"] }],
        ["cap_add", { capAdd: ["CAP_SYS_PTRACE"] }, { addCapabilities: ["SYS_PTRACE"] }],
        ["labels", { labels: { team: "core" } }, { labels: { team: "core" } }],
        ["ulimits.nofile", { ulimits: { nofile: 1024 } }, { openFiles: { soft: 1024, hard: 1024 } }],
        [
            "ulimits.nofile, soft and hard",
            { ulimits: { nofile: { soft: 1, hard: 2 } } },
            { openFiles: { soft: 1, hard: 2 } },
        ],
        [
            "sysctls",
            { sysctls: { "net.core.somaxconn": "1024", "kernel.shmmax": "1" } },
            { sysctls: { "net.core.somaxconn": "1024", "kernel.shmmax": "1" } },
        ],
        ["tty", { tty: true }, { terminal: true }],
        ["stdin_open", { stdinOpen: true }, { openInput: true }],
        ["init", { init: true }, {}],
        ["restart", { restart: "unless-stopped" }, {}],
        ["stop_grace_period", { stopGracePeriodSeconds: 119.5 }, { stopTimeoutSeconds: 120 }],
        ["stop_grace_period, less than ECS takes", { stopGracePeriodSeconds: 0 }, { stopTimeoutSeconds: 2 }],
        ["tmpfs", { tmpfs: ["/tmp:size=10m,noexec"] }, { tmpfs: [{ path: "/tmp", sizeMiB: 10, options: ["noexec"] }] }],
        [
            "a volume of type tmpfs",
            { volumes: [{ type: "tmpfs", target: "/run", readOnly: false }] },
            { tmpfs: [{ path: "/run", sizeMiB: 64, options: [] }] },
        ],
        [
            "healthcheck",
            check({ intervalSeconds: 10, timeoutSeconds: 5, retries: 2, startPeriodSeconds: 60 }),
            {
                healthCheck: {
                    command: ["CMD", "true"],
                    intervalSeconds: 10,
                    timeoutSeconds: 5,
                    retries: 2,
                    startPeriodSeconds: 60,
                },
            },
        ],
        [
            "healthcheck, Compose's own defaults",
            check(),
            {
                healthCheck: {
                    command: ["CMD", "true"],
                    intervalSeconds: 30,
                    timeoutSeconds: 30,
                    retries: 3,
                    startPeriodSeconds: 0,
                },
            },
        ],
        ["healthcheck, turned off", check({ disable: true }), {}],
        ["healthcheck, NONE", { healthcheck: { test: ["NONE"], disable: false } }, {}],
    ])("%s", (_key, service, expected) => {
        const { api, told } = plannedApi(service);
        expect(told).toEqual([]);
        expect(api?.container).toEqual({ ...plannedApi({}).api?.container, ...expected });
    });

    test.each<[string, Given, Partial<FargateServicePlan>]>([
        ["platform", { platform: "linux/arm64/v8" }, { architecture: "ARM64" }],
        ["storage_opt.size", { storageOpt: { size: "50g" } }, { diskGiB: 50 }],
        ["storage_opt.size, no more than is free", { storageOpt: { size: "10g" } }, {}],
        ["cpus and mem_limit", { cpus: 0.5, memLimitBytes: 2 ** 31 }, { size: { cpu: 512, memoryMiB: 2048 } }],
        [
            "deploy.resources.limits before reservations",
            resources({ limits: { ...resource, cpus: 1 }, reservations: { ...resource, cpus: 4 } }),
            { size: { cpu: 1024, memoryMiB: 2048 } },
        ],
        [
            "deploy.resources.reservations where there is no limit",
            resources({ reservations: { ...resource, memoryBytes: 3 * 2 ** 30 } }),
            { size: { cpu: 512, memoryMiB: 3072 } },
        ],
        ["deploy.replicas", resources({ replicas: 3 }), { copies: 3 }],
        ["scale", { scale: 2 }, { copies: 2 }],
    ])("%s", (_key, service, expected) => {
        const { api, told } = plannedApi(service);
        expect(told).toEqual([]);
        expect(api).toMatchObject(expected);
        const { api: bare } = plannedApi({});
        expect({ ...api, build: bare?.build, ...pick(bare, expected) }).toEqual(bare);
    });
});

/** What `expected` names, as `from` has it. */
function pick(from: FargateServicePlan | undefined, expected: Partial<FargateServicePlan>) {
    const keys = [...Object.keys(expected), "diskGiB"] as (keyof FargateServicePlan)[];
    return Object.fromEntries(keys.map((key) => [key, from?.[key]]));
}

const ECS_ANEW = "ECS starts a service's task anew whenever it ends";

describe("what Fargate takes otherwise or not at all is told", () => {
    test.each<[Given, string]>([
        [
            { capAdd: ["NET_ADMIN"] },
            "error compose.yaml: services.api.cap_add: adds NET_ADMIN, but Fargate adds no capability but SYS_PTRACE: take it out, or use ec2-compose.",
        ],
        [
            { ulimits: { nproc: 5 } },
            "warning compose.yaml: services.api.ulimits.nproc: has no effect on ecs-fargate: Fargate takes `nofile` only.",
        ],
        [
            { sysctls: { "vm.swappiness": "1" } },
            "error compose.yaml: services.api.sysctls.vm.swappiness: belongs to the machine, which a task cannot change: take it out.",
        ],
        [
            { readOnly: false },
            "warning compose.yaml: services.api.read_only: is not set, so the program may change its own files: set it, and give `tmpfs` for folders that it writes to.",
        ],
        [
            { init: false },
            "warning compose.yaml: services.api.init: is false, but on ecs-fargate an init process runs the program all the same.",
        ],
        [
            { user: undefined },
            'warning compose.yaml: services.api.user: is not given, and an image alone does not tell whether it runs as root: name one, such as  user: "1000:1000".',
        ],
        [
            { user: "0:0" },
            'warning compose.yaml: services.api.user: is root (0:0): name another one, such as  user: "1000:1000".',
        ],
        [
            { stopGracePeriodSeconds: 180 },
            "error compose.yaml: services.api.stop_grace_period: is 180 s, but Fargate waits at most 120 s: give 120s or less.",
        ],
        [
            { stopSignal: "SIGINT" },
            "warning compose.yaml: services.api.stop_signal: has no effect on ecs-fargate: ECS sends the image's own STOPSIGNAL.",
        ],
        [
            { restart: "no" },
            `warning compose.yaml: services.api.restart: is "no", but ${ECS_ANEW}: what shall run once must be waited for by another service with service_completed_successfully.`,
        ],
        [
            { restart: "on-failure" },
            `warning compose.yaml: services.api.restart: is "on-failure", but ${ECS_ANEW}, whatever its exit code.`,
        ],
        [
            resources({ restartPolicy: { maxAttempts: 3 } }),
            "warning compose.yaml: services.api.deploy.restart_policy.max_attempts: has no effect on ecs-fargate: ECS waits longer after each failure by itself.",
        ],
        [
            { tmpfs: ["/tmp:mode=1777"] },
            "warning compose.yaml: services.api.tmpfs[0]: asks for mode=1777, which ECS does not take: left out.",
        ],
        [
            { storageOpt: { size: "300g" } },
            'error compose.yaml: services.api.storage_opt.size: is "300g", but a task has at most 200 GiB of disk: give a size such as 50G.',
        ],
        [
            { platform: "linux/arm/v7" },
            'error compose.yaml: services.api.platform: is "linux/arm/v7", which Fargate does not run here: use linux/amd64 or linux/arm64.',
        ],
        [
            { image: "postgres:16" },
            'error compose.yaml: services.api.image: is "postgres:16", which is pinned nowhere, so it may be another image at the next deployment: run `npx slipway pin postgres:16` and commit images.lock.json.',
        ],
        [
            { image: "Not An Image" },
            'error compose.yaml: services.api.image: is "Not An Image", which is no image\'s name: give it as name:tag.',
        ],
        [
            { gpus: [GPU] },
            "error compose.yaml: services.api.gpus: cannot run on ecs-fargate: Fargate has no GPUs: take it out.",
        ],
        [
            resources({ reservations: { ...resource, devices: [GPU] } }),
            "error compose.yaml: services.api.deploy.resources.reservations.devices: cannot run on ecs-fargate: Fargate has no GPUs: take it out.",
        ],
        [
            resources({ limits: { ...resource, pids: 5 } }),
            "warning compose.yaml: services.api.deploy.resources.limits.pids: has no effect on ecs-fargate: Fargate does not limit processes.",
        ],
        [
            check({ intervalSeconds: 1 }),
            "warning compose.yaml: services.api.healthcheck.interval: is 1, but ECS takes whole numbers from 5 to 300: 5 is used.",
        ],
        [
            check({ retries: 20 }),
            "warning compose.yaml: services.api.healthcheck.retries: is 20, but ECS takes whole numbers from 1 to 10: 10 is used.",
        ],
        [
            check({ startPeriodSeconds: 600 }),
            "warning compose.yaml: services.api.healthcheck.start_period: is 600, but ECS takes whole numbers from 0 to 300: 300 is used.",
        ],
        [
            check({ startIntervalSeconds: 1 }),
            "warning compose.yaml: services.api.healthcheck.start_interval: has no effect on ecs-fargate: ECS asks at `interval` from the start.",
        ],
        [
            check({ test: ["CMD", "wget", "-q", "http://127.0.0.1/"] }),
            "warning compose.yaml: services.api.healthcheck.test: runs wget, which the image must have: without it every check fails and ECS replaces each task again and again.",
        ],
        [
            check({ test: ["CMD", "check", "localhost:80"] }),
            "warning compose.yaml: services.api.healthcheck.test: asks localhost, which may be ::1 in a task: 127.0.0.1 is asked instead.",
        ],
        [
            { privileged: true },
            "error compose.yaml: services.api.privileged: cannot run on ecs-fargate: Fargate runs no privileged container: take it out, or use ec2-compose.",
        ],
        [
            { networkMode: "host" },
            "error compose.yaml: services.api.network_mode: cannot run on ecs-fargate: each task has a network of its own: take it out.",
        ],
        [
            { extraHosts: ["mirror=10.0.0.1"] },
            "error compose.yaml: services.api.extra_hosts: cannot run on ecs-fargate: a task's hosts file is its own: use a name that DNS knows.",
        ],
        [
            { dns: ["1.1.1.1"] },
            "warning compose.yaml: services.api.dns: has no effect on ecs-fargate: each task has a network of its own, with the VPC's name servers and addresses.",
        ],
        [
            { logging: { driver: "syslog", options: {} } },
            "warning compose.yaml: services.api.logging: has no effect on ecs-fargate: output goes to CloudWatch Logs.",
        ],
        [
            { secrets: [{ source: "token" }] },
            "error compose.yaml: services.api.secrets: cannot run on ecs-fargate: Fargate gives a container no files: give the secret in a variable.",
        ],
        [
            { configs: [{ source: "settings" }] },
            "error compose.yaml: services.api.configs: cannot run on ecs-fargate: Fargate gives a container no files: put them into the image, or give their content in a variable.",
        ],
    ])("%j", (service, expected) => {
        expect(plannedApi(service).told).toEqual([expected]);
    });

    test("a check that asks localhost asks 127.0.0.1", () => {
        const { api } = plannedApi(check({ test: ["CMD", "check", "http://localhost:80/x"] }));
        expect(api?.container.healthCheck?.command).toEqual(["CMD", "check", "http://127.0.0.1:80/x"]);
    });

    describe("a check that asks a readiness path", () => {
        const ready = "http://127.0.0.1:80/health/ready";
        const curl = ["CMD", "curl", "--fail", ready];
        const of = (test: string[], health?: string | false, given: Given = {}) => {
            const { api, told } = plannedApi(
                { ...check({ test }), ...given },
                health === undefined ? {} : { services: { api: { health } } },
            );
            const eager = told.filter((line) => line.includes("asks /")).map((line) => line.replace(/^.*?: /, ""));
            return { command: api?.container.healthCheck?.command, eager };
        };
        const told = (way: string) =>
            "services.api.healthcheck.test: asks /health/ready, and ECS replaces every copy when a database that this path looks at is " +
            `away for longer than the check allows: give it a path that looks at nothing else, ${way}.`;
        const bySetting = told("`pulumi config set --path 'slipway:apps.shop.services.api.health' /health`");
        const inTheFile = told("in the file, as this check's path cannot be changed from outside");

        const alone = [
            ["CMD-SHELL", `curl -s ${ready} | grep -q ok`],
            ["CMD-SHELL", `curl -f ${ready} && curl -f http://127.0.0.1:80/other`],
            ["CMD", "python", "-c", `import urllib.request as r; r.urlopen('${ready}')`],
        ];

        test("is told, with the setting that mends it, which the check then asks", () => {
            const path = (command: string) => ["CMD", "curl", "--fail", `http://127.0.0.1:80${command}`];
            expect(of(curl)).toEqual({ command: curl, eager: [bySetting] });
            expect(of(curl, "/health")).toEqual({ command: path("/health"), eager: [] });
            const another = { command: path("/readyz"), eager: [bySetting.replace("/health/ready", "/readyz")] };
            expect(of(curl, "/readyz")).toEqual(another);
            expect(of(["CMD-SHELL", `curl -f '${ready}?all=1' || exit 1`], "/health")).toEqual({
                command: ["CMD-SHELL", "curl -f 'http://127.0.0.1:80/health' || exit 1"],
                eager: [],
            });
        });

        test("of a service that the stack says has no HTTP: the file's own", () => {
            expect(of(curl, false)).toEqual({ command: curl, eager: [inTheFile] });
        });

        test.each(alone)("is left alone where it is more than one call of curl or wget: %s %s", (...test) => {
            for (const health of [undefined, "/health"]) {
                expect(of(test, health)).toEqual({ command: test, eager: [inTheFile] });
            }
        });

        test("behind a load balancer it is told once", () => {
            const { eager } = of(curl, undefined, { ports: [{ target: 80, published: 80, protocol: "tcp" }] });
            expect(eager).toEqual([expect.stringContaining("and so does the load balancer")]);
        });
    });

    test("an exact size of the stack's is taken or refused, never mended", () => {
        const of = (own: { cpu?: number; memoryMiB?: number }) => plannedApi({}, { services: { api: own } });
        expect(of({ cpu: 1024, memoryMiB: 4096 }).api?.size).toEqual({ cpu: 1024, memoryMiB: 4096 });
        expect(of({ cpu: 256, memoryMiB: 4096 }).told).toEqual([
            "error slipway:apps.shop.services.api: asks for 4096 MiB with 256 CPU units, which Fargate does not have: use 512, 1024, 2048 MiB.",
        ]);
        expect(of({ cpu: 300 }).told).toEqual([
            "error slipway:apps.shop.services.api: asks for 300 CPU units, which Fargate does not have: use one of 256, 512, 1024, 2048, 4096, 8192, 16384.",
        ]);
        expect(plannedApi({ cpus: 64 }).told).toEqual([
            "error compose.yaml: services.api: asks for 65536 CPU units and 512 MiB, but the largest size of Fargate is 16384 CPU units with 122880 MiB: ask for less.",
        ]);
    });
});

test("an image that is named is copied into a repository of our own by its digest, by a Dockerfile of one line", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const project = projectOf({ api: { image: "redis:7", platform: "linux/arm64" } });
    expect(planned(project, {}, { "redis:7": digest }).plan.services["api"]?.build).toEqual({
        context: "-",
        dockerfileInline: `FROM redis:7@${digest}\n`,
        platform: "linux/arm64",
    });
    expect(plannedApi({ image: `redis@${digest}` }).api?.build.dockerfileInline).toBe(`FROM redis@${digest}\n`);
    expect(plannedApi({ image: "redis:7" }).api).toBeUndefined();
});
