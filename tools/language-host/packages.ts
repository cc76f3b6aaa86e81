import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the packages' manifests say; everything is optional because anybody may have written them. */
interface Manifest {
    readonly name?: string;
    readonly version?: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly pulumi?: {
        readonly resource?: boolean;
        readonly name?: string;
        readonly version?: string;
        readonly server?: string;
    };
}

/** A provider plugin that an installed npm package needs. */
export interface ProviderPlugin {
    readonly name: string;
    readonly version: string;
    readonly server: string;
}

/** An npm package the program depends on, with the installed version. */
export interface Dependency {
    readonly name: string;
    readonly version: string;
}

/** The provider plugins that the packages in the program's `node_modules` ask for. */
export function providerPlugins(programDirectory: string): ProviderPlugin[] {
    const modules = findUp(programDirectory, "node_modules");
    if (!modules) return [];
    const plugins: ProviderPlugin[] = [];
    for (const folder of packageFolders(modules)) {
        const { name = "", version = "", pulumi } = readManifest(folder) ?? {};
        const pluginName = pulumi?.name ?? (name.startsWith("@pulumi/") ? name.slice("@pulumi/".length) : "");
        if (!pulumi?.resource || !pluginName) continue;
        const pluginVersion = pulumi.version ?? version;
        plugins.push({
            name: pluginName,
            version: pluginVersion.startsWith("v") ? pluginVersion : `v${pluginVersion}`,
            server: pulumi.server ?? "",
        });
    }
    return plugins;
}

/** The program's direct dependencies, as installed. */
export function programDependencies(programDirectory: string): Dependency[] {
    const manifestPath = findUp(programDirectory, "package.json");
    if (!manifestPath) return [];
    const root = dirname(manifestPath);
    const wanted = Object.entries(readManifest(root)?.dependencies ?? {});
    return wanted.map(([name, range]) => ({
        name,
        version: readManifest(join(root, "node_modules", name))?.version ?? range,
    }));
}

function packageFolders(modules: string): string[] {
    return readdirSync(modules).flatMap((name) => {
        const folder = join(modules, name);
        if (name.startsWith(".")) return [];
        return name.startsWith("@") ? readdirSync(folder).map((inner) => join(folder, inner)) : [folder];
    });
}

function readManifest(folder: string): Manifest | undefined {
    try {
        return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    } catch {
        return undefined; // a folder without a readable manifest is no package
    }
}

function findUp(from: string, name: string): string | undefined {
    const candidate = join(from, name);
    if (existsSync(candidate)) return candidate;
    const parent = dirname(from);
    return parent === from ? undefined : findUp(parent, name);
}
