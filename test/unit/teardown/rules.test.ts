/** What destroying each resource type leaves: a rule for every type, and what each rule makes of a resource's inputs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PRICE_RULES } from "../../../components/prices/rules";
import type { Doomed } from "../../../components/teardown/left";
import { receiptOf } from "../../../components/teardown/receipt";
import { TEARDOWN_RULES } from "../../../components/teardown/rules";
import { MODELS } from "../../support/aws-stand-in/resource-models";
import { repositoryRoot } from "../../../tools/paths";

/** Types of our own provider, by the text of the program and of the provider. */
function ownTypes(): string[] {
    return ["components", "provider"].flatMap((folder) =>
        readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".ts"))
            .flatMap((file) => [
                ...readFileSync(join(repositoryRoot, folder, file), "utf8").matchAll(/"(slipway:index:[A-Z]\w+)"/g),
            ])
            .map(([, type]) => type!),
    );
}

/** What to do is in the message, as this fails for whoever adds a type. */
function undecided(types: readonly string[]): string[] {
    return [...new Set(types)]
        .filter((type) => TEARDOWN_RULES[type] === undefined)
        .map((type) => `${type}: say in components/teardown/rules.ts what \`pulumi destroy\` leaves of it`);
}

test("of every type that Slipway makes it is decided what a destroy leaves", () => {
    const priced = Object.keys(PRICE_RULES).filter((type) => type.startsWith("aws:"));
    // The stand-in refuses a type that it has no model of, so whatever an engine test makes is among them.
    const types = [...Object.keys(MODELS), ...priced, ...ownTypes(), "docker-build:index:Image"];
    expect(ownTypes()).toContain("slipway:index:Release");
    expect(undecided(types)).toEqual([]);
});

test("negative control: a type of which nobody has decided is found, with what to do", () => {
    expect(undecided(["aws:mq/broker:Broker", "aws:ecs/service:Service"])).toEqual([
        "aws:mq/broker:Broker: say in components/teardown/rules.ts what `pulumi destroy` leaves of it",
    ]);
});

const doomed = (type: string, inputs: object, more: Partial<Doomed> = {}): Doomed => ({
    urn: `urn:pulumi:prod::shop::${type}::one`,
    ...{ type, name: "one", id: "id-1", retained: false, protected: false, outputs: {} },
    inputs: inputs as Doomed["inputs"],
    ...more,
});
const receipt = (...resources: Doomed[]) => receiptOf(resources, "prod", "us-east-1");
/** Kind, id, price, and whether a command removes it. */
const left = (...resources: Doomed[]) =>
    receipt(...resources).left.map(({ kind, id, monthlyUsd, remove }) => [kind, id, monthlyUsd, remove !== undefined]);

const RDS = "aws:rds/instance:Instance";
const PROD_DATABASE = {
    ...{ identifier: "db-1", allocatedStorage: 20, skipFinalSnapshot: false, finalSnapshotIdentifier: "db-1-final" },
    ...{ deleteAutomatedBackups: false, backupRetentionPeriod: 7, deletionProtection: true },
};
const POLICY = {
    policyDetails: {
        targetTags: { "slipway:volume": "shop/prod/host" },
        schedules: [{ retainRule: { count: 7 } }],
    },
};
const LOCAL = {
    driver: "local",
    deployment: { project: "slipway-local-shop", model: { volumes: { data: {}, named: { name: "mine" } } } },
};

test.each<[string, Doomed, unknown[][]]>([
    [
        "a database of production: its last snapshot and its backups",
        doomed(RDS, PROD_DATABASE, { outputs: { resourceId: "db-ABC" } }),
        [
            ["database snapshot", "db-1-final", 1.9, true],
            ["automated backups of a database", "db-ABC", 1.9, true],
        ],
    ],
    [
        "a database of dev: nothing",
        doomed(RDS, { ...PROD_DATABASE, skipFinalSnapshot: true, deleteAutomatedBackups: true }),
        [],
    ],
    [
        "a cache of production: its last snapshot",
        doomed("aws:elasticache/replicationGroup:ReplicationGroup", { finalSnapshotIdentifier: "c-final" }),
        [["cache snapshot", "c-final", 0.09, true]],
    ],
    ["a cache of dev: nothing", doomed("aws:elasticache/replicationGroup:ReplicationGroup", {}), []],
    [
        "a secret of production: it waits for its deletion, and costs nothing",
        doomed("aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 30 }),
        [["secret in recovery", "id-1", 0, false]],
    ],
    [
        "a secret without a window: AWS takes 30 days",
        doomed("aws:secretsmanager/secret:Secret", {}),
        [["secret in recovery", "id-1", 0, false]],
    ],
    ["a secret of dev: nothing", doomed("aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 0 }), []],
    [
        "images of production",
        doomed("aws:ecr/repository:Repository", { forceDelete: false }, { retained: true }),
        [["images", "id-1", 0.1, true]],
    ],
    ["images of dev: nothing", doomed("aws:ecr/repository:Repository", { forceDelete: true }), []],
    [
        "files of a volume",
        doomed("aws:efs/fileSystem:FileSystem", {}, { retained: true }),
        [["files (EFS)", "id-1", 0.3, true]],
    ],
    [
        "backups of files: no price in the table",
        doomed("aws:efs/backupPolicy:BackupPolicy", { fileSystemId: "fs-1", backupPolicy: { status: "ENABLED" } }),
        [["backups of files", "backups of fs-1", undefined, false]],
    ],
    [
        "backups of files that stay",
        doomed(
            "aws:efs/backupPolicy:BackupPolicy",
            { fileSystemId: "fs-1", backupPolicy: { status: "ENABLED" } },
            { retained: true },
        ),
        [["backups of files", "backups of fs-1", undefined, false]],
    ],
    [
        "no backups of files",
        doomed("aws:efs/backupPolicy:BackupPolicy", { fileSystemId: "fs-1", backupPolicy: { status: "DISABLED" } }),
        [],
    ],
    [
        "a host's disk of production, by its size",
        doomed("aws:ebs/volume:Volume", { size: 20 }, { retained: true, protected: true }),
        [["data disk of a host", "id-1", 1.6, true]],
    ],
    ["a host's disk of dev: nothing", doomed("aws:ebs/volume:Volume", { size: 20 }), []],
    [
        "snapshots of a host's disk, in dev too",
        doomed("aws:dlm/lifecyclePolicy:LifecyclePolicy", POLICY),
        [["snapshots of a data disk", "snapshots by id-1", 0.25, true]],
    ],
    [
        "what App Runner has logged",
        doomed("aws:apprunner/service:Service", {}, { id: "arn:aws:apprunner:us-east-1:1:service/my-web-3d0/4fa7" }),
        [["log groups", "/aws/apprunner/my-web-*", 0.03, true]],
    ],
    [
        "definitions that kept releases refer to",
        doomed("aws:ecs/taskDefinition:TaskDefinition", { family: "web", skipDestroy: true }),
        [["task definitions", "web", 0, false]],
    ],
    [
        "the role with which ECS Express clears up",
        doomed("aws:iam/role:Role", {}, { retained: true }),
        [["role", "id-1", 0, false]],
    ],
    [
        "volumes of this machine's Docker",
        doomed("slipway:index:Release", LOCAL),
        [
            ["volume in Docker", "slipway-local-shop_data", 0, true],
            ["volume in Docker", "mine", 0, true],
        ],
    ],
    [
        "volumes without a name, by where they are",
        doomed("slipway:index:Release", {
            driver: "local",
            deployment: {
                project: "slipway-local-shop",
                model: {
                    services: {
                        web: {
                            volumes: [
                                { type: "volume", target: "/scratch" },
                                { type: "volume", source: "data", target: "/data" },
                                { type: "bind", source: "/srv", target: "/srv" },
                            ],
                        },
                    },
                },
            },
        }),
        [["volume without a name in Docker", "web:/scratch", 0, false]],
    ],
    ["volumes of a host lie on its disk", doomed("slipway:index:Release", { ...LOCAL, driver: "ec2-compose" }), []],
    [
        "an image that was loaded into Docker",
        doomed("docker-build:index:Image", { load: true, tags: ["slipway/web:1"] }, { retained: true }),
        [["images in Docker", "slipway/web:*", 0, true]],
    ],
    [
        "an image that was pushed is in its repository",
        doomed("docker-build:index:Image", { push: true, tags: ["registry/web:1"] }, { retained: true }),
        [],
    ],
    [
        "versions of a secret are the secret's",
        doomed("aws:secretsmanager/secretVersion:SecretVersion", {}, { retained: true }),
        [],
    ],
    ["a service", doomed("aws:ecs/service:Service", {}), []],
])("left: %s", (_, resource, expected) => expect(left(resource)).toEqual(expected));

test.each<[string, Doomed, string[]]>([
    [
        "protect, with the command for this very resource",
        doomed("aws:efs/fileSystem:FileSystem", {}, { retained: true, protected: true }),
        ["pulumi state unprotect 'urn:pulumi:prod::shop::aws:efs/fileSystem:FileSystem::one' --stack prod --yes"],
    ],
    [
        "a database that AWS protects too",
        doomed(RDS, PROD_DATABASE, { protected: true }),
        [
            `pulumi state unprotect 'urn:pulumi:prod::shop::${RDS}::one' --stack prod --yes`,
            "aws rds modify-db-instance --region us-east-1 --db-instance-identifier db-1 --no-deletion-protection --apply-immediately",
        ],
    ],
    [
        "a load balancer",
        doomed("aws:lb/loadBalancer:LoadBalancer", { enableDeletionProtection: true }),
        [
            "aws elbv2 modify-load-balancer-attributes --region us-east-1 --load-balancer-arn id-1 --attributes Key=deletion_protection.enabled,Value=false",
        ],
    ],
    ["a load balancer of dev", doomed("aws:lb/loadBalancer:LoadBalancer", { enableDeletionProtection: false }), []],
    [
        "a bucket that is not emptied",
        doomed("aws:s3/bucket:Bucket", { forceDestroy: false }),
        ["aws s3 rm --region us-east-1 s3://id-1 --recursive"],
    ],
    ["a bucket that is", doomed("aws:s3/bucket:Bucket", { forceDestroy: true }), []],
    [
        "images, where somebody has taken the retention away",
        doomed("aws:ecr/repository:Repository", { forceDelete: false }),
        ["aws ecr delete-repository --region us-east-1 --force --repository-name id-1"],
    ],
])("in the way: %s", (_, resource, expected) => {
    expect(receipt(resource).obstacles.map(({ lift }) => lift)).toEqual(expected);
});

test("the proof of a certificate stays, as other stacks' are renewed by it; a host name goes", () => {
    const record = (retained: boolean) =>
        doomed("aws:route53/record:Record", { name: "_x.example.com" }, { id: "Z1__x.example.com_CNAME", retained });
    expect(left(record(true))).toEqual([["DNS record", "Z1__x.example.com_CNAME", 0, false]]);
    expect(left(record(false))).toEqual([]);
});

test("the sum, and what has no price there, told as such", () => {
    const disk = doomed("aws:ebs/volume:Volume", { size: 20 }, { retained: true });
    const database = doomed(RDS, PROD_DATABASE);
    const { monthlyUsd, left: lines, pricesSince } = receiptOf([disk, database], "prod", "eu-central-1");
    expect([monthlyUsd, pricesSince]).toEqual([1.9, "2026-09-11"]);
    expect(lines.map(({ cost }) => cost)).toEqual([
        "$1.90 a month (20 GB, $0.0952 per GB-month)",
        "not in the table for eu-central-1: RDS: snapshots and kept backups (20 GB assumed)",
        "not in the table for eu-central-1: RDS: snapshots and kept backups (20 GB assumed)",
    ]);
    const elsewhere = receiptOf([disk], "prod", "ap-south-2");
    expect(elsewhere.left[0]?.cost).toBe("not in the table for ap-south-2: EBS gp3: disk (20 GB)");
    expect([elsewhere.monthlyUsd, elsewhere.pricesSince]).toEqual([0, ""]);
});

test("what Slipway does not know is told: another program's types, and a retention that no rule expects", () => {
    const told = receipt(doomed("aws:mq/broker:Broker", {}), doomed("aws:ecs/service:Service", {}, { retained: true }));
    expect(told).toMatchObject({
        left: [],
        unknown: ["aws:mq/broker:Broker one", "aws:ecs/service:Service one"],
    });
});
