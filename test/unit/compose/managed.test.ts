/** What becomes of services that AWS runs: the plan, the rest of the app, and what is said. */
import { join } from "node:path";
import type { AppSettings, ManagedSettings } from "../../../components/app-settings";
import type { EnvAtom, EnvValue } from "../../../components/env-value";
import { loadProject } from "../../../compose/load";
import { manage } from "../../../compose/managed/manage";
import { allOutputNames, outputNames } from "../../../compose/managed/names";
import { managedSupport } from "../../../compose/managed/support";
import { fargatePlan } from "../../../compose/targets/ecs-fargate/map";
import { supportedKeys } from "../../../compose/targets/check";
import { SERVICE_CONFIG_KEYS } from "../../../compose/service-keys";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, settingsOf, type SettingsOf } from "./load-case";

const plain = (value: string): EnvAtom => ({ kind: "plain", value });
const output = (name: string): EnvAtom => ({ kind: "output", name });
const joined = (...parts: EnvAtom[]): EnvValue => ({ kind: "composite", parts });

const URL = joined(
    plain("postgresql://app:"),
    output("DB_PASSWORD"),
    plain("@"),
    output("DB_HOST"),
    plain(":5432/shop?sslmode="),
    output("DB_SSLMODE"),
);
const DB: Given = {
    image: "postgres:16-alpine",
    environment: { POSTGRES_USER: plain("app"), POSTGRES_DB: plain("shop"), POSTGRES_PASSWORD: output("DB_PASSWORD") },
};
const HEALTHY = { condition: "service_healthy", restart: false, required: true } as const;
const API: Given = { environment: { DATABASE_URL: URL }, dependsOn: { db: HEALTHY } };

interface Case extends SettingsOf {
    readonly db?: Given;
    readonly api?: Given;
    readonly more?: Readonly<Record<string, Given>>;
}

function managed({ db = DB, api = API, more = {}, ...own }: Case = {}) {
    const settings = settingsOf({ target: "ecs-fargate", managed: { db: { engine: "postgres" } }, ...own });
    const { project, issues } = manage(projectOf({ api, db, ...more }), settings);
    return { project, told: issueLines({ issues }) };
}

test("a database takes the place of its service, and nobody waits for a container any more", () => {
    const { project, told } = managed();
    expect(told).toEqual([]);
    expect(Object.keys(project.services)).toEqual(["api"]);
    expect(project.services["api"]!.dependsOn).toEqual({});
    expect(project.managed!["db"]!.plan).toEqual({
        engine: "postgres",
        version: "16",
        prefix: "DB",
        userName: "app",
        databaseName: "shop",
        usedBy: ["api"],
    });
});

test("without `managed` nothing changes", () => {
    const project = projectOf({ api: API, db: DB });
    expect(manage(project, settingsOf({ target: "ecs-fargate" }))).toEqual({ project, issues: [] });
});

test("class, storage and snapshot are the stack's", () => {
    const own: ManagedSettings = {
        engine: "postgres",
        class: "db.m7g.large",
        storageGiB: 50,
        restoreFrom: "rds:shop-2026-11-20",
    };
    expect(managed({ managed: { db: own } }).project.managed!["db"]!.plan).toMatchObject({
        instanceClass: "db.m7g.large",
        storageGiB: 50,
        restoreFrom: "rds:shop-2026-11-20",
    });
});

describe("owner and database", () => {
    test.each<[string, Given["environment"], { userName: string; databaseName: string }]>([
        ["nothing is said", {}, { userName: "postgres", databaseName: "postgres" }],
        [
            "the image's own custom: the owner's name",
            { POSTGRES_USER: plain("app") },
            { userName: "app", databaseName: "app" },
        ],
        [
            "the name that users are told",
            { POSTGRES_USER: output("DB_USER"), POSTGRES_DB: output("DB_NAME") },
            { userName: "postgres", databaseName: "postgres" },
        ],
    ])("%s", (_what, environment, expected) => {
        const { project, told } = managed({ db: { ...DB, environment } });
        expect(told).toEqual([]);
        expect(project.managed!["db"]!.plan).toMatchObject(expected);
    });

    test.each<[string, Given["environment"], string]>([
        [
            "a secret",
            { POSTGRES_USER: { kind: "secret", name: "DB_OWNER" } },
            "error compose.yaml: services.db.environment.POSTGRES_USER: must be known before deployment, as AWS makes the database with it: write it out.",
        ],
        [
            "a name that RDS keeps",
            { POSTGRES_USER: plain("admin") },
            'error compose.yaml: services.db.environment.POSTGRES_USER: is "admin", which RDS does not take: letters, digits and _, at most 63, not admin, rdsadmin and not from pg_ on.',
        ],
        [
            "characters that RDS does not take",
            { POSTGRES_DB: plain("my-shop") },
            'error compose.yaml: services.db.environment.POSTGRES_DB: is "my-shop", which RDS does not take: letters, digits and _, at most 63, not admin, rdsadmin and not from pg_ on.',
        ],
    ])("refused: %s", (_what, environment, says) => {
        expect(managed({ db: { ...DB, environment } }).told).toEqual([says]);
    });
});

describe("settings that cannot be", () => {
    test.each<[string, Case, string[]]>([
        [
            "a service that there is not",
            { managed: { data: { engine: "postgres" } } },
            ['error slipway:apps.shop.managed.data: compose.yaml deploys no service "data": its services are api, db.'],
        ],
        [
            "left out too",
            { without: ["db"] },
            ["error slipway:apps.shop.managed.db: is in slipway:apps.shop.without too: take it out of one of them."],
        ],
        [
            "local",
            { target: "local" },
            [
                "error slipway:apps.shop.managed.db: cannot be had on local, where there is no AWS: leave it out (`pulumi config rm --path 'slipway:apps.shop.managed.db'`), and the container of the Compose file serves.",
            ],
        ],
        [
            "a target that does not reach it",
            { target: "app-runner" },
            [
                "error slipway:apps.shop.managed.db: cannot be had on app-runner yet, whose services do not reach it: use ecs-fargate or ec2-compose, or leave it out (`pulumi config rm --path 'slipway:apps.shop.managed.db'`) and give an external address.",
            ],
        ],
        [
            "a password of one's own",
            { secrets: ["DB_PASSWORD"], variables: { DB_HOST: "db.example.com", DB_SSLMODE: "verify-full" } },
            [
                "error slipway:apps.shop.secrets.DB_PASSWORD: is given by the managed db, as only AWS knows it: take it out.",
                "error slipway:apps.shop.variables.DB_HOST: is given by the managed db, as only AWS knows it: take it out.",
            ],
        ],
        [
            "a cache's class for a database",
            { managed: { db: { engine: "postgres", class: "cache.t4g.small" } } },
            [
                'error slipway:apps.shop.managed.db.class: is "cache.t4g.small", but classes of postgres begin with db., such as db.t4g.small.',
            ],
        ],
        [
            "a container's size",
            { services: { db: { cpu: 256 } } },
            [
                "error slipway:apps.shop.services.db: is of containers, but AWS runs db: leave it out; its size is `class` in slipway:apps.shop.managed.db.",
            ],
        ],
        [
            "published by the stack",
            { publish: { db: 5433 } },
            [
                "error slipway:apps.shop.publish.db: cannot be published: AWS runs db, and nobody but the app's services connects to it. Leave it out.",
            ],
        ],
        [
            "a version that AWS does not have",
            { managed: { db: { engine: "postgres", version: "9" } } },
            [
                "error slipway:apps.shop.managed.db.version: asks for version 9, and PostgreSQL on RDS has 14, 15, 16, 17, 18: take one of them in the image's tag.",
            ],
        ],
        [
            "storage of a cache",
            {
                db: { image: "redis:7" },
                api: { dependsOn: { db: HEALTHY } },
                managed: { db: { engine: "redis", storageGiB: 20 } },
            },
            [
                "error slipway:apps.shop.managed.db.storage: is of databases: a cache has the memory of its `class`. Leave it out.",
            ],
        ],
    ])("%s", (_what, given, says) => {
        expect(managed(given).told).toEqual(says);
    });
});

describe("what the file says that AWS cannot do", () => {
    const at = "compose.yaml: services.api.environment";
    const cache = (environment: Given["environment"]): Case => ({
        db: { image: "valkey/valkey:8.1" },
        api: { environment },
        managed: { db: { engine: "valkey" } },
    });
    test.each<[string, Case, string[]]>([
        [
            "the service's own name as a host",
            {
                api: {
                    environment: { DATABASE_URL: plain("postgresql://app:x@db:5432/shop") },
                    dependsOn: { db: HEALTHY },
                },
            },
            [
                `error ${at}.DATABASE_URL: has db as a host, which AWS runs here under another name: write \${DB_HOST:-db} in its place.`,
            ],
        ],
        [
            "the same in a command",
            { api: { ...API, command: ["wait-for", "db:5432"] } },
            [
                "error compose.yaml: services.api.command: has db as a host, which AWS runs here under another name: write ${DB_HOST:-db} in its place, in a variable of the container, and read that.",
            ],
        ],
        [
            "no TLS, no password",
            { api: { environment: { DB_HOST: output("DB_HOST"), DB_NAME: plain("db") }, dependsOn: { db: HEALTHY } } },
            [
                `warning ${at}.DB_HOST: leads to db, which AWS runs here with a password of its own making: give the container \${DB_PASSWORD} too.`,
                `warning ${at}.DB_HOST: does not say that it connects by TLS, and RDS takes nothing else. libpq, psycopg and asyncpg try it by themselves; others, such as node-postgres, need \`?sslmode=\${DB_SSLMODE:-disable}\` at the end of the address.`,
            ],
        ],
        ["the whole address", { api: { environment: { DATABASE_URL: output("DB_URL") } } }, []],
        [
            "a cache without TLS",
            cache({ REDIS_URL: joined(plain("redis://:"), output("DB_PASSWORD"), plain("@"), output("DB_HOST")) }),
            [
                `error ${at}.REDIS_URL: begins with redis://, which is without TLS, and ElastiCache takes nothing else: write \${DB_SCHEME:-redis}:// in its place.`,
            ],
        ],
        [
            "a cache by its host alone",
            cache({ REDIS_HOST: output("DB_HOST"), REDIS_PASSWORD: output("DB_PASSWORD") }),
            [
                `warning ${at}.REDIS_HOST: does not say that it connects by TLS, and ElastiCache takes nothing else: tell the program by \${DB_SCHEME:-redis}, which is rediss here.`,
            ],
        ],
        [
            "a cache as it should be",
            cache({
                REDIS_URL: joined(
                    output("DB_SCHEME"),
                    plain("://:"),
                    output("DB_PASSWORD"),
                    plain("@"),
                    output("DB_HOST"),
                ),
            }),
            [],
        ],
        [
            "nobody uses it",
            { api: {} },
            [
                "warning slipway:apps.shop.managed.db: is used by no service: name it in `depends_on`, or give a container ${DB_HOST}.",
            ],
        ],
        [
            "it waits for another one",
            { db: { ...DB, dependsOn: { api: HEALTHY } }, api: { environment: { DATABASE_URL: URL } } },
            [
                "warning compose.yaml: services.db.depends_on: names api, for which a service that AWS runs does not wait: it has no effect.",
            ],
        ],
        [
            "it runs to its end",
            { api: { ...API, dependsOn: { db: { ...HEALTHY, condition: "service_completed_successfully" } } } },
            [
                "error compose.yaml: services.db: is waited for until it ends, but AWS runs it for good: take it out of `managed`.",
            ],
        ],
        [
            "its network is another one's",
            { more: { backup: { networkMode: "service:db" } } },
            [
                "error compose.yaml: services.backup.network_mode: needs db, which AWS runs here, on no machine of the app's: take it out.",
            ],
        ],
    ])("%s", (_what, given, says) => {
        expect(managed(given).told).toEqual(says);
    });
});

test("names of variables follow the service's name", () => {
    expect(outputNames("db", "postgres")).toEqual([
        "DB_HOST",
        "DB_PORT",
        "DB_USER",
        "DB_NAME",
        "DB_PASSWORD",
        "DB_SSLMODE",
        "DB_URL",
    ]);
    expect(allOutputNames({ "my-cache": { engine: "valkey" } })).toEqual([
        "MY_CACHE_HOST",
        "MY_CACHE_PORT",
        "MY_CACHE_PASSWORD",
        "MY_CACHE_SCHEME",
        "MY_CACHE_URL",
    ]);
    expect(outputNames("2nd", "redis")[0]).toBe("_2ND_HOST");
});

test("every key of a service has an answer, and what has no effect is reported", () => {
    const support = managedSupport("ecs-fargate");
    expect(Object.keys(support.service).sort()).toEqual([...SERVICE_CONFIG_KEYS].sort());
    const keys = supportedKeys(
        projectOf({ db: { ...DB, command: ["postgres", "-c", "x=1"], capAdd: ["SYS_NICE"] } }),
        support,
    );
    expect(keys.filter(({ support: of }) => of !== "supported" && "unsupported" in of).map(({ key }) => key)).toEqual([
        "db.cap_add",
        "db.command",
        "db.read_only",
        "db.user",
    ]);
});

describe("task-api, read by Docker Compose", () => {
    const repository = join(__dirname, "../../..");
    const load = async (more: Partial<AppSettings> = {}) => {
        const settings = settingsOf({
            target: "ecs-fargate",
            compose: "docker/task-api/compose.yaml",
            secrets: ["API_KEY_SECRET", "ADMIN_API_KEY"],
            managed: { db: { engine: "postgres" } },
            allow: ["203.0.113.0/24"],
            ...more,
        });
        const { project, issues } = await loadProject({ app: "task-api", settings, projectDirectory: repository });
        return {
            ...fargatePlan(project!, settings, { projectDirectory: repository, stack: "dev" }),
            told: issueLines({ issues }),
        };
    };

    test("needs no DB_PASSWORD; database, migration and service are planned", async () => {
        const { plan, issues, told } = await load();
        expect([...told, ...issueLines({ issues })].filter((line) => line.startsWith("error"))).toEqual([]);
        expect(plan.managed).toEqual({
            db: {
                engine: "postgres",
                version: "16",
                prefix: "DB",
                userName: "app",
                databaseName: "tasks",
                usedBy: ["api", "migrate"],
            },
        });
        expect(plan.layers).toEqual([["migrate"], ["api"]]);
        expect(plan.volumes).toEqual({});
        expect(plan.services["api"]!.environment["DATABASE_URL"]).toEqual({
            kind: "composite",
            parts: expect.arrayContaining([
                { kind: "output", name: "DB_PASSWORD" },
                { kind: "output", name: "DB_HOST" },
            ]),
        });
    });
});
