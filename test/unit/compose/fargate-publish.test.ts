import { checkTogether } from "../../../compose/targets/ecs-fargate/together";
import { nameIssues } from "../../../compose/targets/ecs-fargate/names";
import { rulePriority } from "../../../compose/targets/ecs-fargate/priority";
import { publishedPorts, publishIssues } from "../../../compose/targets/ecs-fargate/publish";
import { publicServices } from "../../../compose/public";
import type { ComposeProject } from "../../../compose/types";
import type { FargateAppPlan } from "../../../components/fargate/plan";
import type { PublishedPort } from "../../../components/fargate/published-port";
import { issueLines, loadCase, settingsOf, type SettingsOf } from "./load-case";

const on = (given: SettingsOf = {}) => ({ ...given, target: "ecs-fargate" as const });
const ALLOW = ["203.0.113.0/24"];

async function published(given: SettingsOf = {}, name = "fargate-publish") {
    const settings = settingsOf(on(given));
    const project = (await loadCase(name, on(given))).project as ComposeProject;
    const open = publicServices(project, settings.services);
    return {
        ports: Object.fromEntries(open.map((one) => [one.service, publishedPorts(one, settings)])),
        issues: issueLines({ issues: publishIssues(project, settings, open) }),
    };
}

test("without a domain each published port has a listener, for the allow list only; one port answers for all", async () => {
    const { ports, issues } = await published({ allow: ALLOW });
    expect(ports).toEqual({
        one: [{ port: 8080, containerPort: 80, allow: ALLOW, healthPath: "/up" }],
        several: [
            { port: 8081, containerPort: 80, allow: ALLOW, healthPath: "/up" },
            { port: 9091, containerPort: 9090, allow: ALLOW, healthPath: "/up", healthPort: 80 },
        ],
    });
    expect(issues).toEqual([
        "warning compose.yaml: services.several.ports: 53/udp stays private on ecs-fargate: a load balancer takes HTTP only.",
    ]);
});

describe("published ports that are refused: what, the value given, what to do", () => {
    const udp =
        "warning compose.yaml: services.several.ports: 53/udp stays private on ecs-fargate: a load balancer takes HTTP only.";
    const cases: [string, SettingsOf, string[]][] = [
        [
            "no allow and no domain",
            {},
            [
                "error slipway:apps.shop.allow: is missing: one is published on port 8080 without a domain, so the stack must say who may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
                udp,
                "error slipway:apps.shop.allow: is missing: several is published on port 8081, 9091 without a domain, so the stack must say who may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
            ],
        ],
        [
            "one port of the container twice, and more ports than ECS takes",
            { allow: ALLOW, profiles: ["wrong"] },
            [
                udp,
                "error compose.yaml: services.twice.ports: publish the container's port 80 at 8082 and 8083, but a load balancer leads to it once: leave one of them.",
                "error compose.yaml: services.many.ports: publish 6 ports (80, 81, 82, 83, 84, 85), but ECS takes 5 of one service: bind the others to 127.0.0.1.",
            ],
        ],
    ];
    test.each(cases)("%s", async (_what, given, says) => {
        expect((await published(given)).issues.sort()).toEqual([...says].sort());
    });
});

describe("at a domain", () => {
    const at = { domain: "shop.example.com", without: ["several"] };

    test("the service's one port answers by HTTPS, at a place that follows from the name alone", async () => {
        expect(await published(at)).toEqual({
            ports: {
                one: [{ domain: "shop.example.com", containerPort: 80, healthPath: "/up", priority: 26_099 }],
            },
            issues: [],
        });
    });

    test("path, place, addresses and sign-in are the settings'", async () => {
        const services = { one: { path: "/api", priority: 7 } };
        expect((await published({ ...at, services, allow: ALLOW, signIn: false })).ports.one).toEqual([
            {
                domain: "shop.example.com",
                containerPort: 80,
                healthPath: "/up",
                priority: 7,
                path: "/api",
                allow: ALLOW,
                signIn: false,
            },
        ]);
    });

    test("rules whose path has more parts come first, whatever the names", () => {
        const hosts = Array.from({ length: 200 }, (_, index) => `app-${index}.example.com`);
        const places = ["/a/b/c", "/a/b", "/a", ""].map((path) => hosts.map((host) => rulePriority(host, path)));
        for (const [before, after] of [0, 1, 2].map((index) => [places[index]!, places[index + 1]!] as const)) {
            expect(Math.max(...before)).toBeLessThan(Math.min(...after));
        }
        expect(Math.min(...places.flat())).toBeGreaterThanOrEqual(1);
        expect(Math.max(...places.flat())).toBeLessThanOrEqual(50_000);
    });

    const cases: [string, SettingsOf, string[]][] = [
        [
            "two services, no path; one with two ports",
            { domain: "shop.example.com" },
            [
                "error compose.yaml: services.several.ports: publish 2 ports (80, 9090), but at shop.example.com one of them answers: bind the others to 127.0.0.1.",
                "error slipway:apps.shop.services.several.path: is missing: one and several both answer at shop.example.com: give all but one of them a path, `pulumi config set --path 'slipway:apps.shop.services.several.path' /several`.",
            ],
        ],
        [
            "one path twice",
            { domain: "shop.example.com", services: { one: { path: "/a" }, several: { path: "/a" } } },
            [
                "error compose.yaml: services.several.ports: publish 2 ports (80, 9090), but at shop.example.com one of them answers: bind the others to 127.0.0.1.",
                "error slipway:apps.shop.services.several.path: is /a, which one has already: give one of them another path.",
            ],
        ],
        [
            "more blocks than a rule has room for",
            { ...at, allow: ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8", "13.0.0.0/8", "14.0.0.0/8"] },
            [
                "error slipway:apps.shop.allow: names 5 blocks, but a rule of the load balancer has room for 4 beside shop.example.com: join them to fewer.",
            ],
        ],
        [
            "everybody at a port",
            { without: ["several"], allow: ["203.0.113.7/32", "0.0.0.0/0"] },
            [
                "error slipway:apps.shop.allow: names 0.0.0.0/0, which is everybody, but without a domain there is no TLS: name the addresses that may connect, or give the app a domain.",
            ],
        ],
        [
            "IPv6, which the load balancer has not",
            { ...at, allow: ["203.0.113.7/32", "2001:db8::/32"] },
            [
                "error slipway:apps.shop.allow: names 2001:db8::/32, but the load balancer is reached by IPv4 only: name the IPv4 addresses that may connect.",
            ],
        ],
        [
            "path and place without a domain",
            { without: ["several"], allow: ALLOW, services: { one: { path: "/a", priority: 3 } } },
            [
                "error slipway:apps.shop.services.one.path: is /a, which only an app with a domain can have: give the app a domain, or leave it out.",
                "error slipway:apps.shop.services.one.priority: is 3, which only an app with a domain can have: give the app a domain, or leave it out.",
            ],
        ],
    ];
    test.each(cases)("refused: %s", async (_what, given, says) => {
        const { issues } = await published(given);
        expect(issues.filter((line) => line.startsWith("error")).sort()).toEqual([...says].sort());
    });
});

test("everybody may come to a domain, where TLS is", async () => {
    const { issues } = await published({ domain: "shop.example.com", without: ["several"], allow: ["0.0.0.0/0"] });
    expect(issues).toEqual([]);
});

describe("names that AWS does not take", () => {
    const named = (app: string, service: string) =>
        issueLines({ issues: nameIssues({ name: app, file: "compose.yaml", services: { [service]: {} } } as never) });

    test("a dot, which a family of task definitions refuses in the middle of an update", () => {
        expect(named("shop", "web.v1_a")).toEqual([
            "error compose.yaml: services.web.v1_a: becomes shop-web.v1_a on AWS, where names have letters, digits, - and _ only: name it web-v1_a.",
        ]);
    });

    test("46 characters are the most", () => {
        expect(named("a".repeat(30), "s".repeat(15))).toEqual([]);
        expect(named("a".repeat(30), "s".repeat(16))).toEqual([
            `error compose.yaml: services.${"s".repeat(16)}: becomes ${"a".repeat(30)}-${"s".repeat(16)} on AWS, which has 47 characters, and a role's name has room for 46: give the app or the service a shorter name.`,
        ]);
    });
});

describe("apps that share a load balancer", () => {
    const plan = (app: string, publish: Record<string, PublishedPort[]>) =>
        ({
            app,
            services: Object.fromEntries(Object.entries(publish).map(([name, ports]) => [name, { publish: ports }])),
        }) as unknown as FargateAppPlan;
    const at = (port: number): PublishedPort => ({ port, containerPort: 80, allow: ALLOW });
    const named = (domain: string, priority: number): PublishedPort => ({ domain, priority, containerPort: 80 });
    const together = (...plans: FargateAppPlan[]) => issueLines({ issues: checkTogether(plans) });

    test("different ports: nothing to say", () => {
        expect(together(plan("a", { web: [at(80), at(81)] }), plan("b", { web: [at(82)] }))).toEqual([]);
    });

    test("one port twice, in two apps or in one", () => {
        expect(together(plan("a", { web: [at(80)], api: [at(80)] }), plan("b", { web: [at(80)] }))).toEqual([
            "error slipway:apps.a.publish.web: is port 80, which a's api has already: the apps of a stack share one load balancer. Give it another, `pulumi config set --path 'slipway:apps.a.publish.web' <port>`.",
            "error slipway:apps.b.publish.web: is port 80, which a's api has already: the apps of a stack share one load balancer. Give it another, `pulumi config set --path 'slipway:apps.b.publish.web' <port>`.",
        ]);
    });

    test("the ports of HTTPS are taken where the stack has a domain, and only there", () => {
        const plans = [plan("a", { web: [at(443)] })];
        expect(issueLines({ issues: checkTogether(plans) })).toEqual([]);
        expect(issueLines({ issues: checkTogether(plans, { domain: "example.com" }) })).toEqual([
            "error slipway:apps.a.publish.web: is port 443, which HTTPS of example.com has already: the apps of a stack share one load balancer. Give it another, `pulumi config set --path 'slipway:apps.a.publish.web' <port>`.",
        ]);
    });

    test("more ports than a load balancer has listeners; HTTPS has two of them", () => {
        const ports = (most: number) => [
            plan("a", { web: Array.from({ length: most }, (_, index) => at(9000 + index)) }),
        ];
        const of = (most: number, domain?: string) =>
            issueLines({ issues: checkTogether(ports(most), domain === undefined ? {} : { domain }) });
        const what = (is: number, most: number) => [
            `error slipway:apps: publish ${is} ports, but a load balancer has room for ${most} here: give apps a domain, which needs no port of its own, or move some to another stack.`,
        ];
        expect(of(50)).toEqual([]);
        expect(of(51)).toEqual(what(51, 50));
        expect(of(48, "example.com")).toEqual([]);
        expect(of(49, "example.com")).toEqual(what(49, 48));
    });

    test("two rules at one place", () => {
        const a = plan("a", { web: [named("a.example.com", 5)] });
        expect(together(a, plan("b", { web: [named("b.example.com", 6)] }))).toEqual([]);
        expect(together(a, plan("b", { web: [named("b.example.com", 5)] }))).toEqual([
            "error slipway:apps.b.services.web.priority: is 5, the place of a's web among the load balancer's rules: give one of them another, `pulumi config set --path 'slipway:apps.b.services.web.priority' 6`.",
        ]);
    });
});
