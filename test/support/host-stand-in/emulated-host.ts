import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../docker-sync";
import type { Ran } from "./ssm";

/** Where the host of a test finds what AWS would give it. */
export interface Surroundings {
    /** A Docker network of the test's own, and this machine's address in it. */
    readonly network: string;
    readonly gateway: string;
    /** Ports at that address. */
    readonly awsPort: number;
    readonly registryPort: number;
    /** The registry's port as images name it, on the host's loopback. @default 5000 */
    readonly namedRegistryPort?: number;
    /** The instance's own address. @default any */
    readonly address?: string;
    /** Names under which others in the network find it. */
    readonly names?: readonly string[];
    /** Where services of AWS are that are not at `awsPort`, by the AWS CLI's variables. */
    readonly endpoints?: Readonly<Record<string, string>>;
}

const REGION = "eu-central-1";
const COMPOSE_FILE = "/opt/emulated-download/docker-compose-linux-x86_64";

/** What this machine's tools prepared, or the reason why they could not. */
export function prepared(name: "SLIPWAY_HOST_IMAGE" | "SLIPWAY_PROXY_IMAGE" | "SLIPWAY_PYTHON_HOST"): string {
    const value = process.env[name];
    if (value) return value;
    throw new Error(process.env["SLIPWAY_HOST_MISSING"] ?? `${name} is not set: run \`npm test -- host\``);
}

/**
 * A STAND-IN of an EC2 instance with Amazon Linux 2023: a privileged container with systemd and a Docker of its own. Its data
 * volume is a file with a file system, attached as a device, in a Docker volume that outlives the container.
 */
export class EmulatedHost {
    constructor(
        readonly name: string,
        readonly volume: string,
        private readonly around: Surroundings,
    ) {}

    /** Starts a new instance and runs its user data; the data volume is as it was left. */
    async launch(userData: string, sizeMiB = 4096): Promise<void> {
        const flags = [
            "--privileged",
            "--cgroupns",
            "private",
            "--network",
            this.around.network,
            "--hostname",
            this.name,
            ...(this.around.address === undefined ? [] : ["--ip", this.around.address]),
            ...(this.around.names ?? []).flatMap((name) => ["--network-alias", name]),
        ];
        const memory = ["/run", "/run/lock", "/tmp"].flatMap((path) => ["--tmpfs", `${path}:exec`]);
        // Only where the machine has the older cgroups does systemd have to be told so.
        const cgroups = docker("info", "--format", "{{.CgroupVersion}}").trim() === "1" ? LEGACY_CGROUPS : [];
        docker(
            ...["run", "--detach", "--name", this.name, ...flags, ...memory, "--env", "container=docker"],
            ...["--volume", `${this.volume}:/volumes`, prepared("SLIPWAY_HOST_IMAGE"), "/sbin/init", ...cgroups],
        );
        await this.untilSystemdRuns();
        this.run(`[ -e /volumes/data.img ] || truncate --size ${sizeMiB}M /volumes/data.img`);
        this.write(
            "/etc/systemd/system.conf.d/emulated.conf",
            `[Manager]\nDefaultEnvironment=${quoted(this.environment)}\n`,
        );
        this.write("/etc/systemd/system/emulated-registry.socket", registrySocket(this.around));
        this.write("/etc/systemd/system/emulated-registry.service", registryService(this.around));
        this.write("/root/user-data.sh", userData);
        this.run("systemctl daemon-reexec && systemctl enable --quiet --now emulated-registry.socket");
        this.run("systemctl restart emulated-volume.service");
        const sum = this.run(`sha256sum ${COMPOSE_FILE}`).split(" ")[0] ?? "";
        const compose = { COMPOSE_SOURCE: "file:///opt/emulated-download", COMPOSE_SHA256_x86_64: sum };
        this.run(`${exported({ ...this.environment, ...compose })} bash /root/user-data.sh`);
    }

    /** The instance's address: the proxy's ports are there. */
    get address(): string {
        const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
        return docker("inspect", "--format", format, this.name).trim();
    }

    /** Runs a script and returns what it said, or fails with it. */
    run(script: string): string {
        return execFileSync("docker", ["exec", this.name, "bash", "-c", script], { encoding: "utf8", stdio: "pipe" });
    }

    /** What Systems Manager's agent does with a command. */
    agent(script: string): Promise<Ran> {
        const env = Object.entries(this.environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
        return new Promise((done) => {
            const options = { encoding: "utf8", maxBuffer: 1 << 26 } as const;
            execFile("docker", ["exec", ...env, this.name, "sh", "-c", script], options, (error, stdout, stderr) => {
                const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
                done({ exitCode, stdout, stderr });
            });
        });
    }

    write(path: string, text: string): void {
        const folder = mkdtempSync(join(tmpdir(), "slipway-host-"));
        try {
            writeFileSync(join(folder, "file"), text);
            this.run(`mkdir -p "$(dirname ${path})"`);
            docker("cp", "--quiet", join(folder, "file"), `${this.name}:/etc/emulated-file`);
            this.run(`mv /etc/emulated-file ${path}`); // `docker cp` does not reach file systems mounted inside
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    }

    /** An orderly reboot. */
    async reboot(): Promise<void> {
        docker("restart", "--timeout", "60", this.name);
        await this.untilSystemdRuns();
    }

    /** The power fails, and comes back when `start` is called. */
    kill(): void {
        docker("kill", this.name);
    }

    async start(): Promise<void> {
        docker("start", this.name);
        await this.untilSystemdRuns();
    }

    /** Takes a snapshot of the data volume; as EBS does, of one moment. */
    snapshot(name: string): void {
        const copy = `cp --sparse=always --reflink=auto /volumes/data.img /volumes/${name}.img`;
        this.run(
            `fsfreeze --freeze /var/lib/slipway; ${copy}; status=$?; fsfreeze --unfreeze /var/lib/slipway; exit $status`,
        );
    }

    /** The instance ends; its data volume is detached and stays. */
    terminate(): void {
        docker("rm", "--force", this.name);
        detach(this.volume);
    }

    /** The instance and its data volume end. */
    destroy(): void {
        docker("rm", "--force", this.name);
        detach(this.volume);
        docker("volume", "rm", "--force", this.volume);
    }

    private get environment(): Record<string, string> {
        return {
            AWS_ENDPOINT_URL: `http://${this.around.gateway}:${this.around.awsPort}`,
            AWS_ACCESS_KEY_ID: "stand-in",
            AWS_SECRET_ACCESS_KEY: "stand-in",
            AWS_DEFAULT_REGION: REGION,
            ...this.around.endpoints,
        };
    }

    private async untilSystemdRuns(): Promise<void> {
        const until = Date.now() + 60_000;
        for (;;) {
            const { stdout } = await this.agent("systemctl is-system-running || true");
            if (/^(running|degraded|starting)/.test(stdout)) return;
            if (Date.now() > until) throw new Error(`systemd does not run in ${this.name}: ${stdout}`);
            await new Promise((done) => setTimeout(done, 100));
        }
    }
}

const LEGACY_CGROUPS = ["systemd.unified_cgroup_hierarchy=0", "SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"];

// What runs on the instance asks 127.0.0.1, which Docker takes to be a registry without TLS.
function registrySocket({ namedRegistryPort = 5000 }: Surroundings): string {
    return `[Socket]\nListenStream=127.0.0.1:${namedRegistryPort}\n[Install]\nWantedBy=sockets.target\n`;
}

function registryService({ gateway, registryPort }: Surroundings): string {
    return `[Service]\nExecStart=/usr/lib/systemd/systemd-socket-proxyd ${gateway}:${registryPort}\n`;
}

/** Puts a volume made from a snapshot in the place of a data volume whose instance has ended. */
export function restore(volume: string, snapshot: string): void {
    docker(
        ...["run", "--rm", "--network", "none", "--volume", `${volume}:/volumes`, prepared("SLIPWAY_HOST_IMAGE")],
        ...["cp", "--sparse=always", `/volumes/${snapshot}.img`, "/volumes/data.img"],
    );
}

/** Detaches a data volume whose instance has ended. */
export function detach(volume: string): void {
    const script = "losetup --associated /volumes/data.img --noheadings --output NAME | xargs -r losetup --detach";
    docker(
        ...["run", "--rm", "--privileged", "--network", "none", "--volume", `${volume}:/volumes`],
        ...[prepared("SLIPWAY_HOST_IMAGE"), "sh", "-c", script],
    );
}

function quoted(variables: Readonly<Record<string, string>>): string {
    return Object.entries(variables)
        .map(([name, value]) => `"${name}=${value}"`)
        .join(" ");
}

function exported(variables: Readonly<Record<string, string>>): string {
    return Object.entries(variables)
        .map(([name, value]) => `${name}='${value}'`)
        .join(" ");
}
