import { HOST_NAMESPACE } from "../alarms/host-numbers";
import { canonicalJson } from "../aws/canonical-json";
import { onlyByTls, pullImages, readSecrets, writeLog } from "../aws/policies";

/** Who may use a host's role: EC2. It sends neither account nor source when it does. */
export function serviceTrustPolicy(service: string, accountId?: string): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: service },
                Action: "sts:AssumeRole",
                Condition: accountId === undefined ? undefined : { StringEquals: { "aws:SourceAccount": accountId } },
            },
        ],
    });
}

/** What the host itself needs of its role. */
export interface HostAccess {
    readonly partition: string;
    readonly region: string;
    readonly accountId: string;
    /** Name of the bucket with the bundles. */
    readonly bucket: string;
    /** Of the proxy. */
    readonly repositoryArns: readonly string[];
}

/**
 * What the host itself may do: be reached by Systems Manager, and read its bundles. Of AWS's own policy for this
 * (AmazonSSMManagedInstanceCore) it lacks what nobody here needs, such as reading every parameter of the account.
 */
export function hostPolicy({ partition, region, accountId, bucket, repositoryArns }: HostAccess): string {
    const bucketArn = `arn:${partition}:s3:::${bucket}`;
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            // None of these knows a resource: they are about the host's own side of the line.
            {
                Sid: "SystemsManager",
                Effect: "Allow",
                Action: [
                    "ec2messages:AcknowledgeMessage",
                    "ec2messages:DeleteMessage",
                    "ec2messages:FailMessage",
                    "ec2messages:GetEndpoint",
                    "ec2messages:GetMessages",
                    "ec2messages:SendReply",
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                Resource: "*",
            },
            {
                Sid: "BeManaged",
                Effect: "Allow",
                Action: "ssm:UpdateInstanceInformation",
                Resource: `arn:${partition}:ec2:${region}:${accountId}:instance/*`,
            },
            { Sid: "ReadBundles", Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/releases/*` },
            ...pullImages(repositoryArns),
        ],
    });
}

/** The action knows no resource: the namespace is its limit. */
const SEND_NUMBERS = {
    Sid: "SendNumbers",
    Effect: "Allow",
    Action: "cloudwatch:PutMetricData",
    Resource: "*",
    Condition: { StringEquals: { "cloudwatch:namespace": HOST_NAMESPACE } },
} as const;

/** What one app needs of the host's role. */
export interface AppAccess {
    readonly app: string;
    readonly repositoryArns: readonly string[];
    readonly secretArns: readonly string[];
    readonly logGroupArn: string;
    /** Whether numbers about it are sent. */
    readonly watch: boolean;
}

/** Pull the app's images, read its secrets, write its log, send its numbers where it has any: exactly these. */
export function appPolicy({ app, repositoryArns, secretArns, logGroupArn, watch }: AppAccess): string {
    return canonicalJson({
        Version: "2012-10-17",
        Statement: [
            writeLog(logGroupArn, app),
            ...pullImages(repositoryArns),
            ...readSecrets(secretArns),
            ...(watch ? [SEND_NUMBERS] : []),
        ],
    });
}

/** Who may touch the bundles: nobody without TLS; the account's own policies decide the rest. */
export function bundleBucketPolicy(bucketArn: string): string {
    return canonicalJson({ Version: "2012-10-17", Statement: [onlyByTls(bucketArn)] });
}
