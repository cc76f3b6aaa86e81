/**
 * `docker/spec-editor` from its unchanged Compose file by a real `pulumi up` onto an emulated host, used in a real browser. Real: the engine,
 * the provider and driver of Slipway, the builds and pushes, the user data and the command that the host runs. STAND-INS take the places of
 * aws and awsx, EC2, Systems Manager, Secrets Manager, S3 and CloudWatch (moto), and GitHub.
 */
import { randomBytes } from "node:crypto";
import { Browser } from "../support/browser";
import { filesWith, holds } from "../support/canary";
import { type StandInGitHub, startGitHubStandIn } from "../support/github-stand-in/start";
import { ClientLoop } from "../support/host-stand-in/client-loop";
import { logsOf } from "../support/host-stand-in/moto";
import { PulumiHost } from "../support/host-stand-in/pulumi-host";
import { GATEWAY } from "../support/host-stand-in/surroundings";
import { keep } from "../support/kept";
import { slipway } from "../support/slipway-command";
import type { Outcome, TestStack } from "../support/stack";

const TOKEN = `stand-in-${randomBytes(12).toString("hex")}`;
const ECHO = "mendhak/http-https-echo:41";

let host: PulumiHost;
let stack: TestStack;
let editor: string;
let github: StandInGitHub;
let browser: Browser;
let client: ClientLoop | undefined;
/** The commit of the first release, and the name of that release on the host. */
let first: string;
let firstRelease: string;
const seen: string[] = [];

beforeAll(async () => {
    host = await PulumiHost.start("slipway-pulumi-host", [ECHO]);
    stack = host.stack;
    editor = `http://${host.address}:5000`;
    first = host.project.commit("As it was first");
    github = await startGitHubStandIn(GATEWAY, TOKEN, "demo/infra");
    stack.setSecret("spec-editor:GH_TOKEN", TOKEN);
    host.configure({ "spec-editor": { secrets: ["GH_TOKEN"], variables: { GITHUB_API_URL: github.url } } });
    browser = await Browser.open();
});

afterAll(async () => {
    await client?.stop();
    await browser?.close();
    await host?.stop();
    github?.stop();
});

async function told(scenario: string, outcome: Promise<Outcome>): Promise<Outcome> {
    const ended = await outcome;
    seen.push(ended.output);
    keep(`pulumi on an emulated host: ${scenario}`, ended.output);
    console.info(`${scenario}: ${(ended.ms / 1000).toFixed(1)} s, exit code ${ended.code}`);
    return ended;
}

const health = async (): Promise<Record<string, unknown>> =>
    (await (await fetch(`${editor}/health`)).json()) as Record<string, unknown>;
const serving = (): string => host.serving("spec-editor");

test("up from nothing: a host from the stack's own user data, both services at the addresses that the stack tells", async () => {
    const { code, output } = await told("first up", stack.up());
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(output).toMatch(/spec-editor: on the host: .*pull \d/);
    expect(stack.outputs().urls).toEqual({
        "spec-editor": { "demo-app": `http://${host.address}:8080`, "spec-editor": editor },
    });
    expect(await health()).toMatchObject({ status: "healthy", github: { token: "set" } });
    firstRelease = serving();
    expect(await (await fetch(`http://${host.address}:8080/here`)).json()).toMatchObject({ path: "/here" });
    expect(host.ec2.host.run("docker ps --format '{{.Names}}' | sort").trim().split("\n")).toEqual([
        "slipway-proxy",
        expect.stringMatching(/^slipway-spec-editor-[0-9a-f]{8}-demo-app-1$/),
        expect.stringMatching(/^slipway-spec-editor-[0-9a-f]{8}-spec-editor-1$/),
    ]);
});

test("a second preview is empty", async () => {
    const { code, output } = await told("second preview", stack.preview(["--expect-no-changes"]));
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
});

test("a person changes a spec, reviews it, saves and deploys it, through the host's proxy", async () => {
    await browser.goto(editor);
    expect(await browser.text()).toMatch(/advworks[^]*contoso[^]*northwind/);
    await browser.goto(`${editor}/pods/northwind/prod`);
    await browser.fill("Max", "9");
    await browser.fill("Enabled", "off");
    await browser.press("Review change");
    expect(await browser.text()).toMatch(/-\s+max: 6\s+\+\s+max: 9/);
    await browser.fill("Commit message", "More room for northwind");
    await browser.press("Save and deploy");
    expect(await browser.text()).toMatch(/Deployment of northwind prod[^]*Queued[^]*deploy-pod\.yml on main/);
    const state = (await github.control("GET", "state")) as {
        branches: { main: { files: Record<string, string> } };
    };
    expect(state.branches.main.files["demo/infra/northwind/prod/spec.yml"]).toMatch(/enabled: false\n[^]*max: 9\n/);
});

test("a bad release ends red with the cause while the one before serves; a good one repairs; no request fails", async () => {
    const before = serving();
    client = new ClientLoop(`${editor}/health`);
    const app = "spec-editor/backend/app.py";
    host.project.edit(app, (text) => `${text}\nraise RuntimeError("the form has no field Max")\n`);
    const bad = await told("bad release", stack.up());
    expect(bad.code).not.toBe(0);
    expect(bad.output).toMatch(
        /error: spec-editor: the new release does not serve \(start time 60 s\): .*spec-editor /,
    );
    expect(bad.output).toMatch(/^ +spec-editor: the form has no field Max$/m);
    expect(serving()).toBe(before);
    const failedByThen = client.tally.failed;

    host.project.edit(app, (text) => text.replace(/\nraise .*\n$/, "\n# repaired\n"));
    const good = await told("good release", stack.up());
    expect([good.code, good.code === 0 ? "" : good.output]).toEqual([0, ""]);
    expect(serving()).not.toBe(before);
    const { sent, answered, failed, failures } = await client.stop();
    console.info(`a bad and a good release: sent ${sent}, answered ${answered}, failed ${failed}`);
    expect([failedByThen, failed, failures]).toEqual([0, 0, []]);
    expect(sent).toBe(answered);
    expect(sent).toBeGreaterThan(200);
});

test("slipway rollback: the very release of the first up is back, and no request fails", async () => {
    expect(serving()).not.toBe(firstRelease);
    client = new ClientLoop(`${editor}/health`);
    const args = ["rollback", "spec-editor", "--to", "1", "--yes", "--config-file", stack.configFile];
    const { code, output } = await told("rollback", slipway(stack, args));
    const { sent, failed, failures } = await client.stop();
    console.info(`a rollback on the host: requests sent ${sent}, failed ${failed}`);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(output).toContain(`spec-editor is back at commit ${first.slice(0, 12)}`);
    expect(serving()).toBe(firstRelease);
    expect([failed, failures]).toEqual([0, []]);
    expect(sent).toBeGreaterThan(100);
});

test("the secret is nowhere but where it belongs: in no output, request, command or bundle, on disk only encrypted", async () => {
    const { output } = await stack.pulumi(["stack", "export", "--stack", stack.name]);
    expect(output.includes("slipway:index:Release")).toBe(true);
    expect(holds(JSON.stringify([seen, output, host.standIns.requests()]), TOKEN)).toBe(false);
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
    const search = (places: string): string => host.ec2.host.run(`grep -rlF '${TOKEN}' ${places} || true`);
    expect(search("/var/lib/slipway/apps /var/lib/slipway/proxy /var/log /etc /root /tmp")).toBe("");
    // The search finds what is there.
    expect(search("/run/slipway").split("\n").filter(Boolean).length).toBeGreaterThan(0);
});

test("what the containers write is in CloudWatch's log group, by app and service, without the secret", async () => {
    const group = stack.state().resources.find(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup");
    const logs = await logsOf(host.around.moto.address, String(group?.outputs["name"]));
    const streams = Object.keys(logs).filter((stream) => /^spec-editor\/spec-editor\/[0-9a-f]{12}$/.test(stream));
    expect(streams.length).toBeGreaterThan(1); // of the good releases
    expect(streams.flatMap((stream) => logs[stream]).join("\n")).toContain("/pods/northwind/prod");
    expect(holds(JSON.stringify(logs), TOKEN)).toBe(false);
});
