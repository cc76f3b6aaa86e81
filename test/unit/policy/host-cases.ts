import { made, of, type Inputs, type RuleCase } from "./case";

const INSTANCE = "aws:ec2/instance:Instance";
const VERSION_1 = 'metadataOptions.httpTokens is not "required": version 1 answers to everybody.';
const TOO_FAR = "metadataOptions.httpPutResponseHopLimit is not 1: containers can take the instance's role.";
const OPEN_DISK = "rootBlockDevice.encrypted is off: set it to true.";

const volume = (tags: Inputs) => made("aws:ebs/volume:Volume", { tags });
const policy = (targetTags: Inputs, state = "ENABLED") =>
    made("aws:dlm/lifecyclePolicy:LifecyclePolicy", { state, policyDetails: { targetTags } });
const uncovered = ["Volume::it: no snapshots are taken of it: add dlm.LifecyclePolicy with one of its tags."];

/** Of the rules about hosts and their disks. */
export const HOST_CASES: Readonly<Record<string, RuleCase>> = {
    "instance-metadata-guarded": of(
        INSTANCE,
        { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
        [{ metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } }, VERSION_1],
        [{ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } }, TOO_FAR],
        [{ metadataOptions: undefined }, VERSION_1, TOO_FAR],
    ),
    "instance-disk-encrypted": of(
        INSTANCE,
        { rootBlockDevice: { encrypted: true } },
        [{ rootBlockDevice: { encrypted: false } }, OPEN_DISK],
        [{ rootBlockDevice: undefined }, OPEN_DISK],
        [
            { ebsBlockDevices: [{ deviceName: "/dev/sdg" }] },
            "one of ebsBlockDevices is not encrypted: set encrypted to true.",
        ],
    ),
    "instance-without-key": of(INSTANCE, {}, [{ keyName: "mine" }, "has the key mine: leave keyName out."]),
    "instance-user-data-without-secrets": of(
        INSTANCE,
        { userData: "DATA_DEVICE=/dev/sdf bash install.sh; TOKEN=$(curl -X PUT 169.254.169.254)" },
        [
            { userData: "export DB_PASSWORD=hunter2-and-more" },
            "userData seems to hold a secret: let the host read it from Secrets Manager.",
        ],
    ),
    "instance-with-role": of(INSTANCE, { iamInstanceProfile: "host" }, [
        { iamInstanceProfile: undefined },
        "iamInstanceProfile is not set: give it a role.",
    ]),
    "instance-ebs-optimized": of(INSTANCE, { ebsOptimized: true }, [
        { ebsOptimized: false },
        "ebsOptimized is off: set it to true.",
    ]),
    "volume-encrypted": of("aws:ebs/volume:Volume", { encrypted: true }, [
        { encrypted: undefined },
        "encrypted is off: set it to true.",
    ]),
    "volume-has-snapshots": {
        good: [volume({ a: "1", b: "2" }), policy({ a: "1" })],
        bad: [
            [volume({ a: "1" })],
            [volume({ a: "2" }), policy({ a: "1" })],
            [volume({ a: "1" }), policy({ a: "1" }, "DISABLED")],
            [volume({}), policy({})],
        ].map((resources) => ({ resources, says: uncovered })),
    },
};
