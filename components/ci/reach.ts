import { Refusal } from "../refusal";
import { USES, type Reach } from "./statement";

/** Names become parts of ARNs: a `*` in one would reach what nobody named. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;

/**
 * Refuses what would let the roles reach further than was said.
 *
 * @param own the beginning of the names of the pipeline's own roles
 * @throws {@link Refusal} naming every value that is refused.
 */
export function checkReach(reach: Omit<Reach, "partition" | "region" | "accountId">, own: string): void {
    const { project, stack, apps, uses, hostedZones = [], stateBucket, secretsKeyArn, signInSecretArn } = reach;
    const problems = [
        ...named("project", [project]),
        ...named("stack", [stack]),
        ...named("apps", apps),
        ...named("hostedZones", hostedZones),
        ...named("stateBucket", stateBucket === undefined ? [] : [stateBucket]),
        ...apps
            .filter((app) => own.startsWith(`${app}-`))
            .map(
                (app) =>
                    `apps: "${app}" is refused: the pipeline's own roles begin with "${own}", so it could change them.`,
            ),
        ...uses.filter((use) => !USES.includes(use)).map((use) => `uses: "${use}" is none of ${USES.join(", ")}.`),
    ];
    if (apps.length === 0) problems.push("apps: is empty: name the apps of the stack, as `slipway:apps` does.");
    if (uses.includes("domain") && hostedZones.length === 0)
        problems.push('hostedZones: is empty, and `uses` has "domain": name the zones that records are written to.');
    if (secretsKeyArn !== undefined && !/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(secretsKeyArn))
        problems.push(`secretsKeyArn: "${secretsKeyArn}" is not the ARN of one KMS key.`);
    if (signInSecretArn !== undefined && !SECRET_ARN.test(signInSecretArn))
        problems.push(
            `signInSecretArn: "${signInSecretArn}" is not the whole ARN of one Secrets Manager entry, with the six characters that AWS puts at its end.`,
        );
    if (problems.length > 0) throw new Refusal(problems.join("\n"));
}

function named(what: string, values: readonly string[]): string[] {
    return values
        .filter((value) => !NAME.test(value))
        .map((value) => `${what}: "${value}" is refused: it must be one name, and no \`*\`.`);
}
