import type { AppSettings } from "../../../components/app-settings";
import { error, type Issue } from "../../issue";
import { isJob } from "../../order";
import type { ComposeProject, ServiceConfig } from "../../types";

const LATER = "not yet supported on ecs-fargate";

/** What ecs-fargate will do and does not do yet: refused, so that nobody takes a part of an app for the whole. */
export function notYet(project: ComposeProject, settings: AppSettings): Issue[] {
    const app = `slipway:apps.${project.name}`;
    const names = Object.keys(project.services).sort();
    const lasting = names.filter((name) => !isJob(project, name));
    const issues = names.flatMap((name) => ofService(project, name, settings));
    if (lasting.length > 1) {
        const what = `has ${lasting.length} services (${lasting.join(", ")}), and more than one is ${LATER}: leave the others out with ${app}.without.`;
        issues.push(error(`${project.file}: services`, what));
    }
    if (settings.domain !== undefined) {
        const what = `is ${JSON.stringify(settings.domain)}, but a domain is ${LATER}: leave it out and give allow.`;
        issues.push(error(`${app}.domain`, what));
    }
    return issues;
}

function ofService(project: ComposeProject, name: string, settings: AppSettings): Issue[] {
    const service = project.services[name]!;
    const at = `${project.file}: services.${name}`;
    const { min = 1, max } = settings.services[name] ?? {};
    return [
        ...ofVolumes(at, service),
        ...ofOutputs(at, service),
        ...(max !== undefined && max > min
            ? [
                  error(
                      `slipway:apps.${project.name}.services.${name}.max`,
                      `is ${max} with min ${min}, but scaling by itself is ${LATER}: give both the same number.`,
                  ),
              ]
            : []),
    ];
}

function ofVolumes(at: string, service: ServiceConfig): Issue[] {
    const volumes = service.volumes.flatMap(({ type, source, target }, index) =>
        type === "tmpfs"
            ? []
            : [
                  error(
                      `${at}.volumes[${index}]`,
                      `mounts ${source ?? "a volume"} at ${target}, but volumes are ${LATER}: take it out, or leave the service out.`,
                  ),
              ],
    );
    return volumes;
}

function ofOutputs(at: string, service: ServiceConfig): Issue[] {
    return Object.entries(service.environment).flatMap(([variable, value]) => {
        const atoms = value.kind === "composite" ? value.parts : [value];
        return atoms
            .filter(({ kind }) => kind === "output")
            .map((atom) => {
                const output = atom.kind === "output" ? atom.name : "";
                return error(
                    `${at}.environment.${variable}`,
                    `needs ${output} of a managed service, which is ${LATER}: give an external address as a variable.`,
                );
            });
    });
}
