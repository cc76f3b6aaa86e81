import { made, of, type Inputs, type RuleCase } from "./case";

/** A bucket with something beside it; wrong where that is changed, is of another bucket, or is not there. */
function bucket(type: string, good: Inputs, ...[change, says]: readonly [change: Inputs, says: string]): RuleCase {
    const it = made("aws:s3/bucket:Bucket", { bucket: "b" });
    const beside = (inputs: Inputs) => made(type, { bucket: "b", ...good, ...inputs });
    return {
        good: [it, beside({})],
        bad: [[it], [it, beside(change)], [it, beside({ bucket: "another" })]].map((resources) => ({
            resources,
            says: [`Bucket::it: the bucket it ${says}`],
        })),
    };
}

const plainDenied = (Principal: string) =>
    JSON.stringify({
        Statement: [
            { Effect: "Deny", Principal, Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
        ],
    });

/** Of the rules about file systems and buckets. */
export const STORAGE_CASES: Readonly<Record<string, RuleCase>> = {
    "file-system-encrypted": of("aws:efs/fileSystem:FileSystem", { encrypted: true }, [
        { encrypted: undefined },
        "encrypted is off: set it to true.",
    ]),
    "access-point-own-folder": of(
        "aws:efs/accessPoint:AccessPoint",
        { rootDirectory: { path: "/api/data" } },
        ...[undefined, { path: "/" }].map(
            (rootDirectory) => [{ rootDirectory }, "leads to the whole file system: set rootDirectory.path."] as const,
        ),
    ),
    "access-point-own-user": of("aws:efs/accessPoint:AccessPoint", { posixUser: { uid: 1000, gid: 1000 } }, [
        { posixUser: undefined },
        "posixUser is not set: set uid and gid.",
    ]),
    "bucket-closed": bucket(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
        { restrictPublicBuckets: false },
        "can be opened to everybody: add s3.BucketPublicAccessBlock with blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets.",
    ),
    "bucket-tls-only": bucket(
        "aws:s3/bucketPolicy:BucketPolicy",
        { policy: plainDenied("*") },
        { policy: plainDenied("arn:aws:iam::123456789012:root") },
        "answers without TLS: deny everything where aws:SecureTransport is false in its s3.BucketPolicy.",
    ),
    "bucket-lifecycle": bucket(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        { rules: [{ id: "expire", status: "Enabled" }] },
        { rules: [] },
        "keeps everything for ever: add s3.BucketLifecycleConfiguration.",
    ),
};
