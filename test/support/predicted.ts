import { UNKNOWN, type Props } from "./aws-stand-in/wire";

/** One resource operation that a preview announced. */
export interface Predicted {
    readonly urn: string;
    readonly op: string;
    readonly inputs: Props;
}

/** The operations in the output of `pulumi preview --json`, but for resources that stay as they are. */
export function predictions(json: string): Predicted[] {
    const { steps } = JSON.parse(json.slice(json.indexOf("{"))) as {
        steps: { op: string; urn: string; newState?: { inputs?: Props } }[];
    };
    return steps
        .filter(({ op }) => op !== "same")
        .map(({ op, urn, newState }) => ({ op, urn, inputs: newState?.inputs ?? {} }));
}

/** What only AWS can know: ids, ARNs (and their ends, by which CloudWatch knows a load balancer), addresses. Everything else must be predicted. */
const ASSIGNED =
    /arn:aws:|\b(vpc|subnet|sg|igw|rtb|nat|eni|eipalloc|i|vol|fs|fsap|ns|srv)-[0-9a-f]{17}\b|\.(amazonaws|awsapprunner)\.com|(^|"image":")127\.0\.0\.1:\d+\/|-[0-9a-f]{7}$|^Z[0-9A-Z]{9,}$|^_[0-9a-f]{32}\.|^(app|targetgroup)\/slip-[\w-]+\/[0-9a-f]{16,}$/;

/**
 * Paths at which what was sent is not what the preview had said: byte for byte, but for what AWS assigns, the random end
 * of names that the provider makes up, and secrets, which a preview hides.
 */
export function surprises(predicted: unknown, sent: unknown, path = ""): string[] {
    if (predicted === UNKNOWN)
        return ASSIGNED.test(JSON.stringify(sent)) || hasAssigned(sent) ? [] : [`${path}: not predicted`];
    if (predicted === "[secret]") return String(sent).startsWith("secret:") ? [] : [`${path}: was secret`];
    if (typeof predicted === "string" && typeof sent === "string") {
        const same = predicted === sent || withoutRandom(predicted) === withoutRandom(sent);
        return same ? [] : [`${path}: predicted ${predicted}, sent ${sent}`];
    }
    if (typeof predicted === "object" && predicted !== null && typeof sent === "object" && sent !== null) {
        const [a, b] = [predicted as Props, sent as Props];
        const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !key.startsWith("__"));
        return keys.flatMap((key) => surprises(a[key], b[key], path === "" ? key : `${path}.${key}`));
    }
    return Object.is(predicted, sent) ? [] : [`${path}: predicted ${String(predicted)}, sent ${String(sent)}`];
}

/** One request that the provider stand-in has recorded. */
interface Sent {
    readonly operation?: string;
    readonly urn?: string;
    readonly inputs?: unknown;
}

/** What reached AWS otherwise than a preview had announced it, by resource; nothing: the preview was true. */
export function unannounced(
    announced: readonly Predicted[],
    requests: readonly Sent[],
    operations: readonly string[] = ["create"],
): { urn: string | undefined; found: string[] }[] {
    return requests
        .filter(({ operation = "" }) => operations.includes(operation))
        .map(({ urn, inputs }) => {
            const prediction = announced.find((one) => one.urn === urn && !one.op.startsWith("delete"));
            return { urn, found: surprises(prediction?.inputs, inputs) };
        })
        .filter(({ found }) => found.length > 0);
}

function hasAssigned(value: unknown): boolean {
    if (typeof value === "string") return ASSIGNED.test(value);
    return typeof value === "object" && value !== null && Object.values(value).some(hasAssigned);
}

function withoutRandom(name: string): string {
    return name.replace(/-[0-9a-f]{7}$/, "");
}

/** Predictions in an order of their own and without the random end of names that the provider makes up. */
export function comparable(predicted: readonly Predicted[]): unknown {
    const sorted = [...predicted].sort((a, b) => (a.urn < b.urn ? -1 : 1));
    return JSON.parse(JSON.stringify(sorted), (_, value: unknown) =>
        typeof value === "string" ? withoutRandom(value) : value,
    );
}
