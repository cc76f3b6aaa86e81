/** docker/spec-editor by a real `pulumi up` on `local`, used in a real browser. GitHub is a stand-in (test/support/github-stand-in). */
import { Browser } from "../support/browser";
import { type StandInGitHub, startGitHubStandIn } from "../support/github-stand-in/start";
import { LocalStack } from "../support/local-stack";
import { docker } from "../support/docker-sync";
import { freePort } from "../support/free-port";

const TOKEN = "stand-in-token-of-the-test";

let stack: LocalStack;
let ports: { "spec-editor": number; "demo-app": number };
let url: string;
let browser: Browser;
let github: StandInGitHub | undefined;

beforeAll(async () => {
    ports = { "spec-editor": await freePort(), "demo-app": await freePort() };
    url = `http://127.0.0.1:${ports["spec-editor"]}`;
    stack = new LocalStack("t-editor");
    browser = await Browser.open();
});
afterAll(async () => {
    await browser?.close();
    await stack.remove();
    github?.stop();
});

test("both services from the unchanged Compose file; without a token they run and the page says why it cannot", async () => {
    stack.configure({ "slipway:apps": { "spec-editor": { target: "local", publish: ports } } });
    const { code, output, ms } = await stack.up();
    expect(output).not.toMatch(/error:/);
    expect(code).toBe(0);
    const health = (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({ status: "degraded", problem: { code: "no_token" } });
    expect(health.release).toMatch(/^[0-9a-f]{12}$/);
    await browser.goto(url);
    expect(await browser.text()).toContain("GH_TOKEN is not set, so nothing can be asked of GitHub.");
    const echo = (await (await fetch(`http://127.0.0.1:${ports["demo-app"]}/here`)).json()) as Record<string, unknown>;
    expect(echo).toMatchObject({ path: "/here" });
    // What is built has Slipway's own name, whatever `image` says; what is not built is taken as it is named.
    const images = docker(
        "ps",
        "--filter",
        "label=com.docker.compose.project=slipway-t-editor-spec-editor",
        "--format",
        "{{.Image}}",
    );
    expect(images.trim().split("\n").sort()).toEqual([
        expect.stringMatching(/^mendhak\/http-https-echo:\d+$/),
        expect.stringMatching(/^slipway\/spec-editor:[0-9a-f]+$/),
    ]);
    console.info(`spec-editor: pulumi up ${(ms / 1000).toFixed(1)} s`);
});

test("a person changes a spec, reviews it, saves and deploys it: the workflow is started at the stand-in GitHub", async () => {
    const network = "slipway-t-editor-spec-editor_default";
    const gateway = docker("network", "inspect", network, "--format", "{{(index .IPAM.Config 0).Gateway}}").trim();
    github = await startGitHubStandIn(gateway, TOKEN, "demo/infra");
    const variables = { GITHUB_API_URL: github.url };
    const app = { target: "local", publish: ports, secrets: ["GH_TOKEN"], variables };
    stack.configure({ "slipway:apps": { "spec-editor": app } });
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("spec-editor:GH_TOKEN", TOKEN);
    const { code, output } = await stack.up();
    expect(output).not.toMatch(/error:/);
    expect(output).not.toContain(TOKEN);
    expect(code).toBe(0);

    await browser.goto(url);
    expect(await browser.text()).toMatch(/advworks[^]*contoso[^]*northwind/);
    await browser.goto(`${url}/pods/northwind/prod`);
    await browser.fill("Max", "lots");
    await browser.press("Review change");
    expect(await browser.text()).toContain('Max must be a whole number, and is "lots".');
    await browser.fill("Max", "9");
    await browser.fill("Enabled", "off");
    await browser.press("Review change");
    expect(await browser.text()).toMatch(/-\s+max: 6\s+\+\s+max: 9/);
    await browser.fill("Commit message", "More room for northwind");
    await browser.press("Save and deploy");
    expect(await browser.text()).toMatch(/Deployment of northwind prod[^]*Queued[^]*deploy-pod\.yml on main/);
    await github.control("PUT", "run", { id: 1, status: "completed", conclusion: "success" });
    await browser.loads(); // by itself
    expect(await browser.text()).toMatch(/Deployment of northwind prod[^]*Success/);

    const state = (await github.control("GET", "state")) as {
        branches: { main: { files: Record<string, string> } };
        dispatches: unknown[];
    };
    expect(state.branches.main.files["demo/infra/northwind/prod/spec.yml"]).toMatch(/enabled: false\n[^]*max: 9\n/);
    const inputs = { customer: "northwind", environment: "prod", instance_name: "shop1", waf_enabled: "false" };
    expect(state.dispatches).toEqual([{ file: "deploy-pod.yml", ref: "main", inputs }]);
});
