/** Secrets Manager's limit: "Staging labels attached across all versions of a secret". */
const MOST_LABELS = 20;

export interface SecretVersion {
    readonly id: string;
    readonly createdAt: number;
    labels: string[];
}

/** STAND-IN for what Secrets Manager keeps of its entries: versions and their staging labels, never a value. */
export type SecretStore = Record<string, SecretVersion[]>;

/** `PutSecretValue`: a new version takes its labels from those that had them. */
export function putVersion(
    store: SecretStore,
    arn: string,
    version: { readonly id: string; readonly labels: readonly string[] },
): void {
    const versions = (store[arn] ??= []);
    const before = versions.find(({ labels }) => labels.includes("AWSCURRENT"));
    const after = versions.map((old) => ({
        ...old,
        labels: old.labels.filter((one) => !version.labels.includes(one)),
    }));
    if (before !== undefined && version.labels.includes("AWSCURRENT")) {
        for (const old of after) {
            old.labels = old.labels.filter((one) => one !== "AWSPREVIOUS");
            if (old.id === before.id) old.labels.push("AWSPREVIOUS");
        }
    }
    // Created in order, even where two are put within a millisecond.
    const createdAt = Math.max(Date.now(), ...after.map((old) => old.createdAt + 1));
    after.push({ id: version.id, createdAt, labels: [...version.labels] });
    if (after.flatMap(({ labels }) => labels).length > MOST_LABELS) {
        throw new Error(
            `LimitExceededException: You can't have more than ${MOST_LABELS} staging labels attached across all versions of a secret.`,
        );
    }
    store[arn] = after;
}

/** `UpdateSecretVersionStage` with `RemoveFromVersionId`. */
export function removeLabel(store: SecretStore, arn: string, id: string, label: string): void {
    const version = store[arn]?.find((one) => one.id === id);
    if (version === undefined || !version.labels.includes(label)) {
        throw new Error(`InvalidParameterException: The staging label ${label} isn't attached to version ${id}.`);
    }
    version.labels = version.labels.filter((one) => one !== label);
}
