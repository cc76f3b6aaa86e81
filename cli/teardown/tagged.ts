import type * as TaggingSdk from "@aws-sdk/client-resource-groups-tagging-api";
import type * as EcrSdk from "@aws-sdk/client-ecr";
import type * as SecretsSdk from "@aws-sdk/client-secrets-manager";
import { foundBy, inRecovery, type Found } from "../../components/teardown/found";
import { STACK_TAG } from "../../components/teardown/stack-tag";
import { clientConfiguration, type AwsAccess } from "../../provider/aws/access";
import { asking, type Ask } from "../../provider/aws/ask";
import { loadSdk } from "../../provider/aws/sdk";

const ACTIONS = ["tag:GetResources", "secretsmanager:ListSecrets"];

function ask(access: AwsAccess, service: string, subject: string, actions: readonly string[]): Ask {
    return asking({ ...access, service, subject, actions });
}

/** All that carries a stack's tag in a region, secrets in recovery among it. @throws what AWS said, in words */
export async function tagged(access: AwsAccess, value: string): Promise<Found[]> {
    const [arns, waiting] = [await taggedArns(access, value), await secretsInRecovery(access, value)];
    const others = arns.filter((arn) => !waiting.includes(arn)).map(foundBy);
    return [...others, ...waiting.map(inRecovery)].sort((a, b) =>
        `${a.kind}\n${a.id}` < `${b.kind}\n${b.id}` ? -1 : 1,
    );
}

async function taggedArns(access: AwsAccess, value: string): Promise<string[]> {
    const sdk = loadSdk<typeof TaggingSdk>("@aws-sdk/client-resource-groups-tagging-api");
    const client = new sdk.ResourceGroupsTaggingAPIClient(clientConfiguration(access));
    const tags = ask(access, "Resource Groups Tagging", `${STACK_TAG}=${value}`, ACTIONS);
    const arns: string[] = [];
    let PaginationToken: string | undefined;
    do {
        const command = new sdk.GetResourcesCommand({
            TagFilters: [{ Key: STACK_TAG, Values: [value] }],
            ...(PaginationToken && { PaginationToken }),
        });
        const page: TaggingSdk.GetResourcesCommandOutput = await tags("GetResources", () => client.send(command));
        arns.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
        PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    return arns;
}

/** The tagging API does not say which of them wait for their deletion, nor promise to show those at all. */
async function secretsInRecovery(access: AwsAccess, value: string): Promise<string[]> {
    const { client, sdk } = secrets(access);
    const secret = ask(access, "Secrets Manager", `${STACK_TAG}=${value}`, ACTIONS);
    const arns: string[] = [];
    let NextToken: string | undefined;
    do {
        const command = new sdk.ListSecretsCommand({
            IncludePlannedDeletion: true,
            Filters: [
                { Key: "tag-key", Values: [STACK_TAG] },
                { Key: "tag-value", Values: [value] },
            ],
            ...(NextToken && { NextToken }),
        });
        const page: SecretsSdk.ListSecretsCommandOutput = await secret("ListSecrets", () => client.send(command));
        const own = (page.SecretList ?? []).filter(({ DeletedDate, Tags = [] }) => {
            // The filters match beginnings: `shop/prod` finds `shop/prod-2` too.
            return DeletedDate !== undefined && Tags.some(({ Key, Value }) => Key === STACK_TAG && Value === value);
        });
        arns.push(...own.flatMap(({ ARN }) => ARN ?? []));
        NextToken = page.NextToken;
    } while (NextToken);
    return arns;
}

function secrets(access: AwsAccess) {
    const sdk = loadSdk<typeof SecretsSdk>("@aws-sdk/client-secrets-manager");
    return { sdk, client: new sdk.SecretsManagerClient(clientConfiguration(access)) };
}

/** Deletes one of them. A secret can be had back for 30 days. @throws what AWS said, in words */
export async function erase(access: AwsAccess, { erase: how, id }: Found): Promise<void> {
    switch (how) {
        case "repository": {
            const sdk = loadSdk<typeof EcrSdk>("@aws-sdk/client-ecr");
            const client = new sdk.ECRClient(clientConfiguration(access));
            const command = new sdk.DeleteRepositoryCommand({ repositoryName: id, force: true });
            await ask(access, "ECR", id, ["ecr:DeleteRepository"])("DeleteRepository", () => client.send(command));
            return;
        }
        case "secret": {
            const { sdk, client } = secrets(access);
            const command = new sdk.DeleteSecretCommand({ SecretId: id, RecoveryWindowInDays: 30 });
            await ask(access, "Secrets Manager", id, ["secretsmanager:DeleteSecret"])("DeleteSecret", () =>
                client.send(command),
            );
            return;
        }
        case undefined:
            throw new Error(`${id} is not deleted by Slipway`);
        default:
            how satisfies never;
    }
}
