import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cached, cachePath, type CacheKey, isCached } from "../cache";
import { which } from "../command";
import { isReachable, PULUMI_DOWNLOADS } from "../network";
import { versions } from "../versions";
import { buildGoProgram } from "./go";

const PROVIDER = "pulumi-resource-docker-build";

/** Where the provider comes from; `folder` is set where it must be put on PATH. */
export interface DockerBuildProvider {
    readonly folder?: string;
    readonly downloadsRefused: boolean;
}

/** Pulumi downloads the provider by itself where it can; elsewhere it is built from its Go module. */
export async function dockerBuildProvider(): Promise<DockerBuildProvider> {
    const version = versions.dockerBuildProvider;
    const key: CacheKey = { name: "docker-build-provider", version };
    // One that was built here tells that downloads are refused, without asking again at each start.
    if (isCached(key)) return { folder: cachePath(key), downloadsRefused: true };
    if (installedPlugins().includes(`resource-docker-build-v${version}`)) return { downloadsRefused: false };
    const downloadsRefused = !(await isReachable(PULUMI_DOWNLOADS));
    if (!downloadsRefused || which(PROVIDER)) return { downloadsRefused };
    return { folder: await cached(key, (folder) => build(folder, version)), downloadsRefused };
}

function installedPlugins(): string[] {
    try {
        return readdirSync(join(process.env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins"));
    } catch {
        return []; // nothing was ever installed
    }
}

function build(folder: string, version: string): Promise<void> {
    const module = "github.com/pulumi/pulumi-docker-build";
    return buildGoProgram({
        title: `docker-build provider ${version}`,
        modules: [`${module}@v${version}`],
        program: `${module}/provider/cmd/${PROVIDER}`,
        variables: { [`${module}/provider.Version`]: version },
        output: join(folder, PROVIDER),
        replacements: Object.fromEntries(OPTION_MODULES.map(({ module: name, folder: path }) => [name, `./${path}`])),
        prepare: (root) => OPTION_MODULES.forEach((option) => writeOptionModule(root, option)),
    });
}

/** A module of which the provider needs only the type of some options for SDK generators, which it never runs. */
interface OptionModule {
    readonly module: string;
    readonly folder: string;
    readonly packagePath: string;
    readonly source: string;
}

/** Stand-ins for two SDK generators that the module proxy does not serve. */
const OPTION_MODULES: readonly OptionModule[] = [
    {
        module: "github.com/pulumi/pulumi-java",
        folder: "java-options",
        packagePath: "pkg/codegen/java",
        source: `package java

type PackageInfo struct {
	BuildFiles                      string            \`json:"buildFiles,omitempty"\`
	BasePackage                     string            \`json:"basePackage,omitempty"\`
	GradleNexusPublishPluginVersion string            \`json:"gradleNexusPublishPluginVersion,omitempty"\`
	Dependencies                    map[string]string \`json:"dependencies,omitempty"\`
}
`,
    },
    {
        module: "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3",
        folder: "dotnet-options",
        packagePath: "codegen",
        source: `package codegen

type CSharpPackageInfo struct {
	PackageReferences    map[string]string \`json:"packageReferences,omitempty"\`
	Namespaces           map[string]string \`json:"namespaces,omitempty"\`
	RespectSchemaVersion bool              \`json:"respectSchemaVersion,omitempty"\`
}
`,
    },
];

function writeOptionModule(root: string, { module, folder, packagePath, source }: OptionModule): void {
    const target = join(root, folder, packagePath);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(root, folder, "go.mod"), `module ${module}\n\ngo 1.22\n`);
    writeFileSync(join(target, "options.go"), `// Stand-in: see tools/toolchain/docker-build-provider.ts.\n${source}`);
}
