import { socketRefusal } from "../../docker-socket";
import type { FargateMountPlan, FargateVolumePlan } from "../../../components/fargate/plan";
import { error, warning, type Issue } from "../../issue";
import { isJob } from "../../order";
import { writableVolumes } from "../../state";
import type { ComposeProject, ServiceVolumeConfig } from "../../types";
import type { ServiceContext } from "../aws/context";
import { numericUser } from "./user";

/** Folders of the container that are not the image's: named volumes in EFS, unnamed ones on the task's own disk. */
export function taskMounts(context: ServiceContext, issues: Issue[]): FargateMountPlan[] {
    const { project, name, service } = context;
    return service.volumes.flatMap((volume, index): FargateMountPlan[] => {
        const { type, source, target, readOnly } = volume;
        if (type === "tmpfs") return [];
        const problem = refusal(project, volume);
        if (problem !== undefined) {
            issues.push(error(`${project.file}: services.${name}.volumes[${index}]`, problem));
            return [];
        }
        return [
            {
                name: taskVolumeName(source ?? `unnamed-${index + 1}`),
                path: target,
                readOnly,
                ...(source !== undefined && { volume: source }),
            },
        ];
    });
}

/** Letters, digits, `_` and `-`. */
function taskVolumeName(volume: string): string {
    return volume.replaceAll(/[^A-Za-z0-9_-]/g, "-");
}

function refusal(project: ComposeProject, mount: ServiceVolumeConfig): string | undefined {
    const { type, source, target, volume } = mount;
    if (type !== "volume") {
        const socket = socketRefusal(mount, project.name, "a task has no Docker");
        if (socket !== undefined) return socket;
        return `mounts ${source ?? `a ${type}`} at ${target}, but a task has no folder of this machine: put the files into the image, or use a named volume.`;
    }
    if (source === undefined) return undefined;
    const { external, driver, driverOpts } = project.volumes[source] ?? {};
    if (external) {
        return `mounts ${source}, which is kept outside (external), at ${target}, but a volume on ecs-fargate is made by its stack: leave \`external\` out and copy the data.`;
    }
    if ((driver !== undefined && driver !== "local") || Object.keys(driverOpts ?? {}).length > 0) {
        return `mounts ${source}, which has a driver or options of its own, at ${target}, but a volume on ecs-fargate is a file system of EFS: leave them out.`;
    }
    if (volume?.subpath !== undefined) {
        return `mounts ${volume.subpath} of ${source} at ${target}, but on ecs-fargate a volume is mounted as a whole: leave \`subpath\` out.`;
    }
    return undefined;
}

/** What keeping data costs: told once a service. */
export function stateIssues({ project, name, service }: ServiceContext): Issue[] {
    const kept = writableVolumes(service).flatMap(({ type, source }) => (type === "volume" ? [source ?? ""] : []));
    if (kept.length === 0 || isJob(project, name)) return [];
    const what =
        `keeps data in ${kept.join(", ")} (EFS, backed up each day): one copy, on no Spot machine, and stopped before its next ` +
        `version starts, so each release costs the time that it takes to stop and to start. The volume starts empty, ` +
        `whatever the image has there, and outlives \`pulumi destroy\`.`;
    return [warning(`${project.file}: services.${name}.volumes`, what)];
}

/** The named volumes that are mounted, each with its owner: the user of those who write to it. */
export function appVolumes(
    project: ComposeProject,
    users: Readonly<Record<string, string | undefined>>,
    issues: Issue[],
): Record<string, FargateVolumePlan> {
    const volumes: Record<string, FargateVolumePlan> = {};
    for (const volume of Object.keys(project.volumes).sort()) {
        const mounted = Object.entries(project.services).filter(([, service]) =>
            service.volumes.some(({ type, source }) => type === "volume" && source === volume),
        );
        if (mounted.length === 0) continue;
        const writers = mounted.filter(([, service]) =>
            writableVolumes(service).some(({ source }) => source === volume),
        );
        const named = writers.filter(([name]) => users[name] !== undefined && numericUser(users[name]) === undefined);
        for (const [name] of named) {
            const what = `is ${JSON.stringify(users[name])}, but ${name} writes to the volume ${volume}, whose owner EFS knows by number: give numbers, such as  user: "1000:1000".`;
            issues.push(error(`${project.file}: services.${name}.user`, what));
        }
        // Who gives no user has been refused already: see `taskUser`.
        const owners = [...new Set(writers.flatMap(([name]) => users[name] ?? []))];
        if (named.length === 0 && owners.length > 1) {
            const what = `is written to by ${writers.map(([name]) => name).join(" and ")}, which run as different users (${owners.join(", ")}): give them the same \`user\`.`;
            issues.push(error(`${project.file}: volumes.${volume}`, what));
        }
        const owner = numericUser(owners[0]);
        volumes[volume] = owner === undefined || owner.uid === 0 ? {} : { owner };
    }
    return volumes;
}
