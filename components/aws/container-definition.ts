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
    readonly tmpfs: readonly TmpfsMount[];
    readonly ports: readonly number[];
    readonly healthCheck?: ContainerHealthCheck;
    readonly stopTimeoutSeconds: number;
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
                .map((port) => ({ containerPort: port, hostPort: port, protocol: "tcp" })),
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
            mountPoints: [],
            volumesFrom: [],
            systemControls: [],
        },
    ]);
}

function linuxParameters({ tmpfs, dropCapabilities }: ContainerSettings) {
    const mounts = [...tmpfs].sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
        // As PID 1 many programs ignore SIGTERM, which would cost the whole stop timeout at each deployment.
        initProcessEnabled: true,
        ...(dropCapabilities.length > 0 && { capabilities: { add: [], drop: [...dropCapabilities].sort() } }),
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
    return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
