import type { ContainerSettings } from "../aws/container-definition";

/**
 * How the one container runs.
 *
 * Where nothing is said: a writable root, every kernel capability that Fargate gives, 30 seconds between SIGTERM and SIGKILL,
 * no check inside the container, the image's own command and user.
 */
export type FargateContainer = Partial<Omit<ContainerSettings, "name" | "namedPorts" | "mounts">>;
