import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { closedBucket } from "../aws/closed-bucket";
import { bundleBucketPolicy } from "./policies";

const OLD_BUNDLE_DAYS = 90;

/** The bucket that a host's releases come from. @returns its name */
export function bundleBucket(host: string, parent: pulumi.Resource): pulumi.Output<string> {
    const name = `${host}-releases`;
    const { bucket } = closedBucket(
        name,
        {
            // Bundles can be made again from what they were made of; in a destroyed stack nobody needs them.
            disposable: true,
            rules: [
                {
                    id: "old-bundles",
                    status: "Enabled",
                    filter: { prefix: "" },
                    noncurrentVersionExpiration: { noncurrentDays: OLD_BUNDLE_DAYS },
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
                },
            ],
            policy: (arn) => arn.apply(bundleBucketPolicy),
        },
        parent,
    );
    const own = { bucket: bucket.bucket };
    new s3.BucketVersioning(name, { ...own, versioningConfiguration: { status: "Enabled" } }, { parent });
    new s3.BucketServerSideEncryptionConfiguration(
        name,
        { ...own, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
        { parent },
    );
    return bucket.bucket;
}
