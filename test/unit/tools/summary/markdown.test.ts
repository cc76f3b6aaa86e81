import MarkdownIt from "markdown-it";
import { GITHUB_LIMIT, summary } from "../../../../tools/summary/markdown";
import { parsePreview, type PreviewStep } from "../../../../tools/summary/preview";
import { canary, holds } from "../../../support/canary";
import { app, preview, release, step } from "./steps";

const web = {
    image: "registry.test/slipway-dev/shop-web:0123456789abcdef0123",
    variables: { LOG_LEVEL: "info" },
    secrets: { API_KEY: "hmac-1" },
    size: "256 CPU, 512 MiB, 1 copy",
};
const shop = app("shop");

/** The comment without its marker, title and folded changes. */
function told(...steps: PreviewStep[]): string[] {
    const [text = ""] = summary(preview(...steps)).split("<details>");
    return text.split("\n").slice(2).filter(Boolean);
}

test("no change, one line", () => {
    expect(summary(preview(shop))).toBe("<!-- slipway preview: dev -->\n### Preview of `dev`: no changes\n");
});

test("a change reads in the words of the Compose file: image, variable, secret by name, size", () => {
    const after = {
        image: "registry.test/slipway-dev/shop-web:fedcba98765432100000",
        variables: { LOG_LEVEL: "debug" },
        secrets: { API_KEY: "hmac-2" },
        size: "512 CPU, 1024 MiB, 2 copies",
    };
    expect(told(shop, release(shop, "shop-web", "update", [{ "shop-web": web }, { "shop-web": after }]))).toEqual([
        "**shop** on ecs-fargate",
        "- **web**: `image slipway-dev/shop-web:0123456789ab → slipway-dev/shop-web:fedcba987654`, `LOG_LEVEL info → debug`, " +
            "`secret API_KEY changed`, `size 256 CPU, 512 MiB, 1 copy → 512 CPU, 1024 MiB, 2 copies`",
    ]);
});

test("an app that comes, one that goes, a job", () => {
    const [comes, goes] = [app("shop", "create"), app("old", "delete", "slipway:components:ComposeApp")];
    expect(
        told(
            comes,
            release(comes, "shop-web", "create", [undefined, { "shop-web": web }]),
            step("slipway:index:Job", "shop-migrate", { op: "create", parent: comes.urn }),
            goes,
            release(goes, "old", "delete", [{ api: web }]),
        ),
    ).toEqual([
        "**old** removed from ec2-compose",
        "- **api**: removed",
        "**shop** new on ecs-fargate",
        "- **migrate** runs once, before what waits for it",
        "- **web**: new, `slipway-dev/shop-web:0123456789ab`, `256 CPU, 512 MiB, 1 copy`",
    ]);
});

test.each<[string, PreviewStep, string]>([
    [
        "data deleted",
        step("aws:rds/instance:Instance", "shop-db", { op: "delete", parent: shop.urn }),
        "- ⚠️ **data**: a database, `shop-db`, is deleted",
    ],
    [
        "data replaced",
        step("aws:efs/fileSystem:FileSystem", "shop-data", { op: "replace", parent: shop.urn }),
        "- ⚠️ **data**: the files of a volume, `shop-data`, is replaced by an empty one",
    ],
    [
        "downtime",
        step("aws:ecs/service:Service", "shop-db", {
            op: "update",
            parent: shop.urn,
            after: { deploymentMinimumHealthyPercent: 0 },
        }),
        "- ⚠️ **downtime**: `shop-db` has data that one task may write to: it stops before the next one starts",
    ],
    [
        "a replacement",
        step("aws:lb/targetGroup:TargetGroup", "shop-web", { op: "replace", parent: shop.urn, because: ["port"] }),
        "- ⚠️ **replaced**: `aws:lb/targetGroup:TargetGroup shop-web` because of `port`",
    ],
    [
        "who may connect",
        step("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "shop-web-from", {
            op: "create",
            parent: shop.urn,
            after: { cidrIpv4: "0.0.0.0/0", toPort: 8080 },
        }),
        "- ⚠️ **access**: `0.0.0.0/0` may connect at port 8080",
    ],
])("what must not be overlooked comes first: %s", (_title, danger, line) => {
    expect(told(shop, danger)).toContain(line);
});

test("a release that differs in no word is a release all the same", () => {
    expect(told(shop, release(shop, "shop-web", "update", [{ web }, { web }]))).toEqual([
        "**shop** on ecs-fargate",
        "- a new release: what runs changes in a setting that has no word here",
    ]);
});

const at = (cidr: object, fromPort: number, toPort = fromPort) => ({ ...cidr, ipProtocol: "tcp", fromPort, toPort });
const [OFFICE, ALL_V6] = [{ cidrIpv4: "203.0.113.0/24" }, { cidrIpv6: "::/0" }];
const [OFFICE_MAY_NOT, OFFICE_MAY] = ["may no longer", "may"].map((verb) => `\`203.0.113.0/24\` ${verb} connect at`);

test.each<[string, string, [before?: object, after?: object], string[]]>([
    ["all of IPv6", "create", [undefined, at(ALL_V6, 443)], ["`::/0` may connect at port 443"]],
    ["no IPv6 any more", "delete", [at(ALL_V6, 443)], ["`::/0` may no longer connect at port 443"]],
    [
        "IPv6 in the place of IPv4",
        "replace",
        [at(OFFICE, 443), at(ALL_V6, 443)],
        [`${OFFICE_MAY_NOT} port 443`, "`::/0` may connect at port 443"],
    ],
    [
        "another port",
        "update",
        [at(OFFICE, 443), at(OFFICE, 22)],
        [`${OFFICE_MAY_NOT} port 443`, `${OFFICE_MAY} port 22`],
    ],
    [
        "more ports",
        "update",
        [at(OFFICE, 443), at(OFFICE, 22, 443)],
        [`${OFFICE_MAY_NOT} port 443`, `${OFFICE_MAY} ports 22 to 443`],
    ],
    [
        "every port",
        "update",
        [at(OFFICE, 443), { ...OFFICE, ipProtocol: "-1" }],
        [`${OFFICE_MAY_NOT} port 443`, `${OFFICE_MAY} every port`],
    ],
    ["another description", "update", [at(OFFICE, 443), { ...at(OFFICE, 443), description: "new" }], []],
    ["another security group", "create", [undefined, at({ referencedSecurityGroupId: "sg-1" }, 443)], []],
])("who may connect: %s", (_title, op, [before, after], lines) => {
    const rule = step("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "shop-web-from", {
        ...{ op, parent: shop.urn, before: { ...before }, after: { ...after } },
    });
    const access = told(shop, rule).filter((line) => line.includes("**access**"));
    expect(access).toEqual(lines.map((line) => `- ⚠️ **access**: ${line}`));
});

test("what every release replaces is no warning, and a service with copies has no downtime", () => {
    const usual = [
        step("aws:ecs/taskDefinition:TaskDefinition", "shop-web", { op: "replace", parent: shop.urn }),
        step("aws:secretsmanager/secretVersion:SecretVersion", "shop-web", { op: "replace", parent: shop.urn }),
        step("aws:ecs/service:Service", "shop-web", {
            op: "update",
            parent: shop.urn,
            after: { deploymentMinimumHealthyPercent: 100 },
        }),
    ];
    expect(told(shop, ...usual)).toEqual(["**shop** on ecs-fargate", "- its resources change, not what runs"]);
});

test("price before and after, a move and what apps share are said once for the stack", () => {
    const price = (monthlyUsd: number) => ({
        region: "eu-central-1",
        pricesSince: "2026-01-01",
        onTop: [],
        notEstimated: [],
        monthlyUsd,
        parts: { "shop: Fargate vCPU": { monthlyUsd, how: "" } },
    });
    const placed = (target: string) => ({ apps: { shop: { target, volumes: [] } } });
    expect(
        told(
            step("slipway:index:PriceEstimate", "price", { op: "update", before: price(10), after: price(19.5) }),
            step("slipway:index:Placement", "placement", {
                op: "update",
                before: placed("ecs-fargate"),
                after: placed("ecs-express"),
            }),
            step("aws:ec2/subnet:Subnet", "a", { op: "create" }),
            step("aws:ec2/subnet:Subnet", "b", { op: "create" }),
        ),
    ).toEqual([
        "- ⚠️ **move**: `shop moves: ecs-fargate → ecs-express. The new one is healthy before anything of the old one goes. " +
            "address: it changes, and the old one ends with this update. Users who know it are cut off: tell them the new one, " +
            "or give the app a domain first.`",
        "**Shared by the apps**",
        "- `new aws:ec2/subnet:Subnet (2)`",
        "**Price**: `≈ $10.00 → $19.50 a month (+$9.50: shop: Fargate vCPU +$9.50)`",
    ]);
});

test("data that an app leaves behind comes before all else", () => {
    const apps = { shop: { target: "ec2-compose", volumes: ["pgdata"] } };
    const gone = step("slipway:index:Placement", "placement", { op: "update", before: { apps }, after: { apps: {} } });
    expect(told(gone)[0]).toBe(
        "- ⚠️ **data**: `shop is taken out of the stack, and nothing uses its data any more: pgdata of ec2-compose. " +
            "Not all of it outlives this update: see docs/teardown.md, and back it up first.`",
    );
});

test("the raw changes are folded: each resource, what differs, secrets as Pulumi shows them", () => {
    const version = step("aws:secretsmanager/secretVersion:SecretVersion", "shop-web", {
        op: "replace",
        parent: shop.urn,
        before: { secretString: "[secret]", label: "a" },
        after: { secretString: "[secret]", label: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
        because: ["label", "secretString"],
    });
    expect(summary(preview(shop, version)).split("<details>")[1]).toBe(
        "<summary>Every resource that changes</summary>\n\n```diff\n" +
            "! aws:secretsmanager/secretVersion:SecretVersion shop-web\n" +
            '    label: "a" → (known after deployment) (therefore replaced)\n' +
            '    secretString: "[secret]" → "[secret]" (therefore replaced)\n' +
            "```\n\n</details>\n",
    );
});

test("what comes and what goes is told with what it is given", () => {
    const inputs = { port: 8080, policy: "x".repeat(500), password: "[secret]", __defaults: ["port"] };
    const changes = [
        step("aws:lb/targetGroup:TargetGroup", "new", { op: "create", parent: shop.urn, after: inputs }),
        step("aws:lb/targetGroup:TargetGroup", "old", { op: "delete", parent: shop.urn, before: { port: 80 } }),
        step("docker-build:index:Image", "web", {
            op: "create",
            after: { context: { location: "/home/me" }, push: true },
        }),
    ];
    expect(summary(preview(shop, ...changes)).split("```")[1]).toBe(
        `diff\n+ docker-build:index:Image web\n    push: true\n+ aws:lb/targetGroup:TargetGroup new\n    password: "[secret]"\n    policy: "${"x".repeat(118)}…\n    port: 8080\n` +
            "- aws:lb/targetGroup:TargetGroup old\n    port: 80\n",
    );
});

test("names that Pulumi throws anew in each preview make no other comment, wherever they stand", () => {
    const comment = (random: string) => {
        const name = `shared-${random}`;
        return summary(
            preview(
                step("aws:ecs/cluster:Cluster", "shared", { op: "create", after: { name } }),
                step("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "shared", {
                    ...{ op: "create", after: { clusterName: name, commit: "other-0123abc" } },
                }),
            ),
        );
    };
    expect(comment("289a988")).toBe(comment("1e8e8d2"));
    expect(comment("289a988")).toContain('clusterName: "shared-(random)"\n    commit: "other-0123abc"');
});

test("long values are told from where they begin to differ", () => {
    const definition = (level: string) => `${"x".repeat(500)}"LOG_LEVEL":"${level}"${"y".repeat(500)}`;
    const change = step("aws:iam/rolePolicy:RolePolicy", "shop-web", {
        op: "update",
        before: { policy: definition("info") },
        after: { policy: definition("debug") },
        because: ["policy"],
    });
    const line = summary(preview(shop, change))
        .split("\n")
        .find((text) => text.includes("policy:"));
    expect(line).toMatch(/…x+\\"LOG_LEVEL\\":\\"infoy?.*… → …x+\\"LOG_LEVEL\\":\\"debug.*…$/);
    expect(line?.length).toBeLessThan(300);
});

test("whatever a value holds, it stays a value: no markup, no HTML, nobody is mentioned", () => {
    const nasty = "```\n</details><script>alert(1)</script> @octocat | `x` **b** <!-- -->";
    const html = new MarkdownIt({ html: true }).render(
        summary(
            preview(
                shop,
                release(shop, "shop-web", "update", [
                    { "shop-web": web },
                    { "shop-web": { ...web, variables: { LOG_LEVEL: nasty } } },
                ]),
                step("aws:iam/rolePolicy:RolePolicy", "x", {
                    op: "update",
                    before: { policy: "" },
                    after: { policy: nasty },
                    because: ["policy"],
                }),
            ),
        ),
    );
    const outside = html.replaceAll(/<code[^>]*>[^]*?<\/code>/g, "");
    expect(outside).not.toMatch(/script|@octocat|<b>|\*\*b/);
    expect(html.match(/<details>/g)).toHaveLength(1);
    expect(html.match(/<\/details>/g)).toHaveLength(1);
    expect(html).toContain("@octocat");
});

test("300 changed resources with a secret wherever Pulumi keeps values that it does not show: within the limit, and it is not there", () => {
    const secret = canary();
    const shown = { policy: "a".repeat(200), password: "[secret]" };
    const steps = Array.from({ length: 300 }, (_, index) => {
        const op = ["update", "create", "delete", "replace"][index % 4]!;
        const { oldState, newState, ...rest } = step("aws:iam/rolePolicy:RolePolicy", `role-${index}`, {
            ...{ op, parent: shop.urn, before: shown, after: { ...shown, policy: "b".repeat(200) } },
            because: ["policy", "password"],
        });
        const outputs = { password: secret };
        return {
            ...rest,
            oldState: oldState && { ...oldState, outputs },
            newState: newState && { ...newState, outputs },
        };
    });
    const given = (severity: string) => ({
        ...{ config: { "shop:TOKEN": secret }, steps: [shop, ...steps] },
        diagnostics: [{ severity, message: `the token is ${secret}` }],
    });
    const comment = (severity: string) => summary(parsePreview(JSON.stringify(given(severity), undefined, 1)));
    const text = comment("info");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(text).toContain("75 to create, 75 to update, 75 to replace, 75 to delete");
    expect(text).toContain('password: "[secret]"');
    expect(holds(text, secret)).toBe(false);
    // The search finds what is there: an error is told as Pulumi wrote it.
    expect(holds(comment("error"), secret)).toBe(true);
});

test("300 changed resources, and 400 apps, stay within GitHub's limit, and what is left out is said", () => {
    const policy = (value: string) => ({ policy: value.repeat(300) });
    const resources = Array.from({ length: 300 }, (_, index) =>
        step("aws:iam/rolePolicy:RolePolicy", `role-${index}-${"→".repeat(60)}`, {
            op: "update",
            parent: shop.urn,
            before: policy("a"),
            after: policy("b"),
            because: ["policy"],
        }),
    );
    const long = summary(preview(shop, ...resources));
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(Buffer.byteLength(long)).toBeGreaterThan(GITHUB_LIMIT - 1000);
    expect(long).toMatch(/\(\d+ more lines of changes are in the log of this run\)\n```\n\n<\/details>\n$/);

    const apps = Array.from({ length: 400 }, (_, index) => app(`app-${1000 + index}`));
    const releases = apps.map((parent, index) =>
        release(parent, `app-${1000 + index}-web`, "update", [
            { web },
            { web: { ...web, variables: { LOG_LEVEL: "x".repeat(250) } } },
        ]),
    );
    const many = summary(preview(...apps, ...releases));
    expect(Buffer.byteLength(many)).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(many).toContain("**app-1000** on ecs-fargate");
    expect(many).toMatch(/\n\d+ more apps change: see the log of this run\.\n/);
});

test("a preview that failed says why, with nothing cut but by the limit", () => {
    const failed = { steps: [], errors: ["one problem in stack dev:\n  slipway:apps.shop.target: is `x`"] };
    expect(summary(failed, "dev")).toBe(
        "<!-- slipway preview: dev -->\n### Preview of `dev`: failed\n\nNothing was changed, and nothing can be deployed until this is mended.\n\n" +
            "```\none problem in stack dev:\n  slipway:apps.shop.target: is `x`\n```\n",
    );
    const long = summary({ steps: [], errors: ["ä".repeat(100_000)] }, "dev");
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(GITHUB_LIMIT);
    expect(long).toContain("(the rest is in the log of this run)");
});

test("the order in which the engine reports steps makes no difference", () => {
    const steps = [
        app("b"),
        app("a"),
        step("aws:ec2/vpc:Vpc", "z", { op: "create" }),
        step("aws:ec2/subnet:Subnet", "y", { op: "create" }),
    ];
    expect(summary(preview(...steps))).toBe(summary(preview(...steps.reverse())));
});
