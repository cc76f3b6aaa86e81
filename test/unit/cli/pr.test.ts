/** `slipway pr`: what a pull request's stack takes over from its base, and which stacks are forgotten. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repositoryRoot } from "../../../tools/paths";
import { environment as environmentSchema } from "../../../config/environment-schema";
import { app as appSchema } from "../../../config/schema";
import { appsFor } from "../../../cli/pr/apps";
import type { Base, Deployed } from "../../../cli/pr/base";
import { environmentOn } from "../../../cli/pr/environment";
import { endAfter, expiryOf, forgotten, pullRequestStacksIn } from "../../../cli/pr/stacks";

const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012";
const made = (type: string, outputs: Record<string, unknown>, name = "shared"): Deployed => ({
    urn: `urn:pulumi:dev::slipway::${type}::${name}`,
    ...{ type, outputs },
});
const NETWORK = { vpcId: "vpc-1", publicSubnetIds: ["subnet-a", "subnet-b"] };
const RESOURCES = [
    made("awsx:ec2:Vpc", NETWORK),
    made("aws:ecs/cluster:Cluster", { arn: "arn:aws:ecs:eu-central-1:123456789012:cluster/shared" }),
    made("aws:lb/loadBalancer:LoadBalancer", { arn: `${ELB}:loadbalancer/app/slip/1`, securityGroups: ["sg-1"] }),
    made("aws:lb/listener:Listener", { arn: `${ELB}:listener/app/slip/1/80`, port: 80 }, "shared-http"),
    made("aws:lb/listener:Listener", { arn: `${ELB}:listener/app/slip/1/443`, port: 443 }, "shared-https"),
    made("aws:ecs/service:Service", {}, "shop-web"),
    made("aws:ecs/service:Service", {}, "shop-worker"),
    made("aws:ecs/service:Service", {}, "shop-admin-web"),
];
const SHOP = { target: "ecs-fargate", domain: "shop.example.com" };

interface Given {
    environment?: object;
    apps?: object;
    resources?: readonly Deployed[];
}

function base({
    environment = { domain: "example.com" },
    apps = { shop: SHOP },
    resources = RESOURCES,
}: Given = {}): Base {
    const plain = (value: object) => ({ value: JSON.stringify(value), secret: false });
    return {
        stack: "dev",
        config: { "slipway:environment": plain(environment), "slipway:apps": plain(apps) },
        resources,
    };
}

const REFERENCED = {
    domain: "example.com",
    vpc: { id: "vpc-1", publicSubnetIds: ["subnet-a", "subnet-b"] },
    cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/shared",
    loadBalancer: {
        ...{ arn: `${ELB}:loadbalancer/app/slip/1`, securityGroup: "sg-1" },
        httpsListener: `${ELB}:listener/app/slip/1/443`,
    },
    logRetentionDays: 7,
};

test("what the base has made is referenced: network, cluster, load balancer and its HTTPS listener", () => {
    const environment = environmentOn(base());
    expect(environment).toEqual(REFERENCED);
    expect(environmentSchema.safeParse(environment).success).toBe(true); // Slipway takes it
});

test("dev as it is committed has no domain: refused; with one, as docs/pull-requests.md says, its apps on ecs-fargate can", () => {
    const { config } = parse(readFileSync(join(repositoryRoot, "Pulumi.dev.yaml"), "utf8")) as {
        config: Record<string, Record<string, object>>;
    };
    const [environment, apps] = [config["slipway:environment"]!, config["slipway:apps"]!];
    expect(() => environmentOn(base({ environment, apps }))).toThrow(
        "slipway:environment.domain of stack dev: is not set",
    );
    const domain = "specs.example.com";
    const given = base({
        environment: { ...environment, domain: "example.com" },
        apps: { ...apps, "action-spec": { ...apps["action-spec"], domain } },
        resources: [...RESOURCES, made("aws:ecs/service:Service", {}, "action-spec-web")],
    });
    expect(environmentSchema.safeParse(environmentOn(given)).success).toBe(true);
    const { apps: running, left } = appsFor(given, "pr-7", "example.com");
    expect(running).toMatchObject({
        "action-spec": { domain: "pr-7-action-spec.example.com", services: { web: { spot: true } } },
    });
    expect(Object.keys(running)).toEqual(["action-spec"]);
    expect(left["task-api"]).toBe("it has no domain, and its port of the load balancer is taken");
    expect(left["sovd"]).toBe("it runs on ec2-compose, which shares nothing with another stack");
});

test("private subnets and the zone go along; sign-in, logs and a network's sizes do not", () => {
    const network = made("awsx:ec2:Vpc", { ...NETWORK, privateSubnetIds: ["subnet-c", "subnet-d"] });
    const given = {
        domain: "example.com",
        hostedZone: "Z1",
        accessLogs: true,
        network: { zones: 2 },
        signIn: { issuer: "x" },
    };
    expect(environmentOn(base({ environment: given, resources: [network, ...RESOURCES.slice(1)] }))).toEqual({
        ...REFERENCED,
        hostedZone: "Z1",
        vpc: { ...REFERENCED.vpc, privateSubnetIds: ["subnet-c", "subnet-d"] },
    });
});

test("what the base references itself is referenced too", () => {
    const loadBalancer = { arn: `${ELB}:loadbalancer/app/other/2`, securityGroup: "sg-2" };
    const own = {
        domain: "example.com",
        vpc: { id: "vpc-2", publicSubnetIds: ["subnet-x", "subnet-y"] },
        cluster: "c",
        loadBalancer,
    };
    const https = { httpsListener: REFERENCED.loadBalancer.httpsListener };
    expect(environmentOn(base({ environment: own }))).toEqual({
        ...{ domain: "example.com", vpc: own.vpc, cluster: "c", logRetentionDays: 7 },
        loadBalancer: { ...loadBalancer, ...https },
    });
});

test.each<[string, Given, string]>([
    [
        "no domain",
        { environment: {} },
        "slipway:environment.domain of stack dev: is not set, and only by host names right under it does the load balancer tell a pull request's apps from its own: " +
            "`pulumi config set --path 'slipway:environment.domain' example.com --stack dev` (a domain whose zone is in Route 53), a `domain` right under it for each app " +
            "that pull requests shall have, and `pulumi up`; or name a stack that has one with --from",
    ],
    ["no network", { resources: RESOURCES.slice(1) }, "stack dev: has not made a network, and references none"],
    [
        "no cluster",
        { resources: RESOURCES.filter(({ type }) => !type.includes("Cluster")) },
        "has not made an ECS cluster",
    ],
    ["no load balancer", { resources: RESOURCES.slice(0, 2) }, "has not made a load balancer"],
    ["only HTTP", { resources: RESOURCES.slice(0, 4) }, "has not made an HTTPS listener"],
])("refused: %s", (_, given, message) => {
    expect(() => environmentOn(base(given))).toThrow(message);
});

test("an app runs at a host name of its own, each of its services on Spot, with the base's sizes and one copy", () => {
    const services = {
        web: { image: "ghcr.io/acme/shop-web:main-0123abc", cpu: 512, min: 2, max: 4, path: "/", priority: 7 },
    };
    const apps = { shop: { ...SHOP, secrets: ["TOKEN"], commit: "0123456", services }, "shop-admin": { ...SHOP } };
    const { apps: given, left } = appsFor(base({ apps }), "pr-7", "example.com");
    expect(left).toEqual({});
    expect(given).toEqual({
        shop: {
            ...{ target: "ecs-fargate", domain: "pr-7-shop.example.com", secrets: ["TOKEN"] },
            services: { web: { cpu: 512, path: "/", spot: true }, worker: { spot: true } },
        },
        "shop-admin": {
            target: "ecs-fargate",
            domain: "pr-7-shop-admin.example.com",
            services: { web: { spot: true } },
        },
    });
    const [first] = Object.values(given);
    expect(appSchema.safeParse({ ...first, services: { web: { spot: true } } }).success).toBe(true);
});

test("what cannot stand beside the base stays out, with the reason", () => {
    const { apps, left } = appsFor(
        base({
            apps: {
                host: { target: "ec2-compose", domain: "host.example.com" },
                port: { target: "ecs-fargate" },
                data: { ...SHOP, managed: { db: "postgres" } },
            },
        }),
        "pr-7",
        "example.com",
    );
    expect(apps).toEqual({});
    expect(left).toEqual({
        host: "it runs on ec2-compose, which shares nothing with another stack",
        port: "it has no domain, and its port of the load balancer is taken",
        data: "it has managed data, which is not made for each pull request",
    });
});

test("an app behind a sign-in stays out, as it would be open to everybody; one without it does not", () => {
    const apps = { shop: SHOP, hook: { ...SHOP, domain: "hook.example.com", signIn: false } };
    const { apps: given, left } = appsFor(
        base({ apps, environment: { domain: "example.com", signIn: { issuer: "https://login.example.com" } } }),
        "pr-7",
        "example.com",
    );
    expect(left).toEqual({ shop: "people sign in to it, and the identity provider knows the base's host name only" });
    expect(given).toEqual({ hook: { target: "ecs-fargate", domain: "pr-7-hook.example.com", services: {} } });
});

describe("forgotten", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const stackOf = (name: string, at?: string, expires?: string) => ({
        ...{ name, resources: 1, busy: false },
        at: at === undefined ? undefined : new Date(at),
        expires: expires === undefined ? undefined : new Date(expires),
    });

    test("is one whose end has come, whenever it was deployed; days have no say in it", () => {
        const stacks = [
            stackOf("pr-1", "2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z"),
            stackOf("pr-2", "2026-01-01T00:00:00Z", "2026-11-20T12:00:01Z"),
            { ...stackOf("pr-3", undefined, "2026-11-01T00:00:00Z"), busy: true },
        ];
        expect(forgotten(stacks, 7, now).map(({ name }) => name)).toEqual(["pr-1"]);
    });

    test("without an end: what was deployed last more than so many days ago, or never", () => {
        const stacks = [
            stackOf("pr-1", "2026-11-13T11:59:59Z"),
            stackOf("pr-2", "2026-11-13T12:00:01Z"),
            stackOf("pr-3"),
        ];
        const names = (days: number) => forgotten(stacks, days, now).map(({ name }) => name);
        expect(names(7)).toEqual(["pr-1", "pr-3"]);
        expect(names(8)).toEqual(["pr-3"]);
    });

    test("the end is read from the stack's outputs; what is no time is none", () => {
        const stack = (expires?: unknown) => [made("pulumi:pulumi:Stack", { urls: {}, expires }, "slipway-pr-1")];
        const end = endAfter(7, new Date("2026-11-20T12:00:00.123Z"));
        expect(end).toBe("2026-11-27T12:00:00Z");
        expect(expiryOf(stack(end))).toEqual(new Date(end));
        for (const none of [[], stack(), stack("soon"), stack(7)]) expect(expiryOf(none)).toBeUndefined();
    });
});

test("a stack that is being updated is not forgotten, though Pulumi then tells no time of its last update", () => {
    const stacks = pullRequestStacksIn([
        { name: "acme/slipway/pr-1", current: false, updateInProgress: true, resourceCount: 4 },
        { name: "pr-2", current: false, updateInProgress: false },
        { name: "pr-3", current: false, lastUpdate: "2026-11-01T00:00:00.000Z", updateInProgress: false },
        { name: "dev", current: true, updateInProgress: false },
    ]);
    expect(stacks.map(({ name, busy }) => [name, busy])).toEqual([
        ["pr-1", true],
        ["pr-2", false],
        ["pr-3", false],
    ]);
    const ending = stacks.map((stack) => ({ ...stack, expires: undefined }));
    const old = forgotten(ending, 7, new Date("2026-11-20T12:00:00Z"));
    expect(old.map(({ name }) => name)).toEqual(["pr-2", "pr-3"]);
});
