import * as efs from "@pulumi/aws/efs";
import { resourceRule, stackRule, type Rule, type StackResource } from "../rule";

const BUCKET = "aws:s3/bucket:Bucket";
const CLOSED = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const storageRules: readonly Rule[] = [
    resourceRule(
        efs.FileSystem,
        {
            name: "file-system-encrypted",
            controls: ["EFS.1", "CKV_AWS_42", "AWS-0037"],
            requirement: "A file system is encrypted.",
        },
        ({ encrypted }) => (encrypted === true ? [] : ["encrypted is off: set it to true."]),
    ),
    resourceRule(
        efs.AccessPoint,
        {
            name: "access-point-own-folder",
            controls: ["EFS.3", "CKV_AWS_329"],
            requirement: "An access point leads to a folder of its own.",
        },
        ({ rootDirectory }) =>
            (rootDirectory?.path ?? "/") === "/" ? ["leads to the whole file system: set rootDirectory.path."] : [],
    ),
    resourceRule(
        efs.AccessPoint,
        {
            name: "access-point-own-user",
            controls: ["EFS.4", "CKV_AWS_330"],
            requirement: "Who comes through an access point acts as one user.",
        },
        ({ posixUser }) => (posixUser === undefined ? ["posixUser is not set: set uid and gid."] : []),
    ),
    bucketRule(
        {
            name: "bucket-closed",
            controls: ["S3.1", "S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
            requirement: "No bucket can be opened to the public.",
        },
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        (props) => CLOSED.every((key) => props[key] === true),
        `can be opened to everybody: add s3.BucketPublicAccessBlock with ${CLOSED.join(", ")}.`,
    ),
    bucketRule(
        { name: "bucket-tls-only", controls: ["S3.5"], requirement: "A bucket answers by TLS only." },
        "aws:s3/bucketPolicy:BucketPolicy",
        ({ policy }) => refusesPlain(policy),
        "answers without TLS: deny everything where aws:SecureTransport is false in its s3.BucketPolicy.",
    ),
    bucketRule(
        { name: "bucket-lifecycle", controls: ["S3.13", "CKV2_AWS_61"], requirement: "What is in a bucket expires." },
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        ({ rules }) => Array.isArray(rules) && rules.length > 0,
        "keeps everything for ever: add s3.BucketLifecycleConfiguration.",
    ),
];

/** A rule that each bucket has a resource of some type, in some state, beside it. */
function bucketRule(
    head: Parameters<typeof stackRule>[0],
    type: string,
    good: (props: StackResource["props"]) => boolean,
    otherwise: string,
): Rule {
    return stackRule(head, (resources) => {
        const kept = resources.filter((one) => one.type === type && good(one.props)).map(({ props }) => props.bucket);
        return resources
            .filter(({ type: own, props }) => own === BUCKET && !kept.includes(props.bucket))
            .map(({ urn, name }) => ({ urn, message: `the bucket ${name} ${otherwise}` }));
    });
}

function refusesPlain(policy: unknown): boolean {
    const { Statement = [] } = (typeof policy === "string" ? JSON.parse(policy) : policy) as {
        Statement?: readonly { Effect?: string; Principal?: unknown; Condition?: { Bool?: Record<string, unknown> } }[];
    };
    return Statement.some(
        ({ Effect, Principal, Condition }) =>
            Effect === "Deny" && Principal === "*" && Condition?.Bool?.["aws:SecureTransport"] === "false",
    );
}
