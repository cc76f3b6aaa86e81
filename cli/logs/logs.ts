import { setTimeout as sleep } from "node:timers/promises";
import { which, runInForeground } from "../../tools/command";
import { DOCKER_REMEDIES } from "../../tools/toolchain/docker";
import type { Context } from "../context";
import { findProject, lastWords, pulumi } from "../project";
import { Refusal } from "../refusal";
import { appOf, readStack, type Stack } from "../stack";
import { follow, merged, reader, type CloudWatchPlace, type Line } from "./cloudwatch";
import { placesOf, type Place } from "./places";
import { sinceOf } from "./since";

export interface LogsOptions {
    readonly stack?: string;
    readonly since: string;
    readonly follow?: boolean;
    readonly json?: boolean;
}

export interface LogsRequest extends LogsOptions {
    readonly app: string;
    readonly service: string | undefined;
}

type DockerPlace = Extract<Place, { kind: "docker" }>;

const LOOK_EVERY_MS = 2_000;

/** Shows what an app's services have written. @throws Refusal */
export async function showLogs(context: Context, request: LogsRequest): Promise<void> {
    const since = sinceOf(request.since);
    const stack = await readStack(findProject(context.terminal.directory), request.stack);
    appOf(stack, request.app);
    const places = chosen(await deployed(stack, request.app), request, stack);
    const ofDocker = places.filter((place) => place.kind === "docker");
    if (ofDocker.length > 0) return fromDocker(context, ofDocker, request, since);
    await fromCloudWatch(context, places as readonly CloudWatchPlace[], request, since);
}

async function deployed(stack: Stack, app: string): Promise<Place[]> {
    const result = await pulumi(stack.project, stack.name, ["stack", "export"]);
    if (result.code !== 0) throw new Refusal({ where: `stack ${stack.name}`, what: lastWords(result) }, "failed");
    const places = placesOf(result.stdout, app);
    if (places.length > 0) return places;
    const todo = `\`pulumi up --stack ${stack.name}\` deploys it`;
    throw new Refusal(
        { where: `stack ${stack.name}`, what: `${app} has no release, so it has written nothing`, todo },
        "failed",
    );
}

function chosen(places: readonly Place[], { app, service }: LogsRequest, { name }: Stack): readonly Place[] {
    if (service === undefined) return places;
    const those = places.filter((place) => place.service === service);
    if (those.length > 0) return those;
    const known = places.map((place) => place.service).join(", ");
    throw new Refusal({
        where: `${app} of stack ${name}`,
        what: `there is no service "${service}"`,
        todo: `its services are ${known}`,
    });
}

/** Docker Compose has the lines, with its own colours. */
async function fromDocker(
    context: Context,
    places: readonly DockerPlace[],
    request: LogsRequest,
    since: number,
): Promise<void> {
    if (request.json) {
        const what = `${request.app} runs in this machine's Docker, whose lines do not come as JSON`;
        throw new Refusal({ where: "--json", what, todo: "leave it out" }, "usage");
    }
    if (which("docker") === undefined) {
        throw new Refusal({ where: "PATH", what: "has no command `docker`", todo: DOCKER_REMEDIES.install }, "failed");
    }
    const { project } = places[0]!;
    const options = ["--since", new Date(since).toISOString(), ...(request.follow ? ["--follow"] : [])];
    const services = request.service === undefined ? [] : [request.service];
    const args = ["compose", "--project-name", project, "logs", ...options, ...services];
    if ((await runInForeground("docker", args, {})) !== 0) context.endsAs("failed");
}

async function fromCloudWatch(
    context: Context,
    places: readonly CloudWatchPlace[],
    { app, json, since: asked, follow: on }: LogsRequest,
    since: number,
): Promise<void> {
    const reads = places.map(reader);
    const width = Math.max(...places.map(({ service }) => service.length));
    const show = ({ time, service, line }: Line): void => {
        const at = new Date(time).toISOString();
        if (json) return context.print(JSON.stringify({ time: at, service, line }));
        context.print(`${context.paint("cyan", service.padEnd(width))}  ${context.paint("dim", at)}  ${line}`);
    };
    if (on) {
        return follow(reads, since, show, async () => {
            await sleep(LOOK_EVERY_MS);
            return true;
        });
    }
    const lines = await merged(reads, since);
    lines.forEach(show);
    if (lines.length === 0)
        context.say(`${app} has written nothing since ${asked}: a longer --since looks further back`);
}
