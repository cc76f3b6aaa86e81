/** Commands with the region in each: without it the AWS CLI looks into its user's default one, which may have something of the same name. */
export function inRegion(commands: string, region: string): string {
    return region === "" ? commands : commands.replaceAll(/\baws [a-z0-9]+ [a-z-]+/g, `$& --region ${region}`);
}
