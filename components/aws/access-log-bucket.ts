import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { accessLogPolicy } from "./policies";

const KEPT_DAYS = 90;

/** In whose name a load balancer writes. */
export interface LogOwner {
    readonly partition: pulumi.Output<string>;
    readonly region: pulumi.Output<string>;
    readonly id: pulumi.Output<string>;
}

/** A bucket for the load balancer's log of requests: closed to all but the log delivery of this account, kept for ninety days. */
export function accessLogBucket(
    name: string,
    { owner, disposable }: { owner: LogOwner; disposable: boolean },
    parent: pulumi.Resource,
): { bucket: pulumi.Output<string>; policy: pulumi.Resource } {
    const child = `${name}-access-logs`;
    const bucket = new s3.Bucket(child, { forceDestroy: disposable }, { parent });
    const options = { parent };
    const own = { bucket: bucket.bucket };
    const closed = new s3.BucketPublicAccessBlock(
        child,
        {
            ...own,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        options,
    );
    new s3.BucketLifecycleConfiguration(
        child,
        {
            ...own,
            rules: [
                {
                    id: "expire",
                    status: "Enabled",
                    filter: { prefix: "" },
                    expiration: { days: KEPT_DAYS },
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
                },
            ],
        },
        options,
    );
    const policy = new s3.BucketPolicy(
        child,
        {
            ...own,
            policy: pulumi
                .all([bucket.arn, owner.partition, owner.region, owner.id])
                .apply(([bucketArn, partition, region, accountId]) =>
                    accessLogPolicy(bucketArn, { partition, region, accountId }),
                ),
        },
        // S3 takes one change of a bucket's access at a time.
        { parent, dependsOn: [closed] },
    );
    return { bucket: bucket.bucket, policy };
}
