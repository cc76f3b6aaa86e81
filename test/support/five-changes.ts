import type { Preview } from "../../tools/summary/preview";
import { app, preview, release, step } from "../unit/tools/summary/steps";

/** A change, and what a person reads of its comment. */
interface Seen {
    readonly preview: Preview;
    /** In the browser, while the raw changes are folded. */
    readonly lines: readonly string[];
    /** Some of what is there once they are opened. @default nothing is folded */
    readonly folded?: readonly string[];
}

const FOLD = "Every resource that changes";
const HASHES = ["0123456789abcdef0123", "fedcba98765432100000"];
const [BEFORE, AFTER] = HASHES.map(
    (tag) => `123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway-dev/shop-web:${tag}`,
);
const web = {
    image: BEFORE!,
    variables: { GREETING: "hello", LOG_LEVEL: "info" },
    secrets: { API_KEY: "hmac-1" },
    size: "256 CPU, 512 MiB, 1 copy",
    health: "GET /health on 8080",
};
const shop = app("shop");
const host = app("board", "same", "slipway:components:ComposeApp");
const price = (monthlyUsd: number, part: string, partUsd: number) => ({
    ...{ region: "eu-central-1", pricesSince: "2026-01-01", onTop: [], notEstimated: [], monthlyUsd },
    parts: { [part]: { monthlyUsd: partUsd, how: "" } },
});

function ordinary(): Seen {
    const variables = { LOG_LEVEL: "debug", GREETING: "<b>Tom & Jerry</b> | `x` @octocat" };
    const after = {
        ...web,
        image: AFTER!,
        variables,
        secrets: { API_KEY: "hmac-2" },
        size: "512 CPU, 1024 MiB, 2 copies",
    };
    const definition = (level: string) => ({
        containerDefinitions: `[{"environment":[{"name":"LOG_LEVEL","value":"${level}"}]}]`,
    });
    const steps = [
        shop,
        release(shop, "shop-web", "update", [{ "shop-web": web }, { "shop-web": after }]),
        step("aws:ecs/taskDefinition:TaskDefinition", "shop-web", {
            ...{ op: "replace", parent: shop.urn, before: definition("info"), after: definition("debug") },
            because: ["containerDefinitions"],
        }),
        step("slipway:index:PriceEstimate", "price", {
            ...{
                op: "update",
                before: price(57.77, "shop: Fargate vCPU", 9),
                after: price(83.26, "shop: Fargate vCPU", 34.49),
            },
            because: ["monthlyUsd"],
        }),
    ];
    return {
        preview: preview(...steps),
        lines: [
            "Preview of dev: 2 to update, 1 to replace",
            "shop on ecs-fargate",
            'web: image slipway-dev/shop-web:0123456789ab → slipway-dev/shop-web:fedcba987654, GREETING hello → "<b>Tom & Jerry</b> | `x` @octocat", LOG_LEVEL info → debug, ' +
                "secret API_KEY changed, size 256 CPU, 512 MiB, 1 copy → 512 CPU, 1024 MiB, 2 copies",
            "Price: ≈ $57.77 → $83.26 a month (+$25.49: shop: Fargate vCPU +$25.49)",
            FOLD,
        ],
        folded: ["! aws:ecs/taskDefinition:TaskDefinition shop-web", "(therefore replaced)"],
    };
}

function newApp(): Seen {
    const comes = app("shop", "create");
    const rule = { cidrIpv4: "203.0.113.0/24", ipProtocol: "tcp", fromPort: 8080, toPort: 8080 };
    const steps = [
        comes,
        release(comes, "shop-web", "create", [undefined, { "shop-web": web }]),
        step("slipway:index:Job", "shop-migrate", { op: "create", parent: comes.urn }),
        step("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "shop-web-from", {
            ...{ op: "create", parent: comes.urn, after: rule },
        }),
        step("aws:ec2/subnet:Subnet", "a", { op: "create", after: { cidrBlock: "10.0.0.0/20" } }),
        step("aws:ec2/subnet:Subnet", "b", { op: "create", after: { cidrBlock: "10.0.16.0/20" } }),
    ];
    return {
        preview: preview(...steps),
        lines: [
            "Preview of dev: 6 to create",
            "shop new on ecs-fargate",
            "⚠️ access: 203.0.113.0/24 may connect at port 8080",
            "migrate runs once, before what waits for it",
            "web: new, slipway-dev/shop-web:0123456789ab, 256 CPU, 512 MiB, 1 copy, GET /health on 8080",
            "Shared by the apps",
            "new aws:ec2/subnet:Subnet (2)",
            FOLD,
        ],
        folded: ["+ aws:ec2/subnet:Subnet a", '    cidrBlock: "10.0.0.0/20"'],
    };
}

function danger(): Seen {
    const db = { image: "postgres:16-alpine", variables: {}, secrets: {}, stopsFirst: "0123456789ab" };
    const board = { target: "ec2-compose", volumes: ["board"] };
    const apps = { board, shop: { target: "ec2-compose", volumes: ["pgdata"] } };
    const steps = [
        host,
        release(host, "board", "update", [
            { db },
            { db: { ...db, image: "postgres:17-alpine" } },
            { driver: "ec2-compose" },
        ]),
        step("slipway:index:Placement", "placement", { op: "update", before: { apps }, after: { apps: { board } } }),
        step("aws:lb/targetGroup:TargetGroup", "board-web", {
            ...{ op: "replace", parent: host.urn, before: { port: 80 }, after: { port: 8080 } },
            because: ["port"],
        }),
        step("aws:rds/instance:Instance", "board-db", { op: "delete", parent: host.urn }),
    ];
    return {
        preview: preview(...steps),
        lines: [
            "Preview of dev: 2 to update, 1 to replace, 1 to delete",
            "⚠️ data: shop is taken out of the stack, and nothing uses its data any more: pgdata of ec2-compose. Not all of it outlives this " +
                "update: see docs/teardown.md, and back it up first.",
            "board on ec2-compose",
            "⚠️ replaced: aws:lb/targetGroup:TargetGroup board-web because of port",
            "⚠️ data: a database, board-db, is deleted",
            "⚠️ downtime: db has data that one container may write to: it stops before the next one starts",
            "db: image postgres:16-alpine → postgres:17-alpine",
            FOLD,
        ],
        folded: ["- aws:rds/instance:Instance board-db", "    port: 80 → 8080 (therefore replaced)"],
    };
}

function large(): Seen {
    const policy = (letter: string) => ({ policy: letter.repeat(400) });
    const steps = Array.from({ length: 300 }, (_, index) =>
        step("aws:iam/rolePolicy:RolePolicy", `shop-role-with-a-name-that-is-long-${index}`, {
            ...{ op: "update", parent: shop.urn, before: policy("a"), after: policy("b"), because: ["policy"] },
        }),
    );
    return {
        preview: preview(shop, ...steps),
        lines: ["Preview of dev: 300 to update", "shop on ecs-fargate", "its resources change, not what runs", FOLD],
        folded: ["more lines of changes are in the log of this run)"],
    };
}

function failed(): Seen {
    const error =
        '2 problems in stack dev:\n  slipway:apps.shop.target: must be one of local, ecs-fargate, not "<script>": …\n  compose.yaml: services.web: `x` & **y**';
    return {
        preview: { steps: [], errors: [error] },
        lines: [
            "Preview of dev: failed",
            "Nothing was changed, and nothing can be deployed until this is mended.",
            ...error.split("\n"),
        ],
    };
}

/** Five that differ in what a reviewer must see; steps as `pulumi preview --json` tells them. */
export const FIVE_CHANGES: Readonly<Record<string, Seen>> = {
    "a version with settings, a secret and a size": ordinary(),
    "a new app": newApp(),
    "data, downtime and a replacement": danger(),
    "300 resources": large(),
    "a preview that failed": failed(),
};
