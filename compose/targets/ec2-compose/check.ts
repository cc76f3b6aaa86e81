import { socketRefusal } from "../../docker-socket";
import type { AppSettings } from "../../../components/app-settings";
import { error, warning, type Issue } from "../../issue";
import { isJob } from "../../order";
import { isStateful, writableVolumes } from "../../state";
import type { ComposeProject, ServiceConfig, ServiceVolumeConfig } from "../../types";

/** What no support table can tell: folders of this machine, networks and volumes made elsewhere, copies that cannot be. */
export function checkCompose(project: ComposeProject, settings: AppSettings): Issue[] {
    return [
        ...Object.entries(project.services).flatMap(([name, service]) => [
            ...mounts(project, name, service),
            ...data(project, name, service),
            ...copies(project, settings, name),
        ]),
        ...external(project),
        ...idle(project, settings),
    ];
}

/** Running copies: what stack and file ask for. */
export function copiesOf(service: ServiceConfig, min: number | undefined): number {
    return min ?? service.scale ?? service.deploy?.replicas ?? 1;
}

function mounts(project: ComposeProject, name: string, service: ServiceConfig): Issue[] {
    return service.volumes.flatMap((volume, index) => {
        const problem = refusal(volume, project.name);
        return problem === undefined ? [] : [error(`${project.file}: services.${name}.volumes[${index}]`, problem)];
    });
}

function refusal(mount: ServiceVolumeConfig, app: string): string | undefined {
    const { type, source, target } = mount;
    if (type === "volume" || type === "tmpfs") return undefined;
    const socket = socketRefusal(mount, app, "the host and every app on it would be its");
    if (socket !== undefined) return socket;
    return `mounts ${source ?? `a ${type}`} at ${target}, but the host has no folder of this machine: put the files into the image, or use a named volume.`;
}

/** What keeping data costs: told once a service. */
function data(project: ComposeProject, name: string, service: ServiceConfig): Issue[] {
    const kept = writableVolumes(service).flatMap(({ type, source }) => (type === "volume" ? [source ?? ""] : []));
    if (kept.length === 0 || isJob(project, name)) return [];
    const what =
        `keeps data in ${kept.join(", ")} (on the host's encrypted data volume, with daily snapshots): one copy, stopped before its ` +
        `next version starts, so each release that changes it costs the time that it takes to stop and to start.`;
    return [warning(`${project.file}: services.${name}.volumes`, what)];
}

function copies(project: ComposeProject, settings: AppSettings, name: string): Issue[] {
    const service = project.services[name]!;
    const { min } = settings.services[name] ?? {};
    const wanted = copiesOf(service, min);
    if (wanted === 0) {
        const where =
            min === undefined
                ? `${project.file}: services.${name}`
                : `slipway:apps.${project.name}.services.${name}.min`;
        return [
            error(where, `asks for no copy, which ec2-compose has no use for: leave ${name} out with \`without\`.`),
        ];
    }
    if (wanted === 1 || !isStateful(service)) return [];
    const where =
        min === undefined ? `${project.file}: services.${name}` : `slipway:apps.${project.name}.services.${name}.min`;
    const what = `asks for ${wanted} copies, but ${name} has a writable volume, which one container may write to at a time: ask for one.`;
    return [error(where, what)];
}

/** The host has what its bundles bring, and nothing else. */
function external({ file, networks, volumes }: ComposeProject): Issue[] {
    const of = (kind: string, objects: Readonly<Record<string, { readonly external: boolean }>>) =>
        Object.entries(objects)
            .filter(([, object]) => object.external)
            .map(([name]) =>
                error(
                    `${file}: ${kind}.${name}.external`,
                    "cannot be had on ec2-compose, whose host has what the app itself brings: leave `external` out.",
                ),
            );
    const own = Object.entries(volumes)
        .filter(([, { driver, driverOpts }]) => (driver ?? "local") !== "local" || Object.keys(driverOpts).length > 0)
        .map(([name]) =>
            error(
                `${file}: volumes.${name}`,
                "has a driver or options of its own, but volumes on ec2-compose lie on the host's data volume: leave them out.",
            ),
        );
    return [...of("networks", networks), ...of("volumes", volumes), ...own];
}

function idle({ name: app }: ComposeProject, settings: AppSettings): Issue[] {
    const issues: Issue[] = [];
    for (const [service, { min, max, spot, exec }] of Object.entries(settings.services)) {
        const place = `slipway:apps.${app}.services.${service}`;
        if (max !== undefined && max !== (min ?? 1))
            issues.push(
                warning(
                    `${place}.max`,
                    "has no effect on ec2-compose: the number of copies does not change by itself.",
                ),
            );
        if (spot) issues.push(error(`${place}.spot`, "is true, but the host is one machine that stays: leave it out."));
        if (exec)
            issues.push(
                warning(
                    `${place}.exec`,
                    "has no effect on ec2-compose: whoever may open a session on the host has a shell in every container.",
                ),
            );
    }
    return issues;
}
