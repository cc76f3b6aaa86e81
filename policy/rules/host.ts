import * as ebs from "@pulumi/aws/ebs";
import * as ec2 from "@pulumi/aws/ec2";
import { resourceRule, stackRule, type Rule, type StackResource } from "../rule";

/** Words in user data behind which a value is likely to be a secret. */
const SECRET_WORDS = /(password|passwd|secret|token|api_?key)["']?\s*[=:]\s*["']?[^\s"'$]{6,}/i;

export const hostRules: readonly Rule[] = [
    resourceRule(
        ec2.Instance,
        {
            name: "instance-metadata-guarded",
            controls: ["EC2.8", "EC2.170", "AutoScaling.3", "AutoScaling.4", "CKV_AWS_79", "CKV_AWS_341", "AWS-0028"],
            requirement:
                "An instance's role is to be had by version 2 of the metadata service only, and not from a container.",
        },
        ({ metadataOptions: { httpTokens, httpPutResponseHopLimit } = {} }) => [
            ...(httpTokens === "required"
                ? []
                : ['metadataOptions.httpTokens is not "required": version 1 answers to everybody.']),
            ...(httpPutResponseHopLimit === 1
                ? []
                : ["metadataOptions.httpPutResponseHopLimit is not 1: containers can take the instance's role."]),
        ],
    ),
    resourceRule(
        ec2.Instance,
        {
            name: "instance-disk-encrypted",
            controls: ["EC2.7", "CKV_AWS_8", "AWS-0131"],
            requirement: "The disks that an instance is made with are encrypted.",
        },
        ({ rootBlockDevice, ebsBlockDevices = [] }) => [
            ...(rootBlockDevice?.encrypted === true ? [] : ["rootBlockDevice.encrypted is off: set it to true."]),
            ...(ebsBlockDevices.every(({ encrypted }) => encrypted === true)
                ? []
                : ["one of ebsBlockDevices is not encrypted: set encrypted to true."]),
        ],
    ),
    resourceRule(
        ec2.Instance,
        {
            name: "instance-without-key",
            controls: [],
            requirement: "Nobody signs in with a key: sessions go through Systems Manager, where each is recorded.",
        },
        ({ keyName }) => (keyName === undefined ? [] : [`has the key ${keyName}: leave keyName out.`]),
    ),
    resourceRule(
        ec2.Instance,
        {
            name: "instance-user-data-without-secrets",
            controls: ["CKV_AWS_46", "AWS-0029"],
            requirement: "User data, which whoever may describe an instance can read, holds no secret.",
        },
        ({ userData }) =>
            SECRET_WORDS.test(userData ?? "")
                ? ["userData seems to hold a secret: let the host read it from Secrets Manager."]
                : [],
    ),
    resourceRule(
        ec2.Instance,
        {
            name: "instance-with-role",
            controls: ["CKV2_AWS_41"],
            requirement: "An instance has a role, so that no key of anybody's lies on it.",
        },
        ({ iamInstanceProfile }) => (iamInstanceProfile ? [] : ["iamInstanceProfile is not set: give it a role."]),
    ),
    resourceRule(
        ec2.Instance,
        {
            name: "instance-ebs-optimized",
            controls: ["CKV_AWS_135"],
            requirement: "An instance reaches its disks by a way of their own.",
        },
        ({ ebsOptimized }) => (ebsOptimized === true ? [] : ["ebsOptimized is off: set it to true."]),
    ),
    resourceRule(
        ebs.Volume,
        {
            name: "volume-encrypted",
            controls: ["EC2.3", "CKV_AWS_3", "CKV_AWS_106", "AWS-0026"],
            requirement: "A volume is encrypted.",
        },
        ({ encrypted }) => (encrypted === true ? [] : ["encrypted is off: set it to true."]),
    ),
    stackRule(
        {
            name: "volume-has-snapshots",
            controls: ["EC2.28", "CKV2_AWS_9"],
            requirement: "Of each volume snapshots are taken.",
        },
        (resources) => {
            const policies = resources
                .filter(({ type }) => type === "aws:dlm/lifecyclePolicy:LifecyclePolicy")
                .flatMap(({ props }) => targetTags(props));
            return resources
                .filter(({ type }) => type === "aws:ebs/volume:Volume")
                .filter(({ props }) => {
                    const tags = (props.tags ?? {}) as Readonly<Record<string, string>>;
                    return !policies.some((wanted) =>
                        Object.entries(wanted).every(([key, value]) => tags[key] === value),
                    );
                })
                .map(({ urn, name }) => ({
                    urn,
                    message: `no snapshots are taken of ${name}: add dlm.LifecyclePolicy with one of its tags.`,
                }));
        },
    ),
];

function targetTags(props: StackResource["props"]): Readonly<Record<string, string>>[] {
    const { state, policyDetails } = props as {
        state?: string;
        policyDetails?: { targetTags?: Readonly<Record<string, string>> };
    };
    const tags = policyDetails?.targetTags ?? {};
    return state === "DISABLED" || Object.keys(tags).length === 0 ? [] : [tags];
}
