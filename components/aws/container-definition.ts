import { canonicalJson } from "./canonical-json";

/** A container's own health check, in ECS's terms. */
export interface ContainerHealthCheck {
    /** Starts with `CMD` or `CMD-SHELL`. */
    readonly command: readonly string[];
    readonly intervalSeconds: number;
    readonly timeoutSeconds: number;
    readonly retries: number;
    readonly startPeriodSeconds: number;
}

/** Where a container keeps files in memory only. */
export interface TmpfsMount {
    readonly path: string;
    readonly sizeMiB: number;
    readonly options: readonly string[];
}

/** How a container runs: what is known before anything is deployed. */
export interface ContainerSettings {
    readonly name: string;
    readonly entryPoint?: readonly string[];
    readonly command?: readonly string[];
    readonly workingDirectory?: string;
    /** `uid`, `uid:gid` or a name in the image. */
    readonly user?: string;
    readonly readOnlyRoot: boolean;
    /** Kernel capabilities taken away, such as `ALL`. */
    readonly dropCapabilities: readonly string[];
    /** Fargate gives one only: `SYS_PTRACE`. @default none */
    readonly addCapabilities?: readonly string[];
    readonly tmpfs: readonly TmpfsMount[];
    readonly ports: readonly number[];
    /** Whether ports have names (`tcp-8080`), by which Service Connect offers them. @default false */
    readonly namedPorts?: boolean;
    readonly healthCheck?: ContainerHealthCheck;
    readonly stopTimeoutSeconds: number;
    /** Docker labels of the container. @default none */
    readonly labels?: Readonly<Record<string, string>>;
    /** How many files may be open. @default Fargate's own: 65535 */
    readonly openFiles?: { readonly soft: number; readonly hard: number };
    /** Kernel parameters of the task's own namespaces, such as `net.core.somaxconn`. @default the kernel's own */
    readonly sysctls?: Readonly<Record<string, string>>;
    /** A terminal for the program: Compose's `tty`. @default false */
    readonly terminal?: boolean;
    /** Keeps the program's input open: Compose's `stdin_open`. @default false */
    readonly openInput?: boolean;
    /** Volumes of the task by where they appear. @default none */
    readonly mounts?: readonly VolumeMount[];
}

/** Where a volume of the task appears in the container. */
export interface VolumeMount {
    /** The volume's name in the task definition. */
    readonly volume: string;
    readonly path: string;
    readonly readOnly: boolean;
}

/** The name of a port, by which Service Connect offers it. */
export function portName(port: number): string {
    return `tcp-${port}`;
}

/** What is known only after other resources exist. */
export interface ContainerValues {
    readonly image: string;
    /** Variables that anybody may read. */
    readonly variables: Readonly<Record<string, string>>;
    /** Variable → `valueFrom`. Never a secret's value: task definitions can be read by many, for ever. */
    readonly secrets: Readonly<Record<string, string>>;
    readonly log: { readonly group: string; readonly region: string; readonly streamPrefix: string };
}

/**
 * `containerDefinitions` with one container, in the one form that never differs for equal settings: keys and unordered
 * lists sorted, every default written out, nothing `null`. AWS hands it back in just this form, so a preview stays quiet.
 */
export function containerDefinitions(settings: ContainerSettings, values: ContainerValues): string {
    const health = settings.healthCheck;
    return canonicalJson([
        {
            name: settings.name,
            image: values.image,
            essential: true,
            entryPoint: settings.entryPoint,
            command: settings.command,
            workingDirectory: settings.workingDirectory,
            user: settings.user,
            privileged: false,
            readonlyRootFilesystem: settings.readOnlyRoot,
            environment: byName(values.variables).map(([name, value]) => ({ name, value })),
            secrets: byName(values.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
            portMappings: [...settings.ports]
                .sort((a, b) => a - b)
                .map((port) => ({
                    containerPort: port,
                    hostPort: port,
                    protocol: "tcp",
                    // No appProtocol: TCP. As HTTP, Service Connect would end each request after 15 seconds.
                    ...(settings.namedPorts && { name: portName(port) }),
                })),
            healthCheck: health && {
                command: health.command,
                interval: health.intervalSeconds,
                timeout: health.timeoutSeconds,
                retries: health.retries,
                startPeriod: health.startPeriodSeconds,
            },
            linuxParameters: linuxParameters(settings),
            stopTimeout: settings.stopTimeoutSeconds,
            logConfiguration: {
                logDriver: "awslogs",
                options: {
                    "awslogs-group": values.log.group,
                    "awslogs-region": values.log.region,
                    "awslogs-stream-prefix": values.log.streamPrefix,
                    // A slow log service must not block the app's writes.
                    mode: "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
            dockerLabels: filled(settings.labels),
            ulimits: settings.openFiles && [
                { name: "nofile", softLimit: settings.openFiles.soft, hardLimit: settings.openFiles.hard },
            ],
            ...(settings.terminal && { pseudoTerminal: true }),
            ...(settings.openInput && { interactive: true }),
            mountPoints: [...(settings.mounts ?? [])]
                .sort((a, b) => compare(a.path, b.path))
                .map(({ volume, path, readOnly }) => ({ sourceVolume: volume, containerPath: path, readOnly })),
            volumesFrom: [],
            systemControls: byName(settings.sysctls ?? {}).map(([namespace, value]) => ({ namespace, value })),
        },
    ]);
}

function linuxParameters({ tmpfs, addCapabilities = [], dropCapabilities }: ContainerSettings) {
    const mounts = [...tmpfs].sort((a, b) => compare(a.path, b.path));
    return {
        // As PID 1 many programs ignore SIGTERM, which would cost the whole stop timeout at each deployment.
        initProcessEnabled: true,
        ...(addCapabilities.length + dropCapabilities.length > 0 && {
            capabilities: { add: [...addCapabilities].sort(), drop: [...dropCapabilities].sort() },
        }),
        ...(mounts.length > 0 && {
            tmpfs: mounts.map(({ path, sizeMiB, options }) => ({
                containerPath: path,
                size: sizeMiB,
                mountOptions: [...options].sort(),
            })),
        }),
    };
}

function byName<T>(record: Readonly<Record<string, T>>): [string, T][] {
    return Object.entries(record).sort(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function filled<T extends object>(record: T | undefined): T | undefined {
    return record !== undefined && Object.keys(record).length > 0 ? record : undefined;
}
