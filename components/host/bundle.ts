import { createHash } from "node:crypto";
import type { ReleaseManifest } from "../../provider/drivers/ec2-compose/bundle";
import { canonicalJson } from "../aws/canonical-json";
import type { Json } from "../json";
import { tarOf, type TarEntry } from "./tar";

/** What a bundle is made of; all is known by then. */
export interface BundleParts {
    readonly manifest: Omit<ReleaseManifest, "release">;
    /** For `docker compose --file`. */
    readonly model: { readonly [section: string]: Json };
    readonly program: readonly TarEntry[];
}

export interface Bundle {
    /** Identifies the release: equal parts give an equal one. */
    readonly release: string;
    readonly archive: Buffer;
    /** Of the archive. */
    readonly sha256: string;
}

const RELEASE_HEX_DIGITS = 20;

/** The release of one app as one file. The same parts give the same bytes, on every machine. */
export function bundleOf({ manifest, model, program }: BundleParts): Bundle {
    const compose = canonicalJson(model);
    const host = program.map((entry) => ({ ...entry, path: `host/${entry.path}` }));
    const parts = [text(manifest), compose, sha256(tarOf(host))];
    const release = sha256(JSON.stringify(parts)).slice(0, RELEASE_HEX_DIGITS);
    const archive = tarOf([
        { path: "release.json", content: Buffer.from(text({ ...manifest, release })) },
        { path: "compose.json", content: Buffer.from(compose) },
        ...host,
    ]);
    return { release, archive, sha256: sha256(archive) };
}

const DEFINITION_HEX_DIGITS = 12;

/** Another one, another container, whatever image and variables it has: a hash of the service in the model. */
export function definitionHash(model: BundleParts["model"], service: string): string {
    const services = (model["services"] ?? {}) as Readonly<Record<string, Json>>;
    return sha256(canonicalJson(services[service] ?? {})).slice(0, DEFINITION_HEX_DIGITS);
}

/** What is put into each service of the model. */
export interface ServiceValues {
    readonly image: string;
    readonly variables: Readonly<Record<string, string>>;
}

type Model = BundleParts["model"];

/** The model with images and variables. A `$` is doubled: Compose reads the file once more. */
export function modelWith(model: Model, values: Readonly<Record<string, ServiceValues>>): Model {
    const services = (model["services"] ?? {}) as Readonly<Record<string, Model>>;
    const filled = Object.entries(services).map(([name, service]): [string, Json] => {
        const { image = "", variables = {} } = values[name] ?? {};
        const environment = Object.entries(variables).map(([key, value]) => [key, value.replace(/\$/g, "$$$$")]);
        return [name, { ...service, image, environment: Object.fromEntries(environment) as Model }];
    });
    return { ...model, services: Object.fromEntries(filled) };
}

/** Registries of ECR among images' references: each asks for a token of its own. */
export function ecrRegistries(references: readonly string[]): string[] {
    const hosts = references.map((reference) => reference.split("/")[0] ?? "");
    return [
        ...new Set(hosts.filter((host) => /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(host))),
    ].sort();
}

function text(manifest: object): string {
    return canonicalJson(manifest as { readonly [key: string]: Json });
}

function sha256(data: string | Buffer): string {
    return createHash("sha256").update(data).digest("hex");
}
