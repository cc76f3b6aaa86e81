import { checkTogether } from "../../../compose/targets/ecs-fargate/together";
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

describe("apps that share a load balancer", () => {
    const plan = (app: string, publish: Record<string, PublishedPort[]>) =>
        ({
            app,
            services: Object.fromEntries(Object.entries(publish).map(([name, ports]) => [name, { publish: ports }])),
        }) as unknown as FargateAppPlan;
    const at = (port: number): PublishedPort => ({ port, containerPort: 80, allow: ALLOW });
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
});
