import * as pulumi from "@pulumi/pulumi";
import { closedBucket } from "./closed-bucket";
import { accessLogPolicy } from "./policies";

const KEPT_DAYS = 90;

/** A bucket for the load balancer's log of requests: closed to all but the log delivery of this account, kept for ninety days. */
export function accessLogBucket(
    name: string,
    { accountId, disposable }: { accountId: pulumi.Output<string>; disposable: boolean },
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
                pulumi.all([arn, accountId]).apply(([bucketArn, account]) => accessLogPolicy(bucketArn, account)),
        },
        parent,
    );
    return { bucket: bucket.bucket, policy };
}
