import { ReleaseError } from "../contract";
import type { AwsAccess } from "./access";
import { inOtherAccount } from "./account";

/** What was asked when AWS refused. */
export interface Question extends AwsAccess {
    /** As AWS names it, such as `DescribeServices`. */
    readonly operation: string;
    /** Such as `ECS`. */
    readonly service: string;
    /** What it was about. */
    readonly subject: string;
    /** The IAM actions that the whole work needs, told where one of them is denied. */
    readonly actions: readonly string[];
}

const REMEDIES: Readonly<Record<string, (question: Question) => string>> = {
    CredentialsProviderError: () =>
        "no AWS credentials were found: sign in (aws sso login), or set aws:profile for this stack",
    ExpiredTokenException: () => "the AWS credentials have expired: sign in again",
    UnrecognizedClientException: () => "AWS does not know these credentials: check aws:profile, or sign in again",
    AccessDeniedException: ({ actions }) => `these credentials may not: allow ${actions.join(", ")}`,
    ClusterNotFoundException: () =>
        "the cluster is not in this account and region: compare the account in its ARN with your credentials",
};

/** An error of AWS in words: who asked what, where, as whom, and the way out where one is known. Ours and a cancellation stay as they are. */
export function explained(error: unknown, question: Question): Error {
    if (!(error instanceof Error) || error instanceof ReleaseError || error.name === "AbortError") {
        return error as Error;
    }
    const { service, operation, subject, region, profile, assumeRoles = [] } = question;
    const as = [
        ...(profile === undefined ? [] : [`with profile ${profile}`]),
        ...assumeRoles.slice(-1).map(({ roleArn }) => `as ${roleArn}`),
    ];
    const where = [`in ${region}`, ...as].join(" ");
    const remedy = inOtherAccount(error.message, subject, question) ?? REMEDIES[error.name]?.(question);
    return new ReleaseError(
        `${service} did not answer ${operation} for ${subject} ${where}: ${error.name}: ${error.message}`,
        remedy === undefined ? [] : [remedy],
    );
}
