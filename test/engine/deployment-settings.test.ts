/** Pulumi.dev.deploy.yaml, as the real `pulumi` reads it and sends it. A STAND-IN of Pulumi Cloud takes it: none has run it. */
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { load } from "js-yaml";

const repository = resolve(__dirname, "../..");
const FILE = "Pulumi.dev.deploy.yaml";
const committed = readFileSync(join(repository, FILE), "utf8");
const project = mkdtempSync(join(tmpdir(), "slipway-deployments-"));
const SETTINGS = "/api/stacks/acme/slipway/dev/deployments/settings";
let cloud: Server;
let sent: unknown;

const ANSWERS: Readonly<Record<string, unknown>> = {
    "/api/user": { githubLogin: "acme", name: "acme", email: "acme@example.com" },
    "/api/user/organizations/default": { GitHubLogin: "acme" },
    "/api/capabilities": { capabilities: [] },
    "/api/stacks/acme/slipway/dev": { orgName: "acme", projectName: "slipway", stackName: "dev", tags: {}, version: 1 },
    [SETTINGS]: {},
};

beforeAll(async () => {
    copyFileSync(join(repository, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
    cloud = createServer((request, response) => {
        let body = "";
        request.on("data", (part) => (body += part));
        request.on("end", () => {
            if (request.method === "PUT" && request.url === SETTINGS) sent = JSON.parse(body);
            const answer = ANSWERS[request.url ?? ""];
            response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
            response.end(JSON.stringify(answer ?? { code: 404, message: "unknown" }));
        });
    });
    await new Promise<void>((done) => cloud.listen(0, "127.0.0.1", done));
});

afterAll(async () => {
    await new Promise((done) => cloud.close(done));
    rmSync(project, { recursive: true });
});

/** What Pulumi Cloud would be told of a file. */
async function pushed(text: string): Promise<unknown> {
    writeFileSync(join(project, FILE), text);
    sent = undefined;
    const { port } = cloud.address() as AddressInfo;
    const args = ["deployment", "settings", "push", "--stack", "acme/slipway/dev", "--yes", "--non-interactive"];
    const child = spawn("pulumi", args, {
        cwd: project,
        env: {
            ...process.env,
            PULUMI_BACKEND_URL: `http://127.0.0.1:${port}`,
            PULUMI_ACCESS_TOKEN: "pul-of-the-test",
            PULUMI_HOME: join(project, "home"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
        },
        stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
    const code = await new Promise((done) => child.once("close", done));
    expect([code, output]).toEqual([0, expect.any(String)]);
    return sent;
}

/** Paths of the file's values that were not sent as they are: what `pulumi` does not know it leaves out without a word. */
function lost(file: unknown, told: unknown, at = ""): string[] {
    if (typeof file !== "object" || file === null) return file === told ? [] : [at];
    const other = (told ?? {}) as Record<string, unknown>;
    return Object.entries(file).flatMap(([key, value]) => lost(value, other[key], at === "" ? key : `${at}.${key}`));
}

const settingsOf = (text: string): unknown => (load(text) as { settings: unknown }).settings;

test("`pulumi deployment settings push` takes every setting of the file, and no key is stored in it", async () => {
    const told = await pushed(committed);
    // The same duration in Go's words.
    expect(lost(settingsOf(committed), told)).toEqual(["operationContext.oidc.aws.duration"]);
    expect(told).toMatchObject({ operationContext: { oidc: { aws: { duration: "1h0m0s" } } } });
    expect(committed).not.toMatch(/secret|accessToken|AWS_/i);
}, 600_000);

test("negative control: a setting that `pulumi` does not know is found", async () => {
    const misspelt = committed.replace("skipInstallDependencies", "skipInstall").replace("roleArn:", "roleARN:");
    expect(lost(settingsOf(misspelt), await pushed(misspelt))).toEqual(
        expect.arrayContaining(["operationContext.oidc.aws.roleARN", "operationContext.options.skipInstall"]),
    );
}, 600_000);
