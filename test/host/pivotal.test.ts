/**
 * `docker/pivotal`, eight services and a job from its unchanged Compose file, by a real `pulumi up` onto an emulated host; used through the host's proxy,
 * and released again while stories are read and written. Base images are stand-ins where no registry answers (Grafana's is not Grafana at all);
 * AWS's parts are STAND-INS (test/support/host-stand-in).
 */
import { randomUUID } from "node:crypto";
import { until } from "../support/docker-command";
import { PulumiHost } from "../support/host-stand-in/pulumi-host";
import { askOnce, RequestLoop, type Ask } from "../support/host-stand-in/request-loop";
import { keep } from "../support/kept";

jest.setTimeout(900_000);

const SECRETS = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "GRAFANA_ADMIN_PASSWORD"];
const SERVICES = [
    ...["backend", "frontend", "grafana", "postgres", "postgres-exporter"],
    ...["prometheus", "redis", "redis-exporter"],
];
const STORIES = "/api/v1/stories";
let host: PulumiHost;
let site: string;

beforeAll(async () => {
    host = await PulumiHost.start("slipway-pivotal-host", ["postgres:16-alpine", "redis:7-alpine"]);
    site = `http://${host.address}:8080`;
});

afterAll(() => host?.stop());

const configure = (variables: Readonly<Record<string, string>>): void =>
    host.configure({
        pivotal: { secrets: Object.fromEntries(SECRETS.map((name) => [name, "generated"])), variables },
    });

interface Story {
    readonly id: string;
    readonly state: string;
    readonly version: number;
}

const ask: Ask = (path, asked) => askOnce(site + path, asked);

/** Takes a story from the idea to its acceptance. */
async function accepted(title: string, by: Ask): Promise<Story> {
    const body = { id: randomUUID(), title, points: 5 };
    let story = (await by(STORIES, { method: "POST", body, expected: 201 })) as Story;
    for (const state of ["started", "delivered", "accepted"]) {
        const move = { state, version: story.version };
        story = (await by(`${STORIES}/${story.id}`, { method: "PATCH", body: move })) as Story;
    }
    return story;
}

/** Services of the app with a container that is healthy, on the host. */
function healthy(): string[] {
    const format = `'{{.Label "com.docker.compose.service"}} {{.Status}}'`;
    const lines = host.ec2.host.run(`docker ps --filter label=com.docker.compose.service --format ${format}`);
    const up = lines.split("\n").filter((line) => line.includes("(healthy)"));
    return [...new Set(up.map((line) => line.split(" ")[0]!))].filter((name) => SERVICES.includes(name)).sort();
}

/** What Prometheus says of those whom it asks, by job. */
function targets(): Record<string, string> {
    const container = "$(docker ps --quiet --filter label=com.docker.compose.service=prometheus)";
    const answer = host.ec2.host.run(`docker exec ${container} wget -qO- http://127.0.0.1:9090/api/v1/targets`);
    const { data } = JSON.parse(answer) as {
        data: { activeTargets: { labels: { job: string }; health: string }[] };
    };
    return Object.fromEntries(data.activeTargets.map(({ labels, health }) => [labels.job, health]));
}

const ALL_UP = { backend: "up", postgres: "up", prometheus: "up", redis: "up" };

async function allUp(): Promise<true> {
    return until("Prometheus's targets", async () => {
        const up = targets();
        return Object.entries(ALL_UP).every(([job, health]) => up[job] === health) ? true : undefined;
    }, 90); // prettier-ignore
}

test("from the Compose file to a healthy system; its main flow through the host's proxy", async () => {
    configure({ ENVIRONMENT_NAME: "one" });
    const { code, output, ms } = await host.stack.up();
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(healthy()).toEqual(SERVICES);

    expect(await (await fetch(site)).text()).toContain("<title>");
    expect(await (await fetch(`${site}/config.js`)).text()).toContain('environment: "one"');
    const story = await accepted("As a user I can log in", ask);
    expect(story.state).toBe("accepted");
    expect(await ask("/api/v1/velocity")).toMatchObject({ weeks: [{ points: 5, stories: 1 }] });
    await allUp();
    const figure = `pivotal on an emulated host: pulumi up ${(ms / 1000).toFixed(0)} s, ${SERVICES.length} services healthy, four targets up, a story accepted through the proxy`;
    console.info(figure);
    keep("pivotal on an emulated host", figure);
});

test("a new release while stories are read and written: no request fails, and no story is lost", async () => {
    const before = host.serving("pivotal");
    const written: string[] = [];
    const writer = new RequestLoop(site, async (by) => {
        written.push((await accepted(`During ${written.length + 1}`, by)).id);
    });
    const reader = new RequestLoop(site, async (by) => {
        await by(STORIES);
        await by("/api/v1/velocity");
    });
    // Both images that are built for people: the page's variable, and the backend's.
    configure({ ENVIRONMENT_NAME: "two", LOG_LEVEL: "debug" });
    const { code, output, ms } = await host.stack.up();
    await Promise.all([writer.stop(), reader.stop()]);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(host.serving("pivotal")).not.toBe(before);
    expect(await (await fetch(`${site}/config.js`)).text()).toContain('environment: "two"');

    const sent = writer.sent + reader.sent;
    const figure =
        `pivotal on an emulated host, a release of ${(ms / 1000).toFixed(0)} s: requests sent ${sent}, failed ${writer.failures.length + reader.failures.length}, ` +
        `the slowest ${Math.max(writer.slowestMs, reader.slowestMs)} ms; ${written.length} stories accepted meanwhile`;
    console.info(figure);
    keep("pivotal on an emulated host", figure);
    expect([writer.failures, reader.failures]).toEqual([[], []]);
    expect(written.length).toBeGreaterThan(5);
    const { stories } = (await ask(STORIES)) as { stories: Story[] };
    const newest = new Map(stories.map(({ id, state }) => [id, state]));
    // The list has the newest 200.
    const last = written.slice(-150);
    expect(last.map((id) => newest.get(id))).toEqual(last.map(() => "accepted"));
    // Prometheus stays where it is, and finds the new backend under the old name.
    await allUp();
});
