/**
 * The thin thread to AWS: `action-spec` (and `task-api` beside it) from its Compose file, with the committed Pulumi.dev.yaml,
 * through the real engine and the real docker-build provider. STAND-INS take the places of aws, awsx and ECS; ECR's gives the local registry's address.
 */
import { execFileSync } from "node:child_process";
import {
    chmodSync,
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SUPPORTED_COMPOSE } from "../../compose/docker-compose-cli";
import { summary } from "../../tools/summary/markdown";
import { parsePreview } from "../../tools/summary/preview";
import { awsStack, REGISTRY as registry } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { committedSettings } from "../support/committed-settings";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { commentOf } from "../support/preview-workflow";
import { comparable, predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { nameOf, typeOf } from "../../tools/urn";

const repository = resolve(__dirname, "../..");
const APP = join(repository, "docker", "action-spec");
const { SLIPWAY_OLDEST_COMPOSE, SLIPWAY_NEWEST_COMPOSE } = process.env;
const MISSING = "not set: run this test by `npm run test:engine`";
/** Version of Docker Compose → folder of plugins with it (tools/toolchain/compose-versions.ts). */
const COMPOSE = {
    [SUPPORTED_COMPOSE.oldest]: SLIPWAY_OLDEST_COMPOSE ?? MISSING,
    [SUPPORTED_COMPOSE.newest]: SLIPWAY_NEWEST_COMPOSE ?? MISSING,
};
const ON_THE_HOST = ["spec-editor", "sovd", "pivotal"];
const TOKEN = canary();
const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("dev"));
    const own = readFileSync(stack.configFile, "utf8");
    // The images of the apps on the host would cost minutes: one preview has them, at the end.
    writeFileSync(stack.configFile, `${own}${committedSettings("dev", ON_THE_HOST)}`);
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("action-spec:GH_TOKEN", TOKEN);
    for (const name of ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"]) stack.setSecret(`task-api:${name}`, TOKEN);
});

afterAll(() => end());

let announced: ReturnType<typeof predictions>;
let comment: string;

/** A folder of Docker's settings in which `docker compose` is the given plugin. */
function dockerConfigWith(plugins: string): string {
    const folder = mkdtempSync(join(tmpdir(), "slipway-docker-"));
    mkdirSync(join(folder, "cli-plugins"));
    symlinkSync(join(plugins, "docker-compose"), join(folder, "cli-plugins", "docker-compose"));
    return folder;
}

/** The app's files as a checkout under umask 077 leaves them. */
function checkedOutPrivately(): string {
    const folder = join(stack.directory, "checkout");
    const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: APP, encoding: "utf8" });
    for (const file of files.trim().split("\n")) {
        mkdirSync(dirname(join(folder, file)), { recursive: true, mode: 0o700 });
        copyFileSync(join(APP, file), join(folder, file));
        chmodSync(join(folder, file), statSync(join(APP, file)).mode & 0o700);
    }
    return folder;
}

test("a preview of the dev stack needs no Docker and lists the thread", async () => {
    const outcome = await stack.preview(["--json"], NO_DOCKER);
    expect([outcome.code, outcome.output]).toEqual([0, expect.any(String)]);
    announced = predictions(outcome.output);
    comment = summary(parsePreview(outcome.output));
    const { diagnostics } = JSON.parse(outcome.output.slice(outcome.output.indexOf("{"))) as {
        diagnostics: { message: string }[];
    };
    const told = diagnostics.map(({ message }) => message.trimEnd());
    const report = told.filter((message) =>
        message.startsWith("action-spec on ecs-fargate, other than Docker Compose"),
    );
    expect(report.map((message) => message.split("\n")[1])).toEqual([
        "  differs: web.build: the image goes to ECR, named after its content",
    ]);
    expect(told).toContainEqual(expect.stringMatching(/^≈ \$\d+\.\d\d a month in eu-central-1 /));
    expect(told.join("\n")).not.toContain("not estimated");
    const types = announced.map(({ urn }) => typeOf(urn));
    // What the apps share is there once; what each has: action-spec's web, task-api's api and its job.
    for (const [type, count] of [
        ["awsx:ec2:Vpc", 1],
        ["aws:ecs/cluster:Cluster", 1],
        ["aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", 1],
        ["aws:lb/loadBalancer:LoadBalancer", 1],
        ["aws:ec2/natGateway:NatGateway", 0],
        // Theirs, and the one of the build cache.
        ["aws:ecr/repository:Repository", 3],
        ["aws:ecr/lifecyclePolicy:LifecyclePolicy", 3],
        ["slipway:index:PushedImage", 2],
        ["aws:secretsmanager/secret:Secret", 3],
        ["aws:secretsmanager/secretVersion:SecretVersion", 3],
        ["aws:ecs/taskDefinition:TaskDefinition", 3],
        ["aws:ecs/service:Service", 2],
        ["slipway:index:Release", 2],
        ["slipway:index:Job", 1],
    ] as const) {
        expect([type, types.filter((one) => one === type).length]).toEqual([type, count]);
    }
    const release = announced.find(({ urn }) => urn.endsWith("slipway:index:Release::action-spec-web"))?.inputs as {
        services: Record<string, Record<string, unknown>>;
    };
    expect(release.services["action-spec-web"]).toEqual({
        image: expect.stringMatching(/^slipway-dev\/action-spec-web:[0-9a-f]{20}$/),
        variables: {
            FLASK_ENV: "production",
            GH_REPO: "trakrf/action-spec",
            GITHUB_API_URL: "https://api.github.com",
            PORT: "8080",
            SPECS_PATH: "infra",
            WORKFLOW_BRANCH: "main",
            WORKFLOW_FILE: "deploy-pod.yml",
        },
        secrets: { GH_TOKEN: expect.stringMatching(/^hmac-[0-9a-f]{24}$/) },
        size: "256 CPU, 512 MiB, 1 copy on Spot",
        health: "GET /health on 8080",
    });
    expect(holds(outcome.output, TOKEN)).toBe(false);
}, 600_000);

test("the preview and its comment are the same under another umask, and with the oldest and the newest Docker Compose", async () => {
    const settings = readFileSync(stack.configFile, "utf8");
    const elsewhere = join(checkedOutPrivately(), "compose.yaml");
    writeFileSync(stack.configFile, settings.replace(/^( +)target: ecs-fargate$/m, `$&\n$1compose: ${elsewhere}`));
    const umask = process.umask(0o077);
    try {
        for (const [version, plugins] of Object.entries(COMPOSE)) {
            const dockerConfig = dockerConfigWith(plugins);
            const env = { ...NO_DOCKER, DOCKER_CONFIG: dockerConfig };
            const asked = execFileSync("docker", ["compose", "version", "--short"], {
                env: { ...process.env, ...env },
            });
            expect(asked.toString().trim().replace(/^v/, "")).toBe(version);
            const { code, output } = await stack.preview(["--json"], env);
            expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
            expect(comparable(predictions(output))).toEqual(comparable(announced));
            expect(summary(parsePreview(output))).toBe(comment);
            rmSync(dockerConfig, { recursive: true });
        }
    } finally {
        process.umask(umask);
        writeFileSync(stack.configFile, settings);
    }
}, 600_000);

test("up builds and pushes the image, sends what was announced, and ends when the deployment has completed", async () => {
    const outcome = await stack.up();
    expect([outcome.code, outcome.output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(holds(outcome.output, TOKEN)).toBe(false);
    expect(unannounced(announced, standIns.requests())).toEqual([]);
    const task = standIns.requests().find(({ urn }) => urn?.endsWith("TaskDefinition::action-spec-web"))?.inputs;
    const [container] = JSON.parse(String(task?.containerDefinitions)) as Record<string, unknown>[];
    expect(container).toMatchObject({
        name: "action-spec-web",
        readonlyRootFilesystem: true,
        linuxParameters: { capabilities: { add: [], drop: ["ALL"] }, initProcessEnabled: true },
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
        stopTimeout: 10,
    });
    const image = String(container?.image).replace(`${registry}/`, "");
    const digestOf = async (reference: string) => {
        const manifest = await fetch(`http://${registry}/v2/${reference.replace(":", "/manifests/")}`, {
            method: "HEAD",
            headers: { accept: "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json" },
        });
        return [manifest.status, manifest.headers.get("docker-content-digest")];
    };
    const pushed = [200, expect.stringMatching(/^sha256:/)];
    expect(await digestOf(image)).toEqual(pushed);
    // It has served, so the repository's lifecycle policy keeps it apart from what is only pushed.
    expect(await digestOf(image.replace(":", ":released-"))).toEqual(await digestOf(image));
}, 600_000);

test("a second preview without Docker is empty", async () => {
    const { code, output } = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);

test("the workflow's own step makes the comment of a changed variable and secret", () => {
    const settings = readFileSync(stack.configFile, "utf8");
    const target = /^( +)target: ecs-fargate$/m;
    writeFileSync(stack.configFile, settings.replace(target, "$&\n$1variables: { WORKFLOW_BRANCH: release }"));
    const another = `${TOKEN}, another`;
    stack.setSecret("action-spec:GH_TOKEN", another);
    const { status, text } = commentOf(stack, NO_DOCKER);
    writeFileSync(stack.configFile, settings);
    expect(status).toBe("0");
    const [told = "", folded = ""] = text.split("<details>");
    expect(
        told
            .replace(/≈ \$[\d.]+/, "≈ $…")
            .trim()
            .split("\n"),
    ).toEqual([
        "<!-- slipway preview: dev -->",
        "### Preview of `dev`: 3 to update, 2 to replace",
        "",
        "**action-spec** on ecs-fargate",
        "",
        "- **web**: `WORKFLOW_BRANCH main → release`, `secret GH_TOKEN changed`",
        "",
        "**Price**: `≈ $… a month, as before`",
    ]);
    expect(folded).toContain('secretString: "[secret]" → "[secret]" (therefore replaced)');
    expect(holds(text, TOKEN) || holds(text, another)).toBe(false);
}, 600_000);

test("the secret is nowhere on disk but encrypted", () => {
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
});

test("without an allow list the dev stack is refused with the way out, before anything is created", async () => {
    const file = readFileSync(stack.configFile, "utf8");
    writeFileSync(stack.configFile, file.replace(/\n\s+allow:(\s+-.*|.*)/, ""));
    const { code, output } = await stack.preview([], NO_DOCKER);
    writeFileSync(stack.configFile, file);
    expect(code).not.toBe(0);
    expect(output).toContain(
        "slipway:apps.action-spec.allow: is missing: web is published on port 8080 without a domain, so the stack must say who " +
            "may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]",
    );
}, 600_000);

test("the whole committed dev stack: a host and three apps come to it, nothing is replaced, and the price is said", async () => {
    const file = readFileSync(stack.configFile, "utf8");
    const all = file.replace(/^ {2}slipway:apps:\n(?: {4,}.*\n)*/m, "");
    const [, apps] = committedSettings("dev").split(/^(?= {2}slipway:apps:)/m);
    writeFileSync(stack.configFile, `${all}${apps}`);
    stack.setSecret("spec-editor:GH_TOKEN", TOKEN);
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    writeFileSync(stack.configFile, file);
    expect([code, output]).toEqual([0, expect.any(String)]);
    const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as {
        steps: { op: string; urn: string; newState: { inputs: Record<string, unknown> } }[];
    };
    const named = (op: string) => steps.filter((step) => step.op === op).map(({ urn }) => nameOf(urn));
    expect([named("replace"), named("delete"), named("update").sort()]).toEqual([[], [], ["placement", "price"]]);
    expect(named("create")).toEqual(expect.arrayContaining(["shared-host", "spec-editor", "sovd", "pivotal"]));
    const price = steps.find(({ urn }) => urn.endsWith("::price"))?.newState.inputs;
    expect(price).toMatchObject({ notEstimated: [], monthlyUsd: expect.any(Number) });
    expect(price?.monthlyUsd).toBeLessThanOrEqual(75);
    expect(holds(output, TOKEN)).toBe(false);
}, 600_000);

test("destroy of dev leaves nothing that costs anything", async () => {
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    expect(receipt.left.map(({ kind, monthlyUsd }) => [kind, monthlyUsd])).toEqual(
        Array.from({ length: 3 }, () => ["task definitions", 0]),
    );
    expect([receipt.obstacles, receipt.unknown]).toEqual([[], []]);
}, 600_000);
