import * as ecr from "@pulumi/aws/ecr";
import * as pulumi from "@pulumi/pulumi";
import { KEPT_RELEASES } from "./kept-releases";
import { repositoryLifecyclePolicy } from "./policies";
import { stackTags } from "./stack-tags";

export interface ImageRepositoryArgs {
    /** Known before deployment: a release names its image by it. */
    readonly repositoryName: string;
    readonly disposable: boolean;
}

/** The ECR repository of one image: a tag is pushed once and never changes. */
export class ImageRepository extends pulumi.ComponentResource {
    readonly repositoryName: string;
    readonly url: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: ImageRepositoryArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:ImageRepository", name, {}, opts);
        const repository = new ecr.Repository(
            name,
            {
                name: args.repositoryName,
                imageTagMutability: "IMMUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                // Must be set from the first `up`: it takes effect only where it was applied before the destroy.
                forceDelete: args.disposable,
                tags: stackTags(),
            },
            // AWS refuses to delete one that holds images, in the middle of the `up` that takes a service away.
            { parent: this, retainOnDelete: !args.disposable },
        );
        new ecr.LifecyclePolicy(
            name,
            { repository: repository.name, policy: repositoryLifecyclePolicy(KEPT_RELEASES) },
            // A change replaces it. A repository has one: deleting the old one after the new one is there would leave it without any.
            { parent: this, deleteBeforeReplace: true },
        );
        this.repositoryName = args.repositoryName;
        this.url = repository.repositoryUrl;
        this.arn = repository.arn;
        this.registerOutputs({ url: this.url });
    }
}

/** The repository of a service of this stack; two stacks in one account do not share one. */
export function repositoryNameOf(project: string, stack: string, service: string): string {
    return `${project}-${stack}/${service}`.toLowerCase();
}
