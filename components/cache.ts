import * as elasticache from "@pulumi/aws/elasticache";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedCache } from "./alarms/watched";
import { GeneratedSecret } from "./generated-secret";
import { authTokenOf, CACHE_PORT, cacheSettings, type CacheSettings } from "./managed/cache-settings";
import { dataIdentifier, groupName } from "./managed/identifier";
import { joinedOutput, knownOutput, type OutputValue } from "./managed/output-value";
import { dataSecurityGroup, dataSubnets, type DataEnvironment } from "./managed/place";
import { stackTags } from "./aws/stack-tags";

export interface CacheArgs extends CacheSettings {
    readonly environment: DataEnvironment;
    /** Name of a snapshot whose data it begins with; it stays here as long as the cache does. @default it begins empty */
    readonly restoreFrom?: string;
}

/** What users of a cache are told. */
export type CacheOutput = "HOST" | "PORT" | "PASSWORD" | "SCHEME" | "URL";

/** ElastiCache takes no longer name. */
const LONGEST_IDENTIFIER = 40;

/**
 * A Valkey or Redis on ElastiCache: encrypted, by TLS and password only, reached by nobody until somebody adds a rule to its group.
 *
 * Outside of a disposable environment it has a second node in another zone, Pulumi does not delete it, and what is deleted all the
 * same leaves a snapshot.
 */
export class Cache extends pulumi.ComponentResource {
    /** What its users need to know; wait for this component before using them. */
    readonly outputs: Readonly<Record<CacheOutput, OutputValue>>;
    readonly port = CACHE_PORT;
    /** Lets nobody in: each service that uses it adds a rule for itself. */
    readonly securityGroupId: pulumi.Output<string>;
    readonly identifier: string;
    /** What of it `Alarms` can watch. */
    readonly watched: WatchedCache;

    constructor(name: string, args: CacheArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:Cache", name, {}, opts);
        const { environment, restoreFrom } = args;
        const { disposable } = environment;
        const parent = { parent: this };
        this.identifier = dataIdentifier(name, LONGEST_IDENTIFIER, [restoreFrom ?? ""]);

        const generated = new GeneratedSecret(`${name}-password`, { name: `${name}/password` }, parent);
        const authToken = pulumi.secret(generated.value.apply(authTokenOf));
        const subnets = new elasticache.SubnetGroup(
            groupName(name),
            { description: `The cache ${name}`, subnetIds: dataSubnets(name, environment) },
            parent,
        );
        const group = dataSecurityGroup(name, { kind: "cache", environment }, this);
        const nodes = new elasticache.ReplicationGroup(
            name,
            {
                replicationGroupId: this.identifier,
                description: `The cache ${name}`,
                ...cacheSettings(args, disposable),
                authToken,
                subnetGroupName: subnets.name,
                securityGroupIds: [group.id],
                tags: stackTags(),
                ...(restoreFrom !== undefined && { snapshotName: restoreFrom }),
                // The group's id makes it another name each time: a snapshot of that name would stop the next `destroy`.
                ...(!disposable && {
                    finalSnapshotIdentifier: pulumi.interpolate`${this.identifier}-final-${group.id}`,
                }),
            },
            { ...parent, protect: !disposable, additionalSecretOutputs: ["authToken"] },
        );
        const host: OutputValue = {
            value: nodes.primaryEndpointAddress,
            identity: `elasticache:${this.identifier}`,
            secret: false,
        };
        const secret: OutputValue = { value: authToken, identity: "generated:1", secret: true };
        this.outputs = {
            HOST: host,
            PORT: knownOutput(String(this.port)),
            PASSWORD: secret,
            SCHEME: knownOutput("rediss"),
            URL: joinedOutput([
                knownOutput("rediss://:"),
                secret,
                knownOutput("@"),
                host,
                knownOutput(`:${this.port}`),
            ]),
        };
        this.securityGroupId = group.id;
        this.watched = { kind: "cache", name, identifier: this.identifier };
        this.registerOutputs({ identifier: this.identifier });
    }
}
