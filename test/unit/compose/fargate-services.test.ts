import type { EnvValue } from "../../../components/env-value";
import { dnsZone } from "../../../compose/targets/ecs-fargate/dns-names";
import { findAddresses } from "../../../compose/targets/ecs-fargate/addresses";
import { planned, plannedApi, projectOf, type Given } from "./fargate-project";

const env = (variables: Record<string, string>): Given => ({
    environment: Object.fromEntries(
        Object.entries(variables).map(([name, value]): [string, EnvValue] => [name, { kind: "plain", value }]),
    ),
});
const after = (...names: string[]): Given => ({
    dependsOn: Object.fromEntries(
        names.map((name) => [name, { condition: "service_started", restart: false, required: true }]),
    ),
});
const onNetworks = (...names: string[]): Given => ({
    networks: Object.fromEntries(names.map((name) => [name, { aliases: [] }])),
});

describe("addresses in a text", () => {
    test.each<[string, string, string[]]>([
        ["URL", "http://api:8000/v1", ["api:8000"]],
        ["URL", "http://api/v1", ["api:80"]],
        ["URL", "postgresql+asyncpg://app:x@db:5432/tasks", ["db:5432"]],
        ["URL", "redis://:x@cache", ["cache:6379"]],
        ["URL", "amqp://a:b@one:1,two:2", ["one:1", "two:2"]],
        ["BROKERS", "one:9092,two:9093", ["one:9092", "two:9093"]],
        ["", "--upstream=api:80", ["api:80"]],
        ["DB_HOST", "db", ["db:"]],
        ["MODE", "db", []],
        ["PATH", "/api/v1:/usr/bin", []],
        ["TIME", "at 12:30:00", []],
        ["TEXT", "an api and a db", []],
    ])("%s=%s", (variable, text, expected) => {
        expect(findAddresses(text, variable).map(({ host, port }) => `${host}:${port ?? ""}`)).toEqual(expected);
    });
});

describe("who calls whom", () => {
    const of = (services: Record<string, Given>) => {
        const { plan, told } = planned(projectOf(services));
        const calls = Object.entries(plan.services).flatMap(([name, { calls = [] }]) =>
            calls.map(({ service, ports }) => `${name} → ${service} ${ports.join(",")}`),
        );
        return { calls, layers: plan.layers, told };
    };

    test.each<[string, Record<string, Given>, string[]]>([
        ["a URL in a variable", { api: env({ URL: "http://web:3000" }), web: {} }, ["api → web 3000"]],
        ["host and port in two variables", { api: env({ DB_HOST: "db", DB_PORT: "5433" }), db: {} }, ["api → db 5433"]],
        ["depends_on and `expose`", { api: after("web"), web: { expose: ["7000"] } }, ["api → web 7000"]],
        [
            "links and a known image",
            { api: { links: ["db"] }, db: { image: `postgres@sha256:${"1".repeat(64)}` } },
            ["api → db 5432"],
        ],
        ["a command", { api: { command: ["proxy", "http://web:80"] }, web: {} }, ["api → web 80"]],
        [
            "every port of the one that is called",
            {
                api: env({ URL: "http://web:3000" }),
                web: {
                    expose: ["9000"],
                    ports: [
                        { target: 80, protocol: "tcp" },
                        { target: 53, protocol: "udp" },
                    ],
                },
            },
            ["api → web 80,3000,9000"],
        ],
        [
            "nobody on another network",
            {
                api: { ...env({ URL: "http://web:3000" }), ...onNetworks("front") },
                web: onNetworks("back"),
            },
            [],
        ],
        ["nobody who is not named", { api: {}, web: { expose: ["80"] } }, []],
    ])("%s", (_what, services, expected) => {
        expect(of(services).calls).toEqual(expected);
    });

    test("a composite that mentions a secret tells its host all the same", () => {
        const url: EnvValue = {
            kind: "composite",
            parts: [
                { kind: "plain", value: "postgresql://app:" },
                { kind: "secret", name: "DB_PASSWORD" },
                { kind: "plain", value: "@db:5432/app" },
            ],
        };
        expect(of({ api: { environment: { URL: url } }, db: {} }).calls).toEqual(["api → db 5432"]);
    });

    test("who calls comes after whom it calls, though the file does not ask for it", () => {
        const { layers, told } = of({ a: env({ URL: "http://b:80" }), b: env({ URL: "http://c:80" }), c: {} });
        expect([layers, told]).toEqual([[["c"], ["b"], ["a"]], []]);
    });

    test.each<[string, Record<string, Given>, string]>([
        ["two", { a: env({ URL: "http://b:80" }), b: { ...env({ URL: "http://a:80" }), ...after("a") } }, "a → b → a"],
        [
            "three, and one that only calls them",
            {
                a: env({ URL: "http://b:80" }),
                b: env({ URL: "http://c:80" }),
                c: { ...after("d") },
                d: { ...env({ URL: "http://b:80" }), expose: ["80"] },
            },
            "b → c → d → b",
        ],
        ["by depends_on", { a: { ...after("b"), expose: ["80"] }, b: { ...after("a"), expose: ["80"] } }, "a → b → a"],
    ])("services that call each other in a circle are refused: %s", (_what, services, circle) => {
        expect(of(services).told).toEqual([
            `error compose.yaml: services: need each other in a circle: ${circle}. A task on ecs-fargate knows only the names that ` +
                "were there when it started, so one of them could not reach the next after the first deployment: take one arrow " +
                "out (a `depends_on`, a link, or the other's name as a host in a variable or the command), or put a public " +
                "address or a queue between them.",
        ]);
    });

    test("a job that calls whom waits for it: told, as a job looks names up anew", () => {
        const migrated = { condition: "service_completed_successfully", restart: false, required: true } as const;
        const { layers, told } = of({
            api: { expose: ["80"], dependsOn: { migrate: migrated } },
            migrate: env({ URL: "http://api:80" }),
        });
        expect(layers).toEqual([["migrate"], ["api"]]);
        expect(told).toEqual([
            "warning compose.yaml: services.migrate: calls api, which in the end waits for migrate: at the first deployment there is no " +
                "api yet, later migrate reaches the release before.",
        ]);
    });

    test("a job calls services by DNS: their names in its variables and command are replaced, and nothing else is", () => {
        const url: EnvValue = {
            kind: "composite",
            parts: [
                { kind: "plain", value: "postgresql://app:" },
                { kind: "secret", name: "DB_PASSWORD" },
                { kind: "plain", value: "@db:5432/db" },
            ],
        };
        const { plan, told } = planned(
            projectOf({
                api: {
                    dependsOn: {
                        migrate: { condition: "service_completed_successfully", restart: false, required: true },
                    },
                },
                migrate: {
                    environment: { ...env({ DB_HOST: "db", DB_NAME: "db", PATHS: "/db/x" }).environment, URL: url },
                    command: ["wait-for", "db:5432", "http://web:80/db"],
                    ...after("cache"),
                },
                db: {},
                web: {},
                cache: { expose: ["6379"] },
            }),
        );
        expect(told).toEqual([]);
        const full = "db.shop.dev.slipway.internal";
        expect(plan.jobs["migrate"]).toMatchObject({
            environment: {
                DB_HOST: { kind: "plain", value: full },
                DB_NAME: { kind: "plain", value: "db" },
                PATHS: { kind: "plain", value: "/db/x" },
                URL: { ...url, parts: [...url.parts.slice(0, 2), { kind: "plain", value: `@${full}:5432/db` }] },
            },
            container: { command: ["wait-for", `${full}:5432`, "http://web.shop.dev.slipway.internal:80/db"] },
            calls: [
                { service: "cache", ports: [6379] },
                { service: "db", ports: [5432] },
                { service: "web", ports: [80] },
            ],
            egressPorts: [443],
        });
        // The cache is waited for and not named: it needs no name.
        expect(plan.dns).toEqual({ zone: "shop.dev.slipway.internal", services: ["db", "web"] });
        expect(plan.layers).toEqual([["cache", "db", "web"], ["migrate"], ["api"]]);
    });

    describe("a service that discovers another finds each of its tasks by DNS", () => {
        const discovering = (services: Record<string, Given>, settings: Record<string, object>) =>
            planned(projectOf(services), { services: settings });
        const watched: Record<string, Given> = {
            prometheus: { ...env({ API_HOST: "api", PAGE_URL: "http://web:80" }), command: ["watch", "api:9000"] },
            api: { expose: ["9000"] },
            web: {},
        };

        test("its variables and command get the DNS name, it is let in, and the others keep Service Connect's names", () => {
            const { plan, told } = discovering(watched, { prometheus: { discovers: ["api"] }, api: { min: 2 } });
            expect(told).toEqual([]);
            expect(plan.services["prometheus"]).toMatchObject({
                environment: {
                    API_HOST: { kind: "plain", value: "api.shop.dev.slipway.internal" },
                    PAGE_URL: { kind: "plain", value: "http://web:80" },
                },
                container: { command: ["watch", "api.shop.dev.slipway.internal:9000"] },
                calls: [
                    { service: "api", ports: [9000] },
                    { service: "web", ports: [80] },
                ],
                egressPorts: [443],
            });
            expect(plan.services["api"]).toMatchObject({ offers: [9000], copies: 2 });
            expect(plan.dns).toEqual({ zone: "shop.dev.slipway.internal", services: ["api"] });
        });

        test("a name that answers by itself makes no order: two may discover each other, which two that call each other may not", () => {
            const { plan, told } = discovering(
                { a: { ...env({ PEER_HOST: "b" }), expose: ["1"] }, b: { ...env({ PEER_HOST: "a" }), expose: ["1"] } },
                { a: { discovers: ["b"] }, b: { discovers: ["a"] } },
            );
            expect(told).toEqual([]);
            expect(plan.layers).toEqual([["a", "b"]]);
            expect(plan.dns?.services).toEqual(["a", "b"]);
        });

        const at = "error slipway:apps.shop.services.prometheus.discovers";
        test.each<[string, Record<string, Given>, Record<string, object>, string]>([
            [
                "an unknown service",
                watched,
                { prometheus: { discovers: ["backend"] } },
                `${at}[0]: is backend, but compose.yaml deploys no such service: those that it could find are api, web.`,
            ],
            [
                "itself",
                watched,
                { prometheus: { discovers: ["prometheus"] } },
                `${at}[0]: is prometheus, the service itself: name others, or leave it out.`,
            ],
            [
                "one twice",
                watched,
                { prometheus: { discovers: ["api", "api"] } },
                `${at}[1]: is api, which stands there twice: take one out.`,
            ],
            [
                "a job",
                {
                    ...watched,
                    api: {
                        expose: ["9000"],
                        dependsOn: {
                            seed: { condition: "service_completed_successfully", restart: false, required: true },
                        },
                    },
                    seed: {},
                },
                { prometheus: { discovers: ["seed"] } },
                `${at}[0]: is seed, a job, which nobody calls: take it out.`,
            ],
            [
                "one that it does not name",
                { ...watched, db: { expose: ["5432"] } },
                { prometheus: { discovers: ["db"] } },
                `${at}[0]: is db, but no variable and no command of prometheus has that name as a host (or they share no network), so prometheus ` +
                    "would not learn where its copies are: give it one in compose.yaml, such as  DB_HOST: db.",
            ],
            [
                "one without a port",
                { ...watched, prometheus: env({ API_HOST: "api" }), api: {} },
                { prometheus: { discovers: ["api"] } },
                `${at}[0]: is api, but nothing says on which port that listens, so nobody could be let in: give it \`expose\` in compose.yaml, ` +
                    'such as  expose: ["8080"].',
            ],
            [
                "more copies than DNS answers with",
                watched,
                { prometheus: { discovers: ["api"] }, api: { min: 2, max: 9 } },
                `${at}[0]: is api, which may run 9 copies, but DNS answers with 8 addresses at most: give it fewer copies ` +
                    "(`max` in slipway:apps.shop.services.api), or take this out.",
            ],
        ])("%s is refused", (_what, services, settings, expected) => {
            expect(discovering(services, settings).told).toContain(expected);
        });
    });

    test("stacks that share a network have zones of their own", () => {
        expect(dnsZone({ name: "shop" }, "pr-7")).toBe("shop.pr-7.slipway.internal");
        expect(dnsZone({ name: "shop" }, "Prod_EU.2")).toBe("shop.prod-eu-2.slipway.internal");
    });

    test("without a job that names a service there is no zone to pay for", () => {
        expect(planned(projectOf({ api: env({ URL: "http://web:80" }), web: {} })).plan).not.toHaveProperty("dns");
    });

    test.each<[string, Record<string, Given>, string]>([
        [
            "a port that nothing tells",
            { api: after("web"), web: {} },
            'warning compose.yaml: services.web: nothing says on which port it listens, so api cannot connect to it: give it `expose`, such as  expose: ["8080"].',
        ],
        [
            "a second name",
            { api: { links: ["web:site"] }, web: { expose: ["80"] } },
            "error compose.yaml: services.api.links: calls web by the name site, but on ecs-fargate a service has one name: call it web.",
        ],
        [
            "aliases",
            { api: { networks: { default: { aliases: ["backend"] } } } },
            "warning compose.yaml: services.api.networks.default.aliases: has no effect on ecs-fargate: api is called by its own name only.",
        ],
    ])("%s is told", (_what, services, expected) => {
        expect(of(services).told).toContain(expected);
    });
});

describe("where a task may call out", () => {
    const egress = (service: Given, own?: readonly number[]) =>
        plannedApi(service, own ? { services: { api: { egress: own } } } : {}).api?.egressPorts;

    test("by HTTPS, to the addresses in its variables, and where the stack says; never to the app's own services", () => {
        expect(egress({})).toEqual([443]);
        expect(egress(env({ DATABASE_URL: "postgresql://db.example.com/app", SELF: "http://localhost:9" }))).toEqual([
            443, 5432,
        ]);
        expect(egress(env({ IMAGE: "postgres:16" }))).toEqual([443]);
        expect(egress({}, [6379])).toEqual([443, 6379]);
        const { plan } = planned(projectOf({ api: env({ URL: "http://web:3000" }), web: {} }));
        expect(plan.services["api"]?.egressPorts).toEqual([443]);
    });

    test("an address that is a secret as a whole is told, unless the stack has said what it needs", () => {
        const service: Given = { environment: { DATABASE_URL: { kind: "secret", name: "DATABASE_URL" } } };
        expect(plannedApi(service).told).toEqual([
            "warning compose.yaml: services.api.environment.DATABASE_URL: is a secret, so which port it leads to is not known, and tasks may " +
                "call out on port 443 only. If it is another: `pulumi config set --path 'slipway:apps.shop.services.api.egress[0]' 5432`.",
        ]);
        expect(plannedApi(service, { services: { api: { egress: [5432] } } }).told).toEqual([]);
    });
});

describe("copies, Spot and shells", () => {
    test("min and max make the service scale by itself; one number does not", () => {
        const of = (own: object) => plannedApi({}, { services: { api: own } }).api;
        expect(of({ min: 2, max: 4 })).toMatchObject({ copies: 2, scaling: { min: 2, max: 4 } });
        expect(of({ max: 4 })).toMatchObject({ copies: 1, scaling: { min: 1, max: 4 } });
        expect(of({ min: 2, max: 2 })).toMatchObject({ copies: 2 });
        expect(of({ min: 2, max: 2 })).not.toHaveProperty("scaling");
        expect(of({ min: 0 })).toMatchObject({ copies: 0 });
        expect(of({ spot: true })).toMatchObject({ spot: true });
        expect(of({})).not.toHaveProperty("spot");
    });

    test.each<[Given, object, string]>([
        [
            {},
            { min: 0, max: 2 },
            "error slipway:apps.shop.services.api.min: is 0 with max 2, but a service without a task has no load to scale by: give 1 or more.",
        ],
        [
            { scale: 3 },
            { max: 2 },
            "error slipway:apps.shop.services.api.max: is 2, but the Compose file asks for 3 copies: give `min` too, or a larger number.",
        ],
        [
            {},
            { exec: true },
            "error slipway:apps.shop.services.api.exec: is true, but ECS opens a shell only where the container's root can be written to: take `read_only` out of services.api in compose.yaml, or this.",
        ],
    ])("%j with %j is refused", (service, own, expected) => {
        expect(plannedApi(service, { services: { api: own } }).told).toEqual([expected]);
    });
});

describe("deploy", () => {
    const deploy = (more: object): Given => ({ deploy: { labels: {}, ...more } });

    test("labels become tags, as far as AWS takes them", () => {
        const { api, told } = plannedApi(deploy({ labels: { team: "core", rule: "Host(`a`)", "aws:x": "1" } }));
        expect(api?.tags).toEqual({ team: "core" });
        const left = "is no tag as AWS takes it (letters, digits, spaces and _.:/=+-@; not aws:…): left out.";
        expect(told).toEqual([
            `warning compose.yaml: services.api.deploy.labels.aws:x: ${left}`,
            `warning compose.yaml: services.api.deploy.labels.rule: ${left}`,
        ]);
    });

    test("an update that starts first and rolls back is what every release does; another one is told", () => {
        expect(plannedApi(deploy({ updateConfig: { order: "start-first", failureAction: "rollback" } })).told).toEqual(
            [],
        );
        const other = { order: "stop-first", failureAction: "continue", parallelism: 2 };
        expect(plannedApi(deploy({ updateConfig: other })).told).toEqual([
            "warning compose.yaml: services.api.deploy.update_config.order: is stop-first, but on ecs-fargate new tasks start first, except with a writable volume.",
            "warning compose.yaml: services.api.deploy.update_config.failure_action: is continue, but ECS goes back to the last version that worked.",
            "warning compose.yaml: services.api.deploy.update_config.parallelism: has no effect on ecs-fargate: ECS sets the pace.",
        ]);
    });
});
