/** Golden resource trees of alarms. After a wished-for change: `UPDATE_TREES=1`, and read the diff. */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { AlarmTopic, alarmTopicPolicy } from "../../../components/alarm-topic";
import { Alarms } from "../../../components/alarms";
import type { Watched } from "../../../components/alarms/watched";
import { Environment } from "../../../components/environment";
import { FargateService } from "../../../components/fargate-service";
import { watchApps, type WatchedApp } from "../../../components/watch-apps";
import { expectTree, resourceTree } from "../../support/resource-tree";

const trees = join(__dirname, "../testdata/trees");
const DATABASE: Watched = {
    kind: "database",
    name: "shop-db",
    identifier: "slipway-test-shop-db-abcdef",
    instanceClass: "db.t4g.small",
    storageGiB: 20,
};

class App extends pulumi.ComponentResource implements WatchedApp {
    constructor(
        name: string,
        readonly watched: readonly Watched[],
    ) {
        super("test:index:App", name);
    }
}

/** A stack with an app that has a service and a database. */
function stack(settings: Parameters<typeof watchApps>[0] extends infer T ? Partial<T> : never) {
    return resourceTree(() => {
        const environment = new Environment("shared", { disposable: true });
        const service = new FargateService("shop-api", {
            environment,
            image: { reference: "registry.example/api:1" },
            publish: [{ port: 18080, containerPort: 8080, allow: ["203.0.113.0/24"] }],
            copies: 2,
        });
        const deployed = { shop: new App("shop", [service.watched, DATABASE]), here: new App("here", []) };
        watchApps({ environment, deployed, apps: { shop: {} }, ...settings });
    });
}

test("alarms that tell an address, and a dashboard", async () => {
    const tree = await stack({ email: "ops@example.com", dashboard: true });
    const parts = tree.split(/^(?=- )/m).filter((part) => /^- slipway:components:(Alarm|Dashboard)/.test(part));
    expectTree(join(trees, "alarms.txt"), parts.join(""));
});

test("a topic that is there already: none is made, and every alarm and rule tells it", async () => {
    const topicArn = "arn:aws:sns:eu-central-1:123456789012:ops";
    const tree = await stack({ topicArn });
    expect(tree).not.toContain("- aws:sns:");
    expect(tree).not.toContain("Dashboard");
    expect(tree.split(`alarmActions: ["${topicArn}"]`).length - 1).toBe(9);
    expect(tree).toContain(`arn: "${topicArn}"`);
});

test("nothing is watched: no topic, no alarm, no dashboard", async () => {
    const tree = await stack({ apps: {}, email: "ops@example.com", dashboard: true });
    expect(tree).not.toMatch(/aws:(sns|cloudwatch:(MetricAlarm|Dashboard|EventRule))/);
});

test("an app that is not deployed is not watched; a host is, when an app is", async () => {
    const host: Watched = { kind: "host", name: "shared-host", instanceId: pulumi.output("i-1"), burstable: false };
    const tree = await resourceTree(() => {
        const account = new Environment("shared", { disposable: true }).account;
        const deployed = { shop: new App("shop", [DATABASE]) };
        watchApps({ environment: { account, watched: [host] }, deployed, apps: { shop: {}, gone: {} } });
    });
    expect([...tree.matchAll(/aws:cloudwatch:MetricAlarm ([\w-]+)/g)].map(([, name]) => name)).toEqual([
        "shared-host-status",
        "shop-db-connections",
        "shop-db-cpu",
        "shop-db-storage",
    ]);
});

test("without Compose: alarms about one service, to a topic of one's own", async () => {
    const tree = await resourceTree(() => {
        const topic = new AlarmTopic("ops", { accountId: "123456789012" });
        new Alarms("shop", { watched: [DATABASE], topicArn: topic.arn, after: [topic] });
    });
    expect(tree).toContain('name: "slipway-test-shop-db-cpu"');
    expect(tree).not.toContain("TopicSubscription");
});

test("EventBridge may write to the topic without a condition: AWS meets none there, and would drop every stopped task", () => {
    const { Statement } = JSON.parse(alarmTopicPolicy("arn:alarms", "123456789012")) as {
        Statement: { Effect: string; Principal: { Service?: string }; Condition?: unknown }[];
    };
    const allows = Statement.filter(({ Effect }) => Effect === "Allow");
    const conditions = allows.map(({ Principal, Condition }) => [Principal.Service, Condition]);
    expect(Object.fromEntries(conditions)).toEqual({
        "cloudwatch.amazonaws.com": { StringEquals: { "aws:SourceAccount": "123456789012" } },
        "events.amazonaws.com": undefined,
    });
});
