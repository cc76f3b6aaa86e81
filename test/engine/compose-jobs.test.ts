/**
 * Two jobs in `depends_on` order before a service, from a Compose file whose images are other people's, through the real engine
 * and the real docker-build provider. STAND-INS take the places of aws, awsx, ECS and CloudWatch Logs.
 */
import { awsStack, REGISTRY as registry } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { predictions, unannounced } from "../support/predicted";
import { pushEmptyImage } from "../support/registry-image";
import type { TestStack } from "../support/stack";
import { nameOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const PASSWORD = canary();
let image: string;
let announced: ReturnType<typeof predictions>;
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    image = `${registry}/somebody/app:1@${await pushEmptyImage(registry, "somebody/app")}`;
    ({ stack, standIns, end } = await awsStack("compose-jobs"));
    configure();
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("shop:DB_PASSWORD", PASSWORD);
});

afterAll(() => end());

function configure(without: readonly string[] = []): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:apps": {
            shop: {
                target: "ecs-fargate",
                compose: "test/support/jobs-app/compose.yaml",
                without,
                secrets: ["DB_PASSWORD"],
                variables: { IMAGE: image },
                allow: ["203.0.113.0/24"],
            },
        },
    });
}

type Request = ReturnType<StandIns["requests"]>[number] & { input?: { taskDefinition?: string } };

/** The jobs that were started and the services that were touched, in order. */
function done(requests: readonly Request[]): string[] {
    return requests.flatMap(({ api, operation, urn, input }) => {
        if (api === "RunTask")
            return [`run ${/slipway-compose-jobs-shop-(\w+):/.exec(input?.taskDefinition ?? "")?.[1]}`];
        if (urn?.includes("aws:ecs/service:Service::")) return [`${operation} ${nameOf(urn)}`];
        return [];
    });
}

test("a service that gets jobs keeps its image and shares it with them", async () => {
    configure(["migrate", "seed"]);
    const alone = await stack.up();
    expect([alone.code, alone.output]).toEqual([0, expect.stringContaining("shop-web: done in")]);

    configure();
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, output]).toEqual([
        0,
        expect.stringMatching(
            /shop-migrate: runs before shop-seed: image \S*somebody\/app:1@sha256:[0-9a-f]{12}, command migrate/,
        ),
    ]);
    announced = predictions(output);
    const changes = announced.map(({ op, urn }) => `${op} ${urn.split("$").pop()}`);
    expect(changes).toContain("create slipway:index:Job::shop-seed");
    expect(changes.filter((change) => /aws:ecr|PushedImage|::shop-web/.test(change))).toEqual([]);
}, 600_000);

test("when the second job fails, the next up runs that job again and not the first", async () => {
    const from = standIns.requests().length;
    standIns.faults({
        tasks: [{ containing: '"command":["seed"]', exitCode: 1 }],
        log: ["no room for ${DATABASE_URL}"],
    });
    const failed = await stack.up();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(/error: shop-seed: ended with exit code 1\n/);
    const between = standIns.requests().length;
    expect(done(standIns.requests().slice(from))).toEqual(["run migrate", "run seed"]);

    standIns.faults({});
    const repaired = await stack.up();
    expect([repaired.code, repaired.output]).toEqual([0, expect.stringContaining("shop-seed: done in")]);
    expect(done(standIns.requests().slice(between))).toEqual(["run seed"]);

    expect(unannounced(announced, standIns.requests().slice(from))).toEqual([]);
    expect([failed, repaired].filter(({ output }) => holds(output, PASSWORD))).toEqual([]);
    expect(filesWith(stack.directory, PASSWORD)).toEqual([]);
}, 600_000);

test("all three run one copy, made once, in a repository of this account, and it is there", async () => {
    const images = standIns.requests().flatMap(({ urn, inputs }) => {
        if (!urn?.includes("TaskDefinition::")) return [];
        return (JSON.parse(String(inputs?.containerDefinitions)) as { image: string }[]).map(({ image }) => image);
    });
    expect(images).toHaveLength(3);
    const [copy = "", ...others] = [...new Set(images)];
    expect(others).toEqual([]);
    expect(copy).toMatch(/\/slipway-compose-jobs\/shop-web:[0-9a-f]{20}$/);
    const [, path = "", tag = ""] = /^[^/]+\/(.*):([0-9a-f]+)$/.exec(copy) ?? [];
    const accept = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";
    const manifest = await fetch(`http://${registry}/v2/${path}/manifests/${tag}`, {
        method: "HEAD",
        headers: { accept },
    });
    expect(manifest.status).toBe(200);
});
