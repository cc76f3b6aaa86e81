import * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerImageBuild } from "./container-image-args";
import { buildArguments } from "./image/build-arguments";
import { readBuildSource } from "./image/build-source";
import { ImagePresence } from "./image/image-presence";
import { stage } from "./image/staging";
import { Refusal } from "./refusal";

export interface ContainerImageArgs {
    /** What is built. */
    readonly build: ContainerImageBuild;
    /** Where the image belongs, without a tag: `slipway/task-api` or an ECR repository's address. */
    readonly repository: pulumi.Input<string>;
    /** `load`: into this machine's Docker. `push`: into the repository's registry. */
    readonly delivery: "load" | "push";
    /** BuildKit secrets by id; they are mounted while building and are in no layer. */
    readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Used where the build names none. @default linux/amd64 */
    readonly platform?: ImagePlatform;
    /** Mutable repository for the build cache; only with `push`. */
    readonly cacheRepository?: pulumi.Input<string>;
    /** The builder's provider; see {@link imageBuilder}. @default one of the image's own */
    readonly builder?: docker.Provider;
}

export type ImagePlatform = "linux/amd64" | "linux/arm64";

/**
 * A multi-stage image, built by BuildKit under a tag that is a hash of its content.
 *
 * The tag is known before anything is built, so a preview needs neither a daemon nor a build and shows what `up` will do.
 * Equal content is never built twice, from whichever checkout.
 *
 * @throws Error at once when the context or the Dockerfile is missing.
 */
export class ContainerImage extends pulumi.ComponentResource {
    /** The content hash: 20 hexadecimal digits. */
    readonly tag: string;
    /** `repository:tag`. */
    readonly ref: pulumi.Output<string>;
    /** Digest of what was pushed; empty where nothing was. */
    readonly digest: pulumi.Output<string>;

    constructor(name: string, args: ContainerImageArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:ContainerImage", name, {}, opts);
        const platform = (args.build.platform ?? args.platform ?? "linux/amd64") as ImagePlatform;
        const source = readBuildSource(args.build, platform);
        this.tag = source.hash;
        this.ref = pulumi.interpolate`${args.repository}:${source.hash}`;

        const load = args.delivery === "load";
        const presence = load ? new ImagePresence(name, { image: this.ref }, { parent: this }) : undefined;
        const image = new docker.Image(
            name,
            {
                tags: [this.ref],
                platforms: [platform],
                push: !load,
                load,
                // A preview builds nothing: the tag says all there is to say.
                buildOnPreview: false,
                // Wrapped here as well: the provider hides them only since 0.0.20.
                secrets: pulumi.secret({ ...args.secrets }),
                ...buildArguments(args.build, stage(source)),
                ...cacheArguments(args),
            },
            {
                parent: this,
                provider: args.builder ?? imageBuilder(name, { parent: this }),
                // docker-build deletes the image from its registry when the resource is replaced or removed; a running task,
                // a rollback or another stack may still need it. Lifecycle policies clean up.
                retainOnDelete: true,
                ...(presence === undefined ? {} : { replacementTrigger: presence.generation }),
            },
        );
        this.digest = image.digest;
        this.registerOutputs({ ref: this.ref });
    }
}

/**
 * The explicit provider that builds images to be pushed. Wherever it builds, the registry holds the same.
 *
 * docker-build writes `DOCKER_HOST` into its configuration, and a stack's next run, on a machine where that address leads
 * nowhere, would go on building there. So an `up` with that variable is refused, and a preview's is ignored.
 */
export function imageBuilder(name: string, opts: pulumi.CustomResourceOptions = {}): docker.Provider {
    const host = process.env.DOCKER_HOST ?? "";
    if (host !== "" && !pulumi.runtime.isDryRun()) {
        throw new Refusal(
            `DOCKER_HOST is ${host}, and Pulumi would write it into the stack's state: the next machine would build there ` +
                `too. Name it as a Docker context instead: docker context create builder --docker host=${host} && ` +
                `docker context use builder && unset DOCKER_HOST`,
        );
    }
    return new docker.Provider(name, { host: "" }, { ...opts, ignoreChanges: ["host"] });
}

function cacheArguments({ build, cacheRepository, delivery }: ContainerImageArgs): Partial<docker.ImageArgs> {
    const cacheFrom = (build.cacheFrom ?? []).map((raw) => ({ raw }) as docker.types.input.CacheFromArgs);
    const cacheTo = (build.cacheTo ?? []).map((raw) => ({ raw }) as docker.types.input.CacheToArgs);
    if (cacheRepository !== undefined && delivery === "push") {
        // ECR takes a cache only as an OCI image manifest; `max` keeps the layers of every stage.
        const ref = pulumi.interpolate`${cacheRepository}:buildcache`;
        cacheFrom.push({ registry: { ref } });
        cacheTo.push({ registry: { ref, mode: "max", imageManifest: true, ociMediaTypes: true, ignoreError: true } });
    }
    return { ...(cacheFrom.length > 0 && { cacheFrom }), ...(cacheTo.length > 0 && { cacheTo }) };
}
