import { composePlan } from "../../../compose/targets/ec2-compose/map";
import { EC2_COMPOSE_SUPPORT } from "../../../compose/targets/ec2-compose/support";
import { checkOnOneHost } from "../../../compose/targets/ec2-compose/together";
import { checkSupport } from "../../../compose/targets/check";
import { SERVICE_CONFIG_KEYS, SERVICE_KEYS } from "../../../compose/service-keys";
import type { ComposeProject } from "../../../compose/types";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, loadCase, settingsOf, type SettingsOf } from "./load-case";

function planned(project: ComposeProject, given: SettingsOf = {}) {
    const settings = settingsOf({ allow: ["203.0.113.0/24"], ...given, target: "ec2-compose" });
    const { plan, issues } = composePlan(project, settings, "/nowhere", {});
    return { plan, told: issueLines({ issues }) };
}

const web: Given = {
    ports: [{ target: 8000, published: 80, protocol: "tcp" }],
    healthcheck: { test: ["CMD", "curl", "http://localhost:8000/health/ready"], disable: false },
};

describe("a Compose file on ec2-compose", () => {
    test("a public service, its database and its migration", () => {
        const { plan, told } = planned(
            projectOf({
                web: { ...web, dependsOn: { migrate: after("service_completed_successfully") }, scale: 2 },
                migrate: { dependsOn: { db: after("service_healthy") } },
                db: {
                    volumes: [{ type: "volume", source: "data", target: "/data", readOnly: false }],
                    stopGracePeriodSeconds: 90,
                    healthcheck: {
                        test: ["CMD-SHELL", "pg_isready"],
                        intervalSeconds: 20,
                        startPeriodSeconds: 100,
                        disable: false,
                    },
                },
            }),
            { services: { db: { cpu: 512, memoryMiB: 256 } } },
        );
        const build = { context: "-", dockerfileInline: `FROM app@sha256:${"0".repeat(64)}\n` };
        const shared = { build, environment: {}, copies: 1, writable: false, egressPorts: [443] };
        expect(plan).toMatchObject({
            app: "shop",
            jobs: ["migrate"],
            routes: [{ service: "web", port: 80, allow: ["203.0.113.0/24"] }],
            services: {
                web: {
                    ...shared,
                    copies: 2,
                    health: { containerPort: 8000, path: "/health/ready" },
                    stopSeconds: 10,
                    startSeconds: 120,
                },
                migrate: { ...shared, stopSeconds: 10, startSeconds: 60 },
                db: { ...shared, writable: true, size: "0.5 CPU, 256 MiB", stopSeconds: 90, startSeconds: 180 },
            },
        });
        expect(plan.services["db"]).not.toHaveProperty("health");
        expect(told.filter((line) => !line.includes("differs"))).toEqual([
            "warning compose.yaml: services.db.volumes: keeps data in data (on the host's encrypted data volume, with daily snapshots): one copy, " +
                "stopped before its next version starts, so each release that changes it costs the time that it takes to stop and to start.",
        ]);
    });

    test.each<[string, Given, SettingsOf, string]>([
        [
            "a folder of this machine",
            { volumes: [{ type: "bind", source: "./conf", target: "/etc/app", readOnly: true }] },
            {},
            "compose.yaml: services.web.volumes[0]: mounts ./conf at /etc/app, but the host has no folder of this machine: put the files into the image, or use a named volume.",
        ],
        [
            "Docker's socket",
            { volumes: [{ type: "bind", source: "/var/run/docker.sock", target: "/docker.sock", readOnly: false }] },
            {},
            "compose.yaml: services.web.volumes[0]: mounts /var/run/docker.sock at /docker.sock, and with it a container commands all others: the host and every app on it would be its. Leave the service out here (slipway:apps.shop.without).",
        ],
        [
            "two copies that write to one volume",
            { scale: 2, volumes: [{ type: "volume", source: "data", target: "/data", readOnly: false }] },
            {},
            "compose.yaml: services.web: asks for 2 copies, but web has a writable volume, which one container may write to at a time: ask for one.",
        ],
        [
            "no copy",
            {},
            { services: { web: { min: 0 } } },
            "slipway:apps.shop.services.web.min: asks for no copy, which ec2-compose has no use for: leave web out with `without`.",
        ],
        [
            "nobody who may connect",
            web,
            { allow: [] },
            "slipway:apps.shop.allow: is missing: web is published without a domain, so the stack must say who may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
        ],
        [
            "everybody at a port",
            web,
            { allow: ["0.0.0.0/0"] },
            "slipway:apps.shop.allow: names 0.0.0.0/0, which is everybody, but without a domain there is no TLS: name the addresses that may connect, or give the app a domain.",
        ],
        [
            "two ports of one service",
            { ...web, ports: [...web.ports!, { target: 9000, published: 9000, protocol: "tcp" }] },
            {},
            "compose.yaml: services.web.ports: publish 2 ports, but the host's proxy leads to a service by one: keep 80:8000, and bind 9000 to 127.0.0.1.",
        ],
        [
            "another port than it answers on",
            {
                ...web,
                ports: [
                    { target: 8000, published: 8000, hostIp: "127.0.0.1", protocol: "tcp" },
                    { target: 9000, protocol: "tcp" },
                ],
            },
            {},
            "compose.yaml: services.web.ports: publish 9000, but it answers on 8000: publish that port.",
        ],
        [
            "a domain without anybody behind it",
            {},
            { domain: "shop.example.com" },
            'slipway:apps.shop.domain: is "shop.example.com", but no service of the app publishes a port that speaks HTTP: leave it out, or publish one.',
        ],
        [
            "a sign-in",
            web,
            { domain: "shop.example.com", signIn: true },
            "slipway:apps.shop.signIn: is true, but the host's proxy asks nobody who they are: use ecs-fargate, or leave it out.",
        ],
        [
            "a path",
            web,
            { domain: "shop.example.com", services: { web: { path: "/api" } } },
            "slipway:apps.shop.services.web.path: is /api, but on ec2-compose a name leads to one service: leave it out.",
        ],
        [
            "a place among rules",
            web,
            { services: { web: { priority: 3 } } },
            "slipway:apps.shop.services.web.priority: is 3, but ec2-compose has no load balancer: leave it out.",
        ],
        [
            "Spot",
            web,
            { services: { web: { spot: true } } },
            "slipway:apps.shop.services.web.spot: is true, but the host is one machine that stays: leave it out.",
        ],
    ])("refused: %s", (_, service, settings, says) => {
        expect(planned(projectOf({ web: service }), settings).told).toContain(`error ${says}`);
        const right = planned(projectOf({ web }), {}).told;
        expect(right.filter((line) => line.startsWith("error"))).toEqual([]);
    });

    test("two services cannot both answer at one name; each at its own port they can", () => {
        const two = projectOf({ web, admin: { ...web, ports: [{ target: 8000, published: 81, protocol: "tcp" }] } });
        expect(planned(two, { domain: "shop.example.com" }).told).toContain(
            'error slipway:apps.shop.domain: is "shop.example.com", where web and admin would both answer: on ec2-compose a name leads to one service. Bind the ports of all but one to 127.0.0.1, or leave the domain out: then each answers at its own port.',
        );
        const { plan, told } = planned(two);
        expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
        expect(plan.routes.map((route) => "port" in route && route.port)).toEqual([80, 81]);
    });

    test("IPv6 blocks stand, and are told: the host is reached by IPv4", () => {
        const { plan, told } = planned(projectOf({ web }), { allow: ["203.0.113.7/32", "2001:db8::/32"] });
        expect(plan.routes).toMatchObject([{ allow: ["203.0.113.7/32", "2001:db8::/32"] }]);
        expect(told).toContain(
            "warning slipway:apps.shop.allow: names 2001:db8::/32, but the host's own address, and what names lead to, is IPv4: from there nobody comes.",
        );
    });

    test("volumes and networks that somebody else makes are refused", () => {
        const project = projectOf(
            { web },
            {
                volumes: {
                    far: { external: true, driverOpts: {} },
                    nfs: { external: false, driver: "local", driverOpts: { type: "nfs" } },
                    own: { external: false, driverOpts: {} },
                },
                networks: { theirs: { external: true, internal: false, driverOpts: {} } },
            },
        );
        expect(planned(project).told.filter((line) => line.startsWith("error"))).toEqual([
            "error compose.yaml: networks.theirs.external: cannot be had on ec2-compose, whose host has what the app itself brings: leave `external` out.",
            "error compose.yaml: volumes.far.external: cannot be had on ec2-compose, whose host has what the app itself brings: leave `external` out.",
            "error compose.yaml: volumes.nfs: has a driver or options of its own, but volumes on ec2-compose lie on the host's data volume: leave them out.",
        ]);
    });
});

describe("the model that the host is given", () => {
    /** Keys that are acted on before, or that the component and the host's program write. */
    const WRITTEN_ELSEWHERE = [
        "build",
        "image",
        "environment",
        "envFiles",
        "extends",
        "labelFiles",
        "profiles",
        "scale",
        "deploy",
        "ports",
    ];
    const passedOn = SERVICE_CONFIG_KEYS.filter((key) => {
        const support = EC2_COMPOSE_SUPPORT.service[key];
        return (support === "supported" || "differs" in support) && !WRITTEN_ELSEWHERE.includes(key);
    });

    test.each(passedOn)("%s is passed on as it stands", async (key) => {
        const { project } = await loadCase("every-key", { profiles: ["all"], target: "ec2-compose" });
        const { plan } = planned(project as ComposeProject);
        const given = Object.entries(project!.document.services).filter(([, one]) => SERVICE_KEYS[key] in one);
        expect(given.length).toBeGreaterThan(0);
        const services = plan.definition["services"] as Record<string, Record<string, unknown>>;
        for (const [name, document] of given) {
            if (key === "networks") expect(services[name]).toHaveProperty("networks");
            else expect(services[name]![SERVICE_KEYS[key]]).toEqual(document[SERVICE_KEYS[key]]);
        }
    });

    test("what is refused, ignored or written elsewhere is not in it", async () => {
        const { project } = await loadCase("every-key", { profiles: ["all"], target: "ec2-compose" });
        const { plan } = planned(project as ComposeProject);
        const services = Object.values(plan.definition["services"] as Record<string, Record<string, unknown>>);
        const there = new Set(services.flatMap((service) => Object.keys(service)));
        for (const key of [
            "ports",
            "image",
            "build",
            "privileged",
            "network_mode",
            "logging",
            "secrets",
            "container_name",
        ])
            expect([key, there.has(key)]).toEqual([key, key === "privileged"]);
    });

    test("every key has an answer, and every answer but `supported` is told", async () => {
        const { project } = await loadCase("every-key", { profiles: ["all"] });
        expect(Object.keys(EC2_COMPOSE_SUPPORT.service).sort()).toEqual([...SERVICE_CONFIG_KEYS].sort());
        const told = issueLines({ issues: checkSupport(project as ComposeProject, EC2_COMPOSE_SUPPORT) });
        expect(told).toContain(
            "error compose.yaml: services.db.network_mode: cannot run on ec2-compose: the old and the new release run side by side, each in networks of its own: take it out.",
        );
        expect(told).toContain(
            "warning compose.yaml: services.api.logging: has no effect on ec2-compose: output goes to CloudWatch Logs.",
        );
    });
});

describe("apps that share a host", () => {
    const appOf = (name: string, given: SettingsOf, published = 80) => {
        const one = { ...web, ports: [{ target: 8000, published, protocol: "tcp" }] };
        return planned(projectOf({ web: one }, { name }), given).plan;
    };

    test("two at one port: the second one is told, with the command that moves it", () => {
        const plans = [appOf("first", {}), appOf("second", {}), appOf("third", {}, 81)];
        expect(issueLines({ issues: checkOnOneHost(plans) })).toEqual([
            "error slipway:apps.second.publish.web: is port 80, which first's web has already: the apps of a stack share one host. Give it another, `pulumi config set --path 'slipway:apps.second.publish.web' <port>`.",
        ]);
    });

    test("a port that names need", () => {
        const plans = [appOf("first", {}, 443), appOf("second", { domain: "second.example.com" })];
        expect(issueLines({ issues: checkOnOneHost(plans) })).toEqual([
            "error slipway:apps.first.publish.web: is port 443, which HTTPS of the apps with a domain has already: the apps of a stack share one host. Give it another, `pulumi config set --path 'slipway:apps.first.publish.web' <port>`.",
        ]);
    });

    test("names with different lists of who may come", () => {
        const at = (name: string, allow: string[]) => appOf(name, { domain: `${name}.example.com`, allow });
        const wrong = [at("first", ["203.0.113.0/24"]), at("second", [])];
        expect(issueLines({ issues: checkOnOneHost(wrong) })).toEqual([
            "error slipway:apps.second.allow: is everybody, but first, on the same host, has [203.0.113.0/24]: all names of a host are reached at port 443, so their lists must be equal.",
        ]);
        const right = [
            at("first", ["203.0.113.0/24", "198.51.100.0/24"]),
            at("second", ["198.51.100.0/24", "203.0.113.0/24"]),
        ];
        expect(checkOnOneHost(right)).toEqual([]);
    });
});

function after(condition: "service_completed_successfully" | "service_healthy") {
    return { condition, restart: false, required: true };
}
