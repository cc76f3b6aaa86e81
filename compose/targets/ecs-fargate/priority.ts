import { createHash } from "node:crypto";

/** By parts of the path: first and last place. More parts come first, since the lowest place that matches wins. */
const BANDS: readonly (readonly [first: number, last: number])[] = [
    [20_001, 45_000],
    [10_001, 20_000],
    [5_001, 10_000],
    [1, 5_000],
];

/**
 * The place of a host name and path among the rules of a load balancer. It follows from them alone, so that no app moves
 * another's rule; two that fall on one place are told so, and one of them is given a `priority`.
 */
export function rulePriority(domain: string, path = ""): number {
    const parts = path.split("/").filter((part) => part !== "").length;
    const [first, last] = BANDS[Math.min(parts, BANDS.length - 1)]!;
    const hash = createHash("sha256").update(`${domain}${path}`).digest().readUInt32BE(0);
    return first + (hash % (last - first + 1));
}
