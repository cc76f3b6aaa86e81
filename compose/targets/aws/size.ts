import type { Target } from "../../../components/app-settings";
import { error, warning, type Issue } from "../../issue";
import type { ServiceContext } from "./context";
import { sizeProblem, smallestSize, type OfferedSizes, type Size } from "./sizes";

const MIB = 1024 * 1024;

/** Whose sizes they are. */
export interface SizedTarget {
    readonly target: Target;
    readonly offers: OfferedSizes;
}

/**
 * The size of a service's copies: the stack's `cpu` and `memory` as they are, else the smallest size of the target that holds
 * what the Compose file asks for.
 */
export function serviceSize(
    { project, settings, name, service }: ServiceContext,
    { target, offers }: SizedTarget,
    issues: Issue[],
): Size | undefined {
    const own = settings.services[name] ?? {};
    const { limits, reservations } = service.deploy ?? {};
    for (const [key, resource] of Object.entries({ limits, reservations })) {
        if (resource === undefined) continue;
        const at = `${project.file}: services.${name}.deploy.resources.${key}`;
        if (resource.devices.length > 0)
            issues.push(error(`${at}.devices`, `cannot run on ${target}: ${offers.name} has no GPUs: take it out.`));
        if (resource.genericResources.length > 0)
            issues.push(
                warning(
                    `${at}.generic_resources`,
                    `has no effect on ${target}: ${offers.unit} has CPU and memory only.`,
                ),
            );
        if (resource.pids !== undefined)
            issues.push(warning(`${at}.pids`, `has no effect on ${target}: ${offers.name} does not limit processes.`));
    }
    // A copy shares its machine with nobody: what is reserved is there in any case, so only without a limit it tells the size.
    const cpus = limits?.cpus ?? service.cpus ?? reservations?.cpus;
    const bytes =
        limits?.memoryBytes ?? service.memLimitBytes ?? reservations?.memoryBytes ?? service.memReservationBytes;
    const size = smallestSize(offers, {
        cpu: own.cpu ?? (cpus === undefined ? undefined : Math.ceil(cpus * 1024)),
        memoryMiB: own.memoryMiB ?? (bytes === undefined ? undefined : Math.ceil(bytes / MIB)),
    });
    if (typeof size === "string") {
        issues.push(error(`${project.file}: services.${name}`, size));
        return undefined;
    }
    // What the stack's own settings name is a size, not a wish: it is taken as it is or refused.
    const named = { cpu: own.cpu ?? size.cpu, memoryMiB: own.memoryMiB ?? size.memoryMiB };
    const problem = sizeProblem(offers, named);
    if (problem === undefined) return named;
    issues.push(error(`slipway:apps.${project.name}.services.${name}`, problem));
    return undefined;
}
