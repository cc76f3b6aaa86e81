import { clientConfiguration, type AwsAccess, type ClientConfiguration } from "../../../provider/aws/access";
import { explained } from "../../../provider/aws/explained";
import { ReleaseError } from "../../../provider/contract";
import { wrong, type Finding } from "../check";

/** How long AWS may take to answer. */
export const AWS_LIMIT_MS = 4_500;

/** Somebody waits for the answer: no second attempt. */
export function onceOnly(access: AwsAccess): ClientConfiguration {
    return { ...clientConfiguration(access), maxAttempts: 1 };
}

interface Question {
    readonly service: string;
    readonly operation: string;
    /** What must be allowed for it. */
    readonly actions: readonly string[];
    /** @default {@link AWS_LIMIT_MS} */
    readonly limitMs?: number;
}

/** Asks AWS one question, for a few seconds; what goes wrong is the one finding. */
export async function asked(
    access: AwsAccess,
    { limitMs = AWS_LIMIT_MS, ...question }: Question,
    ask: () => Promise<Finding | readonly Finding[]>,
    severity: typeof wrong = wrong,
): Promise<readonly Finding[]> {
    const remedy = `check the network, a proxy (HTTPS_PROXY is not read) and the region ${access.region}`;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Finding>((done) => {
        const what = `AWS gave no answer to ${question.operation} of ${question.service} within ${limitMs / 1000} s`;
        timer = setTimeout(() => done(severity(what, remedy)), limitMs);
    });
    try {
        return [await Promise.race([ask(), late])].flat();
    } catch (error) {
        const why = explained(error, { ...access, ...question, subject: "this account" });
        const [first] = why instanceof ReleaseError ? why.details : [];
        return [severity(why.message, first ?? remedy)];
    } finally {
        clearTimeout(timer);
    }
}
