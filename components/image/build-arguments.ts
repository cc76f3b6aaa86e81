import type * as docker from "@pulumi/docker-build";
import type { ContainerImageBuild } from "../container-image-args";
import type { StagedContext } from "./staging";

/** A build in the words of `docker-build`: all but where the image goes, its secrets and its cache. */
export function buildArguments(build: ContainerImageBuild, staged: StagedContext): Partial<docker.ImageArgs> {
    const named = Object.entries(build.additionalContexts ?? {}).map(([name, where]) => [
        name,
        { location: staged.named[name] ?? where },
    ]);
    return {
        context: { location: staged.location, ...(named.length > 0 && { named: Object.fromEntries(named) }) },
        ...(staged.dockerfile !== undefined && { dockerfile: { location: staged.dockerfile } }),
        ...(build.target !== undefined && { target: build.target }),
        ...(build.args !== undefined && { buildArgs: { ...build.args } }),
        ...(build.labels !== undefined && { labels: { ...build.labels } }),
        ...(build.noCache === true && { noCache: true }),
        ...(build.pull === true && { pull: true }),
        ...(build.network !== undefined && { network: build.network }),
        ...(build.extraHosts !== undefined && { addHosts: [...build.extraHosts] }),
        ...(build.ssh !== undefined && { ssh: build.ssh.map(toSsh) }),
    };
}

/** `default`, `id` or `id=path,path`. */
function toSsh(text: string): { id: string; paths?: string[] } {
    const [id = "default", paths] = text.split("=", 2);
    return paths === undefined ? { id } : { id, paths: paths.split(",") };
}
