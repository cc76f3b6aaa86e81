/** One version of a Secrets Manager entry, as `ListSecretVersionIds` tells of it. */
export interface LabelledVersion {
    readonly versionId: string;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** Staging labels: ours, AWS's own (`AWSCURRENT` …) and other people's. */
    readonly labels: readonly string[];
}

/** A label to be taken from a version. */
export interface StaleLabel {
    readonly versionId: string;
    readonly label: string;
}

/** Labels made by `components/secret-label.ts`; nobody else's are touched. */
const OURS = /^hmac-[0-9a-f]{24}$/;

/**
 * The labels to be taken away so that there is room for one more: the oldest of ours, but for the one that is wanted and those of
 * the version that is current, which serves now.
 *
 * @param keep how many of our labels there may be once the wanted one is there
 */
export function staleLabels(versions: readonly LabelledVersion[], wanted: string, keep: number): StaleLabel[] {
    const removable = versions
        .filter(({ labels }) => !labels.includes("AWSCURRENT"))
        .toSorted((a, b) => a.createdAt - b.createdAt)
        .flatMap(({ versionId, labels }) => labels.map((label) => ({ versionId, label })))
        .filter(({ label }) => OURS.test(label) && label !== wanted);
    const ours = new Set(versions.flatMap(({ labels }) => labels.filter((label) => OURS.test(label))));
    ours.add(wanted);
    return removable.slice(0, Math.max(0, ours.size - keep));
}
