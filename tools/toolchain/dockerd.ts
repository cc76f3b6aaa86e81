import { mkdirSync, readdirSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { tryRun, which } from "../command";
import { ensureDaemon } from "../daemons";
import { say } from "../log";
import { programName } from "../processes";
import { ensureInstalled } from "./debian";
import { dockerFolders, unpackedDocker } from "./docker-packages";

const DEFAULT_SOCKET = "/var/run/docker.sock";
const PATIENCE_MS = 60_000;

/** The socket that a daemon of ours must serve: the one that the user's DOCKER_HOST names, or Docker's own. */
export function socketPath(dockerHost: string | undefined): string {
    if (!dockerHost) return DEFAULT_SOCKET;
    if (dockerHost.startsWith("unix://")) return dockerHost.slice("unix://".length);
    throw new Error(`Docker does not answer at DOCKER_HOST=${dockerHost}: start it there, or unset DOCKER_HOST`);
}

/** Starts a Docker daemon with data and sockets of its own; it goes on running until `npm stop -- --all`. */
export async function startDockerd(socket: string, home: string): Promise<void> {
    await ensureInstalled({ runc: "runc", iptables: "iptables" });
    const installed = which("dockerd");
    const folders = installed ? undefined : dockerFolders(await unpackedDocker());
    const command = installed ?? join(folders?.daemon ?? "", "dockerd");
    const data = join(home, "docker");
    mkdirSync(data, { recursive: true, mode: 0o711 });
    mkdirSync(dirname(socket), { recursive: true });
    say(`docker: no daemon answers, starting ${installed ? "the installed one" : "Debian's"} on unix://${socket}`);
    await ensureDaemon({
        name: "dockerd",
        command,
        args: [
            ...["--host", `unix://${socket}`],
            ...[
                "--data-root",
                join(data, "data"),
                "--exec-root",
                join(data, "exec"),
                "--pidfile",
                join(data, "dockerd.pid"),
            ],
        ],
        env: folders ? { PATH: [folders.client, folders.daemon, process.env.PATH].join(":") } : {},
        isReady: async () =>
            (await tryRun(clientFor(folders), ["--host", `unix://${socket}`, "version"])) !== undefined,
        check: () => refuseBesideAnother(socket),
        patienceMs: PATIENCE_MS,
    });
}

function clientFor(folders: { client: string } | undefined): string {
    return which("docker") ?? join(folders?.client ?? "", "docker");
}

/** Two daemons in one network would rewrite each other's firewall rules. */
function refuseBesideAnother(socket: string): void {
    const other = otherDockerd();
    if (other === undefined) return;
    throw new Error(
        `Docker does not answer on unix://${socket}, but a Docker daemon runs here as process ${other}: ` +
            "if it is still starting, try again in a moment; if it serves another socket, set DOCKER_HOST to that",
    );
}

function otherDockerd(): number | undefined {
    const network = networkOf("self");
    return readdirSync("/proc")
        .filter((entry) => /^\d+$/.test(entry) && networkOf(entry) === network)
        .map(Number)
        .find((pid) => programName(pid) === "dockerd");
}

function networkOf(pid: string): string | undefined {
    try {
        return readlinkSync(`/proc/${pid}/ns/net`);
    } catch {
        return undefined; // ended meanwhile
    }
}
