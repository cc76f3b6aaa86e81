import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { ReleaseError } from "../contract";

const WINDOWS = process.platform === "win32";
const FILE = `pulumi-resource-docker-build${WINDOWS ? ".exe" : ""}`;

/**
 * Where Pulumi keeps the docker-build provider: on PATH, or in its folder of plugins, where it is put before the program runs, as
 * `@pulumi/docker-build` is among the program's packages.
 *
 * @throws ReleaseError with the command that installs it
 */
export function dockerBuildPlugin(env: NodeJS.ProcessEnv = process.env): string {
    const version = sdkVersion();
    const ambient = env.PULUMI_IGNORE_AMBIENT_PLUGINS === "true" ? [] : (env.PATH ?? "").split(delimiter);
    const installed = join(
        env.PULUMI_HOME ?? join(homedir(), ".pulumi"),
        "plugins",
        `resource-docker-build-v${version}`,
    );
    const found = [...ambient.filter((folder) => folder !== ""), installed]
        .map((folder) => join(folder, FILE))
        .find((path) => existsSync(path));
    if (found !== undefined) return found;
    throw new ReleaseError(
        `the docker-build provider, which builds images, is neither on PATH nor in ${installed}: ` +
            `run \`pulumi plugin install resource docker-build ${version}\` and then \`pulumi up\` again`,
    );
}

function sdkVersion(): string {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return (require("@pulumi/docker-build/package.json") as { version: string }).version;
}
