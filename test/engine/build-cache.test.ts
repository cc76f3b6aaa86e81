/**
 * `slipway:environment.buildCache`: what one builder leaves in the registry, an empty one need not do again. The real engine, the real docker-build
 * provider and real BuildKits; STAND-INS take the places of aws, awsx, ECS and ECR, whose repositories lie in a registry that is really there.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack, REGISTRY } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { emptyBuilder } from "../support/empty-builder";
import type { TestStack } from "../support/stack";

jest.setTimeout(600_000);

/** The builder's stage makes another file whenever it runs, and the final image shows which. */
const DOCKERFILE = `FROM python:3.14-slim AS builder
RUN cat /proc/sys/kernel/random/uuid > /built && echo ${randomUUID()} > /apart
FROM scratch
COPY --from=builder /built /
COPY page.html /
`;
const OCI = "application/vnd.oci.image.manifest.v1+json";
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;
let folder: string;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("build-cache"));
    folder = join(stack.directory, "shop");
    mkdirSync(folder);
    writeFileSync(join(folder, "Dockerfile"), DOCKERFILE);
    writeFileSync(
        join(folder, "compose.yaml"),
        `services: { web: { build: ., user: "1000:1000", read_only: true, expose: ["80"] } }\n`,
    );
});

afterAll(() => end());

function configure(buildCache: boolean): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:environment": { buildCache },
        "slipway:apps": { shop: { target: "ecs-fargate", compose: join(folder, "compose.yaml") } },
    });
}

/** Deploys a changed page by a builder that is empty. @returns digests of the layers of what is deployed, the builder's file first */
async function layersBuilt(): Promise<string[]> {
    writeFileSync(join(folder, "page.html"), randomUUID());
    const before = standIns.requests().length;
    const builder = await emptyBuilder();
    const { code, output } = await stack.up([], builder.env).finally(() => builder.stop());
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    const [image] = standIns
        .requests()
        .slice(before)
        .flatMap(({ urn, inputs, operation }) =>
            urn?.includes("TaskDefinition::") && operation !== "delete"
                ? (JSON.parse(String(inputs?.containerDefinitions)) as { image: string }[])
                : [],
        );
    const [, repository, tag] = /^[^/]+\/(.+):([0-9a-f]{20})$/.exec(image?.image ?? "") ?? [];
    return (await manifest(`${repository}/manifests/${tag}`)).layers.map(({ digest }) => digest);
}

interface Manifest {
    readonly mediaType?: string;
    readonly config: { readonly mediaType: string };
    readonly layers: readonly { readonly digest: string }[];
    readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly os: string } }[];
}

async function manifest(path: string): Promise<Manifest> {
    const accept = `${OCI}, application/vnd.oci.image.index.v1+json`;
    const answer = await fetch(`http://${REGISTRY}/v2/${path}`, { headers: { accept } });
    const found = (await answer.json()) as Manifest;
    const own = found.manifests?.find(({ platform }) => platform?.os === "linux");
    return own === undefined ? found : manifest(`${path.slice(0, path.lastIndexOf("/"))}/${own.digest}`);
}

let first: string | undefined;

test("with a build cache an empty builder takes the steps of the builder before it", async () => {
    configure(true);
    const [built, page] = await layersBuilt();
    first = built;
    const [again, changed] = await layersBuilt();
    expect(again).toBe(built);
    expect(changed).not.toBe(page);

    // As ECR takes it: an image's manifest, in the words of OCI; `max`: also the builder's stage, which the image has not.
    const repository = `${stack.name.split("/").at(-1)}`;
    const { mediaType, config, layers } = await manifest(`slipway-${repository}/build_cache/manifests/shop-web`);
    expect([mediaType, config.mediaType]).toEqual([OCI, "application/vnd.buildkit.cacheconfig.v0"]);
    expect(layers.length).toBeGreaterThan(3);
});

test("negative control: without one an empty builder does everything anew", async () => {
    configure(false);
    const [built] = await layersBuilt();
    expect([typeof first, typeof built]).toEqual(["string", "string"]);
    expect(built).not.toBe(first);
});
