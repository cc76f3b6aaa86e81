import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { bundleOf } from "../../../components/host/bundle";
import { hostProgram } from "../../../components/host/program";
import type { HostAnswer, ManifestService, ReleaseManifest } from "../../../provider/drivers/ec2-compose/bundle";
import { docker } from "../docker-sync";
import { prepared } from "./emulated-host";

const FOLDER = resolve(__dirname, "..", "..", "host", "testdata", "app");
const REGISTRY = process.env.SLIPWAY_REGISTRY ?? "127.0.0.1:5000";

/** Images as a release names them: by digest, in the registry that stands in for ECR. */
export interface Images {
    readonly app: string;
    readonly proxy: string;
}

/** Builds the test's app and puts it and the proxy into the registry. */
export function pushImages(): Images {
    const tag = "slipway-test/host-app:latest";
    execFileSync("docker", ["buildx", "build", "--builder", "default", "--load", "--tag", tag, FOLDER], {
        stdio: "pipe",
    });
    return { app: push(tag, "host-app"), proxy: push(prepared("SLIPWAY_PROXY_IMAGE"), "proxy") };
}

/** An image with 150 MB that nothing else has. */
export function pushBigImage(): string {
    const tag = "slipway-test/host-big:latest";
    const recipe = `FROM slipway-test/host-app:latest\nRUN head -c 150000000 /dev/urandom > /big\n`;
    execFileSync("docker", ["buildx", "build", "--builder", "default", "--load", "--tag", tag, "-"], {
        input: recipe,
        stdio: ["pipe", "pipe", "pipe"],
    });
    return push(tag, "host-big");
}

/** Puts an image into the registry. @returns its name there, by digest */
export function push(image: string, name: string): string {
    const there = `${REGISTRY}/slipway-test/${name}`;
    docker("tag", image, `${there}:latest`);
    docker("push", "--quiet", `${there}:latest`);
    const digests = docker("inspect", "--format", "{{range .RepoDigests}}{{println .}}{{end}}", `${there}:latest`);
    const digest = digests.split("\n").find((line) => line.startsWith(`${there}@`));
    if (!digest) throw new Error(`${there} has no digest: ${digests}`);
    return digest;
}

/** One release of the test's app: a web service in two copies, a store with data, and a job. */
export interface ReleaseOf {
    readonly app: string;
    readonly version: string;
    readonly images: Images;
    readonly tokenArn: string;
    readonly tokenLabel?: string | null;
    /** Port of the host. */
    readonly port: number;
    /** In its place. */
    readonly domain?: string;
    /** `health`: answers 500. `start`: ends at once. `job`: the migration fails. */
    readonly broken?: "health" | "start" | "job";
    /** What the store's definition says; another one is another container. */
    readonly storeVersion?: string;
    readonly storeBroken?: "health" | "start";
    readonly minFreeMiB?: number;
    readonly jobSeconds?: number;
    /** Within which a container must be healthy. @default 30 */
    readonly startSeconds?: number;
    readonly image?: string;
    /** Those that want a token of ECR. */
    readonly registries?: readonly string[];
    /** How the host is called among the numbers that it sends about the app. @default it sends none */
    readonly watchedAs?: string;
}

export interface Bundle {
    readonly release: string;
    readonly archive: Buffer;
    readonly sha256: string;
}

export function releaseBundle(of: ReleaseOf): Bundle {
    const { images, app, version, broken = "", storeVersion = "1", storeBroken = "" } = of;
    const token = { arn: of.tokenArn, key: "token", label: of.tokenLabel ?? null };
    const service: Omit<ManifestService, "secrets" | "public"> = {
        copies: 1,
        writable: false,
        port: 8000,
        health: "/health",
        stopSeconds: 5,
        startSeconds: of.startSeconds ?? 30,
    };
    const manifest: Omit<ReleaseManifest, "release"> & { minFreeMiB: number } = {
        app,
        project: `slipway-${app}`,
        keep: 3,
        minFreeMiB: of.minFreeMiB ?? 200,
        services: {
            web: { ...service, copies: 2, public: true, secrets: { TOKEN: token } },
            store: { ...service, writable: true, public: false, secrets: {} },
            migrate: { ...service, port: null, health: null, public: false, secrets: { TOKEN: token } },
        },
        jobs: ["migrate"],
        routes: [of.domain === undefined ? { service: "web", port: of.port } : { service: "web", domain: of.domain }],
        proxy: { image: images.proxy },
        region: "eu-central-1",
        registries: of.registries ?? [],
        logGroup: null,
        watchedAs: of.watchedAs ?? null,
    };
    const image = of.image ?? images.app;
    const model = {
        services: {
            web: {
                image,
                environment: { ROLE: "web", VERSION: version, BROKEN: broken, PRICE: "5$$" },
                restart: "unless-stopped",
                depends_on: {
                    store: { condition: "service_healthy", required: true },
                    migrate: { condition: "service_completed_successfully", required: true },
                },
                stop_grace_period: "5s",
            },
            store: {
                image: images.app,
                environment: { ROLE: "store", VERSION: storeVersion, BROKEN: storeBroken },
                restart: "unless-stopped",
                volumes: [{ type: "volume", source: "notes", target: "/data" }],
                stop_grace_period: "5s",
            },
            migrate: {
                image,
                environment: {
                    ROLE: "migrate",
                    VERSION: version,
                    BROKEN: broken,
                    JOB_SECONDS: String(of.jobSeconds ?? 0),
                },
                depends_on: { store: { condition: "service_healthy", required: true } },
            },
        },
        volumes: { notes: {} },
    };
    return bundleOf({ manifest, model, program: hostProgram() });
}

/** The last line of what the host's program said. */
export function answerOf(stdout: string): HostAnswer {
    const last = stdout.trimEnd().split("\n").at(-1) ?? "";
    try {
        return JSON.parse(last) as HostAnswer;
    } catch {
        throw new Error(`the last line is no answer: ${stdout}`);
    }
}
