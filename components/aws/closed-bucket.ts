import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";

export interface ClosedBucketArgs {
    /** Whether `destroy` deletes it with what is in it. */
    readonly disposable: boolean;
    /** What goes when. */
    readonly rules: NonNullable<s3.BucketLifecycleConfigurationArgs["rules"]>;
    /** Who may do what with it; must refuse requests without TLS. */
    readonly policy: (bucketArn: pulumi.Output<string>) => pulumi.Input<string>;
}

/** A bucket that nobody can open to the public, with its lifecycle and its policy. */
export function closedBucket(
    name: string,
    { disposable, rules, policy }: ClosedBucketArgs,
    parent: pulumi.Resource,
): { readonly bucket: s3.Bucket; readonly policy: pulumi.Resource } {
    const options = { parent };
    const bucket = new s3.Bucket(name, { forceDestroy: disposable }, options);
    const own = { bucket: bucket.bucket };
    const closed = new s3.BucketPublicAccessBlock(
        name,
        {
            ...own,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        options,
    );
    new s3.BucketLifecycleConfiguration(name, { ...own, rules }, options);
    const access = new s3.BucketPolicy(
        name,
        { ...own, policy: policy(bucket.arn) },
        // S3 takes one change of a bucket's access at a time.
        { parent, dependsOn: [closed] },
    );
    return { bucket, policy: access };
}
