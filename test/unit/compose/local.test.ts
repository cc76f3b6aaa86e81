import { BUILD_SUPPORT } from "../../../compose/build";
import { isGiven, SERVICE_CONFIG_KEYS, SERVICE_KEYS } from "../../../compose/service-keys";
import { mapLocal } from "../../../compose/targets/local/map";
import { LOCAL_SUPPORT } from "../../../compose/targets/local/support";
import type { ComposeProject } from "../../../compose/types";
import { issueLines, loadCase, settingsOf, type SettingsOf } from "./load-case";

type Definition = Record<string, Record<string, Record<string, unknown>>>;

async function plan(name: string, settings: SettingsOf = {}) {
    const loaded = await loadCase(name, settings);
    const mapped = mapLocal(loaded.project as ComposeProject, settingsOf(settings));
    return { ...mapped, definition: mapped.plan.definition as unknown as Definition };
}

describe("every key that local supports has an effect", () => {
    /** What Compose has acted on before there is a definition, and where that shows. */
    const actedOn: Partial<Record<string, (mapped: Awaited<ReturnType<typeof plan>>) => unknown>> = {
        build: ({ plan: { services } }) => services["api"]?.build?.context,
        environment: ({ plan: { services } }) => services["api"]?.environment["MODE"],
        envFiles: ({ plan: { services } }) => services["api"]?.environment["FROM_FILE"],
        extends: ({ plan: { services } }) => services["api"]?.environment["FROM_BASE"],
        labelFiles: ({ definition }) =>
            (definition["services"]?.["api"]?.["labels"] as Record<string, string>)["from.file"],
        // The service has the profile `all`, so it is here because of it.
        profiles: ({ plan: { services } }) => services["api"],
        scale: ({ plan: { services } }) => services["api"]?.copies,
        image: ({ plan: { services } }) => services["db"]?.image,
        pullPolicy: ({ definition }) => definition["services"]?.["db"]?.["pull_policy"],
        networkMode: ({ definition }) => definition["services"]?.["db"]?.["network_mode"],
    };
    const supported = SERVICE_CONFIG_KEYS.filter((key) => LOCAL_SUPPORT.service[key] === "supported");

    test.each(supported)("%s", async (key) => {
        const mapped = await plan("every-key", { profiles: ["all"] });
        const shown = actedOn[key]?.(mapped) ?? mapped.definition["services"]?.["api"]?.[SERVICE_KEYS[key]];
        expect(shown).toBeDefined();
        expect(shown).not.toBeNull();
    });

    test("the fixture gives each of them, but those that Compose has merged away", async () => {
        const { project } = await loadCase("every-key", { profiles: ["all"] });
        const services = Object.values(project?.services ?? {});
        const absent = supported.filter((key) => !services.some((service) => isGiven(service, key)));
        expect(absent).toEqual(["extends"]);
    });

    test("there are 93 keys, and each has an answer", () => {
        expect(SERVICE_CONFIG_KEYS).toHaveLength(93);
        expect(Object.keys(LOCAL_SUPPORT.service).sort()).toEqual([...SERVICE_CONFIG_KEYS].sort());
    });
});

describe("the plan for this machine's Docker", () => {
    test("jobs, layers, images and health of a service that waits for a migration", async () => {
        const { plan: mapped, issues } = await plan("jobs");
        expect(issues).toEqual([]);
        expect(mapped.layers).toEqual([["cache", "db"], ["migrate"], ["api"]]);
        expect(mapped.services["migrate"]).toMatchObject({ job: true, build: { context: "." } });
        expect(mapped.services["migrate"]).not.toHaveProperty("health");
        expect(mapped.services["db"]).toMatchObject({ job: false, image: "postgres:16", public: false });
    });

    test("which services are asked over HTTP, where, and which are public", async () => {
        const { plan: mapped } = await plan("healthchecks");
        const shown = Object.entries(mapped.services).map(([name, { health, public: open }]) => [name, health, open]);
        expect(shown).toEqual([
            ["curl", { gatePath: "/health/ready", containerPort: 8000, publishedPort: 8001 }, true],
            ["local", { gatePath: "/health", containerPort: 80, publishedPort: 8006, hostIp: "127.0.0.1" }, false],
            ["off", { gatePath: "/health", containerPort: 80, publishedPort: 8004 }, true],
            // Its check asks another service, which says nothing of its own HTTP.
            ["peer", undefined, false],
            ["private", undefined, false],
            ["python", { gatePath: "/status?full=1", containerPort: 5000, publishedPort: 8003 }, true],
            ["redis", undefined, false],
            ["wget", { gatePath: "/ping", containerPort: 8080, publishedPort: 8002 }, true],
        ]);
    });

    test("the stack's word on health, size and port wins", async () => {
        const { plan: mapped, definition } = await plan("healthchecks", {
            services: { curl: { health: false }, redis: { health: "/up" }, off: { cpu: 512, memoryMiB: 256 } },
            publish: { off: 18004 },
        });
        expect(mapped.services["curl"]).not.toHaveProperty("health");
        expect(mapped.services["redis"]?.health).toEqual({ gatePath: "/up", containerPort: 6379, publishedPort: 6379 });
        expect(mapped.services["off"]).toMatchObject({ size: "0.5 CPU, 256 MiB", health: { publishedPort: 18004 } });
        expect(definition["services"]?.["off"]).toMatchObject({
            deploy: { resources: { limits: { cpus: 0.5, memory: "268435456" } } },
            ports: [{ target: 80, published: "18004" }],
        });
    });

    test("`discovers` is what Docker's DNS does anyway; that there is such a service is checked here, too", async () => {
        const discovering = async (service: string) => {
            const settings: SettingsOf = { services: { peer: { discovers: [service] } } };
            const { issues } = await loadCase("healthchecks", settings);
            const { issues: mapped } = await plan("healthchecks", settings);
            return issueLines({ issues: [...issues, ...mapped] }).filter((line) => line.includes("discovers"));
        };
        expect(await discovering("wget")).toEqual([]);
        expect(await discovering("wgte")).toEqual([
            expect.stringMatching(
                /^error slipway:apps\.\S+\.services\.peer\.discovers\[0\]: is wgte, but \S+ deploys no such service: those that it could find are curl, local, /,
            ),
        ]);
    });

    test("the definition has no variables, no builds, and names that another stack does not have", async () => {
        const { definition, plan: mapped } = await plan("secrets-files", { secrets: ["DB_PASSWORD"] });
        expect(definition).toEqual({
            configs: { settings: { content: "price = 5$$" } },
            networks: { default: {} },
            secrets: { certificate: { file: "./ca.pem" }, db_password: { environment: "DB_PASSWORD" } },
            services: {
                db: {
                    configs: [{ source: "settings", target: "/etc/settings.ini" }],
                    image: "postgres:16",
                    networks: { default: null },
                    secrets: [
                        { source: "db_password", target: "/run/secrets/db_password" },
                        { mode: "0440", source: "certificate", target: "ca.pem", uid: "70" },
                    ],
                },
            },
        });
        expect(mapped.variables).toEqual({ DB_PASSWORD: { kind: "secret", name: "DB_PASSWORD" } });
    });

    test("a build becomes what ContainerImage takes, with paths from the project's folder", async () => {
        const { plan: mapped, issues } = await plan("build", { secrets: ["NPM_TOKEN"] });
        expect(issues).toEqual([]);
        expect(mapped.services["api"]?.build).toEqual({
            context: "src",
            dockerfile: "docker/Dockerfile.prod",
            target: "runtime",
            args: { VERSION: "1.2" },
            additionalContexts: { shared: "../shared", base: "docker-image://python:3.12" },
            secrets: { npm_token: { kind: "secret", name: "NPM_TOKEN" }, ca: { kind: "file", path: "ca.pem" } },
            platform: "linux/amd64",
            cacheFrom: ["type=registry,ref=example/cache"],
            cacheTo: ["type=inline"],
            noCache: true,
            labels: { team: "core" },
            pull: true,
            network: "host",
            extraHosts: ["mirror=10.0.0.1"],
            ssh: ["default"],
        });
        // Every supported key of `build` is in that fixture; `context` alone is in the second service, with its inline Dockerfile.
        const keys = { ...mapped.services["api"]?.build, ...mapped.services["inline"]?.build };
        const supported = Object.entries(BUILD_SUPPORT).filter(([, support]) => support === "supported");
        expect(Object.keys(keys)).toHaveLength(supported.length);
    });

    test("a container's own name is an alias, so that two stacks can run side by side", async () => {
        const { definition } = await plan("networks");
        expect(definition["services"]?.["api"]).toMatchObject({
            networks: {
                default: { aliases: ["the-api"] },
                back: { aliases: ["backend", "the-api"], ipv4_address: "172.30.0.5" },
            },
        });
        expect(definition["services"]?.["api"]).not.toHaveProperty("container_name");
    });
});

describe("what local ignores or refuses, key and target named", () => {
    const swarm = "has no effect on local: Docker Compose on one machine has no use for it.";
    const cases: [string, SettingsOf, string[]][] = [
        [
            "refused-locally",
            {},
            [
                "warning compose.yaml: services.api.container_name: has no effect on local: two stacks could not run side by side; other containers still reach it by that name.",
                "error compose.yaml: services.api.credential_spec: cannot run on local: it is for Windows containers only: take it out.",
                "warning compose.yaml: services.api.develop: has no effect on local: nothing is watched; edit and run `pulumi up` again.",
                "error compose.yaml: services.api.models: cannot run on local: models need Docker's model runner: run the model as a service of its own.",
                "error compose.yaml: services.tunnel.provider: cannot run on local: its program would run outside Docker: run what it provides as a service of its own.",
            ],
        ],
        [
            "deploy",
            {},
            ["mode", "endpoint_mode", "labels", "update_config", "rollback_config", "placement"].map(
                (key) => `warning compose.yaml: services.worker.deploy.${key}: ${swarm}`,
            ),
        ],
        [
            "copies",
            {},
            [
                "warning compose.yaml: services.db: runs 1 copy on local, not 2: two copies would write to the same volume.",
                "warning compose.yaml: services.web: runs 1 copy on local, not 2: port 8080 can be taken once.",
            ],
        ],
        [
            "colliding-ports",
            { domain: "shop.example.com", allow: ["10.0.0.0/8"], services: { c: { min: 1, max: 4 } } },
            [
                "error compose.yaml: services.b.ports[0]: publishes port 8080, which services.a publishes too: change one in the file, or run `pulumi config set --path 'slipway:apps.shop.publish.b' <port>`.",
                "warning slipway:apps.shop.domain: has no effect on local: apps answer at their published ports.",
                "warning slipway:apps.shop.allow: has no effect on local: ports are open as the Compose file binds them.",
                "warning slipway:apps.shop.services.c.max: has no effect on local: the number of copies does not change by itself.",
            ],
        ],
        [
            "secrets-external",
            {},
            [
                "error compose.yaml: secrets.db_password.external: cannot be had on local, where nothing keeps it: give it `file` or `environment`.",
            ],
        ],
        [
            "build-refused",
            {},
            [
                "error compose.yaml: secrets.outside.external: cannot be had on local, where nothing keeps it: give it `file` or `environment`.",
                "warning compose.yaml: services.api.build.tags: has no effect: images are named after their content; publish other tags from CI.",
                "error compose.yaml: services.api.build.entitlements: cannot be done: builds run without extra rights: take it out.",
                "error compose.yaml: services.api.build.privileged: cannot be done: builds run without extra rights: take it out.",
                "warning compose.yaml: services.api.build.shm_size: has no effect: BuildKit's own size of /dev/shm is used.",
                "warning compose.yaml: services.api.build.ulimits: has no effect: BuildKit's own limits are used.",
                "error compose.yaml: services.api.build.platforms: names 2 platforms (linux/amd64, linux/arm64), but a service runs on one: name that one.",
                'error compose.yaml: services.api.build.network: is "my-network", but a build can use `default`, `host` or `none` only.',
                "error compose.yaml: services.api.build.secrets: the secret outside is kept outside (`external`), where a build cannot reach it: give it `environment` or `file`.",
            ],
        ],
    ];
    test.each(cases)("%s", async (name, settings, says) => {
        const { issues } = await plan(name, settings);
        expect(issueLines({ issues }).sort()).toEqual([...says].sort());
    });
});
