import { promises as fs } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
    composeBinary,
    dockerCompose,
    SUPPORTED_COMPOSE,
    type ComposeInvocation,
    type ComposeRunner,
} from "../../../compose/docker-compose-cli";
import { loadProject } from "../../../compose/load";
import { issueLines, loadCase, settingsOf, TESTDATA, type SettingsOf } from "./load-case";

/** A value that must never leave where it is kept: every character that quoting gets wrong. */
const CANARY = 'canary-$HOME"@%\n-end';

/** Docker Compose itself, writing down what it is asked. */
function spy(calls: ComposeInvocation[]): ComposeRunner {
    return (invocation) => {
        calls.push(invocation);
        return dockerCompose(invocation);
    };
}

function load(name: string, settings: SettingsOf, runner: ComposeRunner) {
    return loadProject(
        { app: "shop", settings: settingsOf(settings), projectDirectory: path.join(TESTDATA, name) },
        runner,
    );
}

async function withEnvironment<Result>(
    variables: Record<string, string>,
    work: () => Promise<Result>,
): Promise<Result> {
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
        return await work();
    } finally {
        for (const name of Object.keys(variables)) {
            if (before[name] === undefined) delete process.env[name];
            else process.env[name] = before[name];
        }
    }
}

describe("nothing of the machine changes the model", () => {
    test("neither a stray .env, an override file nor COMPOSE_* and other variables of the caller's shell", async () => {
        const quiet = await loadCase("stray");
        const loud = await withEnvironment(
            {
                TAG: "shell",
                USER: "shell",
                COMPOSE_PROFILES: "extra",
                COMPOSE_PROJECT_NAME: "shell",
                COMPOSE_FILE: "compose.override.yaml",
                COMPOSE_ENV_FILES: ".env",
                COMPOSE_PATH_SEPARATOR: "x",
                COMPOSE_DISABLE_ENV_FILE: "0",
            },
            () => load("stray", {}, spy([])),
        );
        expect(loud).toEqual(quiet);
        expect(issueLines(quiet)).toEqual([]);
        expect(Object.keys(quiet.project?.services ?? {})).toEqual(["api"]);
        expect(quiet.project?.services["api"]?.image).toBe("example/api:from-the-file");
        expect(quiet.project?.services["api"]?.environment).toEqual({
            HOSTNAME_OF_CALLER: { kind: "plain", value: "nobody" },
        });
    });

    test("nor where the files lie and whose home folder it is", async () => {
        const here = await loadCase("volumes");
        const folder = await fs.mkdtemp(path.join(os.tmpdir(), "slipway-elsewhere-"));
        try {
            await fs.cp(path.join(TESTDATA, "volumes"), path.join(folder, "a", "b"), { recursive: true });
            const there = await withEnvironment(
                { DOCKER_CONFIG: process.env["DOCKER_CONFIG"] ?? path.join(os.homedir(), ".docker"), HOME: folder },
                () =>
                    loadProject({ app: "shop", settings: settingsOf(), projectDirectory: path.join(folder, "a", "b") }),
            );
            expect(there).toEqual(here);
            expect(JSON.stringify(here)).not.toContain(TESTDATA);
        } finally {
            await fs.rm(folder, { recursive: true });
        }
    });

    test("Docker Compose is given its plugins' folder, a home that is none, and the file's variables, nothing else", async () => {
        const calls: ComposeInvocation[] = [];
        await load(
            "environment",
            { secrets: ["DB_PASSWORD"], variables: { PASSED: "p", PREFIX: "APP", REGION: "eu" } },
            spy(calls),
        );
        const file = path.join(TESTDATA, "environment", "compose.yaml");
        const given = {
            HOME: "/⟦home⟧",
            DOCKER_CONFIG: expect.stringMatching(/^\//),
            DB_PASSWORD: "⟦secret:DB_PASSWORD⟧",
            PASSED: "p",
            PREFIX: "APP",
            REGION: "eu",
        };
        const common = ["--project-name", "shop", "--env-file", os.devNull, "--file", file];
        expect(calls.map(({ args, env }) => ({ args, env }))).toEqual([
            { args: ["version", "--short"], env: { HOME: "/⟦home⟧", DOCKER_CONFIG: expect.any(String) } },
            {
                args: [
                    ...common,
                    "--profile",
                    "*",
                    "config",
                    "--format",
                    "json",
                    "--no-interpolate",
                    "--no-env-resolution",
                ],
                env: given,
            },
            { args: [...common, "config", "--format", "json"], env: given },
        ]);
    });
});

describe("a secret's value reaches neither Docker Compose nor what comes of it", () => {
    test("not from the caller's shell, an env_file or the file itself", async () => {
        const folder = await fs.mkdtemp(path.join(os.tmpdir(), "slipway-secret-"));
        const calls: ComposeInvocation[] = [];
        try {
            const quoted = JSON.stringify(CANARY).replaceAll("$", "\\$");
            await fs.writeFile(path.join(folder, "live.env"), `DB_PASSWORD=${quoted}\nAPI_KEY=${quoted}\n`);
            await fs.writeFile(path.join(folder, ".env"), `DB_PASSWORD=${quoted}\n`);
            const compose = {
                services: {
                    api: {
                        image: "a:1",
                        env_file: "live.env",
                        environment: { URL: "x://${DB_PASSWORD}@db", TOKEN: CANARY.replaceAll("$", "$$$$") },
                    },
                },
            };
            await fs.writeFile(path.join(folder, "compose.yaml"), JSON.stringify(compose));
            const loaded = await withEnvironment({ DB_PASSWORD: CANARY, TOKEN: CANARY }, () =>
                loadProject(
                    {
                        app: "shop",
                        settings: settingsOf({ secrets: ["DB_PASSWORD", "TOKEN"] }),
                        projectDirectory: folder,
                    },
                    spy(calls),
                ),
            );
            expect(JSON.stringify(calls)).not.toContain("canary-");
            expect(JSON.stringify(loaded.issues)).not.toContain("canary-");
            expect(issueLines(loaded)).toHaveLength(2);
            const { API_KEY, ...environment } = loaded.project?.services["api"]?.environment ?? {};
            expect(API_KEY).toBeDefined();
            expect(JSON.stringify([environment, loaded.project?.document])).not.toContain("canary-");
            expect(environment).toEqual({
                DB_PASSWORD: { kind: "secret", name: "DB_PASSWORD" },
                TOKEN: { kind: "secret", name: "TOKEN" },
                URL: {
                    kind: "composite",
                    parts: [
                        { kind: "plain", value: "x://" },
                        { kind: "secret", name: "DB_PASSWORD" },
                        { kind: "plain", value: "@db" },
                    ],
                },
            });
        } finally {
            await fs.rm(folder, { recursive: true });
        }
    });
});

describe("a Docker Compose that cannot be used", () => {
    const install =
        "install the Compose plugin (Docker Desktop has it; Debian, Ubuntu and Fedora: the package docker-compose-plugin of Docker's " +
        "repository; Amazon Linux and others: the file docker-compose in ~/.docker/cli-plugins), or let a machine that has it render the " +
        "file with `docker compose config --format json --no-path-resolution` and name the result (a file ending in .json) as the app's `compose`.";
    const answering =
        (stdout: string, exitCode = 0, stderr = ""): ComposeRunner =>
        () =>
            Promise.resolve({ exitCode, stdout, stderr });

    test("too old", async () => {
        expect(issueLines(await load("anchors", {}, answering("2.26.1-4\n")))).toEqual([
            `error compose.yaml: Docker Compose 2.26.1 is too old, ${SUPPORTED_COMPOSE.oldest} or newer is needed: ${install}`,
        ]);
    });

    test("the plugin is missing", async () => {
        const runner = answering("", 1, "docker: 'compose' is not a docker command.\nSee 'docker --help'\n");
        expect(issueLines(await load("anchors", {}, runner))).toEqual([
            `error compose.yaml: \`docker compose version\` fails (docker: 'compose' is not a docker command.): ${install}`,
        ]);
    });

    test("no docker command at all", async () => {
        const runner: ComposeRunner = (invocation) => dockerCompose(invocation);
        const loaded = await withEnvironment({ PATH: "/nonexistent" }, () => load("anchors", {}, runner));
        expect(issueLines(loaded)).toEqual([`error compose.yaml: the command \`docker\` is not on PATH: ${install}`]);
    });

    test("a binary that cannot be run", async () => {
        const loaded = await load("anchors", {}, composeBinary("/nonexistent/docker-compose"));
        expect(issueLines(loaded)).toEqual([
            `error compose.yaml: /nonexistent/docker-compose cannot be run (spawn /nonexistent/docker-compose ENOENT): ${install}`,
        ]);
    });
});
