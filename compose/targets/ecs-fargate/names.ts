import { error, type Issue } from "../../issue";
import type { ComposeProject } from "../../types";

/** An IAM role's name has 64 characters; `-execution` and eight random ones are added to a service's. */
const MOST_CHARACTERS = 64 - "-execution".length - 8;

/** Names that would be too long for what is made of them on AWS, which only tells when it is made. */
export function nameIssues({ name: app, file, services }: ComposeProject): Issue[] {
    return Object.keys(services)
        .filter((service) => `${app}-${service}`.length > MOST_CHARACTERS)
        .map((service) =>
            error(
                `${file}: services.${service}`,
                `becomes ${app}-${service} on AWS, which has ${app.length + 1 + service.length} characters, and a role's name has room for ` +
                    `${MOST_CHARACTERS}: give the app or the service a shorter name.`,
            ),
        );
}
