import type { FargateSize } from "../../../components/fargate/plan";
import { error, type Issue } from "../../issue";
import { fargateSizeProblem, smallestFargateSize } from "./fargate-size";
import type { ServiceContext } from "./map";

const MIB = 1024 * 1024;

/**
 * The size of a service's tasks: the stack's `cpu` and `memory` as they are, else the smallest size of Fargate that holds
 * what the Compose file asks for.
 */
export function taskSize(
    { project, settings, name, service }: ServiceContext,
    issues: Issue[],
): FargateSize | undefined {
    const own = settings.services[name] ?? {};
    const cpus = service.deploy?.limits?.cpus ?? service.cpus;
    const bytes = service.deploy?.limits?.memoryBytes ?? service.memLimitBytes;
    const size = smallestFargateSize({
        cpu: own.cpu ?? (cpus === undefined ? undefined : Math.ceil(cpus * 1024)),
        memoryMiB: own.memoryMiB ?? (bytes === undefined ? undefined : Math.ceil(bytes / MIB)),
    });
    if (typeof size === "string") {
        issues.push(error(`${project.file}: services.${name}`, size));
        return undefined;
    }
    // What the stack's own settings name is a size, not a wish: it is taken as it is or refused.
    const named = { cpu: own.cpu ?? size.cpu, memoryMiB: own.memoryMiB ?? size.memoryMiB };
    const problem = fargateSizeProblem(named);
    if (problem === undefined) return named;
    issues.push(error(`slipway:apps.${project.name}.services.${name}`, problem));
    return undefined;
}
