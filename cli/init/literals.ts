import { looksSecret } from "../../compose/secret-names";
import type { ComposeProject } from "../../compose/types";

/** Variables whose values stand in the Compose file and look like secrets: `services.web: APP_SECRET, DATABASE_URL`. */
export function secretLiterals({ services }: ComposeProject): readonly string[] {
    return Object.entries(services).flatMap(([service, { environment }]) => {
        const names = Object.entries(environment)
            .filter(([name, value]) => value.kind === "plain" && looksSecret(name, value.value))
            .map(([name]) => name);
        return names.length === 0 ? [] : [`services.${service}: ${names.join(", ")}`];
    });
}
