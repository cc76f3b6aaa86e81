/**
 * `docker/sovd`, six services from its unchanged Compose file, by a real `pulumi up` onto an emulated host; a new release while windows listen and
 * commands are sent. Base images are stand-ins where no registry answers; AWS's parts are STAND-INS (test/support/host-stand-in).
 */
import { ClientLoop } from "../support/host-stand-in/client-loop";
import { PulumiHost } from "../support/host-stand-in/pulumi-host";
import { keep } from "../support/kept";
import { loadDuring } from "../support/sovd/load";

jest.setTimeout(600_000);

const SECRETS = ["DB_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET", "OPERATOR_PASSWORD"];
const WINDOWS = 20;
let host: PulumiHost;
let site: string;

beforeAll(async () => {
    host = await PulumiHost.start("slipway-sovd-host", ["postgres:16-alpine", "redis:7-alpine"]);
    site = `http://${host.address}:8080`;
});

afterAll(() => host?.stop());

const configure = (variables: Readonly<Record<string, string>>): void =>
    host.configure({ sovd: { secrets: Object.fromEntries(SECRETS.map((name) => [name, "generated"])), variables } });

/** Made by the stack: on AWS it is in Secrets Manager, and in the stack's state, encrypted. */
async function password(): Promise<string> {
    const { output } = await host.stack.pulumi(["stack", "export", "--show-secrets", "--stack", host.stack.name]);
    const { deployment } = JSON.parse(output.slice(output.indexOf("{"))) as {
        deployment: { resources: { urn: string; outputs?: { value?: { plaintext: string } } }[] };
    };
    const made = deployment.resources.find(({ urn }) => urn.endsWith("GeneratedSecret::sovd-OPERATOR_PASSWORD"));
    return JSON.parse(made?.outputs?.value?.plaintext ?? "null") as string;
}

async function token(): Promise<string> {
    const body = JSON.stringify({ username: "operator", password: await password() });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${site}/api/v1/login`, { method: "POST", headers, body });
    return ((await answer.json()) as { token: string }).token;
}

test("SV8 a new release under load: no request fails, windows connect again, and every response reaches every window", async () => {
    configure({});
    const first = await host.stack.up();
    expect([first.code, first.code === 0 ? "" : first.output]).toEqual([0, ""]);
    const before = host.serving("sovd");

    const operator = await token();
    const client = new ClientLoop(`${site}/health`);
    configure({ LOG_LEVEL: "DEBUG" });
    const releasing = host.stack.up();
    const listening = loadDuring(releasing, site, operator, {
        windows: WINDOWS,
        commands: 10,
        atOnce: 2,
        pauseMs: 500,
    });
    const second = await releasing;
    const { sent, answered, failed, failures } = await client.stop();
    const seen = await listening;
    expect([second.code, second.code === 0 ? "" : second.output]).toEqual([0, ""]);
    expect(host.serving("sovd")).not.toBe(before);

    const figure =
        `sovd on an emulated host, a release of ${(second.ms / 1000).toFixed(0)} s under ${WINDOWS} windows: requests sent ${sent}, failed ` +
        `${failed}; ${seen.sent} commands, ${seen.delivered} responses seen, connections made again ${seen.reconnects}, the longest took ${seen.longestAway} ms`;
    console.info(figure);
    keep("sovd on an emulated host", figure);
    expect([failed, failures]).toEqual([0, []]);
    expect(sent).toBe(answered);
    // Each window lost its connection at least once: the release did take place under them.
    expect(seen.reconnects).toBeGreaterThanOrEqual(WINDOWS);
    expect(seen).toMatchObject({ missed: [], complete: true, delivered: WINDOWS * seen.sent });
});
