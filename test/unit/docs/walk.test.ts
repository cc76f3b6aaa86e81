import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import { ended } from "../cli/terminal";
import { commandsOf, simpleCommands } from "./commands/shell";

// docs/getting-started.md, walked as its reader walks it, up to `pulumi up`: the real `slipway`, the real `pulumi` with a state in a folder.

const COMPOSE = `services:
  web:
    image: busybox@sha256:${"0".repeat(64)}
    user: "1000:1000"
    command: [httpd, -f, -p, "8000"]
    environment: { API_TOKEN: "\${API_TOKEN}" }
    ports: ["18123:8000"]
    healthcheck: { test: [CMD, wget, -q, -O-, "http://127.0.0.1:8000/health"] }
`;
const SECRET = "walked-42-secret";

/** Commands of the page that are not run here, and why. */
const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
    [/^npm (ci|start|stop|init|install)/, "the checkout is here already; its package is linked, as npm links a folder"],
    [/^(export|openssl)/, "set by the test"],
    [/^pulumi (login|up|preview|destroy)/, "run by test/e2e and test/engine"],
    [/slipway (doctor|logs)/, "looks at this machine's Docker or at AWS: test/unit/cli"],
];

const machine = mkdtempSync(join(tmpdir(), "slipway-walk-"));
const folder = join(machine, "hello");
const own = { ...process.env };
beforeAll(() => {
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    mkdirSync(join(machine, "state"));
    symlinkSync(repositoryRoot, join(folder, "node_modules", "slipway"));
    symlinkSync(join(repositoryRoot, "node_modules", "@pulumi"), join(folder, "node_modules", "@pulumi"));
    writeFileSync(join(folder, "compose.yaml"), COMPOSE);
    Object.assign(process.env, {
        PULUMI_BACKEND_URL: `file://${join(machine, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "walk",
        PULUMI_HOME: join(machine, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
    });
});
afterAll(() => {
    for (const name of ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_HOME", "PULUMI_SKIP_UPDATE_CHECK"]) {
        if (own[name] === undefined) delete process.env[name];
        else process.env[name] = own[name];
    }
    rmSync(machine, { recursive: true, force: true });
});

async function run(words: readonly string[]): Promise<string> {
    // Named, as jest's own copy of it is not what a child gets by itself.
    if (words[0] === "pulumi")
        return execFileSync("pulumi", words.slice(1), {
            cwd: folder,
            env: process.env,
            encoding: "utf8",
            stdio: "pipe",
        });
    if (words[0] !== "npx") throw new Error(`not known here: ${words.join(" ")}`);
    const variables = process.env as Record<string, string>;
    const { code, out, err } = await ended(words.slice(2), { directory: folder, input: `${SECRET}\n`, variables });
    if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${err}`);
    return out;
}

test("docs/getting-started.md holds: each command does what the page says", async () => {
    const page = readFileSync(join(repositoryRoot, "docs/getting-started.md"), "utf8");
    const blocks = commandsOf(page).filter(({ whole }) => whole);
    const all = blocks.flatMap(({ line }) => simpleCommands(line));
    const walked = all.filter((words) => !LEFT_OUT.some(([pattern]) => pattern.test(words.join(" "))));
    const said: Record<string, string> = {};
    for (const words of walked) said[words.join(" ")] = await run(words);

    expect(Object.keys(said)).toEqual([
        "npx slipway init --yes --app hello",
        "pulumi stack select --create local",
        "npx slipway secrets set hello:API_TOKEN",
        "npx slipway secrets list",
        "npx slipway init --yes --app hello --target ecs-fargate --region eu-central-1 --allow 203.0.113.7/32",
        "pulumi stack select --create dev",
        "npx slipway secrets set hello:API_TOKEN --stack dev",
    ]);
    expect(said["npx slipway init --yes --app hello"]).toContain("wrote Pulumi.yaml, index.js, Pulumi.local.yaml");
    expect(said["npx slipway secrets list"]).toMatch(/^hello:API_TOKEN +set$/m);
    for (const stack of ["local", "dev"]) {
        const settings = readFileSync(join(folder, `Pulumi.${stack}.yaml`), "utf8");
        expect(settings).toMatch(/hello:API_TOKEN:\s+secure:/);
        expect(settings).not.toContain(SECRET);
    }
    expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).toContain("target: ecs-fargate");
    // Each reason for leaving a command out is one that the page needs.
    const unneeded = LEFT_OUT.filter(([pattern]) => !all.some((words) => pattern.test(words.join(" "))));
    expect(unneeded).toEqual([]);
});

test("negative control: a command that the program does not know ends the walk", async () => {
    await expect(run(["npx", "slipway", "secrets", "put", "hello:API_TOKEN"])).rejects.toThrow("ended with 2");
});
