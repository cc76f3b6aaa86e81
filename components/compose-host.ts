import type * as ebs from "@pulumi/aws/ebs";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as ssm from "@pulumi/aws/ssm";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import { alarmName } from "./alarms/name";
import type { WatchedHost } from "./alarms/watched";
import { imageFor, type ResolvedImage } from "./aws/service-image";
import type { ComposeHostSettings } from "./compose-host-args";
import type { ImagePlatform } from "./container-image";
import type { FargateEnvironment } from "./service-environment";
import type { ConnectedService } from "./fargate/connection";
import { bundleBucket } from "./host/bundle-bucket";
import { dataVolume } from "./host/data-volume";
import { imageParameter, isBurstable, platformOf } from "./host/instance-type";
import { hostPolicy, serviceTrustPolicy } from "./host/policies";
import { hostProgram } from "./host/program";
import type { TarEntry } from "./host/tar";
import { userData } from "./host/user-data";

export type { ComposeHostSettings } from "./compose-host-args";

const DEFAULTS = { instanceType: "t3.small", volumeGiB: 20, snapshots: 7 } as const;
/** Tried with the host's program. It is copied to ECR once, so a moved tag changes nothing until this line does. */
const PROXY_IMAGE = "docker.io/library/caddy:2.10.2";
/** The system alone: what Docker writes goes to the data volume. */
const ROOT_GIB = 8;
/** By this name Linux knows the volume, whatever its driver calls it. */
const DATA_DEVICE = "/dev/sdf";

/** What a host needs to know of the environment it stands in. */
export type HostEnvironment = Pick<FargateEnvironment, "network" | "logs" | "account" | "disposable" | "names">;

export interface ComposeHostArgs extends ComposeHostSettings {
    readonly environment: HostEnvironment;
    /** What runs on the host. @default Slipway's own program, in the folder `host` */
    readonly program?: readonly TarEntry[];
}

/** What an instance is given. */
interface InstanceParts {
    readonly card: ec2.NetworkInterface;
    readonly profile: iam.InstanceProfile;
    readonly volume: ebs.Volume;
}

/**
 * One EC2 instance on which apps run by Docker Compose, behind a proxy, with what outlives it: an encrypted data volume with
 * snapshots, the address, and the bucket that releases come from. Nobody gets in by SSH; see `docs/ec2-compose.md`.
 */
export class ComposeHost extends pulumi.ComponentResource {
    readonly environment: HostEnvironment;
    readonly instanceId: pulumi.Output<string>;
    /** Public IPv4 address: it stays when the instance is replaced. */
    readonly address: pulumi.Output<string>;
    readonly bucket: pulumi.Output<string>;
    /** Name of the instance's role, to which each app adds what it needs. */
    readonly roleName: pulumi.Output<string>;
    /** What images must be built for. */
    readonly platform: ImagePlatform;
    readonly proxy: ResolvedImage;
    /** Goes into each bundle. */
    readonly program: readonly TarEntry[];
    /** How it is called among the numbers that it sends for alarms: another instance goes on under the same name. */
    readonly reportsAs: string;
    /** To be waited for before a release. */
    readonly ready: readonly pulumi.Resource[];
    private readonly group: ec2.SecurityGroup;
    private readonly burstable: boolean;
    private reports = false;
    private readonly opened = new Set<string>();

    constructor(
        private readonly name: string,
        args: ComposeHostArgs,
        opts: pulumi.ComponentResourceOptions = {},
    ) {
        super("slipway:components:ComposeHost", name, {}, opts);
        const { environment } = args;
        const { network, account, disposable } = environment;
        const { instanceType = DEFAULTS.instanceType } = args;
        const parent = { parent: this };
        this.environment = environment;
        this.platform = platformOf(instanceType);
        this.program = args.program ?? hostProgram();
        this.proxy = this.proxyImage(args.proxyImage ?? PROXY_IMAGE);
        this.bucket = bundleBucket(name, this);
        const role = this.role();
        this.roleName = role.name;

        this.group = new ec2.SecurityGroup(
            name,
            { description: `The host ${name}`, vpcId: network.vpcId, revokeRulesOnDelete: true },
            parent,
        );
        this.letOut([443]);
        const subnetId = network.publicSubnetIds.apply((ids) => ids[0]!);
        // Of its own, so that a new instance has the old one's addresses, from its first second on.
        const card = new ec2.NetworkInterface(
            name,
            { subnetId, securityGroups: [this.group.id], description: `The host ${name}` },
            parent,
        );
        const address = new ec2.Eip(
            name,
            { domain: "vpc", networkInterface: card.id },
            { ...parent, dependsOn: [...(network.ready ?? [])] },
        );
        const volume = dataVolume(
            name,
            {
                availabilityZone: ec2.getSubnetOutput({ id: subnetId }, parent).availabilityZone,
                sizeGiB: args.volumeGiB ?? DEFAULTS.volumeGiB,
                snapshots: args.snapshots ?? DEFAULTS.snapshots,
                ...(args.restoreFrom !== undefined && { restoreFrom: args.restoreFrom }),
                account,
                disposable,
            },
            this,
        );
        const instance = this.instance({ ...args, instanceType }, { card, profile: role.profile, volume }, [address]);
        const attached = new ec2.VolumeAttachment(
            `${name}-data`,
            {
                deviceName: DATA_DEVICE,
                volumeId: volume.id,
                instanceId: instance.id,
                // What runs is ended and written to disk before its disk goes.
                stopInstanceBeforeDetaching: true,
            },
            { ...parent, deleteBeforeReplace: true },
        );
        this.instanceId = instance.id;
        this.address = address.publicIp;
        this.burstable = isBurstable(instanceType);
        this.reportsAs = alarmName(name);
        this.ready = [attached, role.policy, ...this.proxy.ready];
        this.registerOutputs({ address: this.address, instanceId: this.instanceId });
    }

    /** What of it `Alarms` can watch: ask once all apps are made. */
    get watched(): WatchedHost {
        const { name, instanceId, burstable, reportsAs } = this;
        return { kind: "host", name, instanceId, burstable, ...(this.reports && { reportsAs }) };
    }

    /** An app of the host has it send numbers, those of its disks among them. */
    report(): void {
        this.reports = true;
    }

    /** As one side of a connection, such as to a database: all that runs on it is. */
    get itself(): ConnectedService {
        return { name: this.name, securityGroupId: this.group.id };
    }

    /** Lets known addresses in at a port. Two apps may ask for the same. */
    letIn(port: number, cidrs: readonly string[], why: string): void {
        for (const cidr of [...new Set(cidrs)].sort()) {
            this.once(`${this.name}-in-${port}-${cidr.replace(/[^0-9A-Za-z.]/g, "-")}`, (rule) => {
                const from = cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr };
                const ports = { ipProtocol: "tcp", fromPort: port, toPort: port };
                new vpc.SecurityGroupIngressRule(
                    rule,
                    { securityGroupId: this.group.id, description: why, ...from, ...ports },
                    { parent: this },
                );
            });
        }
    }

    /** Lets what runs on the host call out on these ports. Two apps may ask for the same. */
    letOut(ports: readonly number[]): void {
        for (const port of ports) {
            this.once(`${this.name}-out-${port}`, (rule) => {
                new vpc.SecurityGroupEgressRule(
                    rule,
                    {
                        securityGroupId: this.group.id,
                        description: `${this.name}: out on port ${port}`,
                        cidrIpv4: "0.0.0.0/0",
                        ipProtocol: "tcp",
                        fromPort: port,
                        toPort: port,
                    },
                    { parent: this },
                );
            });
        }
    }

    /** Lets a host name lead to the host once `after` is healthy, where the environment's zone holds it. */
    nameFor(host: string, after: readonly pulumi.Resource[]): void {
        const { names } = this.environment;
        if (names?.holds(host)) names.lead(host, { address: this.address }, after);
    }

    private once(what: string, make: (name: string) => void): void {
        if (this.opened.has(what)) return;
        this.opened.add(what);
        make(what);
    }

    private proxyImage(image: string): ResolvedImage {
        const build = { context: "-", dockerfileInline: `FROM ${image}\n` };
        return imageFor(
            `${this.name}-proxy`,
            { build },
            { environment: this.environment, platform: this.platform },
            this,
        );
    }

    private role() {
        const { name } = this;
        const { partition, region, id } = this.environment.account;
        const parent = { parent: this };
        const role = new iam.Role(
            name,
            {
                description: `What the host ${name} may do in AWS`,
                assumeRolePolicy: serviceTrustPolicy("ec2.amazonaws.com"),
            },
            parent,
        );
        const policy = new iam.RolePolicy(
            name,
            {
                role: role.name,
                policy: pulumi
                    .all([partition, region, id, this.bucket, pulumi.all([...this.proxy.repositoryArns])])
                    .apply(([partition, region, accountId, bucket, repositoryArns]) =>
                        hostPolicy({ partition, region, accountId, bucket, repositoryArns }),
                    ),
            },
            parent,
        );
        const profile = new iam.InstanceProfile(name, { role: role.name }, parent);
        return { name: role.name, policy, profile };
    }

    private instance(
        { instanceType, imageId }: ComposeHostSettings & { readonly instanceType: string },
        { card, profile, volume }: InstanceParts,
        dependsOn: pulumi.Resource[],
    ): ec2.Instance {
        const { name, environment } = this;
        const { account, disposable } = environment;
        const newest = () => ssm.getParameterOutput({ name: imageParameter(this.platform) }, { parent: this }).value;
        return new ec2.Instance(
            name,
            {
                instanceType,
                ami: imageId ?? newest(),
                primaryNetworkInterface: { networkInterfaceId: card.id },
                iamInstanceProfile: profile.name,
                userData: account.region.apply((region) => userData(this.program, { region, device: DATA_DEVICE })),
                // It runs at the first start only: a changed one needs a new instance, and stopping the old one would not help.
                userDataReplaceOnChange: true,
                // A container is one hop away: it cannot ask for the host's role.
                metadataOptions: {
                    httpEndpoint: "enabled",
                    httpTokens: "required",
                    httpPutResponseHopLimit: 1,
                    instanceMetadataTags: "disabled",
                },
                rootBlockDevice: {
                    volumeType: "gp3",
                    volumeSize: ROOT_GIB,
                    encrypted: true,
                    deleteOnTermination: true,
                },
                // A busy host gets slow, not dear.
                ...(isBurstable(instanceType) && { creditSpecification: { cpuCredits: "standard" } }),
                ebsOptimized: true,
                monitoring: false,
                maintenanceOptions: { autoRecovery: "default" },
                instanceInitiatedShutdownBehavior: "stop",
                // Against a hand in the console; `pulumi up` may replace it all the same.
                disableApiTermination: !disposable,
                forceDestroy: true,
                tags: { Name: `${pulumi.getProject()}-${pulumi.getStack()}-${name}` },
            },
            {
                parent: this,
                dependsOn,
                // Card and volume are in one instance at a time.
                deleteBeforeReplace: true,
                // Another volume holds other releases than those that are recorded, or none. A new instance is released to anew, and
                // runs: AWS stops one before its volume is detached, and nobody starts it again.
                replaceWith: [volume],
                // AWS publishes a new image every other week: the host keeps its own until `imageId` names another.
                ignoreChanges: imageId === undefined ? ["ami"] : [],
            },
        );
    }
}
