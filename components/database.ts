import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedDatabase } from "./alarms/watched";
import { GeneratedSecret } from "./generated-secret";
import { databaseSettings, EXPORTED_LOGS, POSTGRES_PORT, type DatabaseSettings } from "./managed/database-settings";
import { dataIdentifier, groupName } from "./managed/identifier";
import { joinedOutput, knownOutput, type OutputValue } from "./managed/output-value";
import { dataSecurityGroup, dataSubnets, LOG_DAYS, type DataEnvironment } from "./managed/place";
import { stackTags } from "./aws/stack-tags";

export interface DatabaseArgs extends DatabaseSettings {
    readonly environment: DataEnvironment;
    /** Name of the database that is made in it. @default "postgres" */
    readonly databaseName?: string;
    /** Who owns it. @default "postgres" */
    readonly userName?: string;
    /**
     * Name or ARN of a snapshot whose data it begins with, of a database with the same user. Another one makes a new database, so it
     * stays here as long as the database does. @default it begins empty
     */
    readonly restoreFrom?: string;
}

/** What users of a database are told. */
export type DatabaseOutput = "HOST" | "PORT" | "USER" | "NAME" | "PASSWORD" | "SSLMODE" | "URL";

/** RDS takes no longer name. */
const LONGEST_IDENTIFIER = 63;

/**
 * A PostgreSQL on RDS: encrypted, by TLS only, reached by nobody until somebody adds a rule to its group, with a password that is
 * made here and is plain nowhere.
 *
 * Outside of a disposable environment it stands in two zones, neither Pulumi nor AWS deletes it, and what is deleted all the same
 * leaves a snapshot.
 */
export class Database extends pulumi.ComponentResource {
    /** What its users need to know; wait for this component before using them. */
    readonly outputs: Readonly<Record<DatabaseOutput, OutputValue>>;
    readonly port = POSTGRES_PORT;
    /** Lets nobody in: each service that uses it adds a rule for itself. */
    readonly securityGroupId: pulumi.Output<string>;
    readonly identifier: string;
    /** What of it `Alarms` can watch. */
    readonly watched: WatchedDatabase;

    constructor(name: string, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:Database", name, {}, opts);
        const { environment, userName = "postgres", databaseName = "postgres", restoreFrom } = args;
        const { disposable } = environment;
        const parent = { parent: this };
        this.identifier = dataIdentifier(name, LONGEST_IDENTIFIER, [userName, databaseName, restoreFrom ?? ""]);

        const generated = new GeneratedSecret(`${name}-password`, { name: `${name}/password` }, parent);
        const password = pulumi.secret(generated.value);
        const subnets = new rds.SubnetGroup(
            groupName(name),
            { description: `The database ${name}`, subnetIds: dataSubnets(name, environment) },
            parent,
        );
        const group = dataSecurityGroup(name, { kind: "database", environment }, this);
        const settings = databaseSettings(args, disposable);
        const parameters = new rds.ParameterGroup(
            groupName(name),
            {
                family: `postgres${args.version}`,
                description: `The database ${name}`,
                parameters: [{ name: "rds.force_ssl", value: "1", applyMethod: "immediate" }],
            },
            parent,
        );
        const instance = new rds.Instance(
            name,
            {
                identifier: this.identifier,
                ...settings,
                username: userName,
                password,
                // This one is always there, and RDS refuses to be asked for it.
                ...(databaseName !== "postgres" && { dbName: databaseName }),
                dbSubnetGroupName: subnets.name,
                vpcSecurityGroupIds: [group.id],
                parameterGroupName: parameters.name,
                tags: stackTags(),
                ...(restoreFrom !== undefined && { snapshotIdentifier: restoreFrom }),
                // The group's id makes it another name each time: a snapshot of that name would stop the next `destroy`.
                ...(!disposable && {
                    finalSnapshotIdentifier: pulumi.interpolate`${this.identifier}-final-${group.id}`,
                }),
            },
            {
                ...parent,
                protect: !disposable,
                additionalSecretOutputs: ["password"],
                dependsOn: disposable ? [] : this.logs(name),
            },
        );
        const host: OutputValue = { value: instance.address, identity: `rds:${this.identifier}`, secret: false };
        const secret: OutputValue = { value: password, identity: "generated:1", secret: true };
        const port = knownOutput(String(this.port));
        const text = (value: string) => knownOutput(value);
        this.outputs = {
            HOST: host,
            PORT: port,
            USER: knownOutput(userName),
            NAME: knownOutput(databaseName),
            PASSWORD: secret,
            SSLMODE: knownOutput("require"),
            URL: joinedOutput([
                text(`postgresql://${userName}:`),
                secret,
                text("@"),
                host,
                text(`:${this.port}/${databaseName}?sslmode=require`),
            ]),
        };
        this.securityGroupId = group.id;
        const { instanceClass, allocatedStorage: storageGiB } = settings;
        this.watched = { kind: "database", name, identifier: this.identifier, instanceClass, storageGiB };
        this.registerOutputs({ identifier: this.identifier });
    }

    /** RDS would make them itself, to be kept for ever. */
    private logs(name: string): pulumi.Resource[] {
        return EXPORTED_LOGS.map(
            (log) =>
                new cloudwatch.LogGroup(
                    `${name}-${log}`,
                    { name: `/aws/rds/instance/${this.identifier}/${log}`, retentionInDays: LOG_DAYS },
                    { parent: this },
                ),
        );
    }
}
