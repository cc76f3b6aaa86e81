import { z } from "zod";
import type { CiRolesArgs } from "../components/ci-roles";
import { USES } from "../components/ci/statement";
import { Refusal } from "../components/refusal";

const text = z.string().min(1);
const provider = { providerArn: text.optional() };

const SETTINGS = z.strictObject({
    deploys: z.strictObject({
        project: text,
        stack: text,
        apps: z.array(text),
        uses: z.array(z.enum(USES)),
        hostedZones: z.array(text).optional(),
        stateBucket: text.optional(),
        secretsKeyArn: text.optional(),
        signInSecretArn: text.optional(),
        permissionsBoundary: text.optional(),
        // AWS's own limits.
        maxSessionSeconds: z.int().min(3600).max(43_200).optional(),
    }),
    github: z
        .strictObject({
            repository: text,
            ids: z
                .strictObject({ owner: z.int().min(1), repository: z.int().min(1), andNames: z.boolean().optional() })
                .optional(),
            branch: text.optional(),
            environment: text,
            pullRequests: text.optional(),
            ...provider,
        })
        .optional(),
    pulumiDeployments: z.strictObject({ organization: text, project: text, stack: text, ...provider }).optional(),
});

/**
 * The stack's settings in the component's words.
 *
 * @throws {@link Refusal} naming every setting that is wrong, misspelt ones among them.
 */
export function rolesOf(settings: Readonly<Record<keyof z.input<typeof SETTINGS>, unknown>>): CiRolesArgs {
    const parsed = SETTINGS.safeParse(settings);
    if (!parsed.success) {
        const lines = parsed.error.issues.map(({ path, message }) => `slipway-ci:${path.join(".")}: ${message}`);
        throw new Refusal(`${lines.join("\n")}\ndocs/ci.md says what stands there.`);
    }
    const { deploys, ...trust } = parsed.data;
    return JSON.parse(JSON.stringify({ ...deploys, ...trust })) as CiRolesArgs;
}
