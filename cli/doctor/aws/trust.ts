import type * as Iam from "@aws-sdk/client-iam";
import type { AwsAccess } from "../../../provider/aws/access";
import { openingsOf, type Opening } from "../../../components/ci/subjects";
import { loadSdk } from "../../../provider/aws/sdk";
import { run } from "../../../provider/core/run";
import { onAws } from "../../stack";
import { ok, warning, wrong, type Check, type Finding } from "../check";
import { accessOf } from "./access";
import { asked, AWS_LIMIT_MS, onceOnly } from "./asked";
import { ciSettings, type CiSettings } from "./ci-settings";

const ACTIONS = ["iam:ListOpenIDConnectProviders", "iam:ListRoles"];

/** Whether the pipeline's jobs can take on the roles that `ci/` makes for the stack. Nothing to look at where the project has no `ci/`. */
export const trust: Check = {
    name: "OIDC trust",
    limitMs: 2 * AWS_LIMIT_MS + 1_000,
    concerns: ({ stack, variables }) =>
        stack !== undefined &&
        onAws(stack) &&
        accessOf(stack, variables).region !== undefined &&
        ciSettings(stack.project.directory, stack.name) !== undefined,
    find: async ({ stack, variables }, signal) => {
        const { project, name } = stack!;
        const { region = "", ...rest } = accessOf(stack!, variables);
        const access = { region, ...rest };
        const settings = ciSettings(project.directory, name)!;
        const [found, remote] = await Promise.all([
            asked(
                access,
                { service: "IAM", operation: "ListRoles", actions: ACTIONS },
                async () => judgeTrust(settings, await seen(access, settings, signal)),
                warning,
            ),
            origin(project.directory, signal),
        ]);
        return [...judgeRepository(settings, remote), ...found];
    },
};

/** What the account has of it. */
export interface Seen {
    /** ARNs of its identity providers. */
    readonly providers: readonly string[];
    /** Roles of the pipeline by name, with their trust policies. */
    readonly roles: readonly { readonly name: string; readonly trust: string }[];
}

interface TrustPolicy {
    readonly Statement?: readonly {
        readonly Effect?: string;
        readonly Principal?: { readonly Federated?: string | readonly string[] };
        readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
    }[];
}

/** Whether the account knows the issuers, and each role opens for the subjects that its jobs have. */
export function judgeTrust(settings: CiSettings, { providers, roles }: Seen): Finding[] {
    const make = `\`cd ci\`, \`pulumi up --stack ${settings.stack}\` (docs/ci.md), by somebody who may make roles`;
    const expected = Object.entries(openingsOf(settings)).flatMap(([task, openings]) =>
        openings.map((opening) => ({ task, opening })),
    );
    const issuers = [...new Set(expected.map(({ opening }) => opening.issuer))];
    const unknown = issuers.filter((issuer) => !providers.some((arn) => arn.endsWith(`:oidc-provider/${issuer}`)));
    const findings = unknown.map((issuer) =>
        wrong(`the account has no identity provider for ${issuer}: nobody can come from there`, make),
    );
    for (const { task, opening } of expected) {
        const role = roles.find(({ name }) => name.startsWith(`slipway-ci-${settings.stack}-${task}-`));
        if (role === undefined) {
            const what = `there is no role slipway-ci-${settings.stack}-${task}-…`;
            if (!findings.some((finding) => finding.what === what)) findings.push(wrong(what, make));
        } else findings.push(...judgeRole(role, opening, make));
    }
    if (findings.length > 0) return findings;
    const jobs = new Set(expected.flatMap(({ opening }) => opening.subjects));
    return [ok(`${roles.length} roles, opened for ${[...jobs].join(", ")}`)];
}

function judgeRole(role: Seen["roles"][number], { issuer, audience, subjects }: Opening, make: string): Finding[] {
    const { Statement = [] } = JSON.parse(role.trust) as TrustPolicy;
    const own = Statement.filter(
        ({ Effect, Principal }) =>
            Effect === "Allow" && listed(Principal?.Federated).some((arn) => arn.endsWith(`:oidc-provider/${issuer}`)),
    );
    const values = (key: string) =>
        own.flatMap(({ Condition = {} }) =>
            Object.values(Condition).flatMap((keys) => listed(keys[`${issuer}:${key}`])),
        );
    const [open, audiences] = [values("sub"), values("aud")];
    const again = `the role was changed, or made for others: ${make}, makes it as ci/ says`;
    const shut = subjects.filter((subject) => !open.includes(subject));
    const wide = open.filter((subject) => /[*?]/.test(subject));
    return [
        ...(shut.length > 0
            ? [
                  wrong(
                      `${role.name} does not open for ${shut.join(", ")}, but for ${open.join(", ") || "nobody"}`,
                      again,
                  ),
              ]
            : []),
        ...(!audiences.includes(audience)
            ? [
                  wrong(
                      `${role.name} asks for the audience ${audiences.join(", ") || "of anybody"}, not ${audience}`,
                      again,
                  ),
              ]
            : []),
        ...wide.map((subject) => wrong(`${role.name} opens for ${subject}, which is more than one job`, again)),
    ];
}

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
    value === undefined ? [] : typeof value === "string" ? [value] : value;

/** Whether the roles trust this repository. */
export function judgeRepository({ github, stack }: CiSettings, remote: string | undefined): Finding[] {
    const here = /github\.com[:/]([^/\s]+\/[^/\s]+?)(\.git)?\/?$/.exec(remote ?? "")?.[1];
    if (github === undefined || here === undefined || here.toLowerCase() === github.repository.toLowerCase()) return [];
    const command = `\`pulumi config set --path 'slipway-ci:github.repository' ${here} --stack ${stack}\` in ci/, then \`pulumi up\` there`;
    return [wrong(`the roles are for ${github.repository}, but this checkout is of ${here}`, command)];
}

async function origin(directory: string, signal: AbortSignal): Promise<string | undefined> {
    const answer = await run("git", ["remote", "get-url", "origin"], { cwd: directory, signal }).catch(() => undefined);
    return answer?.code === 0 ? answer.stdout.trim() : undefined;
}

async function seen(access: AwsAccess, { stack }: CiSettings, abortSignal: AbortSignal): Promise<Seen> {
    const sdk = loadSdk<typeof Iam>("@aws-sdk/client-iam");
    const client: Iam.IAMClient = new sdk.IAMClient(onceOnly(access));
    const { OpenIDConnectProviderList = [] } = await client.send(new sdk.ListOpenIDConnectProvidersCommand({}), {
        abortSignal,
    });
    const roles: { name: string; trust: string }[] = [];
    for await (const { Roles = [] } of sdk.paginateListRoles({ client, pageSize: 1000 }, {}, { abortSignal })) {
        for (const { RoleName = "", AssumeRolePolicyDocument = "" } of Roles) {
            if (!RoleName.startsWith(`slipway-ci-${stack}-`)) continue;
            roles.push({ name: RoleName, trust: decodeURIComponent(AssumeRolePolicyDocument) });
        }
    }
    return { providers: OpenIDConnectProviderList.map(({ Arn = "" }) => Arn), roles };
}
