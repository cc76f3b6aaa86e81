import { join } from "node:path";
import { cached, type CacheKey, isCached } from "../cache";
import { which } from "../command";
import { say, sayAlive } from "../log";
import { isReachable, PULUMI_DOWNLOADS } from "../network";
import { versions } from "../versions";
import { buildGoProgram } from "./go";

/** The Pulumi CLI that will be used; `folder` is set where it is not on PATH already. */
export interface PulumiCli {
    readonly command: string;
    readonly folder?: string;
}

/** A `pulumi` on PATH wins; otherwise it is downloaded, or built from its Go module where downloads are refused. */
export async function pulumiCommand(): Promise<PulumiCli> {
    const onPath = which("pulumi");
    if (onPath) return { command: onPath };
    const key: CacheKey = { name: "pulumi", version: versions.pulumi };
    const downloadable = isCached(key) || (await isReachable(PULUMI_DOWNLOADS));
    const root = await cached(key, (folder) => (downloadable ? download(folder) : build(join(folder, "bin"))));
    const folder = join(root, "bin");
    return { command: join(folder, "pulumi"), folder };
}

async function download(root: string): Promise<void> {
    say(`pulumi ${versions.pulumi}: not on PATH, downloading it`);
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd"); // slow to load, and seldom needed
    const quiet = sayAlive("downloading pulumi");
    try {
        await PulumiCommand.install({ root }); // the version of the SDK, which is the one we pin
    } finally {
        quiet();
    }
}

function build(folder: string): Promise<void> {
    const module = "github.com/pulumi/pulumi/pkg/v3";
    return buildGoProgram({
        title: `pulumi ${versions.pulumi}`,
        modules: [`${module}@v${versions.pulumi}`],
        program: `${module}/cmd/pulumi`,
        variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${versions.pulumi}` },
        output: join(folder, "pulumi"),
    });
}
