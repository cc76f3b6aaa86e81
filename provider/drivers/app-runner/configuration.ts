import { createHash } from "node:crypto";
import type { AppRunnerInputs } from "./deployment";

/** Values at any depth, in the API's words. */
export type ApiConfiguration = Readonly<Record<string, unknown>>;

/** Their keys are names of variables, not words of the API. */
const MAPS = ["RuntimeEnvironmentVariables", "RuntimeEnvironmentSecrets"];

/** What `UpdateService` is given so that the release serves. */
export function wantedConfiguration({ services, deployment }: Pick<AppRunnerInputs, "services" | "deployment">) {
    const [{ variables = {} } = {}] = Object.values(services);
    const configuration = inApiWords(deployment.configuration) as Record<string, ApiConfiguration>;
    if (Object.keys(variables).length === 0) return configuration;
    const source = configuration.SourceConfiguration as Record<string, ApiConfiguration>;
    const repository = source.ImageRepository as Record<string, ApiConfiguration>;
    return {
        ...configuration,
        SourceConfiguration: {
            ...source,
            ImageRepository: {
                ...repository,
                ImageConfiguration: { ...repository.ImageConfiguration, RuntimeEnvironmentVariables: variables },
            },
        },
    };
}

/** `imageRepository` → `ImageRepository`, at any depth. */
function inApiWords(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => {
            const word = `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`;
            return [word, MAPS.includes(word) ? inner : inApiWords(inner)];
        }),
    );
}

/** Paths at which the service is not what is wanted; what is not wanted otherwise does not count, but for variables. */
export function differing(wanted: unknown, shown: unknown, path = ""): string[] {
    if (typeof wanted !== "object" || wanted === null) {
        // Numbers may come back as texts.
        return String(wanted) === String(shown ?? "") ? [] : [path];
    }
    const [a, b] = [wanted as ApiConfiguration, (shown ?? {}) as ApiConfiguration];
    const isMap = MAPS.some((map) => path.endsWith(map));
    const holds = path.endsWith("ImageConfiguration") ? MAPS : [];
    const keys = new Set([...Object.keys(a), ...holds, ...(isMap ? Object.keys(b) : [])]);
    return [...keys].flatMap((key) =>
        differing(a[key] ?? (MAPS.includes(key) ? {} : ""), b[key], path === "" ? key : `${path}.${key}`),
    );
}

/** The image that a configuration runs. */
export function imageOf(configuration: ApiConfiguration | undefined): string {
    const source = configuration?.SourceConfiguration as { ImageRepository?: { ImageIdentifier?: string } } | undefined;
    return source?.ImageRepository?.ImageIdentifier ?? "";
}

/** References of the secrets in a configuration. */
export function secretReferences(configuration: ApiConfiguration): string[] {
    const source = configuration.SourceConfiguration as {
        ImageRepository?: { ImageConfiguration?: { RuntimeEnvironmentSecrets?: Record<string, string> } };
    };
    return Object.values(source?.ImageRepository?.ImageConfiguration?.RuntimeEnvironmentSecrets ?? {});
}

/** Image and configuration in one word, equal for equal ones. */
export function releaseIdOf(configuration: ApiConfiguration): string {
    const hash = createHash("sha256")
        .update(JSON.stringify(sorted(configuration)))
        .digest("hex")
        .slice(0, 8);
    return `${imageOf(configuration).split("/").pop()}-${hash}`;
}

function sorted(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
