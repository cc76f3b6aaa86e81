/** What app-runner and ecs-express share: one container, reached by HTTP, without volumes. */
import { onlyService } from "../../../compose/targets/one-container/only-service";
import type { ComposeProject } from "../../../compose/types";
import { WEB } from "./app-runner-project";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, settingsOf, type SettingsOf } from "./load-case";

const APP_RUNNER = { target: "app-runner", jobs: false } as const;
const EXPRESS = { target: "ecs-express", jobs: true } as const;
const afterMigrate = {
    migrate: { condition: "service_completed_successfully", restart: false, required: true },
} as const;

function only(project: ComposeProject, here: typeof APP_RUNNER | typeof EXPRESS, given: SettingsOf = {}) {
    const settings = settingsOf({ services: { web: { health: "/health" } }, ...given, target: here.target });
    const { one, issues } = onlyService(project, settings, here);
    return { service: one?.service, port: one?.http.containerPort, told: issueLines({ issues }) };
}
const alone = (service: Given = {}) => projectOf({ web: { ...WEB, ...service } });

test("the only service, and the port that is reached", () => {
    expect(only(alone(), APP_RUNNER)).toEqual({ service: "web", port: 8080, told: [] });
});

test("two services: one refusal, with the targets that take them", () => {
    const project = projectOf({ web: WEB, worker: {} });
    expect(only(project, APP_RUNNER)).toEqual({
        service: undefined,
        port: undefined,
        told: [
            "error slipway:apps.shop.target: is app-runner, which runs one container, but compose.yaml has 2: web, worker. " +
                "ecs-fargate, ec2-compose and local take all of them: " +
                "`pulumi config set --path 'slipway:apps.shop.target' ecs-fargate`. Or name those that are not deployed here " +
                "in slipway:apps.shop.without, and give what they do another way.",
        ],
    });
    expect(only(project, EXPRESS).told[0]).toMatch(
        /^error slipway:apps\.shop\.target: is ecs-express, which runs one container/,
    );
});

test("a job is refused where nothing runs to its end, with ecs-express among those that take it; and runs where it can", () => {
    const project = projectOf({ web: { ...WEB, dependsOn: afterMigrate }, migrate: {} });
    expect(only(project, APP_RUNNER).told).toEqual([
        "error slipway:apps.shop.target: is app-runner, which runs one container that lasts, but compose.yaml has more: web, " +
            "migrate (runs to its end). ecs-express, ecs-fargate, ec2-compose and local take all of them: " +
            "`pulumi config set --path 'slipway:apps.shop.target' ecs-express`. Or name those that are not deployed here " +
            "in slipway:apps.shop.without, and give what they do another way.",
    ]);
    expect(only(project, EXPRESS)).toEqual({ service: "web", port: 8080, told: [] });
});

test("what the file keeps to itself does not come to stand where everybody reaches it", () => {
    const closed = [
        "error compose.yaml: services.web.ports: publish nothing, but on app-runner everybody reaches the service: give the port of " +
            'its HTTP server, such as ports: ["8080:8080"], or use ecs-fargate, ec2-compose or local.',
    ];
    expect(only(alone({ ports: [] }), APP_RUNNER).told).toEqual(closed);
    const loopback = [{ target: 8080, published: 8080, protocol: "tcp", hostIp: "127.0.0.1" }];
    expect(only(alone({ ports: loopback }), APP_RUNNER).told).toEqual(closed);
});

test("a service that is not known to speak HTTP", () => {
    expect(only(alone(), APP_RUNNER, { services: {} }).told).toEqual([
        "error compose.yaml: services.web: cannot run on app-runner, which leads requests to one HTTP port and asks it for its " +
            "health: nothing says that web speaks HTTP. If it does, `pulumi config set --path " +
            "'slipway:apps.shop.services.web.health' /health`; else use ecs-fargate, ec2-compose or local.",
    ]);
});

test("a second published port would be lost, so it is refused; one of this machine alone is not", () => {
    const [main] = WEB.ports!;
    const second = { target: 9090, published: 9090, protocol: "tcp" };
    expect(only(alone({ ports: [main!, second, { target: 53, protocol: "udp" }] }), APP_RUNNER).told).toEqual([
        "error compose.yaml: services.web.ports: publish 9090/tcp, 53/udp besides 8080, but on app-runner one HTTP port is " +
            "reached: bind the others to 127.0.0.1, or use ecs-fargate, ec2-compose or local.",
    ]);
    expect(only(alone({ ports: [main!, { ...second, hostIp: "127.0.0.1" }] }), APP_RUNNER).told).toEqual([]);
});
