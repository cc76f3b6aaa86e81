import type { ComposeProject } from "../../../compose/types";
import { issueLines, loadCase, type SettingsOf } from "./load-case";

const plain = (value: string) => ({ kind: "plain", value });
const secret = (name: string) => ({ kind: "secret", name });
const give = (name: string) =>
    `give it one with \`pulumi config set --path 'slipway:apps.shop.variables.${name}' <value>\`, or, if it is a secret, ` +
    `name it in slipway:apps.shop.secrets and run \`pulumi config set --secret shop:${name}\`.`;
const onlyEnvironment = (what: string, name: string) =>
    `${what} can stand in \`environment\` only: pass it to the container as a variable there and read that, or give ` +
    `${name} in \`variables\` if it may be read by anybody.`;

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
                    bind: expect.objectContaining({ propagation: "rslave" }),
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

interface Refused {
    readonly name: string;
    readonly settings?: SettingsOf;
    readonly says: readonly string[];
}

const refused: readonly Refused[] = [
    {
        name: "missing",
        says: [
            `error compose.yaml: services.api.environment.PASSED: is passed through from the shell, which is not asked: ${give("PASSED")}`,
            `error compose.yaml: services.api.environment.GREETING: \${NAME} has neither a value nor a default: ${give("NAME")}`,
            `error compose.yaml: services.api.environment.REGION: \${REGION} has no value (set the region): ${give("REGION")}`,
            `error compose.yaml: services.api.image: \${API_TAG} has neither a value nor a default: ${give("API_TAG")}`,
        ],
    },
    {
        name: "env-file-blank",
        says: [
            `error compose.yaml: \${NOBODY} in an env_file, or in a file that this one extends or includes, has neither a value nor a default: ${give("NOBODY")}`,
        ],
    },
    {
        name: "env-file-secret",
        says: ["API_KEY", "CACHE_URL"].map(
            (name) =>
                `error compose.yaml: services.api.environment.${name}: comes from the env_file ./live.env and looks like a secret, but is ` +
                `none of the app's in this stack: name it in slipway:apps.shop.secrets and run \`pulumi config set --secret shop:${name}\`, ` +
                `or, if anybody may read it, \`pulumi config set --path 'slipway:apps.shop.variables.${name}' <value>\`.`,
        ),
    },
    {
        name: "include-stray-env",
        says: [
            `error compose.yaml: include: Docker Compose takes PG_TAG from infra/.env, a file that other machines may not have: ${give("PG_TAG")}`,
        ],
    },
    {
        name: "shell-home",
        says: [
            `error compose.yaml: services.api.environment.CACHE: \${HOME} has neither a value nor a default: ${give("HOME")}`,
        ],
    },
    {
        name: "misplaced",
        settings: { secrets: ["TOKEN", "DB_PORT"] },
        says: [
            "error compose.yaml: configs.settings.content: the secret TOKEN would be readable in a config: make it a secret (`secrets: { TOKEN: { environment: TOKEN } }`).",
            "error compose.yaml: services.api.build.args.TOKEN: the secret TOKEN would stay readable in the image: give it to the build as a secret " +
                "(`build.secrets: [TOKEN]`, `secrets: { TOKEN: { environment: TOKEN } }`, and in the Dockerfile `RUN --mount=type=secret,id=TOKEN`).",
            `error compose.yaml: services.api.command[2]: ${onlyEnvironment("the secret TOKEN", "TOKEN")}`,
            `error compose.yaml: services.api.labels.token: ${onlyEnvironment("the secret TOKEN", "TOKEN")}`,
            `error compose.yaml: services.api.ports[0]: ${onlyEnvironment("the secret DB_PORT", "DB_PORT")}`,
        ],
    },
    {
        name: "number",
        settings: { secrets: ["RETRIES"] },
        says: [
            `error compose.yaml: services.api.healthcheck.retries: ${onlyEnvironment("the secret RETRIES", "RETRIES")}`,
        ],
    },
    {
        name: "without",
        settings: { without: ["db", "cache", "nothing"] },
        says: [
            'error slipway:apps.shop.without[2]: compose.yaml deploys no service "nothing": its services are api, cache, db, shadow.',
            "warning compose.yaml: services.api.environment.CACHE: has the address of cache, which slipway:apps.shop.without leaves out: " +
                "give the external address, for example by a variable in the file and in slipway:apps.shop.variables.",
            "warning compose.yaml: services.api.environment.DATABASE_URL: has the address of db, which slipway:apps.shop.without leaves out: " +
                "give the external address, for example by a variable in the file and in slipway:apps.shop.variables.",
            "error compose.yaml: services.shadow.network_mode: needs db, which slipway:apps.shop.without leaves out: deploy both or neither.",
        ],
    },
    {
        name: "jobs",
        settings: {
            services: { web: { cpu: 1 } },
            publish: { api: 8000, web: 1 },
            secrets: ["NOT_THERE"],
            variables: { NEITHER: "1" },
            without: ["api", "migrate", "db", "cache"],
        },
        says: [
            "warning slipway:apps.shop.secrets.NOT_THERE: compose.yaml mentions no variable NOT_THERE, so this has no effect: correct the name or remove it.",
            "warning slipway:apps.shop.variables.NEITHER: compose.yaml mentions no variable NEITHER, so this has no effect: correct the name or remove it.",
            'error slipway:apps.shop.services.web: compose.yaml deploys no service "web": its services are api, cache, db, migrate.',
            'error slipway:apps.shop.publish.web: compose.yaml deploys no service "web": its services are api, cache, db, migrate.',
            "error slipway:apps.shop.without: leaves out every service of compose.yaml: leave at least one.",
            'error slipway:apps.shop.publish.api: 8000 cannot be published: compose.yaml gives services.api no `ports`; add `ports: ["8000:<container port>"]` there.',
        ],
    },
    {
        name: "environment",
        settings: {
            secrets: { DB_PASSWORD: { from: "arn", arn: "arn:aws:secretsmanager:eu-central-1:1:secret:x" } },
            variables: { PASSED: "p", PREFIX: "APP", REGION: "eu" },
        },
        says: [
            "error compose.yaml: services.api.environment.DATABASE_URL: joins the secret DB_PASSWORD with other text, but DB_PASSWORD is an " +
                "existing entry of Secrets Manager (an ARN), which is referenced and never read: store the whole value of DATABASE_URL as one " +
                "secret and name that in `secrets`, or pass DB_PASSWORD as a variable of its own and let the program join them.",
        ],
    },
    {
        name: "profiles-only",
        says: [
            "error compose.yaml: has no service to deploy: write one, or name the profiles of its services in slipway:apps.shop.profiles.",
        ],
    },
    {
        name: "empty",
        says: [
            "error compose.yaml: has no service to deploy: write one, or name the profiles of its services in slipway:apps.shop.profiles.",
        ],
    },
    {
        name: "forged",
        says: ["error compose.yaml: the characters ⟦ and ⟧ stand for Slipway's own marks: take them out."],
    },
    {
        name: "anchors",
        settings: { compose: "docker/compose.yaml" },
        says: [
            `error slipway:apps.shop.compose: names "docker/compose.yaml", which is no file in the project's folder: write the Compose file there, or name another one.`,
        ],
    },
    {
        name: "rendered",
        settings: { compose: "leaky.json" },
        says: [
            "error leaky.json: services.api.environment.API_KEY: looks like a secret, but is none of the app's in this stack: name it in " +
                "slipway:apps.shop.secrets and run `pulumi config set --secret shop:API_KEY`, or, if anybody may read it, " +
                "`pulumi config set --path 'slipway:apps.shop.variables.API_KEY' <value>`.",
            "error leaky.json: services.api.environment.OTHER: names the secret NOT_OURS, which the app does not have in this stack.",
        ],
    },
    {
        name: "rendered",
        settings: { compose: "list.json" },
        says: [
            "error list.json: has no `services`, so it is no model rendered by Docker Compose: make it with `docker compose config --format json --no-path-resolution`.",
        ],
    },
    {
        name: "unknown-model",
        settings: { compose: "wrong.json" },
        says: [
            "error wrong.json: services.api.init: is not as expected: expected boolean, received string.",
            'error wrong.json: services.api.mem_limit: is not as expected: a size such as 512m, not "much".',
            'error wrong.json: services.api.stop_grace_period: is not as expected: a duration such as 1m30s, not "soon".',
        ],
    },
];

describe("a Compose file that is refused says where, why and what to do", () => {
    test.each(refused)("$name $settings", async ({ name, settings, says }) => {
        expect(issueLines(await loadCase(name, settings)).sort()).toEqual([...says].sort());
    });
});

/** The words after the colon are Docker Compose's own and differ from version to version. */
describe("what Docker Compose itself refuses is passed on, with the file's path", () => {
    test.each([
        [
            "unknown-key",
            /^error compose\.yaml: Docker Compose refuses it: validating compose\.yaml: services\.api.* '?memory'?/,
        ],
        ["not-yaml", /^error compose\.yaml: Docker Compose refuses it: .*compose\.yaml: yaml: /],
        [
            "undefined-network",
            /^error compose\.yaml: Docker Compose refuses it: service "api" refers to undefined network nowhere/,
        ],
        ["cycle", /^error compose\.yaml: Docker Compose refuses it: dependency cycle detected: /],
        [
            "unreadable-ahead",
            /^error compose\.yaml: Docker Compose cannot read it before variables are put in \(services\.api\.ulimits\.nofile.*\), and only so can it be told which variables come from an env_file: write that value out instead of a variable\.$/,
        ],
        [
            "rendered",
            /^error broken\.json: is no JSON \(.*\): make it with `docker compose config --format json --no-path-resolution`\.$/,
        ],
    ])("%s", async (name, says) => {
        const loaded = await loadCase(name, name === "rendered" ? { compose: "broken.json" } : {});
        expect(loaded.project).toBeUndefined();
        expect(issueLines(loaded)).toEqual([expect.stringMatching(says)]);
    });
});
