/** ARN of the ECR repository that an image's name leads to, which a task must be allowed to pull from; `undefined`: another registry. */
export function ecrRepositoryArn(reference: string): string | undefined {
    const [, account, region = "", china, repository] =
        /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/([^:@]+)/.exec(reference) ?? [];
    if (repository === undefined) return undefined;
    const partition = china !== undefined ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    return `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
}
