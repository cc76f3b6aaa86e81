import { error, type Issue } from "../../issue";
import type { ComposeProject } from "../../types";

/** Of an IAM role's name, and what AWS's provider adds to one. */
const [MOST_CHARACTERS, RANDOM] = [64, 8];

/**
 * Names that would be too long for what is made of them on AWS, or have characters that it does not take: it only tells when it is made.
 *
 * @param ending the longest that is added to a service's name for a role of it
 */
export function nameIssues(project: ComposeProject, ending = "-execution"): Issue[] {
    const { name: app, file, services } = project;
    const most = MOST_CHARACTERS - ending.length - RANDOM;
    const long = Object.keys(services)
        .filter((service) => `${app}-${service}`.length > most)
        .map((service) =>
            error(
                `${file}: services.${service}`,
                `becomes ${app}-${service} on AWS, which has ${app.length + 1 + service.length} characters, and a role's name has room for ` +
                    `${most}: give the app or the service a shorter name.`,
            ),
        );
    return [...long, ...dotIssues(project)];
}

/** Compose takes a dot in a service's name; services, containers and families of ECS and services of App Runner do not. */
export function dotIssues({ name: app, file, services }: ComposeProject): Issue[] {
    return Object.keys(services)
        .filter((service) => service.includes("."))
        .map((service) =>
            error(
                `${file}: services.${service}`,
                `becomes ${app}-${service} on AWS, where names have letters, digits, - and _ only: name it ${service.replaceAll(".", "-")}.`,
            ),
        );
}
