import { removeLabel } from "./secret-store";
import type { StandInState } from "./state";

type Answer = Record<string, unknown>;

/** STAND-IN for the two operations of Secrets Manager that Slipway uses; `undefined` for all others. */
export function secretsAnswer(operation: string, input: Answer, { stored }: StandInState): Answer | undefined {
    const arn = String(input.SecretId);
    switch (operation) {
        case "ListSecretVersionIds": {
            // A version without labels is deprecated, and is not told of unless asked for.
            const versions = (stored.secrets[arn] ?? []).filter(({ labels }) => labels.length > 0);
            return {
                ARN: arn,
                Versions: versions.map(({ id, createdAt, labels }) => ({
                    VersionId: id,
                    CreatedDate: createdAt / 1000,
                    VersionStages: labels,
                })),
            };
        }
        case "UpdateSecretVersionStage":
            removeLabel(stored.secrets, arn, String(input.RemoveFromVersionId), String(input.VersionStage));
            return { ARN: arn };
        default:
            return undefined;
    }
}
