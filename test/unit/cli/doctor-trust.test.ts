import type { Server } from "node:http";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeRepository, judgeTrust } from "../../../cli/doctor/aws/trust";
import { ciSettings, type CiSettings } from "../../../cli/doctor/aws/ci-settings";
import { openingsOf } from "../../../components/ci/subjects";
import { webIdentityTrust } from "../../../components/ci/trust";
import { repositoryRoot } from "../../../tools/paths";
import { DOCKER, found } from "./findings";
import { awsApi, Machine, pulumiAnswers } from "./stand-ins";

const SETTINGS: CiSettings = {
    stack: "dev",
    github: { repository: "acme/shop", environment: "dev", pullRequests: "pull-requests" },
    pulumiDeployments: { organization: "acme", project: "slipway", stack: "dev" },
};
const ONLY_GITHUB: CiSettings = { stack: "dev", github: { repository: "acme/shop", environment: "dev" } };
const PROVIDERS = ["token.actions.githubusercontent.com", "api.pulumi.com/oidc"].map(
    (issuer) => `arn:aws:iam::111122223333:oidc-provider/${issuer}`,
);
const MAKE = "`cd ci`, `pulumi up --stack dev` (docs/ci.md), by somebody who may make roles";

/** The roles as the component makes them. */
function rolesFor(settings: CiSettings) {
    return Object.entries(openingsOf(settings)).flatMap(([task, openings]) => {
        const providerArn = (issuer: string) => PROVIDERS.find((arn) => arn.endsWith(issuer))!;
        if (openings.length === 0) return [];
        const trust = webIdentityTrust(
            openings.map((opening) => ({ ...opening, providerArn: providerArn(opening.issuer) })),
        );
        return [{ name: `slipway-ci-dev-${task}-0a1b2c3`, trust }];
    });
}

test("the roles as the component makes them are well", () => {
    expect(judgeTrust(SETTINGS, { providers: PROVIDERS, roles: rolesFor(SETTINGS) })).toEqual([
        {
            result: "ok",
            what: expect.stringMatching(/^5 roles, opened for repo:acme\/shop:pull_request, pulumi:deploy:/),
        },
    ]);
});

test("a repository whose tokens name its ids: roles for its name alone let its jobs not in, and that is told", () => {
    const named = { ...ONLY_GITHUB, github: { ...ONLY_GITHUB.github!, ids: { owner: 1, repository: 2 } } };
    expect(judgeTrust(named, { providers: PROVIDERS, roles: rolesFor(named) })).toMatchObject([{ result: "ok" }]);
    expect(judgeTrust(named, { providers: PROVIDERS, roles: rolesFor(ONLY_GITHUB) })).toContainEqual(
        expect.objectContaining({
            what: "slipway-ci-dev-deploy-0a1b2c3 does not open for repo:acme@1/shop@2:environment:dev, but for repo:acme/shop:environment:dev",
        }),
    );
});

describe("what is wrong, and what to do", () => {
    const judged = (change: { providers?: string[]; roles?: ReturnType<typeof rolesFor> }) =>
        judgeTrust(ONLY_GITHUB, { providers: PROVIDERS, roles: rolesFor(ONLY_GITHUB), ...change });
    const changed = (from: string, to: string) =>
        rolesFor(ONLY_GITHUB).map((role) =>
            role.name.includes("-deploy-") ? { ...role, trust: role.trust.replace(from, to) } : role,
        );
    const again = `the role was changed, or made for others: ${MAKE}, makes it as ci/ says`;
    const DEPLOY = "slipway-ci-dev-deploy-0a1b2c3";

    test("no identity provider", () =>
        expect(judged({ providers: [] })).toEqual([
            {
                result: "wrong",
                what: "the account has no identity provider for token.actions.githubusercontent.com: nobody can come from there",
                todo: MAKE,
            },
        ]));
    test("a role that is not there", () =>
        expect(judged({ roles: rolesFor(ONLY_GITHUB).slice(1) })).toEqual([
            { result: "wrong", what: "there is no role slipway-ci-dev-preview-…", todo: MAKE },
        ]));
    test("a role for another repository", () =>
        expect(judged({ roles: changed("acme/shop", "acme/other") })).toEqual([
            {
                result: "wrong",
                what: `${DEPLOY} does not open for repo:acme/shop:environment:dev, but for repo:acme/other:environment:dev`,
                todo: again,
            },
        ]));
    test("a role that opens for more than one job", () =>
        expect(
            judged({
                roles: changed('"repo:acme/shop:environment:dev"', '"repo:acme/shop:environment:dev","repo:acme/*"'),
            }),
        ).toEqual([
            { result: "wrong", what: `${DEPLOY} opens for repo:acme/*, which is more than one job`, todo: again },
        ]));
    test("a role that asks for another audience", () =>
        expect(judged({ roles: changed("sts.amazonaws.com", "https://acme.example") })).toEqual([
            {
                result: "wrong",
                what: `${DEPLOY} asks for the audience https://acme.example, not sts.amazonaws.com`,
                todo: again,
            },
        ]));
});

test.each([
    ["https://github.com/acme/shop.git", []],
    ["git@github.com:Acme/Shop.git", []],
    [undefined, []],
    ["https://gitlab.com/other/shop.git", []],
    [
        "git@github.com:me/shop.git",
        [
            {
                result: "wrong",
                what: "the roles are for acme/shop, but this checkout is of me/shop",
                todo: "`pulumi config set --path 'slipway-ci:github.repository' me/shop --stack dev` in ci/, then `pulumi up` there",
            },
        ],
    ],
])("a checkout of %s", (remote, findings) => expect(judgeRepository(SETTINGS, remote)).toEqual(findings));

test("the settings of the roles are found by the stack that they deploy", () => {
    expect(ciSettings(repositoryRoot, "dev")).toMatchObject({ stack: "dev", github: { environment: "dev" } });
    expect(ciSettings(repositoryRoot, "acme/slipway/dev")).toEqual(ciSettings(repositoryRoot, "dev"));
    expect(ciSettings(repositoryRoot, "nobody")).toBeUndefined();
    expect(ciSettings("/", "dev")).toBeUndefined();
});

describe("asked of AWS, by a stand-in for its API", () => {
    const own = { ...process.env };
    let machine: Machine;
    let api: { url: string; server: Server } | undefined;
    beforeEach(() => {
        machine = new Machine();
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" });
        machine.program("docker", DOCKER);
        const region = { "aws:region": { value: "eu-central-1" } };
        machine.program("pulumi", pulumiAnswers({ web: { target: "ecs-fargate" } }, region));
        machine.program("git", { "remote get-url origin": { out: "git@github.com:acme/shop.git\n" } });
    });
    afterEach(() => {
        api?.server.closeAllConnections();
        api?.server.close();
        machine.close();
        for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) {
            if (own[name] === undefined) delete process.env[name];
            else process.env[name] = own[name];
        }
    });

    const iam = (action: string, result: string) =>
        `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result></${action}Response>`;

    function settings(): void {
        mkdirSync(join(machine.project, "ci"));
        writeFileSync(
            join(machine.project, "ci/Pulumi.dev.yaml"),
            "config:\n  slipway-ci:github: { repository: acme/shop, environment: dev }\n  slipway-ci:deploys: { stack: dev }\n",
        );
    }

    async function asked(roles: ReturnType<typeof rolesFor>) {
        api = await awsApi((_target, body) => {
            const providers = PROVIDERS.map((arn) => `<member><Arn>${arn}</Arn></member>`).join("");
            const listed = roles
                .map(
                    ({ name, trust }) =>
                        `<member><RoleName>${name}</RoleName><AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument></member>`,
                )
                .join("");
            const answer = body.includes("Action=ListRoles")
                ? iam("ListRoles", `<IsTruncated>false</IsTruncated><Roles>${listed}</Roles>`)
                : iam(
                      "ListOpenIDConnectProviders",
                      `<OpenIDConnectProviderList>${providers}</OpenIDConnectProviderList>`,
                  );
            return { status: 200, body: answer, type: "text/xml" };
        });
        process.env.AWS_ENDPOINT_URL = api.url;
        return found(machine);
    }

    test("four roles that are well, others of the account aside", async () => {
        settings();
        const { by } = await asked([...rolesFor(ONLY_GITHUB), { name: "other", trust: "{}" }]);
        expect(by("OIDC trust")).toEqual([
            {
                result: "ok",
                what: "4 roles, opened for repo:acme/shop:pull_request, repo:acme/shop:ref:refs/heads/main, repo:acme/shop:environment:dev",
            },
        ]);
    });

    test("an account without them", async () => {
        settings();
        const { by, code } = await asked([]);
        expect(code).toBe(1);
        expect(by("OIDC trust").map(({ what }) => what)).toEqual(
            ["preview", "drift", "images", "deploy"].map((task) => `there is no role slipway-ci-dev-${task}-…`),
        );
    });

    test("a project without ci/ is not asked about", async () => {
        expect((await asked([])).names).not.toContain("OIDC trust");
    });
});
