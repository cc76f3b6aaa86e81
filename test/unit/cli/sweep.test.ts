/** `slipway sweep`, with STAND-INS for the command `pulumi` and for the three APIs of AWS that it asks. */
import { writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { awsApi, Machine, type Answer } from "./stand-ins";
import { ended } from "./terminal";

const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const REPOSITORY = at("ecr", "repository/shop-prod/shop-web");
const SECRET = at("secretsmanager", "secret:shop-web-1-AbCdEf");
const WAITING = at("secretsmanager", "secret:shop-web-2-AbCdEf");
const SNAPSHOT = at("rds", "snapshot:shop-prod-db-final-sg-1");
const LOGS = at("logs", "log-group:/slipway/shop/prod/shared");

const own = { ...process.env };
let machine: Machine;
let api: { url: string; server: Server };
let asked: Record<string, unknown>[];
/** Pages of the tagging API. */
let pages: string[][];
let refuses: string | undefined;
/** Secrets that wait for their deletion. */
let waiting: object[];

beforeEach(async () => {
    machine = new Machine();
    asked = [];
    pages = [
        [REPOSITORY, SECRET],
        [WAITING, SNAPSHOT],
    ];
    refuses = undefined;
    waiting = [{ ARN: WAITING, DeletedDate: 1_700_000_000, Tags: [{ Key: "slipway:stack", Value: "shop/prod" }] }];
    api = await awsApi((target, body) => {
        const operation = target.split(".").at(-1)!;
        const request = JSON.parse(body) as Record<string, unknown>;
        asked.push({ operation, ...request });
        const type = "application/x-amz-json-1.1";
        if (operation === refuses)
            return { status: 400, type, body: '{"__type":"AccessDeniedException","message":"no"}' };
        const page = Number(request["PaginationToken"] ?? 0);
        const tags = (value: string) => [{ Key: "slipway:stack", Value: value }];
        const answers: Record<string, unknown> = {
            GetResources: {
                ResourceTagMappingList: pages[page]?.map((ResourceARN) => ({ ResourceARN })),
                PaginationToken: page + 1 < pages.length ? String(page + 1) : "",
            },
            ListSecrets: {
                SecretList: [
                    ...waiting,
                    { ARN: `${WAITING}2`, DeletedDate: 1_700_000_000, Tags: tags("shop/prod-2") },
                    { ARN: SECRET, Tags: tags("shop/prod") },
                ],
            },
        };
        return { status: 200, type, body: JSON.stringify(answers[operation] ?? {}) };
    });
    const credentials = { AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" };
    Object.assign(process.env, { ...credentials, AWS_ENDPOINT_URL: api.url });
});
afterEach(() => {
    machine.close();
    api.server.closeAllConnections();
    api.server.close();
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) {
        if (own[name] === undefined) delete process.env[name];
        else process.env[name] = own[name];
    }
});

const gone: Record<string, Answer> = { "stack ls*": { out: '[{"name":"dev"}]' } };
function sweep(args: readonly string[] = [], answers = gone) {
    machine.program("pulumi", answers);
    const variables = { AWS_REGION: "eu-central-1" };
    return ended(["sweep", "--stack", "prod", ...args], { directory: machine.project, variables });
}
const deletions = () => asked.filter(({ operation }) => String(operation).startsWith("Delete"));

test("all pages of what carries the stack's tag, with prices and commands; nothing is deleted", async () => {
    expect(await sweep()).toEqual({
        code: 0,
        err: "",
        out: [
            "In eu-central-1, with the tag slipway:stack=shop/prod:",
            "  database snapshot shop-prod-db-final-sg-1: not in the table for eu-central-1: RDS: snapshots and kept backups (1 GB assumed)",
            "      to remove: aws rds delete-db-snapshot --region eu-central-1 --db-snapshot-identifier shop-prod-db-final-sg-1",
            "  images shop-prod/shop-web: $0.10 a month (1 GB assumed, $0.1 per GB-month)",
            `  secret ${SECRET}: $0.40 a month (1, $0.4 per month)`,
            `  secret in recovery ${WAITING}: nothing: AWS charges nothing for a secret that waits for its deletion`,
            "`--delete` deletes images and secrets of it; data is yours to delete",
            "",
        ].join("\n"),
    });
    const filter = { TagFilters: [{ Key: "slipway:stack", Values: ["shop/prod"] }] };
    expect(asked.filter(({ operation }) => operation === "GetResources")).toEqual([
        { operation: "GetResources", ...filter },
        { operation: "GetResources", ...filter, PaginationToken: "1" },
    ]);
    expect(deletions()).toEqual([]);
});

test("the stack's whole name, with organization and project, finds the same", async () => {
    expect(await sweep(["--stack", "me/shop/prod"])).toEqual(await sweep());
});

test("--delete: images, and secrets that can be had back; no data, no secret that goes by itself", async () => {
    const { code, out, err } = await sweep(["--delete", "--yes", "--json"]);
    expect([code, JSON.parse(out)]).toEqual([
        0,
        expect.objectContaining({ tag: "slipway:stack=shop/prod", deleted: [REPOSITORY, SECRET], failed: [] }),
    ]);
    expect(err).toBe(`deleted images shop-prod/shop-web\ndeleted secret ${SECRET} (to be had back for 30 days)\n`);
    expect(deletions()).toEqual([
        { operation: "DeleteRepository", repositoryName: "shop-prod/shop-web", force: true },
        { operation: "DeleteSecret", SecretId: SECRET, RecoveryWindowInDays: 30 },
    ]);
});

test("--delete without --yes where nobody can be asked deletes nothing", async () => {
    const { code, err } = await sweep(["--delete"]);
    expect([code, deletions()]).toEqual([2, []]);
    expect(err).toContain("give --yes");
});

test("what cannot be deleted is told, does not keep the others, and ends it with 1", async () => {
    refuses = "DeleteRepository";
    const { code, err } = await sweep(["--delete", "--yes"]);
    expect(code).toBe(1);
    expect(err).toContain("not deleted: ECR did not answer DeleteRepository for shop-prod/shop-web in eu-central-1");
    expect(err).toContain("allow ecr:DeleteRepository");
    expect(err).toContain(`deleted secret ${SECRET}`);
});

test.each(["--delete", "--json"])(
    "a log group shows that the stack is in use (%s): nothing is deleted",
    async (flag) => {
        [pages, waiting] = [[[REPOSITORY, LOGS]], []];
        const { code, out } = await sweep([flag, "--yes", "--json"]);
        const told = JSON.parse(out) as { error?: { what: string }; found?: { inUse: boolean }[] };
        expect(deletions()).toEqual([]);
        if (flag === "--json") {
            expect([code, told.found?.map(({ inUse }) => inUse)]).toEqual([0, [false, true]]);
        } else {
            expect(code).toBe(1);
            expect(told.error?.what).toBe(
                "log group /slipway/shop/prod/shared shows that it is in use, so nothing was deleted",
            );
        }
    },
);

test("a stack that has resources is refused before AWS is asked; one that was destroyed and not removed is not", async () => {
    const resource = { urn: "urn:pulumi:prod::shop::aws:ecs/service:Service::web", type: "aws:ecs/service:Service" };
    const state = (resources: object[]) => ({
        "stack ls*": { out: '[{"name":"me/shop/prod"}]' },
        "stack export --stack me/shop/prod*": { out: JSON.stringify({ deployment: { resources } }) },
    });
    const { code, err } = await sweep(["--delete", "--yes"], state([{ ...resource, custom: true, id: "s" }]));
    expect([code, asked]).toEqual([1, []]);
    expect(err).toBe(
        "error: stack prod: is not gone: it has 1 resources: `slipway receipt --stack prod` tells what a destroy leaves, `pulumi destroy --stack prod` is the way there\n",
    );
    expect((await sweep([], state([]))).code).toBe(0);
});

test("where to look: --region, then the stack's file, then the environment; without one it is refused", async () => {
    [pages, waiting] = [[[]], []];
    const looked = async (...args: string[]) => (await sweep(args)).out.split("\n")[0];
    expect(await looked()).toBe("nothing in eu-central-1 carries the tag slipway:stack=shop/prod");
    writeFileSync(join(machine.project, "Pulumi.prod.yaml"), "config:\n  aws:region: eu-west-1\n");
    expect(await looked()).toMatch(/^nothing in eu-west-1 /);
    expect(await looked("--region", "us-east-1")).toMatch(/^nothing in us-east-1 /);
    const nowhere = await ended(["sweep", "--stack", "other"], { directory: machine.project });
    expect(nowhere).toEqual({
        ...{ code: 2, out: "" },
        err: "error: --region: is not given, and neither aws:region in Pulumi.other.yaml nor AWS_REGION names one: name the stack's region, such as `--region eu-central-1`\n",
    });
});
