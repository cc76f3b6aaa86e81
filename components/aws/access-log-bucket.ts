import * as pulumi from "@pulumi/pulumi";
import { closedBucket } from "./closed-bucket";
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
    const { bucket, policy } = closedBucket(
        `${name}-access-logs`,
        {
            disposable,
            rules: [
                {
                    id: "expire",
                    status: "Enabled",
                    filter: { prefix: "" },
                    expiration: { days: KEPT_DAYS },
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
                },
            ],
            policy: (arn) =>
                pulumi
                    .all([arn, owner.partition, owner.region, owner.id])
                    .apply(([bucketArn, partition, region, accountId]) =>
                        accessLogPolicy(bucketArn, { partition, region, accountId }),
                    ),
        },
        parent,
    );
    return { bucket: bucket.bucket, policy };
}
