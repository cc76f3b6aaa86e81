import type { ServiceVolumeConfig } from "./types";

/** Why a target does not give a container Docker's socket, and the way out; `undefined` for any other mount. */
export function socketRefusal({ source, target }: ServiceVolumeConfig, app: string, why: string): string | undefined {
    if (source === undefined || !/\/(docker|podman|containerd)\.sock$/.test(source)) return undefined;
    return `mounts ${source} at ${target}, and with it a container commands all others: ${why}. Leave the service out here (slipway:apps.${app}.without).`;
}
