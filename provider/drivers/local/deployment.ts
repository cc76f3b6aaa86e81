import type { RecordedRelease, ReleaseInputs } from "../../contract";

/** How the local driver gets there: the `deployment` of its releases. One release is one app. */
export interface LocalDeployment {
    /** Docker Compose's project name; unique on this machine. */
    readonly project: string;
    /** The Compose file's folder, relative to the Pulumi project: bind mounts start there. */
    readonly directory: string;
    /** Compose's canonical model without `environment` and `build`; texts as Compose prints them (`$` doubled). */
    readonly model: ComposeModel;
    /** Variables that hold secrets, by service. Secret as a whole. */
    readonly secretVariables: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** What Compose itself must find in its environment: sources of `secrets` and `configs`. Secret as a whole. */
    readonly composeVariables: Readonly<Record<string, string>>;
    /** Labels of those of them that are secret, so that a changed value restarts what uses it. */
    readonly composeLabels: Readonly<Record<string, string>>;
    /** Further secret texts, such as the parts of a composite value, so that they are redacted too. */
    readonly alsoSecret: readonly string[];
    /** Services in dependency order: a layer starts when the one before it is healthy. */
    readonly layers: readonly (readonly string[])[];
    /** Services that run once and must exit with 0. */
    readonly jobs: readonly string[];
    /** What is asked from outside once a service is healthy. */
    readonly gates: Readonly<Record<string, HttpGate>>;
    /** Images built by this stack, by service: they are never pulled. */
    readonly built: readonly string[];
}

export interface ComposeModel {
    readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly [topLevelKey: string]: unknown;
}

export interface HttpGate {
    /** The port on this machine is looked up once the container runs: Docker may have chosen it. */
    readonly containerPort: number;
    readonly path: string;
}

/** What the driver found when the release was judged good. */
export interface LocalEvidence {
    readonly services: Readonly<Record<string, ServiceEvidence>>;
    /** Address of each service that answers HTTP. */
    readonly urls: Readonly<Record<string, string>>;
    [key: string]: unknown;
}

export interface ServiceEvidence {
    /** Compose's hash of the service's configuration, from the container's label. */
    readonly configHash: string;
    /** The id that runs, `sha256:…`. */
    readonly imageId: string;
    /** What the service's containers hold in `SLIPWAY_RELEASE`. */
    readonly releaseId: string;
}

export type LocalInputs = ReleaseInputs<LocalDeployment>;
export type LocalRecord = RecordedRelease<LocalDeployment>;

/** Images by service. */
export function images(inputs: LocalInputs): [service: string, image: string][] {
    return Object.entries(inputs.services).map(([service, { image }]) => [service, image]);
}
