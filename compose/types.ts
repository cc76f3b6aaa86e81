/**
 * The Compose model in one spelling: Docker Compose's canonical form, with units in the names and every environment
 * variable an {@link EnvValue}. Names are compose-go's. Paths are relative to the folder of the Compose file, so that a
 * laptop and CI have equal models.
 */
import type { EnvValue } from "../components/env-value";
import type { Json } from "../components/json";
import type { ManagedPlan } from "../components/managed/plan";
import type { ServiceConfig } from "./service-types";

export type { BuildConfig } from "./build-types";
export type { DeployConfig, DeployResource, RestartPolicyConfig, UpdateConfig } from "./deploy-types";
export type * from "./service-types";

/** One app: what its Compose file says, after Docker Compose has read it and before any value is known. */
export interface ComposeProject {
    /** The app's name in the stack, not the file's `name:`. */
    readonly name: string;
    /** Path of the Compose file, relative to the Pulumi project's folder, with `/`: messages start with it. */
    readonly file: string;
    /** Path of the Compose file's folder, relative to the Pulumi project's folder, with `/`; `.` for that folder itself. */
    readonly directory: string;
    /** Services of the active profiles, without those that the stack leaves out. */
    readonly services: Readonly<Record<string, ServiceConfig>>;
    /** Services that AWS runs in the place of a container; they are not among {@link services}. @default none */
    readonly managed?: Readonly<Record<string, ManagedService>>;
    readonly networks: Readonly<Record<string, NetworkConfig>>;
    readonly volumes: Readonly<Record<string, VolumeConfig>>;
    readonly secrets: Readonly<Record<string, FileObjectConfig>>;
    readonly configs: Readonly<Record<string, FileObjectConfig>>;
    readonly models: Readonly<Record<string, Json>>;
    /**
     * The same as Docker Compose's own JSON, to be read by Docker Compose again: `$` is doubled, default names are left
     * out, marks are gone (`environment` is in {@link ServiceConfig.environment} only).
     */
    readonly document: ComposeDocument;
}

/** A service that AWS runs: what becomes of it, and what the file says of it. */
export interface ManagedService {
    readonly plan: ManagedPlan;
    readonly service: ServiceConfig;
}

/** Docker Compose's canonical JSON. */
export interface ComposeDocument {
    readonly services: Readonly<Record<string, Readonly<Record<string, Json>>>>;
    readonly [section: string]: Json;
}

export interface NetworkConfig {
    /** A name that the file gives; none: named after project and key. */
    readonly name?: string;
    readonly driver?: string;
    readonly driverOpts: Readonly<Record<string, string>>;
    readonly external: boolean;
    readonly internal: boolean;
}

export interface VolumeConfig {
    /** A name that the file gives; none: named after project and key. */
    readonly name?: string;
    readonly driver?: string;
    readonly driverOpts: Readonly<Record<string, string>>;
    readonly external: boolean;
}

/** A top-level secret or config: where its content comes from. */
export interface FileObjectConfig {
    readonly name?: string;
    readonly file?: string;
    /** The variable that holds the content, and what it holds in this stack. */
    readonly environment?: { readonly variable: string; readonly value: EnvValue };
    /** Of configs only, in the Compose file itself. */
    readonly content?: string;
    readonly external: boolean;
    readonly driver?: string;
    readonly templateDriver?: string;
}
