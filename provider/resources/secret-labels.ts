import type * as Sdk from "@aws-sdk/client-secrets-manager";
import { clientConfiguration, type AwsAccess } from "../aws/access";
import { asking } from "../aws/ask";
import { loadSdk } from "../aws/sdk";
import { changes, hasUnknown, open, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";
import { staleLabels, type LabelledVersion } from "./stale-labels";

interface Inputs extends AwsAccess {
    /** ARN of the entry. */
    readonly secretId: string;
    /** The label that is to come next. */
    readonly label: string;
    /** How many of our labels there may be, the next one among them. */
    readonly keep: number;
}

const ACTIONS = ["secretsmanager:ListSecretVersionIds", "secretsmanager:UpdateSecretVersionStage"];

/**
 * `slipway:index:SecretLabels`: makes room for one more label on a Secrets Manager entry, which holds 20 across all versions.
 *
 * It goes before each new version, not after it: a release that fails must not use up the room. Versions that lose their last label are
 * deleted by AWS when it needs the place, so a release older than the newest `keep` contents cannot be gone back to.
 */
export class SecretLabelsResource implements Resource {
    async diff(state: State, news: Properties): Promise<Difference> {
        const [before, after] = [open<Inputs>(state.inputs), open<Inputs>(news)];
        return { changes: changes(state.inputs, news), replace: before.secretId !== after.secretId };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        if (preview || hasUnknown(news)) return { id: "", outputs: news };
        await makeRoom(open<Inputs>(news), call);
        return { id: open<Inputs>(news).secretId, outputs: news };
    }

    async update(_state: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        if (!preview && !hasUnknown(news)) await makeRoom(open<Inputs>(news), call);
        return news;
    }

    async delete(): Promise<void> {
        // The labels go with the entry.
    }
}

async function makeRoom(inputs: Inputs, { signal, say }: Call): Promise<void> {
    const sdk = loadSdk<typeof Sdk>("@aws-sdk/client-secrets-manager");
    const client: Sdk.SecretsManagerClient = new sdk.SecretsManagerClient(clientConfiguration(inputs));
    const { secretId: SecretId, label, keep } = inputs;
    const asked = asking({ ...inputs, service: "Secrets Manager", subject: SecretId, actions: ACTIONS });

    const versions: LabelledVersion[] = [];
    for (let next: string | undefined, more = true; more; more = next !== undefined) {
        const list = new sdk.ListSecretVersionIdsCommand({ SecretId, ...(next !== undefined && { NextToken: next }) });
        const page: Sdk.ListSecretVersionIdsCommandOutput = await asked("ListSecretVersionIds", () =>
            client.send(list, { abortSignal: signal }),
        );
        versions.push(...(page.Versions ?? []).map(labelled));
        next = page.NextToken;
    }
    const stale = staleLabels(versions, label, keep);
    for (const { versionId, label: VersionStage } of stale) {
        const remove = new sdk.UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage,
            RemoveFromVersionId: versionId,
        });
        await asked("UpdateSecretVersionStage", () => client.send(remove, { abortSignal: signal }));
    }
    if (stale.length > 0) say(`${stale.length} of the oldest contents gave up their labels: the newest ${keep} stay`);
}

function labelled({ VersionId, CreatedDate, VersionStages }: Sdk.SecretVersionsListEntry): LabelledVersion {
    return { versionId: VersionId ?? "", createdAt: CreatedDate?.getTime() ?? 0, labels: VersionStages ?? [] };
}
