import type { Target } from "../../../components/app-settings";
import { error, type Issue } from "../../issue";
import { prefixOf } from "../../managed/names";
import { outputsIn } from "../../managed/users";
import type { ComposeProject, ServiceConfig } from "../../types";

/** What a target on AWS will do and does not do yet: refused, so that nobody takes a part of an app for the whole. */
export function notYet(project: ComposeProject, target: Target): Issue[] {
    return Object.keys(project.services)
        .sort()
        .flatMap((name) =>
            ofOutputs(`${project.file}: services.${name}`, project.services[name]!, { project, target }),
        );
}

/** Outputs of whatever is not a managed service of the app. */
function ofOutputs(
    at: string,
    service: ServiceConfig,
    { project, target }: { readonly project: ComposeProject; readonly target: Target },
): Issue[] {
    const given = Object.keys(project.managed ?? {}).map((name) => `${prefixOf(name)}_`);
    return Object.entries(service.environment).flatMap(([variable, value]) =>
        outputsIn(value)
            .filter((output) => !given.some((prefix) => output.startsWith(prefix)))
            .map((output) =>
                error(
                    `${at}.environment.${variable}`,
                    `needs ${output} of a managed service, which is not yet supported on ${target}: give an external address as a variable.`,
                ),
            ),
    );
}
