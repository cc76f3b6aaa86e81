import { staleLabels, type LabelledVersion } from "../../../provider/resources/stale-labels";

const label = (number: number): string => `hmac-${String(number).padStart(24, "0")}`;

/** Versions 1 … count, oldest first, each with its label; the last one is current. */
function history(count: number): LabelledVersion[] {
    return Array.from({ length: count }, (_, index) => ({
        versionId: `v${index + 1}`,
        createdAt: 1000 + index,
        labels: [
            label(index + 1),
            ...(index + 1 === count ? ["AWSCURRENT"] : index + 2 === count ? ["AWSPREVIOUS"] : []),
        ],
    }));
}

test("while there is room nothing goes", () => {
    expect(staleLabels(history(14), label(99), 15)).toEqual([]);
    expect(staleLabels([], label(1), 15)).toEqual([]);
});

test("the oldest goes for a new one", () => {
    expect(staleLabels(history(15), label(99), 15)).toEqual([{ versionId: "v1", label: label(1) }]);
});

test("the order is that of creation, not of the list", () => {
    expect(staleLabels(history(15).reverse(), label(99), 15)).toEqual([{ versionId: "v1", label: label(1) }]);
});

test("more than one where an earlier Slipway kept more", () => {
    expect(staleLabels(history(17), label(99), 15).map(({ versionId }) => versionId)).toEqual(["v1", "v2", "v3"]);
});

test("going back to an old content takes nothing away: its label is there already, and moves", () => {
    expect(staleLabels(history(15), label(1), 15)).toEqual([]);
    // One too many, and the oldest is wanted: the next one goes.
    expect(staleLabels(history(16), label(1), 15)).toEqual([{ versionId: "v2", label: label(2) }]);
});

test("what serves stays, however old its version is", () => {
    const versions = history(15).map((version, index) => ({
        ...version,
        labels: index === 0 ? [label(1), "AWSCURRENT"] : [label(index + 1)],
    }));
    expect(staleLabels(versions, label(99), 15)).toEqual([{ versionId: "v2", label: label(2) }]);
});

test("other people's labels are not ours to count or to take", () => {
    const versions = history(15).map((version, index) => ({ ...version, labels: [`release-${index}`] }));
    expect(staleLabels(versions, label(99), 15)).toEqual([]);
});
