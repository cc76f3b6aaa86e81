/**
 * `slipway rollback` on the targets that AWS runs, through the real engine: the image, the variable and the secret of then, where nobody
 * can build. STAND-INS take the places of aws, awsx, ECS with Express Mode, App Runner, ECR and Secrets Manager. On a host: test/host.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { holds } from "../support/canary";
import { keep } from "../support/kept";
import { PinnedProject } from "../support/pinned-project";
import { slipway } from "../support/slipway-command";
import type { TestStack } from "../support/stack";

jest.setTimeout(600_000);

/** Where nobody builds: an `up` that ends well here has neither built nor pushed. */
const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9", BUILDX_CONFIG: "/nonexistent" };
const [FIRST, SECOND] = [randomUUID(), randomUUID()];

/** What a copy of the service gets. */
interface Deployed {
    readonly image: unknown;
    readonly variables: unknown;
    /** Where its secret lies. */
    readonly secrets: unknown;
}

type Inputs = Readonly<Record<string, unknown>>;

/** The resource that holds a service's version, and how it says so. */
const VERSIONS: Readonly<Record<string, { readonly type: string; readonly read: (inputs: Inputs) => Deployed }>> = {
    "ecs-fargate": {
        type: "ecs/taskDefinition:TaskDefinition",
        read: ({ containerDefinitions }) => {
            const [{ image, environment, secrets }] = JSON.parse(String(containerDefinitions)) as [Inputs];
            return { image, variables: environment, secrets };
        },
    },
    "ecs-express": {
        type: "ecs/expressGatewayService:ExpressGatewayService",
        read: ({ primaryContainer }) => {
            const { image, environments, secrets } = primaryContainer as Inputs;
            return { image, variables: environments, secrets };
        },
    },
    "app-runner": {
        type: "apprunner/service:Service",
        read: ({ sourceConfiguration }) => {
            const { imageIdentifier, imageConfiguration } = (sourceConfiguration as Record<string, Inputs>)[
                "imageRepository"
            ] as { imageIdentifier: string; imageConfiguration: Inputs };
            const { runtimeEnvironmentVariables, runtimeEnvironmentSecrets } = imageConfiguration;
            return {
                image: imageIdentifier,
                variables: runtimeEnvironmentVariables,
                secrets: runtimeEnvironmentSecrets,
            };
        },
    },
};

/** Without a domain, one that Fargate publishes would need `allow`; the others publish it always. */
const PORTS = { "ecs-fargate": "expose", "ecs-express": "ports", "app-runner": "ports" };

describe.each(Object.entries(VERSIONS))("on %s", (target, { type, read }) => {
    let project: PinnedProject;
    let stack: TestStack;
    let standIns: StandIns;
    let end: () => Promise<void>;

    beforeAll(async () => {
        project = new PinnedProject([]);
        ({ stack, standIns, end } = await awsStack("back", { project: project.folder }));
        mkdirSync(join(project.folder, "docker", "shop"));
        file("Dockerfile", "FROM scratch\nCOPY page.html /\n");
        file(
            "compose.yaml",
            `services: { web: { build: ., user: "1000:1000", ${PORTS[target as keyof typeof PORTS]}: ["8080"], environment: { LEVEL: "\${LEVEL}", TOKEN: "\${TOKEN}" } } }\n`,
        );
        stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    });
    afterAll(async () => {
        await end?.();
        project?.dispose();
    });

    const file = (name: string, text: string) => writeFileSync(join(project.folder, "docker", "shop", name), text);

    /** The version that was asked for since then; none other may have been. */
    function deployed(since: number): Deployed {
        const asked = standIns
            .requests()
            .slice(since)
            .filter(({ urn, operation }) => urn?.includes(`${type}::`) && operation !== "delete");
        expect(asked).toHaveLength(1);
        return read(asked[0]!.inputs!);
    }

    /** Deploys a version with a commit of its own. */
    async function up(line: string, level: string, token: string): Promise<Deployed> {
        file("page.html", `${line} ${randomUUID()}\n`);
        project.commit(line);
        const settings = { target, secrets: ["TOKEN"], variables: { LEVEL: level } };
        stack.configure({ "aws:region": "eu-central-1", "slipway:profile": "dev", "slipway:apps": { shop: settings } });
        stack.setSecret("shop:TOKEN", token);
        const before = standIns.requests().length;
        const { code, output } = await stack.up();
        expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
        return deployed(before);
    }

    test("back to the first: its image, variable and secret, without Docker; the settings say so, and the next up agrees", async () => {
        const first = await up("first", "low", FIRST);
        const second = await up("second", "high", SECOND);
        expect(second.image).not.toBe(first.image);
        expect(JSON.stringify(first.variables)).toContain("low");
        expect(second.secrets).not.toEqual(first.secrets);

        const before = standIns.requests().length;
        const given = ["rollback", "shop", "--yes", "--json", "--config-file", stack.configFile];
        const { code, out, output } = await slipway(stack, given, { env: NO_DOCKER });
        keep(`slipway rollback on ${target}`, output);
        expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
        const { to, ...told } = JSON.parse(out) as { to: object };
        expect(to).toEqual({ update: 1, at: expect.any(String), commit: expect.any(String), message: "first" });
        expect(told).toEqual({
            ...{ app: "shop", stack: "back", warnings: [], deployed: true, exitCode: 0 },
            changes: [expect.stringMatching(/^files: commit/), "setting variables changes", "value shop:TOKEN changes"],
        });
        expect(deployed(before)).toEqual(first); // the label of the secret's content among it
        expect(output).toMatch(/shop-web:[0-9a-f]{20} is in ECR: it is not built again/);
        expect(output).toContain("; LEVEL high → low; secret TOKEN changed");
        expect([holds(output, FIRST), holds(output, SECOND)]).toEqual([false, false]);

        expect(readFileSync(stack.configFile, "utf8")).toMatch(/commit: "?[0-9a-f]{40}/);
        expect(await stack.preview(["--expect-no-changes"], NO_DOCKER)).toMatchObject({ code: 0 });
    });
});
