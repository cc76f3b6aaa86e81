import { ReleaseError } from "../contract";
import type { AwsAccess } from "./access";

/** Credentials as the SDK has resolved them; it knows the account of all but plain access keys. */
export type Identity = () => Promise<{ readonly accountId?: string }>;

/** The credentials are of another account than what they are to be used on. Nothing was asked. */
export class OtherAccount extends ReleaseError {}

/**
 * Refuses credentials of another account before anything is asked with them: AWS's own answer would be that the cluster
 * does not exist, or that a right is missing.
 *
 * The SDK knows the account of a sign-in, of an assumed role and of a profile that names it. It does not know that of plain
 * access keys: then AWS is asked, and {@link inOtherAccount} finds the account in its answer.
 *
 * @throws OtherAccount
 */
export async function refuseOtherAccount(identity: Identity, arn: string, access: AwsAccess): Promise<void> {
    // Where there are no credentials the first question says so, in words.
    const { accountId } = await identity().catch((): Awaited<ReturnType<Identity>> => ({}));
    const remedy = accountId === undefined ? undefined : otherAccount(accountId, arn, access);
    if (remedy !== undefined) throw new OtherAccount(`nothing was asked of AWS: ${remedy}`);
}

/** The same from AWS's refusal, which names who has asked. @returns `undefined`: it is not about accounts */
export function inOtherAccount(message: string, arn: string, access: AwsAccess): string | undefined {
    const [, accountId] = /\barn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(message) ?? [];
    return accountId === undefined ? undefined : otherAccount(accountId, arn, access);
}

function otherAccount(accountId: string, arn: string, { profile, assumeRoles = [] }: AwsAccess): string | undefined {
    const [, owner] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn) ?? [];
    if (owner === undefined || owner === accountId) return undefined;
    const role = assumeRoles[assumeRoles.length - 1]?.roleArn;
    const whose = role ?? (profile === undefined ? "the AWS credentials" : `profile ${profile}`);
    const remedy = role === undefined ? "aws:profile (or AWS_PROFILE)" : "the role in aws:assumeRoles";
    return (
        `${whose} ${role === undefined && profile === undefined ? "are" : "is"} of account ${accountId}, ` +
        `but ${arn} is in account ${owner}: set ${remedy} to one of ${owner}`
    );
}
