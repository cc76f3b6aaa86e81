import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import { repositoryNameOf } from "./image-repository";
import { buildCacheLifecyclePolicy } from "./policies";
import { stackTags } from "./stack-tags";

/** What nothing else of a stack is called: images are named `<app>-<service>`. */
export const BUILD_CACHE = "build_cache";

/**
 * The ECR repository of what builds leave for later builds, with a tag an image. A tag is overwritten by each build, so it cannot
 * be one of the repositories of images, whose tags never change; nothing is ever run from it.
 */
export class BuildCache extends pulumi.ComponentResource {
    readonly url: pulumi.Output<string>;

    constructor(name: string, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:BuildCache", name, {}, opts);
        const repository = new ecr.Repository(
            `${name}-build-cache`,
            {
                name: repositoryNameOf(pulumi.getProject(), pulumi.getStack(), BUILD_CACHE),
                imageTagMutability: "MUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                // What is lost with it is the time of one build.
                forceDelete: true,
                tags: stackTags(),
            },
            { parent: this },
        );
        new ecr.LifecyclePolicy(
            `${name}-build-cache`,
            { repository: repository.name, policy: buildCacheLifecyclePolicy() },
            // As of a repository of images: a change must not leave it without any.
            { parent: this, deleteBeforeReplace: true },
        );
        this.url = repository.repositoryUrl;
        this.registerOutputs({ url: this.url });
    }
}
