import type { ComposeProject } from "../../../compose/types";
import { issueLines, loadCase, type SettingsOf } from "./load-case";

const plain = (value: string) => ({ kind: "plain", value });
const secret = (name: string) => ({ kind: "secret", name });
interface Loads {
    readonly name: string;
    readonly settings?: SettingsOf;
    readonly outputs?: readonly string[];
    /** What of the model must be so. */
    readonly facts: (project: ComposeProject) => unknown;
    readonly equal: unknown;
    readonly warnings?: readonly string[];
}

const loads: readonly Loads[] = [
    {
        name: "anchors",
        facts: ({ services: { api, worker } }) => [
            api?.environment,
            worker?.environment,
            worker?.logging,
            worker?.restart,
        ],
        equal: [
            { LOG_LEVEL: plain("debug"), REGION: plain("eu") },
            { LOG_LEVEL: plain("info"), REGION: plain("eu") },
            { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
            "unless-stopped",
        ],
    },
    {
        name: "extends",
        facts: ({ services: { api } }) => [api?.environment, api?.build?.context, api?.healthcheck?.test, api?.ports],
        equal: [
            { ROLE: plain("api"), SHARED: plain("yes") },
            "./common/src",
            ["CMD", "curl", "-f", "http://localhost:8000/health"],
            [{ mode: "ingress", target: 8000, published: 8000, protocol: "tcp" }],
        ],
    },
    {
        name: "include",
        facts: ({ services }) => [
            Object.keys(services),
            services["api"]?.dependsOn,
            services["db"]?.volumes.map(({ source }) => source),
        ],
        equal: [
            ["api", "db"],
            { db: { condition: "service_started", restart: false, required: true } },
            ["data", "./infra/init"],
        ],
    },
    { name: "profiles", facts: ({ services }) => Object.keys(services), equal: ["api"] },
    {
        name: "profiles",
        settings: { profiles: ["debug"], variables: { ADMIN_TAG: "7" } },
        facts: ({ services }) => [Object.keys(services), services["admin"]?.image],
        equal: [["admin", "api", "load"], "example/admin:7"],
    },
    {
        name: "ports",
        facts: ({ services: { web } }) => [web?.ports, web?.expose],
        equal: [
            [
                { mode: "ingress", target: 3000, protocol: "tcp" },
                { mode: "ingress", target: 80, published: 8080, protocol: "tcp" },
                { mode: "ingress", hostIp: "127.0.0.1", target: 90, published: 9000, protocol: "tcp" },
                { mode: "ingress", hostIp: "127.0.0.1", target: 91, published: 9001, protocol: "tcp" },
                { mode: "ingress", target: 53, published: 53, protocol: "udp" },
                { name: "tls", mode: "host", target: 443, published: 8443, protocol: "tcp", appProtocol: "https" },
            ],
            ["7000"],
        ],
    },
    {
        name: "ports",
        settings: { publish: { web: 18000 } },
        facts: ({ services: { web }, document }) => [
            web?.ports.map(({ published }) => published),
            (document.services["web"]?.["ports"] as { published?: string }[]).map(({ published }) => published),
        ],
        equal: [
            [undefined, 18000, 9000, 9001, 53, 8443],
            [undefined, "18000", "9000", "9001", "53", "8443"],
        ],
    },
    {
        name: "env-file",
        settings: { secrets: ["DB_PASSWORD"], variables: { LOG_LEVEL: "warn" } },
        facts: ({ services: { api } }) => [api?.environment, api?.envFiles],
        equal: [
            {
                MODE: plain("from-file-itself"),
                // Named in the stack: its value wins over the developers' file.
                LOG_LEVEL: plain("warn"),
                DB_PASSWORD: secret("DB_PASSWORD"),
                // Not the file's own DB_PASSWORD, but the stack's, inside other text.
                DATABASE_URL: {
                    kind: "composite",
                    parts: [plain("postgresql://app:"), secret("DB_PASSWORD"), plain("@db:5432/app")],
                },
                PRICE: plain("5$"),
                TOKEN_LIFETIME: plain("30"),
            },
            ["./app.env", "./absent.env"],
        ],
    },
    {
        name: "env-file-secret",
        settings: { secrets: ["API_KEY"], variables: { CACHE_URL: "redis://cache" } },
        facts: ({ services: { api } }) => api?.environment,
        equal: { API_KEY: secret("API_KEY"), CACHE_URL: plain("redis://cache"), NAME: plain("plain") },
    },
    {
        name: "environment",
        settings: { secrets: ["DB_PASSWORD"], variables: { PASSED: "p", PREFIX: "APP", REGION: "eu" } },
        facts: ({ services: { api } }) => api?.environment,
        equal: {
            PLAIN: plain("text"),
            EMPTY: plain(""),
            PASSED: plain("p"),
            DATABASE_URL: {
                kind: "composite",
                parts: [plain("postgresql://app:"), secret("DB_PASSWORD"), plain("@db:5432/app")],
            },
            PRICE: plain("5$"),
            APP_MODE: plain("on"),
            NESTED: plain("two"),
            ALTERNATIVE: plain("given"),
            REQUIRED: plain("eu"),
        },
    },
    {
        name: "environment",
        settings: { secrets: ["DB_PASSWORD", "PASSED"], variables: { PREFIX: "APP", REGION: "eu", ONE: "1" } },
        outputs: ["DB_HOST", "ONE"],
        facts: ({ services: { api } }) => [
            api?.environment["DATABASE_URL"],
            api?.environment["PASSED"],
            api?.environment["NESTED"],
        ],
        equal: [
            {
                kind: "composite",
                parts: [
                    plain("postgresql://app:"),
                    secret("DB_PASSWORD"),
                    plain("@"),
                    { kind: "output", name: "DB_HOST" },
                    plain(":5432/app"),
                ],
            },
            secret("PASSED"),
            // A variable of the stack comes before an output.
            plain("1"),
        ],
    },
    {
        name: "home",
        facts: ({ services: { api } }) => api?.volumes.map(({ source, readOnly }) => [source, readOnly]),
        equal: [
            ["~/data", false],
            ["/var/run/docker.sock", false],
            ["./config", true],
            ["../shared", false],
        ],
    },
    {
        name: "literal-secret",
        settings: { secrets: ["POSTGRES_PASSWORD"] },
        facts: ({ services: { db } }) => db?.environment,
        equal: { POSTGRES_PASSWORD: secret("POSTGRES_PASSWORD") },
        warnings: [
            "warning compose.yaml: services.db.environment.POSTGRES_PASSWORD: the file's value is not used: POSTGRES_PASSWORD is one of the app's secrets in this stack.",
        ],
    },
    {
        name: "build",
        settings: { secrets: ["NPM_TOKEN"] },
        facts: ({ services: { api, inline }, secrets }) => [api?.build, inline?.build?.dockerfileInline, secrets],
        equal: [
            {
                context: "./src",
                dockerfile: "docker/Dockerfile.prod",
                target: "runtime",
                args: { VERSION: "1.2" },
                additionalContexts: { shared: "../shared", base: "docker-image://python:3.12" },
                secrets: [
                    { source: "npm_token", id: "npm_token" },
                    { source: "certificate", id: "ca" },
                ],
                platforms: ["linux/amd64"],
                cacheFrom: ["type=registry,ref=example/cache"],
                cacheTo: ["type=inline"],
                noCache: true,
                noCacheFilter: [],
                pull: true,
                labels: { team: "core" },
                tags: [],
                ssh: ["default"],
                network: "host",
                extraHosts: ["mirror=10.0.0.1"],
                entitlements: [],
                privileged: false,
                ulimits: {},
            },
            'FROM alpine:3\nCMD ["true"]\n',
            {
                npm_token: { environment: { variable: "NPM_TOKEN", value: secret("NPM_TOKEN") }, external: false },
                certificate: { file: "./ca.pem", external: false },
            },
        ],
    },
    {
        name: "healthchecks",
        facts: ({ services: { curl, wget, off } }) => [
            curl?.healthcheck,
            wget?.healthcheck?.test,
            off?.healthcheck?.disable,
        ],
        equal: [
            {
                test: ["CMD", "curl", "-f", "http://localhost:8000/health/ready"],
                intervalSeconds: 90,
                timeoutSeconds: 2,
                retries: 5,
                startPeriodSeconds: 0.5,
                startIntervalSeconds: 1,
                disable: false,
            },
            ["CMD-SHELL", "wget --spider -q localhost:8080/ping || exit 1"],
            true,
        ],
    },
    {
        name: "jobs",
        facts: ({ services: { api, migrate, db } }) => [api?.dependsOn, migrate?.command, db?.healthcheck?.test],
        equal: [
            {
                migrate: { condition: "service_completed_successfully", restart: true, required: true },
                cache: { condition: "service_started", restart: false, required: false },
            },
            ["alembic", "upgrade", "head"],
            ["CMD-SHELL", "pg_isready -U ${POSTGRES_USER}"],
        ],
    },
    {
        name: "volumes",
        facts: ({ services: { db }, volumes }) => [db?.volumes, db?.tmpfs, volumes],
        equal: [
            [
                {
                    type: "volume",
                    source: "data",
                    target: "/var/lib/postgresql/data",
                    readOnly: false,
                    volume: { nocopy: false },
                },
                {
                    type: "volume",
                    source: "backup",
                    target: "/backup",
                    readOnly: true,
                    volume: { nocopy: true, subpath: "daily" },
                },
                {
                    type: "bind",
                    source: "./conf",
                    target: "/conf",
                    readOnly: true,
                    bind: { propagation: "rslave", create_host_path: false },
                },
                { type: "tmpfs", target: "/scratch", readOnly: false, tmpfs: { sizeBytes: 67108864, mode: 1023 } },
                { type: "volume", target: "/var/cache/anonymous", readOnly: false, volume: { nocopy: false } },
            ],
            ["/run", "/tmp:size=10m,mode=1777"],
            {
                data: { driver: "local", driverOpts: { type: "none", device: "/srv", o: "bind" }, external: false },
                backup: { name: "nightly", driverOpts: {}, external: true },
            },
        ],
    },
    {
        name: "networks",
        facts: ({ services: { api }, networks, document }) => [api?.networks, networks["back"], document["networks"]],
        equal: [
            { default: { aliases: [] }, back: { aliases: ["backend"], ipv4Address: "172.30.0.5", priority: 10 } },
            { driver: "bridge", driverOpts: {}, external: false, internal: true },
            // Names that Compose made up are left out, so that another stack has networks of its own.
            {
                back: { driver: "bridge", internal: true, ipam: { config: [{ subnet: "172.30.0.0/24" }] } },
                default: {},
            },
        ],
    },
    {
        name: "secrets-files",
        settings: { secrets: ["DB_PASSWORD"] },
        facts: ({ services: { db }, secrets, configs }) => [db?.secrets, db?.configs, secrets["db_password"], configs],
        equal: [
            [
                { source: "db_password", target: "/run/secrets/db_password" },
                { source: "certificate", target: "ca.pem", mode: "0440", uid: "70" },
            ],
            [{ source: "settings", target: "/etc/settings.ini" }],
            { environment: { variable: "DB_PASSWORD", value: secret("DB_PASSWORD") }, external: false },
            { settings: { content: "price = 5$", external: false } },
        ],
    },
    {
        name: "deploy",
        facts: ({ services: { worker } }) => worker?.deploy,
        equal: {
            mode: "replicated",
            replicas: 3,
            endpointMode: "vip",
            labels: { team: "core" },
            limits: { cpus: 1.5, memoryBytes: 536870912, pids: 100, devices: [], genericResources: [] },
            reservations: {
                cpus: 0.25,
                memoryBytes: 67108864,
                devices: [{ capabilities: ["gpu"], count: 1, deviceIds: [], options: {} }],
                genericResources: [],
            },
            restartPolicy: { condition: "on-failure", delaySeconds: 5, maxAttempts: 3, windowSeconds: 120 },
            updateConfig: { parallelism: 2, delaySeconds: 10, failureAction: "rollback", order: "start-first" },
            rollbackConfig: { parallelism: 1 },
            placement: { constraints: ["node.role==worker"], spreadBy: ["node.labels.zone"] },
        },
    },
    {
        name: "without",
        settings: { without: ["cache", "shadow"] },
        facts: ({ services, document }) => [
            Object.keys(services),
            services["api"]?.dependsOn,
            Object.keys(document.services["api"]?.["depends_on"] ?? {}),
        ],
        equal: [["api", "db"], { db: { condition: "service_started", restart: false, required: true } }, ["db"]],
        warnings: [
            "warning compose.yaml: services.api.environment.CACHE: has the address of cache, which slipway:apps.shop.without leaves out: " +
                "give the external address, for example by a variable in the file and in slipway:apps.shop.variables.",
        ],
    },
    {
        name: "obsolete-version",
        facts: ({ name, services: { api }, document }) => [name, api?.environment, Object.keys(document)],
        equal: ["shop", { PROJECT: plain("shop") }, ["networks", "services"]],
    },
    {
        name: "rendered",
        settings: { compose: "model.json", secrets: ["DB_PASSWORD"] },
        facts: ({ services: { api }, document }) => [api?.environment, api?.build?.context, document],
        equal: [
            {
                DB_PASSWORD: secret("DB_PASSWORD"),
                URL: { kind: "composite", parts: [plain("postgresql://"), secret("DB_PASSWORD"), plain("@db")] },
                PRICE: plain("5$"),
                MODE: plain("on"),
            },
            "./src",
            {
                networks: { default: {} },
                services: {
                    api: { build: { context: "./src", dockerfile: "Dockerfile" }, networks: { default: null } },
                },
            },
        ],
    },
    {
        name: "unknown-model",
        settings: { compose: "model.json" },
        facts: ({ services, document }) => [Object.keys(services), document],
        equal: [["api"], { services: { api: { build: { context: "." }, image: "a:1" } } }],
        warnings: [
            "warning model.json: services.api.build.warp: is unknown to this version of Slipway and has no effect.",
            "warning model.json: services.api.teleport: is unknown to this version of Slipway and has no effect.",
            "warning model.json: jobs: is unknown to this version of Slipway and has no effect.",
        ],
    },
];

describe("a Compose file that loads", () => {
    test.each(loads)("$name $settings", async ({ name, settings, outputs, facts, equal, warnings = [] }) => {
        const loaded = await loadCase(name, settings, outputs);
        expect(issueLines(loaded)).toEqual(warnings);
        // What is not given is `undefined` in the model; a table need not list it.
        expect(facts(loaded.project as ComposeProject)).toEqual(equal);
    });
});
