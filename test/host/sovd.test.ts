/**
 * `docker/sovd`, six services from its unchanged Compose file, by a real `pulumi up` onto an emulated host; a new release while windows listen and
 * commands are sent. Base images are stand-ins where no registry answers; AWS's parts are STAND-INS (test/support/host-stand-in).
 */
import { ClientLoop } from "../support/host-stand-in/client-loop";
import { PulumiHost } from "../support/host-stand-in/pulumi-host";
import { askOnce, RequestLoop } from "../support/host-stand-in/request-loop";
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

interface Command {
    readonly id: string;
    readonly status: string;
    readonly responses: readonly unknown[];
}

const LOGIN = "/api/v1/login";
const COMMANDS = "/api/v1/vehicles/1/commands";

/** Commands that a client has sent and seen completed, by their ids, with how many responses each had. */
const completed = new Map<string, number>();

/** Logs in, looks at the vehicles, sends a command and asks until it is complete. */
function usesTheApi(operator: { username: string; password: string }): RequestLoop {
    return new RequestLoop(site, async (ask) => {
        const { token } = (await ask(LOGIN, { method: "POST", body: operator })) as { token: string };
        const vehicles = (await ask("/api/v1/vehicles", { token })) as unknown[];
        if (vehicles.length === 0) throw new Error("there are no vehicles");
        const body = { name: "read_identification" };
        let command = (await ask(COMMANDS, { method: "POST", token, body, expected: 202 })) as Command;
        for (const since = Date.now(); command.status !== "completed";) {
            if (Date.now() - since > 60_000) throw new Error(`the command ${command.id} is ${command.status}`);
            await new Promise((wait) => setTimeout(wait, 100));
            command = (await ask(`/api/v1/commands/${command.id}`, { token })) as Command;
        }
        completed.set(command.id, command.responses.length);
    });
}

test("SV8 a new release under load: no request fails, windows connect again, and every response reaches every window", async () => {
    configure({});
    const first = await host.stack.up();
    expect([first.code, first.code === 0 ? "" : first.output]).toEqual([0, ""]);
    const before = host.serving("sovd");

    const operator = { username: "operator", password: await password() };
    const { token } = (await askOnce(site + LOGIN, { method: "POST", body: operator })) as { token: string };
    const client = new ClientLoop(`${site}/health`);
    const user = usesTheApi(operator);
    configure({ LOG_LEVEL: "DEBUG" });
    const releasing = host.stack.up();
    const listening = loadDuring(releasing, site, token, {
        windows: WINDOWS,
        commands: 10,
        atOnce: 2,
        pauseMs: 500,
    });
    const second = await releasing;
    const { sent, answered, failed, failures } = await client.stop();
    await user.stop();
    const seen = await listening;
    expect([second.code, second.code === 0 ? "" : second.output]).toEqual([0, ""]);
    expect(host.serving("sovd")).not.toBe(before);

    const figure =
        `sovd on an emulated host, a release of ${(second.ms / 1000).toFixed(0)} s under ${WINDOWS} windows: requests to /health ${sent}, failed ` +
        `${failed}; to the API ${user.sent}, failed ${user.failures.length}, the slowest ${user.slowestMs} ms, in ${user.rounds} logins with a command each; ${seen.sent} commands, ${seen.delivered} responses seen, connections made again ${seen.reconnects}, the longest took ${seen.longestAway} ms`;
    console.info(figure);
    keep("sovd on an emulated host", figure);
    expect([failed, failures]).toEqual([0, []]);
    expect(sent).toBe(answered);
    // Real requests, through nginx, the backend, PostgreSQL and the connector: none failed, and no response was lost.
    expect(user.failures).toEqual([]);
    expect(completed.size).toBe(user.rounds);
    expect(new Set(completed.values())).toEqual(new Set([1]));
    // Each window lost its connection at least once: the release did take place under them.
    expect(seen.reconnects).toBeGreaterThanOrEqual(WINDOWS);
    expect(seen).toMatchObject({ missed: [], complete: true, delivered: WINDOWS * seen.sent });
});
