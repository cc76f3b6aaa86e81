import type { ServiceView } from "./view";

/** What a failed release leaves behind, for people. @param serving the version that served before, where that is known */
export function whatIsLeft({ status }: ServiceView, serving = "the version before"): string[] {
    switch (status) {
        case "RUNNING":
            return [`meanwhile ${serving} serves`];
        case "CREATE_FAILED":
            return ['the next "pulumi up" makes a new service in its place'];
        default:
            return [];
    }
}
