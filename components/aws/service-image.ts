import * as pulumi from "@pulumi/pulumi";
import type { EcrImage } from "../../provider/aws/released-images";
import { ContainerImage, type ImagePlatform } from "../container-image";
import type { ContainerImageBuild } from "../container-image-args";
import type { FargateEnvironment } from "../service-environment";
import { ecrRepositoryArn } from "./ecr-reference";
import { ImageRepository, repositoryNameOf } from "./image-repository";

/** What an image needs of the environment. */
export type ImageEnvironment = Pick<FargateEnvironment, "account" | "disposable" | "buildCache">;

/** Built here and pushed to a repository of its own, made for another task already, or in a registry already. */
export type ServiceImage =
    | {
          readonly build: ContainerImageBuild;
          /** BuildKit secrets of the build, by id. */
          readonly buildSecrets?: Readonly<Record<string, pulumi.Input<string>>>;
          /** The components that the image may have belonged to before: it stays what it is. @default none */
          readonly movedFrom?: readonly pulumi.Alias[];
      }
    | { readonly shared: ResolvedImage }
    | { readonly reference: string };

/** What a service and its release need to know of an image. */
export interface ResolvedImage {
    /** What AWS pulls. */
    readonly reference: pulumi.Output<string>;
    /** The same in people's words, known before the first deployment: without the registry's address. */
    readonly title: string;
    /** What must run. @default whatever the reference leads to: it was not pushed here */
    readonly digest?: pulumi.Output<string>;
    /** Where it was pushed here: a release that serves has it kept. @default it was not */
    readonly pushed?: pulumi.Output<EcrImage>;
    readonly repositoryArns: readonly pulumi.Output<string>[];
    /** To be waited for before the reference is used. */
    readonly ready: readonly pulumi.Resource[];
}

export function imageFor(
    name: string,
    image: ServiceImage,
    { environment, platform }: { environment: ImageEnvironment; platform: ImagePlatform },
    parent: pulumi.Resource,
): ResolvedImage {
    if ("shared" in image) return image.shared;
    if ("reference" in image) {
        const arn = ecrRepositoryArn(image.reference);
        return {
            reference: pulumi.output(image.reference),
            title: image.reference,
            repositoryArns: arn === undefined ? [] : [pulumi.output(arn)],
            ready: [],
        };
    }
    const options = { parent, ...(image.movedFrom !== undefined && { aliases: [...image.movedFrom] }) };
    const repository = new ImageRepository(
        name,
        {
            repositoryName: repositoryNameOf(pulumi.getProject(), pulumi.getStack(), name),
            disposable: environment.disposable,
        },
        options,
    );
    const built = new ContainerImage(
        name,
        {
            build: image.build,
            repository: repository.url,
            delivery: {
                push: {
                    repositoryName: repository.repositoryName,
                    repositoryArn: repository.arn,
                    access: environment.account.access,
                },
            },
            platform,
            ...(environment.buildCache && { cache: pulumi.interpolate`${environment.buildCache.url}:${name}` }),
            ...(image.buildSecrets && { secrets: image.buildSecrets }),
        },
        options,
    );
    return {
        reference: built.ref,
        title: copied(image.build) ?? `${repository.repositoryName}:${built.tag}`,
        digest: built.digest,
        pushed: repository.arn.apply((repositoryArn) => ({ repositoryArn, tag: built.tag })),
        repositoryArns: [repository.arn],
        ready: [built],
    };
}

/** Somebody else's image, where a build does nothing but copy it by its digest: its own name tells people more than the copy's. */
function copied({ dockerfileInline = "" }: ContainerImageBuild): string | undefined {
    return /^FROM (\S+@sha256:[0-9a-f]{64})\n$/.exec(dockerfileInline)?.[1];
}
