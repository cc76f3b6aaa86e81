import { error, warning, type Issue } from "../../issue";
import { parseBytes } from "../../units";
import type { ServiceContext } from "../aws/context";

const [FREE_DISK_GIB, MOST_DISK_GIB, GIB] = [20, 200, 1024 ** 3];

/** Every task has 20 GiB of disk, its image unpacked included; more is a setting: `storage_opt.size`. */
export function diskSize({ project, name, service }: ServiceContext, issues: Issue[]): number | undefined {
    const at = `${project.file}: services.${name}.storage_opt`;
    const options = service.storageOpt ?? {};
    for (const option of Object.keys(options).filter((option) => option !== "size")) {
        issues.push(warning(`${at}.${option}`, "has no effect on ecs-fargate: a task's disk has a `size` only."));
    }
    const { size } = options;
    if (size === undefined) return undefined;
    const bytes = parseBytes(size);
    if (bytes === undefined || bytes > MOST_DISK_GIB * GIB) {
        const what = `is ${JSON.stringify(size)}, but a task has at most ${MOST_DISK_GIB} GiB of disk: give a size such as 50G.`;
        issues.push(error(`${at}.size`, what));
        return undefined;
    }
    const wanted = Math.ceil(bytes / GIB);
    return wanted > FREE_DISK_GIB ? wanted : undefined;
}
