/**
 * The contract between the resource `slipway:index:Release` and its drivers, one a target.
 *
 * A release *makes it so and judges*: create and update return only when the version they were given is the version that
 * serves, healthy. A driver throws {@link ReleaseError} otherwise; nothing is recorded then, so the next `up` judges again.
 */

/** The drivers that exist, by target. */
export type DriverName = "local" | "app-runner" | "ecs-express" | "ecs-fargate" | "ec2-compose";

/** One service's release in people's words: exactly what a preview shows and a pull request quotes. */
export interface ServiceRelease {
    /** Image reference with its content-hash tag. */
    readonly image: string;
    /** Variables that anybody may read. */
    readonly variables: Readonly<Record<string, string>>;
    /** Label of each secret variable's content: changes when the value does, tells nothing about it. */
    readonly secrets: Readonly<Record<string, string>>;
    /** Such as `256 CPU, 512 MiB, 1 copy`. */
    readonly size?: string;
    /** What "healthy" asks, such as `GET /health on 8000`. */
    readonly health?: string;
    /**
     * Only of a service whose container stops before the next one starts, as it has a writable volume, and whose target's inputs tell nobody else:
     * a hash of what its container is besides the above. Where any of it differs, a release is an outage of the service.
     */
    readonly stopsFirst?: string;
}

/** The inputs of `slipway:index:Release`. `deployment` is the driver's own: how it gets there. */
export interface ReleaseInputs<Deployment = Readonly<Record<string, unknown>>> {
    readonly driver: DriverName;
    /** Unique in the stack: the app on local and ec2-compose, `app/service` elsewhere. */
    readonly name: string;
    readonly services: Readonly<Record<string, ServiceRelease>>;
    readonly deployment: Deployment;
    /** The release fails when it has not been judged healthy by then. */
    readonly deadlineSeconds: number;
}

/** What a driver reports of a release that serves. Recorded in state, so: no secret values. */
export interface ReleaseOutcome {
    /** Identifies what runs; equal inputs give an equal id. */
    readonly releaseId: string;
    /** The driver's own evidence, for the next {@link Driver.drift}. */
    readonly evidence: Readonly<Record<string, unknown>>;
}

/** Inputs and outcome of the last release that was judged good. */
export interface RecordedRelease<Deployment = Readonly<Record<string, unknown>>>
    extends ReleaseInputs<Deployment>, ReleaseOutcome {}

/** What the core lends a driver. */
export interface ReleaseContext {
    /** A line for the user; secrets are taken out. `ephemeral` lines are replaced by the next one. */
    readonly say: (line: string, kind?: "info" | "warning" | "ephemeral") => void;
    /** Takes every known secret value and its encodings out of a text. */
    readonly redact: (text: string) => string;
    /** Times a phase; the timings are printed when the release ends, good or bad. */
    readonly phase: <T>(name: string, work: () => Promise<T>) => Promise<T>;
    /** Milliseconds since 1970 at which the release must have been judged. */
    readonly deadline: number;
    /** Aborted when the engine cancels the operation or goes away. */
    readonly signal: AbortSignal;
    /** Notes a command that was started, so that a KILL cannot leave it running beside the next release. */
    readonly started: (pid: number) => void;
}

export interface Driver<Deployment = Readonly<Record<string, unknown>>> {
    /** The name under which two releases of the same thing exclude each other on this machine. */
    lockName(inputs: ReleaseInputs<Deployment>): string;
    /** Sentences telling how the world differs from the record; none: nothing to do. Must not change anything. */
    drift(recorded: RecordedRelease<Deployment>, context: ReleaseContext): Promise<string[]>;
    /** Makes `wanted` serve and judges it. On failure `previous` serves again and a {@link ReleaseError} tells the cause. */
    release(
        wanted: ReleaseInputs<Deployment>,
        previous: RecordedRelease<Deployment> | undefined,
        context: ReleaseContext,
    ): Promise<ReleaseOutcome>;
    /** Takes the release away. Data stays unless the user asked otherwise. */
    remove(recorded: RecordedRelease<Deployment>, context: ReleaseContext): Promise<void>;
}

/** A release that was not judged good. `message` starts with the cause; `details` is evidence such as log lines. */
export class ReleaseError extends Error {
    constructor(
        message: string,
        readonly details: readonly string[] = [],
    ) {
        super(message);
        this.name = "ReleaseError";
    }
}

/** What went wrong, for people: the cause, then the evidence. */
export function told(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof ReleaseError ? [message, ...error.details].join("\n") : message;
}
