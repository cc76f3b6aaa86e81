/**
 * The steps of .github/workflows/deploy-stack.yml and drift.yml through the real engine and the real docker-build provider. STAND-INS take the places
 * of GitHub's machine, aws, awsx, ECS and ECR; ECR's images lie in a registry that is really there. That `up` without Docker fails where an
 * image is missing, fargate-images.test.ts proves.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack, type AwsStack } from "../support/aws-stack";
import { DEPLOY_WORKFLOW, DRIFT_WORKFLOW, runStep } from "../support/preview-workflow";
import { typeOf } from "../../tools/urn";

/** Where nobody builds. */
const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9", BUILDX_CONFIG: "/nonexistent" };
let made: AwsStack;
let source: string;
/** What Docker Compose has answered in the job `images`. */
let answers: string;

beforeAll(async () => {
    made = await awsStack("dev");
    const folder = join(made.stack.directory, "shop");
    source = join(folder, "page.html");
    answers = join(made.stack.directory, "compose-answers.json");
    mkdirSync(folder);
    writeFileSync(source, `${randomUUID()}\n`);
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY page.html /\n");
    writeFileSync(
        join(folder, "compose.yaml"),
        `services: { web: { build: ., user: "1000:1000", read_only: true, expose: ["80"] } }\n`,
    );
    made.stack.configure({
        "aws:region": "eu-central-1",
        "slipway:apps": { shop: { target: "ecs-fargate", compose: join(folder, "compose.yaml") } },
    });
});

afterAll(() => made.end());

/** The types of what AWS was asked to make or change since then. */
const written = (since: number): string[] =>
    made.standIns
        .requests()
        .slice(since)
        .flatMap(({ operation, urn }) => (operation === "create" || operation === "update" ? [typeOf(urn!)] : []))
        .sort();

test("the job `images` builds and pushes under the plan's tag and makes nothing but the repository", () => {
    const { code, log } = runStep([DEPLOY_WORKFLOW, "Build and push"], made.stack, { SLIPWAY_COMPOSE_RECORD: answers });
    expect([code, log]).toEqual([0, expect.stringMatching(/^dev: slipway-dev\/shop-web:[0-9a-f]{20}$/m)]);
    expect(written(0)).toEqual(["aws:ecr/repository:Repository"]);
}, 600_000);

test("the job `deploy` takes that image: no build, no Docker, and no Docker Compose but what that job has recorded", () => {
    const recorded = { ...NO_DOCKER, SLIPWAY_COMPOSE_ANSWERS: answers };
    const { code, log } = runStep([DEPLOY_WORKFLOW, "Deploy"], made.stack, recorded);
    expect([code, log]).toEqual([0, expect.stringContaining("shop-web: done in")]);
    const since = made.standIns.requests().length;
    // The commit that is there is this very one.
    const newest = runStep([DEPLOY_WORKFLOW, "Nothing newer is there"], made.stack, NO_DOCKER);
    expect([newest.code, newest.log]).toEqual([0, expect.not.stringContaining("dev has commit")]);
    const again = runStep([DEPLOY_WORKFLOW, "Build and push"], made.stack, NO_DOCKER);
    expect([again.code, again.log]).toEqual([0, expect.stringMatching(/^dev: no image is new$/m)]);
    expect(written(since)).toEqual([]);
}, 600_000);

test("`Look` finds nothing in what was just deployed, and says what somebody has deleted since; it writes nothing", async () => {
    const clean = runStep([DRIFT_WORKFLOW, "Look"], made.stack, NO_DOCKER);
    expect([clean.code, clean.outputs]).toEqual([0, "status=0\n"]);
    expect(clean.file("drift.md")).toContain("### Preview of `dev`: no changes");

    const before = made.stack.state();
    made.standIns.faults({ gone: ["aws:cloudwatch/logGroup:LogGroup"] });
    const { code, outputs, file } = runStep([DRIFT_WORKFLOW, "Look"], made.stack, NO_DOCKER);
    expect([code, outputs]).toEqual([0, expect.stringMatching(/^status=[1-9]\d*\n$/)]);
    expect(file("drift.md")).toContain("LogGroup");
    expect(made.stack.state()).toEqual(before);
}, 600_000);
