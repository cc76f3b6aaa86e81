import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { follow, type Line } from "../../../cli/logs/cloudwatch";
import { placesOf } from "../../../cli/logs/places";
import { sinceOf } from "../../../cli/logs/since";
import { repositoryRoot } from "../../../tools/paths";
import { awsApi, Machine, pulumiAnswers } from "./stand-ins";
import { ended } from "./terminal";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const stackUrn = urn("pulumi:pulumi:Stack", "shop-dev");

/** A stack's state with one release of an app. */
function state(app: string, release: { driver: string; name: string; services?: object; deployment: object }): string {
    const component = urn("slipway:components:App", app);
    const service = urn("slipway:components:App$slipway:components:Service", release.name);
    return JSON.stringify({
        deployment: {
            resources: [
                { urn: stackUrn, type: "pulumi:pulumi:Stack" },
                { urn: component, type: "slipway:components:App", parent: stackUrn },
                { urn: service, type: "slipway:components:Service", parent: component },
                {
                    urn: urn("slipway:index:Release", release.name),
                    type: "slipway:index:Release",
                    parent: service,
                    inputs: { services: {}, ...release },
                },
            ],
        },
    });
}

const FARGATE = state("web", {
    driver: "ecs-fargate",
    name: "web-api",
    deployment: { region: "eu-central-1", logGroup: "/slipway/shop/dev/shared", logStreamPrefix: "web-api" },
});
const LOCAL = state("web", {
    driver: "local",
    name: "web",
    services: { api: {}, db: {} },
    deployment: { project: "slipway-dev-web" },
});

describe("where the lines are, by target", () => {
    const region = "eu-central-1";

    it.each([
        [
            "ecs-fargate",
            FARGATE,
            [
                {
                    kind: "cloudwatch",
                    service: "api",
                    access: { region },
                    group: "/slipway/shop/dev/shared",
                    streams: "web-api/",
                },
            ],
        ],
        [
            "ecs-express, as whom the stack asks",
            state("web", {
                driver: "ecs-express",
                name: "web-api",
                deployment: { region, profile: "p", logGroup: "g", logStreamPrefix: "web-api" },
            }),
            [{ kind: "cloudwatch", service: "api", access: { region, profile: "p" }, group: "g", streams: "web-api/" }],
        ],
        [
            "ec2-compose",
            state("web", {
                driver: "ec2-compose",
                name: "web",
                services: { api: {} },
                deployment: { region, logGroup: "g" },
            }),
            [{ kind: "cloudwatch", service: "api", access: { region }, group: "g", streams: "web/api/" }],
        ],
        [
            "app-runner",
            state("web", {
                driver: "app-runner",
                name: "web-api",
                deployment: { region, service: "arn:aws:apprunner:eu-central-1:1:service/web-api-3d0/4fa7" },
            }),
            [
                {
                    kind: "cloudwatch",
                    service: "api",
                    access: { region },
                    group: "/aws/apprunner/web-api-3d0/4fa7/application",
                },
            ],
        ],
        [
            "local",
            LOCAL,
            [
                { kind: "docker", service: "api", project: "slipway-dev-web" },
                { kind: "docker", service: "db", project: "slipway-dev-web" },
            ],
        ],
        [
            "another app whose name begins with this one's",
            state("web-api", { driver: "ecs-fargate", name: "web-api-x", deployment: {} }),
            [],
        ],
        ["a stack without anything", '{"deployment":{}}', []],
    ])("%s", (_, exported, expected) => expect(placesOf(exported, "web")).toEqual(expected));
});

it("reads what Pulumi really exported of stacks on local and ecs-fargate", () => {
    const exported = (stack: string) =>
        readFileSync(join(repositoryRoot, "test", "fixtures", "state", "issue-3", `${stack}.json`), "utf8");
    expect(placesOf(exported("local"), "action-spec")).toEqual([
        { kind: "docker", service: "web", project: "slipway-local-action-spec" },
    ]);
    expect(placesOf(exported("dev"), "action-spec")).toEqual([
        {
            kind: "cloudwatch",
            service: "web",
            access: { region: "eu-central-1" },
            group: "/slipway/slipway/dev/shared",
            streams: "action-spec-web/",
        },
    ]);
});

describe("--since", () => {
    const now = Date.parse("2026-01-02T00:00:00Z");

    it.each([
        ["30s", "2026-01-01T23:59:30.000Z"],
        ["10m", "2026-01-01T23:50:00.000Z"],
        ["2h", "2026-01-01T22:00:00.000Z"],
        ["1d", "2026-01-01T00:00:00.000Z"],
        ["2026-01-01T12:00:00Z", "2026-01-01T12:00:00.000Z"],
    ])("%s", (text, expected) => expect(new Date(sinceOf(text, now)).toISOString()).toBe(expected));

    it.each(["10", "yesterday", "-1h", ""])("refuses %j", async (text) => {
        const { code, err } = await ended(["logs", "web", `--since=${text}`]);
        expect(code).toBe(2);
        expect(err).toBe(
            `error: --since: is neither a duration nor a time: "${text}": write 30s, 10m, 2h, 1d, or a time such as 2026-01-31T12:00:00Z\n`,
        );
    });
});

describe("logs", () => {
    const own = { ...process.env };
    let machine: Machine;
    let api: { url: string; server: Server } | undefined;
    let asked: unknown[];

    beforeEach(async () => {
        machine = new Machine();
        asked = [];
        api = await awsApi((target, body) => {
            const request = JSON.parse(body) as { nextToken?: string };
            asked.push({ target, ...request });
            const pages: Record<string, unknown> = {
                first: { events: [event(2_000, "ready\n", "b")], nextToken: "second" },
                second: { events: [event(1_000, "starting", "a")] },
            };
            const page = JSON.stringify(pages[request.nextToken ?? "first"]);
            return { status: 200, body: page, type: "application/x-amz-json-1.1" };
        });
        Object.assign(process.env, {
            AWS_ACCESS_KEY_ID: "stand-in",
            AWS_SECRET_ACCESS_KEY: "stand-in",
            AWS_ENDPOINT_URL: api.url,
        });
    });
    afterEach(() => {
        machine.close();
        api?.server.closeAllConnections();
        api?.server.close();
        for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) {
            if (own[name] === undefined) delete process.env[name];
            else process.env[name] = own[name];
        }
    });

    const event = (timestamp: number, message: string, eventId: string) => ({ timestamp, message, eventId });
    const stack = (target: string, exported: string) =>
        machine.program("pulumi", { ...pulumiAnswers({ web: { target } }), "stack export*": { out: exported } });
    const logs = (...args: string[]) => ended(["logs", ...args], { directory: machine.project });

    it("of CloudWatch (a STAND-IN): all pages, the service's streams only, in the order of time", async () => {
        stack("ecs-fargate", FARGATE);
        expect(await logs("web", "--since", "1970-01-01T00:00:00.500Z")).toEqual({
            code: 0,
            err: "",
            out: "api  1970-01-01T00:00:01.000Z  starting\napi  1970-01-01T00:00:02.000Z  ready\n",
        });
        const question = {
            target: "Logs_20140328.FilterLogEvents",
            logGroupName: "/slipway/shop/dev/shared",
            logStreamNamePrefix: "web-api/",
            startTime: 500,
        };
        expect(asked).toEqual([question, { ...question, nextToken: "second" }]);
    });

    it("as JSON, an object a line", async () => {
        stack("ecs-fargate", FARGATE);
        const { out } = await logs("web", "api", "--since", "1d", "--json");
        expect(
            out
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line) as unknown),
        ).toEqual([
            { time: "1970-01-01T00:00:01.000Z", service: "api", line: "starting" },
            { time: "1970-01-01T00:00:02.000Z", service: "api", line: "ready" },
        ]);
    });

    it("as JSON not of Docker: refused, not shown in another form", async () => {
        stack("local", LOCAL);
        const { code, out } = await logs("web", "--json");
        expect([code, out]).toEqual([2, expect.stringContaining("whose lines do not come as JSON")]);
    });

    it("of Docker (a STAND-IN): by the app's Compose project, and Docker's own exit code decides", () => {
        stack("local", LOCAL);
        const command = "compose --project-name slipway-dev-web logs --since 2026-01-01T00:00:00.000Z --follow api";
        machine.program("docker", { [command]: { out: "api-1  | ready\n" } });
        const run = (...args: string[]) =>
            spawnSync(process.execPath, [join(repositoryRoot, "bin", "slipway.cjs"), "logs", "web", ...args], {
                cwd: machine.project,
                env: { ...process.env }, // jest's own, with the machine's PATH
                encoding: "utf8",
            });
        const good = run("api", "--since", "2026-01-01", "--follow");
        expect([good.status, good.stdout]).toEqual([0, "api-1  | ready\n"]);
        expect(run("db").status).toBe(1);
    });

    it.each([
        ["an app that is not there", ["wbe"], 78, 'slipway:apps of stack dev: there is no app "wbe": its apps are web'],
        [
            "a service that is not there",
            ["web", "apo"],
            78,
            'web of stack dev: there is no service "apo": its services are api',
        ],
    ])("refuses %s", async (_, args, code, message) => {
        stack("ecs-fargate", FARGATE);
        expect(await logs(...args)).toEqual({ code, out: "", err: `error: ${message}\n` });
    });

    it("says that an app was never deployed", async () => {
        stack("ecs-fargate", '{"deployment":{}}');
        expect((await logs("web")).err).toBe(
            "error: stack dev: web has no release, so it has written nothing: `pulumi up --stack dev` deploys it\n",
        );
    });
});

test("following shows each line once, though each look goes back a little", async () => {
    const line = (time: number, id: string): Line => ({ time, service: "api", line: id, id });
    const looks = [[line(20_000, "a")], [line(20_000, "a"), line(19_000, "late")], [line(40_000, "b")]];
    const from: number[] = [];
    const shown: string[] = [];
    const read = (since: number) => {
        from.push(since);
        return Promise.resolve(looks.shift() ?? []);
    };
    await follow(
        [read],
        5_000,
        ({ id }) => shown.push(id),
        () => Promise.resolve(looks.length > 0),
    );
    expect(shown).toEqual(["a", "late", "b"]);
    expect(from).toEqual([5_000, 10_000, 10_000]);
});
