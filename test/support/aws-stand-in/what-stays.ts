import type { StandInProvider } from "./provider-server";
import type { StandInState } from "./state";
import { opened, type Props } from "./wire";
import { typeOf } from "../../../tools/urn";

/** What is there at AWS, as the stand-in's record has it: `type::id` → what it is part of, and goes with. */
export type Record = { [key: string]: { readonly id: string; readonly partOf?: string } };

const text = (value: unknown): string => String(value ?? "");

/** What is nothing by itself: it goes with what it belongs to. */
const PART_OF: Readonly<{ [type: string]: (inputs: Props) => string }> = {
    "aws:secretsmanager/secretVersion:SecretVersion": ({ secretId }) => text(secretId),
    "aws:efs/accessPoint:AccessPoint": ({ fileSystemId }) => text(fileSystemId),
    "aws:s3/bucketObjectv2:BucketObjectv2": ({ bucket }) => text(bucket),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role }) => text(role),
};

/** What AWS says to the deletion of what is protected or not empty. */
const REFUSED: Readonly<{ [type: string]: (outputs: Props) => string | undefined }> = {
    "aws:lb/loadBalancer:LoadBalancer": ({ enableDeletionProtection }) =>
        enableDeletionProtection === true
            ? "OperationNotPermitted: Load balancer cannot be deleted because deletion protection is enabled"
            : undefined,
    "aws:rds/instance:Instance": ({ deletionProtection }) =>
        deletionProtection === true
            ? "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again."
            : undefined,
    // The load balancer has logged into it.
    "aws:s3/bucket:Bucket": ({ forceDestroy }) =>
        forceDestroy === true ? undefined : "BucketNotEmpty: The bucket you tried to delete is not empty",
    "aws:ecr/repository:Repository": ({ forceDelete }) =>
        forceDelete === true ? undefined : "RepositoryNotEmptyException: The repository still contains images",
};

/** What AWS makes because of a resource, whether that stays or goes: backups of files are taken each day. */
function madeBy(type: string, inputs: Props): string[] {
    return type === "aws:efs/backupPolicy:BackupPolicy" ? [`backups of ${text(inputs.fileSystemId)}`] : [];
}

/** What is there after the deletion of a resource, by its own id or by another one. */
function staysOf(type: string, id: string, outputs: Props): string[] {
    switch (type) {
        case "aws:secretsmanager/secret:Secret":
            return outputs.recoveryWindowInDays === 0 ? [] : [id];
        case "aws:rds/instance:Instance":
            return [
                ...(outputs.skipFinalSnapshot === true ? [] : [text(outputs.finalSnapshotIdentifier)]),
                ...(outputs.deleteAutomatedBackups === false ? [text(outputs.resourceId)] : []),
            ];
        case "aws:elasticache/replicationGroup:ReplicationGroup":
            return outputs.finalSnapshotIdentifier === undefined ? [] : [text(outputs.finalSnapshotIdentifier)];
        case "aws:dlm/lifecyclePolicy:LifecyclePolicy":
            return [`snapshots by ${id}`];
        case "aws:ecs/taskDefinition:TaskDefinition":
            return outputs.skipDestroy === true ? [text(outputs.family)] : [];
        case "aws:apprunner/service:Service": {
            const group = `/aws/apprunner/${id.split(":service/")[1]}`;
            return [`${group}/application`, `${group}/service`];
        }
        default:
            return [];
    }
}

/** The same provider, which also keeps the record of what is there, and refuses and leaves what AWS refuses and leaves. */
export function recorded(provider: StandInProvider, state: StandInState): StandInProvider {
    const there = (state.stored.there ??= {});
    return {
        ...provider,
        async create(urn, news, preview) {
            const made = await provider.create(urn, news, preview);
            if (preview || made === undefined) return made;
            const [type, inputs] = [typeOf(urn), opened(news)];
            const partOf = PART_OF[type]?.(inputs);
            there[`${type}::${made.id}`] = { id: made.id, ...(partOf !== undefined && { partOf }) };
            for (const also of madeBy(type, inputs)) there[`left by ${type}::${also}`] = { id: also };
            state.save();
            return made;
        },
        delete(urn, id, outputs) {
            const [type, all] = [typeOf(urn), opened(outputs)];
            const refused = REFUSED[type]?.(all);
            const lifted = state.faults().lifted ?? [];
            if (refused !== undefined && !lifted.includes(id) && !lifted.includes(text(all.identifier))) {
                throw new Error(refused);
            }
            provider.delete(urn, id, outputs);
            delete there[`${type}::${id}`];
            for (const stays of staysOf(type, id, all)) there[`left by ${type}::${stays}`] = { id: stays };
            for (const [key, { partOf }] of Object.entries(there)) if (partOf === id) delete there[key];
            state.save();
        },
    };
}

/** The ids of what is there, without what is part of another that is. */
export function thereIn(record: Record): string[] {
    return Object.values(record)
        .filter(({ partOf }) => partOf === undefined)
        .map(({ id }) => id)
        .sort();
}
