import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, readStackConfig } from "../../../config";

const KEY = "0".repeat(64);

function set(settings: Record<string, unknown>, secretKeys: readonly string[] = []): void {
    const texts = Object.entries(settings).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(texts), [...secretKeys]);
}

/** The problems, one a line, of settings that are refused. */
function problems(settings: Record<string, unknown>, secretKeys: readonly string[] = []): string[] {
    set(settings, secretKeys);
    try {
        readStackConfig();
    } catch (problem) {
        expect(problem).toBeInstanceOf(ConfigurationError);
        expect(problem).toBeInstanceOf(pulumi.RunError);
        return (problem as ConfigurationError).message
            .split("\n")
            .slice(1)
            .map((line) => line.trim());
    }
    throw new Error("nothing is refused");
}

const app = (settings: Record<string, unknown>) => ({ "slipway:apps": { web: { target: "local", ...settings } } });

describe("settings that hold", () => {
    test("the least: an app and its target", () => {
        set({ "slipway:apps": { "task-api": { target: "local" } } });
        expect(readStackConfig()).toEqual({
            ...{ name: "stack", profile: "dev" },
            reports: [],
            apps: {
                "task-api": {
                    target: "local",
                    compose: "docker/task-api/compose.yaml",
                    secrets: {},
                    variables: {},
                    profiles: [],
                    without: [],
                    services: {},
                    publish: {},
                    allow: [],
                    secretValues: {},
                },
            },
        });
    });

    test("everything, secrets by reference", async () => {
        const arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf";
        set(
            {
                "slipway:profile": "prod",
                "slipway:labelKey": KEY,
                "slipway:environment": {
                    vpc: { id: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"], privateSubnetIds: ["subnet-3"] },
                    cluster: "arn:aws:ecs:eu-central-1:111122223333:cluster/main",
                    domain: "example.com",
                },
                "slipway:apps": {
                    web: {
                        target: "ecs-fargate",
                        compose: "../shop/compose.yaml",
                        secrets: { API_KEY: "config", SESSION_KEY: "generated", DB_URL: arn },
                        variables: { LOG_LEVEL: "info", WORKERS: 2, DEBUG: false },
                        profiles: ["mail"],
                        without: ["db"],
                        managed: {
                            main: "postgres",
                            cache: { engine: "valkey", version: 8.1, class: "cache.t4g.small" },
                            stock: { engine: "postgres", storage: 50, restoreFrom: "rds:stock-2026-11-20" },
                        },
                        services: {
                            api: { cpu: 256, memory: 512, min: 1, max: 4, health: "/up" },
                            worker: { health: false },
                        },
                        publish: { api: 18000 },
                        domain: "tasks.example.com",
                        allow: ["203.0.113.7/32", "2001:db8::/32"],
                    },
                    list: { target: "local", secrets: ["A"] },
                },
                "web:API_KEY": "canary",
                "list:A": "canary",
                "aws:region": "eu-central-1",
            },
            ["slipway:labelKey", "web:API_KEY", "list:A"],
        );
        const { apps, labelKey, alarms: _alarms, reports: _, ...rest } = readStackConfig();
        expect(rest).toEqual({
            ...{ name: "stack", profile: "prod" },
            environment: {
                domain: "example.com",
                reference: {
                    vpcId: "vpc-1",
                    publicSubnetIds: ["subnet-1", "subnet-2"],
                    privateSubnetIds: ["subnet-3"],
                    clusterArn: "arn:aws:ecs:eu-central-1:111122223333:cluster/main",
                },
            },
        });
        const { secretValues, ...web } = apps["web"] as (typeof apps)[string];
        expect(web).toEqual({
            target: "ecs-fargate",
            compose: "../shop/compose.yaml",
            secrets: { API_KEY: { from: "config" }, SESSION_KEY: { from: "generated" }, DB_URL: { from: "arn", arn } },
            variables: { LOG_LEVEL: "info", WORKERS: "2", DEBUG: "false" },
            profiles: ["mail"],
            without: ["db"],
            managed: {
                main: { engine: "postgres" },
                cache: { engine: "valkey", version: "8.1", class: "cache.t4g.small" },
                stock: { engine: "postgres", storageGiB: 50, restoreFrom: "rds:stock-2026-11-20" },
            },
            services: { api: { cpu: 256, memoryMiB: 512, min: 1, max: 4, health: "/up" }, worker: { health: false } },
            publish: { api: 18000 },
            domain: "tasks.example.com",
            allow: ["203.0.113.7/32", "2001:db8::/32"],
        });
        expect(apps["list"]?.secrets).toEqual({ A: { from: "config" } });
        expect(Object.keys(secretValues)).toEqual(["API_KEY"]);
        expect(await pulumi.isSecret(secretValues["API_KEY"] as pulumi.Output<string>)).toBe(true);
        expect(await pulumi.isSecret(labelKey as pulumi.Output<string>)).toBe(true);
    });
});

describe("settings that are refused: what, the value given, what to do", () => {
    const cases: [string, Record<string, unknown>, string[]][] = [
        [
            "no apps",
            {},
            [
                "slipway:apps: is missing, so the stack has no app: `pulumi config set --path 'slipway:apps.<app>.target' local` adds one, described by docker/<app>/compose.yaml.",
            ],
        ],
        [
            "an empty mapping",
            { "slipway:apps": {} },
            [
                "slipway:apps: is empty, so the stack has no app: `pulumi config set --path 'slipway:apps.<app>.target' local` adds one, described by docker/<app>/compose.yaml.",
            ],
        ],
        [
            "text for a mapping",
            { "slipway:apps": "web" },
            [
                'slipway:apps: must be a mapping, not "web": write it in Pulumi.stack.yaml, or use `pulumi config set --path`.',
            ],
        ],
        [
            "a stack setting that nobody knows",
            { ...app({}), "slipway:profle": "dev" },
            ["slipway:profle: is unknown: did you mean profile?"],
        ],
        [
            "one that is like none",
            { ...app({}), "slipway:zzzzzzzz": "1" },
            ["slipway:zzzzzzzz: is unknown: the keys here are alarms, apps, environment, expires, labelKey, profile."],
        ],
        [
            "a profile",
            { ...app({}), "slipway:profile": "stage" },
            ['slipway:profile: must be one of dev, prod, not "stage": `pulumi config set slipway:profile dev`.'],
        ],
        [
            "a missing target",
            { "slipway:apps": { web: {} } },
            [
                "slipway:apps.web.target: is missing: `pulumi config set --path 'slipway:apps.web.target' local` (one of local, app-runner, ecs-express, ecs-fargate, ec2-compose).",
            ],
        ],
        [
            "a target",
            app({ target: "fargate" }),
            [
                'slipway:apps.web.target: must be one of local, app-runner, ecs-express, ecs-fargate, ec2-compose, not "fargate"; did you mean ecs-fargate?',
            ],
        ],
        ["an app's key", app({ secret: [] }), ["slipway:apps.web.secret: is unknown: did you mean secrets?"]],
        [
            "an app's key that there is not",
            app({ databases: { db: "postgres" } }),
            [
                "slipway:apps.web.databases: is unknown: the keys here are target, compose, commit, secrets, variables, profiles, without, managed, services, publish, domain, signIn, allow, alarms.",
            ],
        ],
        [
            "a service's key",
            app({ services: { api: { memry: 1 } } }),
            ["slipway:apps.web.services.api.memry: is unknown: did you mean memory?"],
        ],
        [
            "no mapping for an app",
            { "slipway:apps": { web: null } },
            ["slipway:apps.web: must be a mapping, not null."],
        ],
        ["a path", app({ compose: 5 }), ["slipway:apps.web.compose: must be text, not 5."]],
        ["a list", app({ without: "db" }), ['slipway:apps.web.without: must be a list, not "db".']],
        [
            "CPU",
            app({ services: { api: { cpu: "much" } } }),
            ['slipway:apps.web.services.api.cpu: must be a number, not "much".'],
        ],
        [
            "memory",
            app({ services: { api: { memory: 0.5 } } }),
            ["slipway:apps.web.services.api.memory: must be a whole number from 4 to 1048576, not 0.5."],
        ],
        [
            "copies",
            app({ services: { api: { min: 3, max: 1 } } }),
            ["slipway:apps.web.services.api.max: must be a number that is not below `min`, not 1."],
        ],
        [
            "health",
            app({ services: { api: { health: "health" } } }),
            [
                'slipway:apps.web.services.api.health: must be a path such as /health, or false for a service without HTTP, not "health".',
            ],
        ],
        [
            "a port",
            app({ publish: { api: 99999 } }),
            ["slipway:apps.web.publish.api: must be a whole number from 1 to 65535, not 99999."],
        ],
        [
            "a domain",
            app({ domain: "tasks" }),
            ['slipway:apps.web.domain: must be a host name such as tasks.example.com, not "tasks".'],
        ],
        [
            "an address block",
            app({ allow: ["203.0.113.7", "300.0.0.0/8"] }),
            [
                'slipway:apps.web.allow[0]: must be a CIDR block such as 203.0.113.7/32, not "203.0.113.7".',
                'slipway:apps.web.allow[1]: must be a CIDR block such as 203.0.113.7/32, not "300.0.0.0/8".',
            ],
        ],
        [
            "managed services",
            app({
                managed: {
                    a: "mysql",
                    c: { engine: "redis", size: "large" },
                    e: {
                        engine: "postgres",
                        class: "large",
                        storage: 5,
                        version: "latest",
                        restoreFrom: "my snapshot",
                    },
                    f: {},
                },
            }),
            [
                'slipway:apps.web.managed.a: must be postgres, redis or valkey, or a mapping such as { engine: postgres, class: db.t4g.small }, not "mysql".',
                "slipway:apps.web.managed.c.size: is unknown: the keys here are engine, version, class, storage, restoreFrom.",
                'slipway:apps.web.managed.e.version: must be a version such as 16, not "latest".',
                'slipway:apps.web.managed.e.class: must be a class such as db.t4g.small, of a database, or cache.t4g.small, of a cache, not "large".',
                "slipway:apps.web.managed.e.storage: must be a whole number from 20 to 65536, not 5.",
                'slipway:apps.web.managed.e.restoreFrom: must be the name or the ARN of a snapshot, not "my snapshot".',
                "slipway:apps.web.managed.f.engine: is missing: `pulumi config set --path 'slipway:apps.web.managed.f.engine' postgres` (one of postgres, redis, valkey).",
            ],
        ],
        [
            "a variable that steers Docker Compose",
            app({ variables: { COMPOSE_FILE: "x" } }),
            [
                'slipway:apps.web.variables.COMPOSE_FILE: must be a variable\'s name (letters, digits and _) that Compose and Docker do not use themselves, not "COMPOSE_FILE".',
            ],
        ],
        [
            "a variable's value",
            app({ variables: { A: [1] } }),
            ["slipway:apps.web.variables.A: must be text, a number or true or false, not [1]."],
        ],
        [
            "the form of secrets",
            app({ secrets: 5 }),
            [
                "slipway:apps.web.secrets: must be a list of variables, such as [DB_PASSWORD], or a mapping, such as { DB_PASSWORD: generated }, not 5.",
            ],
        ],
        [
            "a secret's name",
            app({ secrets: ["DB-PASSWORD"] }),
            ['slipway:apps.web.secrets[0]: must be a variable\'s name (letters, digits and _), not "DB-PASSWORD".'],
        ],
        [
            "a secret's source, which may be the secret itself and is not shown",
            app({ secrets: { DB_PASSWORD: "canary" } }),
            [
                "slipway:apps.web.secrets.DB_PASSWORD: must be `config`, `generated` or the whole ARN of a Secrets Manager entry, which ends with - and six characters (aws secretsmanager describe-secret --secret-id <name> --query ARN), not what is given.",
            ],
        ],
        [
            "a variable that is a secret too",
            app({ secrets: { A: "generated" }, variables: { A: "1" } }),
            ["slipway:apps.web.variables.A: is among the app's secrets too: take it out of one of them."],
        ],
        [
            "an app with a name of Pulumi's",
            { "slipway:apps": { aws: { target: "local" } } },
            [
                "slipway:apps.aws: an app cannot have the name aws, which is a namespace of Pulumi's: choose another, such as aws-app.",
            ],
        ],
        [
            "an app's name",
            { "slipway:apps": { Web_1: { target: "local" } } },
            [
                'slipway:apps.Web_1: an app\'s name must be small letters, digits and -, start with a letter and have at most 30 characters, not "Web_1".',
            ],
        ],
        [
            "an environment's key",
            { ...app({}), "slipway:environment": { clustr: "x" } },
            ["slipway:environment.clustr: is unknown: did you mean cluster?"],
        ],
        [
            "a network's parts",
            { ...app({}), "slipway:environment": { vpc: { id: "10.0.0.0/16", publicSubnetIds: ["subnet-1"] } } },
            [
                'slipway:environment.vpc.id: must be an id such as vpc-0a1b2c3d, not "10.0.0.0/16".',
                'slipway:environment.vpc.publicSubnetIds: must be at least two subnets, in different availability zones, not ["subnet-1"].',
            ],
        ],
        [
            "a network's key",
            {
                ...app({}),
                "slipway:environment": { vpc: { id: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"], subnets: [] } },
            },
            ["slipway:environment.vpc.subnets: is unknown: the keys here are id, publicSubnetIds, privateSubnetIds."],
        ],
        [
            "a cluster without a network",
            { ...app({}), "slipway:environment": { cluster: "arn:aws:ecs:eu-central-1:1:cluster/a" } },
            ["slipway:environment.vpc: must be given beside `cluster`, or the tasks have no network, not nothing."],
        ],
        [
            "a cluster by name",
            {
                ...app({}),
                "slipway:environment": {
                    vpc: { id: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"] },
                    cluster: "main",
                },
            },
            ['slipway:environment.cluster: must be the ARN of an ECS cluster, not "main".'],
        ],
    ];
    test.each(cases)("%s", (_what, settings, says) => expect(problems(settings)).toEqual(says));

    const labelled = { ...app({ secrets: ["API_KEY"] }), "slipway:labelKey": KEY };
    const stored: [string, Record<string, unknown>, string[], string[]][] = [
        [
            "no value and no key of labels",
            app({ secrets: ["API_KEY"] }),
            [],
            [
                "web:API_KEY: the secret has no value: `pulumi config set --secret web:API_KEY`.",
                'slipway:labelKey: is missing, and secrets are labelled with it: `pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"`.',
            ],
        ],
        [
            "stored as plain text",
            { ...labelled, "web:API_KEY": "canary" },
            [],
            [
                "web:API_KEY: is stored as plain text: `pulumi config set --secret web:API_KEY` stores it encrypted; then give the secret another value, as this one is known.",
                'slipway:labelKey: is stored as plain text: `pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"` makes a new one, encrypted.',
            ],
        ],
        [
            "a short key of labels",
            { ...labelled, "web:API_KEY": "canary", "slipway:labelKey": "short" },
            ["web:API_KEY", "slipway:labelKey"],
            [
                'slipway:labelKey: has 5 characters, at least 32 are needed: `pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"`.',
            ],
        ],
        [
            "values that nobody asked for",
            { ...labelled, "web:API_KEY": "canary", "web:API_KEYS": "canary", "web:zzzzzzzzz": "canary" },
            ["web:API_KEY", "web:API_KEYS", "web:zzzzzzzzz", "slipway:labelKey"],
            [
                "web:API_KEYS: is no secret of the app that comes from configuration: did you mean web:API_KEY? Otherwise name it in slipway:apps.web.secrets, or `pulumi config rm web:API_KEYS`.",
                "web:zzzzzzzzz: is no secret of the app that comes from configuration: name it in slipway:apps.web.secrets, or `pulumi config rm web:zzzzzzzzz`.",
            ],
        ],
    ];
    test.each(stored)("secrets: %s", (_what, settings, secretKeys, says) => {
        expect(problems(settings, secretKeys)).toEqual(says);
        expect(says.join()).not.toContain("canary");
    });

    test("everything at once, counted", () => {
        set({ "slipway:apps": { aws: { target: "local" }, web: { targt: "local" } } });
        expect(readStackConfig).toThrow(/^3 problems in stack stack:\n {2}slipway:apps\.aws: /);
        set({ "slipway:apps": { aws: { target: "local" } } });
        expect(readStackConfig).toThrow(/^one problem in stack stack:\n/);
    });
});
