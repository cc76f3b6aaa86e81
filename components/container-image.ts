import * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../provider/aws/access";
import type { ContainerImageBuild } from "./container-image-args";
import { buildArguments } from "./image/build-arguments";
import { readBuildSource } from "./image/build-source";
import { ImagePresence } from "./image/image-presence";
import { PushedImage, type PushedImageArgs } from "./image/pushed-image";
import { stage } from "./image/staging";

export interface ContainerImageArgs {
    /** What is built. */
    readonly build: ContainerImageBuild;
    /** Where the image belongs, without a tag: `slipway/task-api` or an ECR repository's address. */
    readonly repository: pulumi.Input<string>;
    /** Where it goes: into the Docker of that provider, or into an ECR repository. */
    readonly delivery: { readonly load: docker.Provider } | { readonly push: EcrDelivery };
    /** BuildKit secrets by id; they are mounted while building and are in no layer. */
    readonly secrets?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Used where the build names none. @default linux/amd64 */
    readonly platform?: ImagePlatform;
    /** A tag of a mutable repository, for what builds leave for later ones; only with `push`. @default each builder's own cache */
    readonly cache?: pulumi.Input<string>;
}

/** A repository that is asked for the tag before anything is built. */
export interface EcrDelivery {
    /** Must be known in a preview: a release names its image by it. */
    readonly repositoryName: string;
    readonly repositoryArn: pulumi.Input<string>;
    /** As whom ECR is asked, and signed in to. */
    readonly access: Omit<AwsAccess, "region">;
}

/** What docker-build is told, but for where the image goes. */
type Build = PushedImageArgs["build"];

export type ImagePlatform = "linux/amd64" | "linux/arm64";

/**
 * A multi-stage image, built by BuildKit under a tag that is a hash of its content.
 *
 * The tag is known before anything is built, so a preview needs neither a daemon nor a build and shows what `up` will do.
 * Equal content is never built twice, from whichever checkout: a tag that is in ECR is taken as it is, and where all are, `up` needs
 * no daemon either.
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

        const build = {
            platforms: [platform],
            // Wrapped here as well: the provider hides them only since 0.0.20.
            secrets: pulumi.secret({ ...args.secrets }),
            ...buildArguments(args.build, stage(source)),
            ...cacheArguments(args),
        };
        const { delivery } = args;
        const image =
            "push" in delivery ? this.pushed(name, build, delivery.push) : this.loaded(name, build, delivery.load);
        this.digest = image.digest;
        this.registerOutputs({ ref: this.ref });
    }

    private pushed(name: string, build: Build, { repositoryName, ...to }: EcrDelivery): PushedImage {
        const { repositoryArn, access } = to;
        const image = `${repositoryName}:${this.tag}`;
        return new PushedImage(name, { image, reference: this.ref, repositoryArn, build, ...access }, { parent: this });
    }

    private loaded(name: string, build: Build, provider: docker.Provider): docker.Image {
        const presence = new ImagePresence(name, { image: this.ref }, { parent: this });
        return new docker.Image(
            name,
            {
                tags: [this.ref],
                push: false,
                load: true,
                // A preview builds nothing: the tag says all there is to say.
                buildOnPreview: false,
                ...build,
            },
            {
                parent: this,
                provider,
                // docker-build deletes the image when the resource is replaced or removed; another stack, or the release
                // before, may still need it.
                retainOnDelete: true,
                replacementTrigger: presence.generation,
            },
        );
    }
}

function cacheArguments({ build, cache: ref, delivery }: ContainerImageArgs): Partial<docker.ImageArgs> {
    const cacheFrom = (build.cacheFrom ?? []).map((raw) => ({ raw }) as docker.types.input.CacheFromArgs);
    const cacheTo = (build.cacheTo ?? []).map((raw) => ({ raw }) as docker.types.input.CacheToArgs);
    if (ref !== undefined && "push" in delivery) {
        // ECR takes a cache only as an OCI image manifest; `max` keeps the layers of every stage. A cache that cannot be written fails no build.
        cacheFrom.push({ registry: { ref } });
        cacheTo.push({ registry: { ref, mode: "max", imageManifest: true, ociMediaTypes: true, ignoreError: true } });
    }
    return { ...(cacheFrom.length > 0 && { cacheFrom }), ...(cacheTo.length > 0 && { cacheTo }) };
}
