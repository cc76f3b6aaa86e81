import { ACCOUNT, REGION } from "./account";
import type { ResourceModel } from "./resource-models";
import type { Props } from "./wire";

const arn = (resource: string) => `arn:aws:apprunner:${REGION}:${ACCOUNT}:${resource}`;

/** STAND-INS for the resources of App Runner. What needs replacement is the upstream provider's. */
export const APP_RUNNER_MODELS: Readonly<Record<string, ResourceModel>> = {
    "aws:apprunner/service:Service": {
        id: ({ serviceName }, unique) => arn(`service/${String(serviceName)}/${unique.padStart(32, "0")}`),
        outputs: (_, id, unique) => ({
            arn: id,
            serviceId: unique,
            serviceUrl: `${unique.slice(-10)}.${REGION}.awsapprunner.com`,
            status: "RUNNING",
        }),
        replaceOn: ["serviceName", "encryptionConfiguration"],
    },
    "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion": {
        id: ({ autoScalingConfigurationName: name }, unique) =>
            arn(`autoscalingconfiguration/${String(name)}/1/${unique}`),
        outputs: (_, id) => ({ arn: id, autoScalingConfigurationRevision: 1, latest: true, status: "ACTIVE" }),
        replaceOn: ["autoScalingConfigurationName", "maxConcurrency", "maxSize", "minSize"],
    },
    "aws:apprunner/vpcConnector:VpcConnector": {
        id: ({ vpcConnectorName }, unique) => arn(`vpcconnector/${String(vpcConnectorName)}/1/${unique}`),
        outputs: (_, id) => ({ arn: id, vpcConnectorRevision: 1, status: "ACTIVE" }),
        replaceOn: ["vpcConnectorName", "subnets", "securityGroups"],
    },
    "aws:apprunner/customDomainAssociation:CustomDomainAssociation": {
        id: ({ domainName, serviceArn }) => `${String(domainName)},${String(serviceArn)}`,
        outputs: ({ domainName }, _, unique) => ({
            dnsTarget: `${unique.slice(-10)}.${REGION}.awsapprunner.com`,
            status: "pending_certificate_dns_validation",
            certificateValidationRecords: [1, 2].map((number) => ({
                name: `_${String(number).padStart(32, "a")}.${String(domainName)}.`,
                type: "CNAME",
                value: `_${String(number).padStart(32, "f")}.acm-validations.aws.`,
                status: "PENDING_VALIDATION",
            })),
        }),
        replaceOn: ["domainName", "serviceArn", "enableWwwSubdomain"],
    },
};

export const APP_RUNNER_FUNCTIONS: Readonly<Record<string, Props>> = {
    "aws:apprunner/getHostedZoneId:getHostedZoneId": { id: "Z0334911C2FDI2Q9M4FZ" },
};
