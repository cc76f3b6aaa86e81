import { createHash } from "node:crypto";
import type { LocalInputs } from "./deployment";

/**
 * Identifies what one service runs: equal inputs give an equal id. Containers get it as `SLIPWAY_RELEASE`, so that an
 * answer from outside can be matched with the release that was asked for.
 */
export function serviceReleaseId(inputs: LocalInputs, service: string): string {
    const definition = inputs.deployment.model.services[service];
    // Compose does not look into the content of secrets and configs when it decides whether to make a container anew.
    const mounts = definition?.secrets !== undefined || definition?.configs !== undefined;
    return digest([inputs.services[service], definition, mounts ? inputs.deployment.composeLabels : {}]);
}

/** Identifies the whole app. */
export function appReleaseId(inputs: LocalInputs): string {
    return digest(
        Object.keys(inputs.services)
            .sort()
            .map((service) => serviceReleaseId(inputs, service)),
    );
}

function digest(value: unknown): string {
    return createHash("sha256").update(JSON.stringify(value, sortedKeys)).digest("hex").slice(0, 12);
}

/** Property order tells nothing: the engine may send it in any. */
function sortedKeys(_key: string, value: unknown): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
