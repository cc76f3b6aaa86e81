import type { TmpfsMount } from "../../../components/aws/container-definition";
import { warning, type Issue } from "../../issue";
import { parseBytes } from "../../units";
import type { ServiceContext } from "../aws/context";

const MIB = 1024 * 1024;
/** Compose sets no limit; ECS wants one, and it counts against the task's memory. */
const DEFAULT_SIZE_MIB = 64;

/** `tmpfs:` and volumes of type tmpfs. */
export function tmpfsMounts({ project, name, service }: ServiceContext, issues: Issue[]): TmpfsMount[] {
    const short = (service.tmpfs ?? []).map((text, index) =>
        shortForm(text, `${project.file}: services.${name}.tmpfs[${index}]`, issues),
    );
    const long = service.volumes
        .filter(({ type }) => type === "tmpfs")
        .map(({ target, tmpfs }) => ({ path: target, sizeMiB: mib(tmpfs?.sizeBytes), options: [] }));
    return [...short, ...long];
}

function shortForm(text: string, path: string, issues: Issue[]): TmpfsMount {
    const [target = "", options = ""] = text.split(":");
    const given = options.split(",").filter((option) => option !== "");
    const size = given.find((option) => option.startsWith("size="))?.slice("size=".length);
    const valued = given.filter((option) => option.includes("=") && !option.startsWith("size="));
    if (valued.length > 0) {
        issues.push(warning(path, `asks for ${valued.join(", ")}, which ECS does not take: left out.`));
    }
    return {
        path: target,
        sizeMiB: mib(size === undefined ? undefined : parseBytes(size)),
        options: given.filter((option) => !option.includes("=")),
    };
}

function mib(bytes: number | undefined): number {
    return bytes === undefined ? DEFAULT_SIZE_MIB : Math.max(1, Math.ceil(bytes / MIB));
}
