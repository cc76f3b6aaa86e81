import { delimiter } from "node:path";
import { pathToFileURL } from "node:url";
import { isLocalStack } from "./apps";

type Variables = Readonly<Record<string, string | undefined>>;

/** What was found or made on this machine, as far as it shows in environment variables. */
export interface Toolchain {
    /** Folders to be searched after the user's own PATH. */
    readonly path: readonly string[];
    /** Whether Pulumi's plugin downloads are refused here. */
    readonly downloadsRefused: boolean;
    /** Docker's configuration folder, only where ours is needed. */
    readonly dockerConfig?: string;
    /** buildx's configuration folder, only where ours is needed. */
    readonly buildxConfig?: string;
    /** Address of the local mirror, only where base images are stand-ins. */
    readonly registry?: string;
    /** Whether stand-ins took the place of base images from a registry. */
    readonly standInBases: boolean;
}

/** The passphrase of the local stacks. It is published: what they encrypt are values for this machine's containers. */
export const LOCAL_PASSPHRASE = "slipway-local";

/** The variables to set for Pulumi, Docker and the tests. The user's own values win. */
export function environment(
    own: Variables,
    toolchain: Toolchain,
    state: string,
    stack: string,
): Record<string, string> {
    return {
        PATH: extendedPath(own.PATH ?? "", toolchain.path),
        PULUMI_SKIP_UPDATE_CHECK: own.PULUMI_SKIP_UPDATE_CHECK || "true",
        ...backend(own, state, stack),
        ...(toolchain.downloadsRefused ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
        ...(toolchain.dockerConfig ? { DOCKER_CONFIG: toolchain.dockerConfig } : {}),
        ...(toolchain.buildxConfig ? { BUILDX_CONFIG: toolchain.buildxConfig } : {}),
        ...(toolchain.registry ? { SLIPWAY_REGISTRY: toolchain.registry } : {}),
        ...(toolchain.standInBases ? { SLIPWAY_STAND_IN_BASES: "1" } : {}),
    };
}

function backend(own: Variables, state: string, stack: string): Record<string, string> {
    const settled = own.PULUMI_BACKEND_URL || (!isLocalStack(stack) && own.PULUMI_ACCESS_TOKEN);
    const passphrase = own.PULUMI_CONFIG_PASSPHRASE !== undefined || own.PULUMI_CONFIG_PASSPHRASE_FILE;
    return {
        ...(settled ? {} : { PULUMI_BACKEND_URL: pathToFileURL(state).href }),
        ...(passphrase || !isLocalStack(stack) ? {} : { PULUMI_CONFIG_PASSPHRASE: LOCAL_PASSPHRASE }),
    };
}

function extendedPath(own: string, added: readonly string[]): string {
    const folders = own.split(delimiter).filter(Boolean);
    return [...folders, ...added.filter((folder) => !folders.includes(folder))].join(delimiter);
}

/** The variables as lines for a shell to evaluate; PATH is added to, because npm has a longer one than the user's shell. */
export function exportLines(variables: Readonly<Record<string, string>>, toolchain: Toolchain): string {
    const { PATH: _, ...others } = variables;
    const path = toolchain.path.map((folder) => `:${quoted(folder)}`).join("");
    const lines = Object.entries(others).map(([name, value]) => `export ${name}=${quoted(value)}`);
    return [`export PATH="$PATH"${path}`, ...lines].join("\n");
}

function quoted(value: string): string {
    return `'${value.replaceAll("'", `'\\''`)}'`;
}
