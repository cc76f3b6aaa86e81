import { DOCKER_REMEDIES } from "../../../tools/toolchain/docker";
import { judgeCompose } from "../../../cli/doctor/compose";
import { judgeVersion } from "../../../cli/doctor/docker";
import { judgeNode } from "../../../cli/doctor/node";
import { judgeBackend, judgePulumi } from "../../../cli/doctor/pulumi";
import { examine } from "../../../cli/doctor/run";
import { judgeUmask } from "../../../cli/doctor/umask";
import { DOCKER, found } from "./findings";
import { Machine, pulumiAnswers } from "./stand-ins";
import { ended } from "./terminal";

const LABEL_KEY = { value: "k".repeat(64), secret: true } as const;

let machine: Machine;
beforeEach(() => (machine = new Machine()));
afterEach(() => machine.close());

test("a machine that is ready, as it is shown", async () => {
    machine.program("docker", DOCKER).program("pulumi", pulumiAnswers({ web: { target: "local" } }));
    const { code, out, err } = await ended(["doctor"], { directory: machine.project });
    const umask = process.umask().toString(8).padStart(4, "0");
    expect({ code, err, out }).toEqual({
        code: 0,
        err: "",
        out: `ok       Node            ${process.versions.node}
ok       umask           ${umask}
ok       Docker          28.5.2
ok       image builder   default (docker)
ok       Docker Compose  2.40.3 (tested: 2.35.1 to 5.6.0)
ok       Pulumi          3.250.0
ok       Pulumi backend  https://api.pulumi.com as me
ok       apps            web on local (stack dev)
ok       secrets         none comes from the stack's configuration
9 ok, 0 warnings, 0 wrong
`,
    });
});

describe("each part missing", () => {
    it("docker: what it is needed for, and how to install it", async () => {
        machine.program("pulumi", pulumiAnswers({ web: { target: "local" } }));
        const { code, by } = await found(machine);
        expect(code).toBe(1);
        expect(by("Docker")).toEqual([
            { result: "wrong", what: "the command `docker` is not on PATH", todo: DOCKER_REMEDIES.install },
        ]);
        expect(by("image builder")).toEqual([
            {
                result: "warning",
                what: "the command `docker` has no buildx, so no image can be built here",
                todo: "install Docker's buildx plugin (the package docker-buildx-plugin); an image that CI has pushed needs none",
            },
        ]);
        expect(by("Docker Compose")[0]).toMatchObject({ result: "wrong", what: "the command `docker` is not on PATH" });
        expect(by("Docker Compose")[0]!.todo).toMatch(/^install the Compose plugin \(Docker Desktop has it;/);
    });

    it("Docker's daemon", async () => {
        const silent =
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
        machine.program("pulumi", pulumiAnswers({ web: { target: "local" } }));
        machine.program("docker", { ...DOCKER, "version*": { err: `${silent}\n`, code: 1 } });
        expect((await found(machine, [], { DOCKER_HOST: "unix:///x" })).by("Docker")).toEqual([
            {
                result: "wrong",
                what: `does not answer (DOCKER_HOST is unix:///x): ${silent}`,
                todo: DOCKER_REMEDIES.start,
            },
        ]);
    });

    it("Docker is no more than a warning where nothing runs on this machine", async () => {
        machine.program("pulumi", pulumiAnswers({ web: { target: "ecs-fargate" } }, { "aws:region": { value: "x" } }));
        expect((await found(machine, [], {})).by("Docker")[0]!.result).toBe("warning");
    });

    it("buildx", async () => {
        machine.program("docker", {
            ...DOCKER,
            "buildx version": { err: "unknown command: docker buildx\n", code: 1 },
        });
        expect((await found(machine)).by("image builder")[0]!.what).toBe(
            "the command `docker` has no buildx, so no image can be built here",
        );
    });

    it("a running builder", async () => {
        const stopped = '{"Name":"slipway","Driver":"remote","Current":true,"Nodes":[{"Status":"inactive"}]}\n';
        machine.program("docker", { ...DOCKER, "buildx ls*": { out: stopped } });
        expect((await found(machine)).by("image builder")).toEqual([
            {
                result: "warning",
                what: "no builder of buildx runs: slipway is inactive",
                todo: "start Docker, or `docker buildx inspect --bootstrap`",
            },
        ]);
    });

    it("Compose, and one that is too old", async () => {
        machine.program("docker", {
            ...DOCKER,
            "compose version*": { err: "docker: 'compose' is not a docker command.\n", code: 1 },
        });
        expect((await found(machine)).by("Docker Compose")[0]!.what).toBe(
            "`docker compose version` fails (docker: 'compose' is not a docker command.)",
        );
        machine.program("docker", { ...DOCKER, "compose version*": { out: "2.20.0\n" } });
        const { code, by } = await found(machine);
        expect(code).toBe(1);
        expect(by("Docker Compose")[0]!.what).toBe("Docker Compose 2.20.0 is too old, 2.35.1 or newer is needed");
    });

    it("pulumi", async () => {
        machine.program("docker", DOCKER);
        const { code, by, names } = await found(machine);
        expect(code).toBe(1);
        expect(by("Pulumi")[0]).toMatchObject({ result: "wrong", what: "the command `pulumi` is not on PATH" });
        expect(by("Pulumi")[0]!.todo).toMatch(/^install the Pulumi CLI \(pulumi.com\/docs\/install\)/);
        expect(by("stack")[0]!.what).toBe(
            "PATH: has no command `pulumi`: its settings, secrets and AWS were not looked at",
        );
        expect(names).not.toContain("Pulumi backend");
    });

    it("a login", async () => {
        const words = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions";
        machine.program("docker", DOCKER);
        machine.program("pulumi", { "version*": { out: "v3.250.0" }, "*": { err: `${words}\n`, code: 3 } });
        expect((await found(machine)).by("Pulumi backend")).toEqual([
            {
                result: "wrong",
                what: "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
                todo: "`pulumi login` (Pulumi Cloud, or `pulumi login s3://<bucket>`), or set PULUMI_BACKEND_URL",
            },
        ]);
    });

    it("the stack that was named", async () => {
        machine.program("docker", DOCKER).program("pulumi", pulumiAnswers({ web: { target: "local" } }));
        const { code, by } = await found(machine, ["--stack", "nope"]);
        expect(code).toBe(1);
        expect(by("stack")).toEqual([
            {
                result: "wrong",
                what: "stack nope: no stack named 'nope' found: its settings, secrets and AWS were not looked at",
                todo: "`pulumi stack ls` lists the stacks, `pulumi stack init nope` makes this one",
            },
        ]);
    });

    it("a project: a warning, the rest is looked at", async () => {
        machine.program("docker", DOCKER).program("pulumi", pulumiAnswers({}));
        const { code, out } = await ended(["doctor"], { directory: machine.folder });
        expect(code).toBe(0);
        expect(out).toContain(
            `warning  stack           ${machine.folder}: there is no Pulumi.yaml here nor in a folder above`,
        );
    });

    it("settings that are wrong", async () => {
        machine.program("docker", DOCKER).program("pulumi", pulumiAnswers({ web: { target: "locale" } }));
        expect((await found(machine)).by("apps")).toEqual([
            {
                result: "wrong",
                what:
                    "slipway:apps.web.target: must be one of local, app-runner, ecs-express, ecs-fargate, ec2-compose, " +
                    'not "locale"; did you mean local?',
            },
        ]);
    });
});

describe("secrets", () => {
    const apps = { web: { target: "local", secrets: ["TOKEN", "KEY"] } };

    it("missing, empty, undeclared ones: each by its name, never a value", async () => {
        machine.program("docker", DOCKER).program(
            "pulumi",
            pulumiAnswers(apps, {
                "web:TOKEN": { value: " \n", secret: true },
                "web:OLD": { value: "hunter2", secret: true },
                "slipway:labelKey": LABEL_KEY,
            }),
        );
        const { code, by } = await found(machine);
        expect(code).toBe(1);
        expect(by("secrets")).toEqual([
            { result: "wrong", what: "web:KEY: the secret has no value: `pulumi config set --secret web:KEY`." },
            {
                result: "wrong",
                what: "web:OLD: is no secret of the app that comes from configuration: name it in slipway:apps.web.secrets, or `pulumi config rm web:OLD`.",
            },
            { result: "wrong", what: "web:TOKEN: the secret is empty", todo: "`slipway secrets set web:TOKEN`" },
        ]);
    });

    it("all there", async () => {
        machine.program("docker", DOCKER).program(
            "pulumi",
            pulumiAnswers(apps, {
                "web:TOKEN": { value: "hunter2", secret: true },
                "web:KEY": { value: "hunter3", secret: true },
                "slipway:labelKey": LABEL_KEY,
            }),
        );
        const { code, out } = await ended(["doctor"], { directory: machine.project });
        expect(code).toBe(0);
        expect(out).toContain("ok       secrets         2 set, encrypted\n");
        expect(out).not.toContain("hunter");
    });

    it("without the passphrase", async () => {
        const words =
            "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables";
        machine.program("docker", DOCKER).program("pulumi", {
            ...pulumiAnswers(apps),
            "config --json --show-secrets --stack dev*": { err: `${words}\n`, code: 255 },
        });
        expect((await found(machine)).by("secrets")[0]!.what).toBe(
            "the stack's secrets cannot be decrypted: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
        );
    });
});

describe("judgements", () => {
    it.each([
        [
            "Node is old",
            judgeNode("18.19.0", "20.19.0"),
            "wrong",
            "Node 18.19.0 is too old, 20.19.0 or newer is needed",
        ],
        ["Node", judgeNode("22.1.0", "20.19.0"), "ok", "22.1.0"],
        [
            "umask for everybody",
            judgeUmask(0o000),
            "warning",
            "0000 lets everybody on this machine write what you make, the files of stacks included",
        ],
        [
            "umask for all of a group",
            judgeUmask(0o002),
            "warning",
            "0002 lets everybody of your group write what you make, the files of stacks included",
        ],
        [
            "umask against oneself",
            judgeUmask(0o222),
            "warning",
            "0222 takes your own rights away from files that you make",
        ],
        ["umask", judgeUmask(0o077), "ok", "0077"],
        ["Docker", judgeVersion("28.5.1"), "ok", "28.5.1"],
        [
            "Docker is old",
            judgeVersion("24.0.9"),
            "warning",
            "Docker 24.0.9 is older than 25, the oldest that Slipway is made for",
        ],
        [
            "Compose is newer than any tested",
            judgeCompose("6.0.0"),
            "warning",
            "6.0.0 is newer than 5.6.0, the newest that Slipway is tested with",
        ],
        [
            "Pulumi is older than the SDK",
            judgePulumi("v3.100.1", "3.250.0"),
            "warning",
            "3.100.1 is older than the SDK that Slipway uses, 3.250.0",
        ],
    ])("%s", (_, { result, what }, expected, text) =>
        expect({ result, what }).toEqual({ result: expected, what: text }),
    );

    it("an AWS stack's state on one machine alone is a warning", () => {
        const stack = { name: "dev", apps: { web: { target: "ecs-fargate" } } } as unknown as Parameters<
            typeof judgeBackend
        >[2]["stack"];
        expect(judgeBackend("file:///home/me", "me", { stack })).toMatchObject({
            result: "warning",
            what: "the state of dev lies on this machine alone (file:///home/me), and the stack has apps on AWS",
        });
        expect(judgeBackend("s3://states", "me", { stack })).toEqual({ result: "ok", what: "s3://states as me" });
    });
});

describe("a check that misbehaves", () => {
    const patient = { directory: "/", variables: {} };

    it("hangs: its time ends, and it is told", async () => {
        let told = false;
        const hanging = {
            name: "it",
            limitMs: 20,
            find: (_: unknown, signal: AbortSignal) =>
                new Promise<never>(() => signal.addEventListener("abort", () => (told = true))),
        };
        expect(await examine([hanging], patient)).toEqual([
            {
                check: "it",
                result: "wrong",
                what: "gave no answer within 0.02 s",
                todo: "look whether the network or a program hangs, and try again",
            },
        ]);
        expect(told).toBe(true);
    });

    it("throws: that is a finding", async () => {
        const throwing = { name: "it", find: () => Promise.reject(new Error("boom\nbecause")) };
        expect(await examine([throwing], patient)).toEqual([
            { check: "it", result: "wrong", what: "could not be checked: boom", todo: "because" },
        ]);
    });
});
