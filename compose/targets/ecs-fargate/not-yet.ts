import { error, type Issue } from "../../issue";
import type { ComposeProject, ServiceConfig } from "../../types";

const LATER = "not yet supported on ecs-fargate";

/** What ecs-fargate will do and does not do yet: refused, so that nobody takes a part of an app for the whole. */
export function notYet(project: ComposeProject): Issue[] {
    return Object.keys(project.services)
        .sort()
        .flatMap((name) => ofOutputs(`${project.file}: services.${name}`, project.services[name]!));
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
