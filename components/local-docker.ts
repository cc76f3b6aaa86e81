import * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { ContainerImage } from "./container-image";
import type { BuildSecret } from "./container-image-args";
import type { LocalAppPlan } from "./local-docker-args";
import { composeProject } from "./local/compose-project";
import { labelledSecrets } from "./local/labelled-secrets";
import { releaseArguments } from "./local/release-arguments";
import { resolveEnvironment, type LabelledSecret, type ResolvedEnvironment } from "./local/resolved-environment";
import { readBuildSource } from "./image/build-source";
import { Release } from "./release";
import type { SecretInput } from "./secret-input";
import { Refusal } from "./refusal";

export interface LocalDockerArgs {
    readonly plan: LocalAppPlan;
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretInput>>;
    /** Key of the labels that stand for secret values in previews. Needed when a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    readonly builder?: docker.Provider;
}

/**
 * An app on this machine's Docker: its images, and one release of all its services.
 *
 * `up` succeeds only when every service is healthy, inside and from outside; otherwise the previous release serves again.
 */
export class LocalDocker extends pulumi.ComponentResource {
    /** The address of each service that answers HTTP on this machine. */
    readonly urls: pulumi.Output<Record<string, string>>;
    /** Identifies what runs. */
    readonly releaseId: pulumi.Output<string>;
    /** Secrets that were generated, by name: here is where a person finds the first admin key. Secret. */
    readonly generated: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: LocalDockerArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:LocalDocker", name, {}, opts);
        const { plan } = args;
        const builder = args.builder ?? localImageBuilder(name, { parent: this });
        const secrets = labelledSecrets(plan.app, args.secrets, args.labelKey, this);
        const images = this.buildImages({ ...args, builder }, secrets);
        const environments: Record<string, ResolvedEnvironment> = Object.fromEntries(
            Object.entries(plan.services).map(([service, { environment }]) => [
                service,
                resolveEnvironment(environment, secrets),
            ]),
        );
        const release = new Release(
            name,
            releaseArguments({ plan, project: composeProject(plan.app), images, environments, secrets }),
            { parent: this, dependsOn: [...new Set(images.values())] },
        );
        this.releaseId = release.releaseId;
        const generated = Object.entries(secrets).filter(([secret]) => args.secrets[secret]?.from === "generated");
        this.generated = pulumi.secret(
            pulumi.all(Object.fromEntries(generated.map(([key, { value }]) => [key, value]))),
        );
        this.urls = urls(plan, release);
        this.registerOutputs({ urls: this.urls, releaseId: this.releaseId, generated: this.generated });
    }

    /** One image for each distinct build: a service and its migration job usually share theirs. */
    private buildImages(
        args: LocalDockerArgs & { readonly builder: docker.Provider },
        secrets: Readonly<Record<string, LabelledSecret>>,
    ): Map<string, ContainerImage> {
        const byContent = new Map<string, ContainerImage>();
        const byService = new Map<string, ContainerImage>();
        for (const [service, { build }] of Object.entries(args.plan.services)) {
            if (build === undefined) continue;
            const platform = process.arch === "arm64" ? "linux/arm64" : "linux/amd64";
            const { hash } = readBuildSource(build, build.platform ?? platform);
            const image =
                byContent.get(hash) ??
                new ContainerImage(
                    `${args.plan.app}-${service}`,
                    {
                        build,
                        repository: `slipway/${args.plan.app}`,
                        delivery: { load: args.builder },
                        platform,
                        secrets: buildSecrets(build.secrets ?? {}, secrets),
                    },
                    { parent: this },
                );
            byContent.set(hash, image);
            byService.set(service, image);
        }
        return byService;
    }
}

/** Fixed ports are known in a preview; the others are Docker's choice. */
function urls(plan: LocalAppPlan, release: Release): pulumi.Output<Record<string, string>> {
    const known: Record<string, pulumi.Input<string>> = {};
    for (const [service, { health }] of Object.entries(plan.services)) {
        if (health === undefined) continue;
        const { publishedPort, hostIp } = health;
        const host = hostIp === undefined || hostIp === "0.0.0.0" || hostIp === "::" ? "127.0.0.1" : hostIp;
        known[service] =
            publishedPort === undefined
                ? release.evidence.apply(({ urls }) => (urls as Record<string, string>)[service] ?? "")
                : `http://${host}:${publishedPort}`;
    }
    return pulumi.output(known);
}

/**
 * The builder of images for this machine's Docker; refuses an `up` where Docker is silent *before* the provider is registered,
 * because its address is recorded even so.
 *
 * Images belong where the containers run: another `DOCKER_HOST` is another place, and they are built there anew.
 */
export function localImageBuilder(name: string, opts: pulumi.CustomResourceOptions = {}): docker.Provider {
    requireDocker();
    return new docker.Provider(name, { host: process.env.DOCKER_HOST ?? "" }, opts);
}

/**
 * An `up` without Docker fails before anything is touched, even where nothing has changed; a preview does without.
 * (A provider cannot do this: its `diff` is not told whether this is a preview, and without a difference nothing is called.)
 */
function requireDocker(): void {
    if (pulumi.runtime.isDryRun()) return;
    try {
        execFileSync("docker", ["version", "--format", "{{.Server.Version}}"], { stdio: "pipe", timeout: 10_000 });
    } catch (error) {
        const output = (error as { stderr?: Buffer }).stderr?.toString().trim().split("\n").pop();
        throw new Refusal(
            `Docker does not answer: ${output || (error as Error).message}. Start Docker and run again; nothing was changed`,
        );
    }
}

function buildSecrets(
    wanted: Readonly<Record<string, BuildSecret>>,
    secrets: Readonly<Record<string, LabelledSecret>>,
): Record<string, pulumi.Input<string>> {
    return Object.fromEntries(
        Object.entries(wanted).map(([id, source]) => {
            if (source.kind === "file") return [id, pulumi.secret(readFileSync(source.path, "utf8"))];
            const { plain, secret } = resolveEnvironment({ [id]: source }, secrets);
            return [id, secret[id] ?? plain[id] ?? ""];
        }),
    );
}
