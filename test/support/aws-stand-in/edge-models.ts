import { createHash } from "node:crypto";
import { ACCOUNT, REGION } from "./account";
import type { ResourceModel } from "./resource-models";
import type { Props } from "./wire";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
/** As AWS has it: the same for every certificate that this account asks for a domain. */
const proof = (domain: unknown, of: "name" | "value") =>
    `_${createHash("sha256")
        .update(`${ACCOUNT} ${String(domain)} ${of}`)
        .digest("hex")
        .slice(0, 32)}`;
const named = (kind: string) => (_: Props, unique: string) => `${kind}-${unique}`;

/** STAND-INS for what lies between the apps and the world: NAT, endpoints, certificate, names, rules, the log of requests. */
export const EDGE_MODELS: Readonly<Record<string, ResourceModel>> = {
    "aws:ec2/eip:Eip": {
        id: named("eipalloc"),
        outputs: (_, id) => ({
            allocationId: id,
            publicIp: process.env.STAND_IN_ADDRESS ?? "203.0.113.1",
            domain: "vpc",
        }),
        replaceOn: ["domain"],
    },
    "aws:ec2/natGateway:NatGateway": { id: named("nat"), replaceOn: ["subnetId", "allocationId", "connectivityType"] },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        id: named("vpce"),
        outputs: (_, id) => ({ arn: arn("ec2", `vpc-endpoint/${id}`) }),
        replaceOn: ["vpcId", "serviceName", "vpcEndpointType"],
    },
    "aws:acm/certificate:Certificate": {
        id: (_, unique) => arn("acm", `certificate/${unique}`),
        outputs: ({ domainName, subjectAlternativeNames = [] }, id) => ({
            arn: id,
            domainValidationOptions: [domainName, ...(subjectAlternativeNames as string[])].map((name) => ({
                domainName: name,
                resourceRecordName: `${proof(domainName, "name")}.${String(domainName)}.`,
                resourceRecordType: "CNAME",
                resourceRecordValue: `${proof(domainName, "value")}.acm-validations.aws.`,
            })),
        }),
        replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod"],
    },
    "aws:acm/certificateValidation:CertificateValidation": {
        id: (_, unique) => `validated-${unique}`,
        replaceOn: ["certificateArn", "validationRecordFqdns"],
    },
    "aws:route53/record:Record": {
        id: ({ zoneId, name, type }) => `${String(zoneId)}_${String(name)}_${String(type)}`,
        outputs: ({ name }) => ({ fqdn: String(name).replace(/\.$/, "") }),
        replaceOn: ["zoneId", "name", "type"],
    },
    "aws:lb/listenerRule:ListenerRule": {
        id: ({ listenerArn }, unique) => `${String(listenerArn).replace(":listener/", ":listener-rule/")}/${unique}`,
        outputs: (_, id) => ({ arn: id }),
        replaceOn: ["listenerArn"],
    },
    "aws:s3/bucket:Bucket": {
        id: ({ bucket }) => String(bucket),
        outputs: ({ bucket }) => ({ arn: `arn:aws:s3:::${String(bucket)}` }),
        replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled"],
        autoName: "bucket",
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        id: ({ bucket }) => String(bucket),
        replaceOn: ["bucket"],
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        id: ({ bucket }) => String(bucket),
        replaceOn: ["bucket"],
    },
    "aws:s3/bucketPolicy:BucketPolicy": { id: ({ bucket }) => String(bucket), replaceOn: ["bucket"] },
};

/** Answers of the functions that the environment calls. */
export const EDGE_FUNCTIONS: Readonly<Record<string, Props>> = {
    "aws:route53/getZone:getZone": { id: "Z0STANDIN", zoneId: "Z0STANDIN", name: "example.com", privateZone: false },
    "aws:lb/getLoadBalancer:getLoadBalancer": {
        id: "main",
        dnsName: `main-1.${REGION}.elb.amazonaws.com`,
        zoneId: "Z215JYRZR1TBD5",
    },
    // Plain, as a provider may answer: that it is a secret from here on is what Slipway must see to.
    "aws:secretsmanager/getSecretVersion:getSecretVersion": {
        id: "client-secret",
        secretString: process.env.STAND_IN_CLIENT_SECRET ?? "a client secret of the stand-in",
    },
};
