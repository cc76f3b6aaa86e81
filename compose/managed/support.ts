import type { Target } from "../../components/app-settings";
import { DEPLOY_KEYS } from "../targets/check";
import { SERVICE_CONFIG_KEYS } from "../service-keys";
import type { DeploySupportTable, Support, SupportTable, TargetSupport } from "../targets/support";
import type { DeployConfig } from "../types";

const NO_CONTAINER: Support = { unsupported: "AWS runs it, in no container of the app's" };
const BY_CLASS: Support = { unsupported: "its size is its `class` in the stack's `managed`" };
const BY_AWS: Support = { differs: "AWS watches over it and starts it again" };

/** What of a service's keys holds where AWS runs it. What is not named here is about containers. */
const HELD: Partial<SupportTable> = {
    image: { differs: "AWS runs the version that its tag names, and chooses the minor one" },
    environment: { differs: "POSTGRES_USER and POSTGRES_DB name owner and database; the rest has no effect" },
    command: { unsupported: "AWS starts it: parameters are set in a parameter group" },
    entrypoint: { unsupported: "AWS starts it: parameters are set in a parameter group" },
    volumes: {
        differs:
            "AWS keeps the data; what is in a volume, or in scripts that are mounted, does not move by itself (docs/managed-data.md)",
    },
    healthcheck: BY_AWS,
    restart: BY_AWS,
    dependsOn: "supported",
    networks: { differs: "the services that use it may connect, and nobody else" },
    expose: { differs: "the services that use it may connect, and nobody else" },
    ports: { unsupported: "nobody but the app's services connects to it" },
    deploy: "supported",
    cpus: BY_CLASS,
    memLimitBytes: BY_CLASS,
    memReservationBytes: BY_CLASS,
    shmSizeBytes: BY_CLASS,
    profiles: "supported",
    extends: "supported",
    envFiles: "supported",
};

const service = Object.fromEntries(SERVICE_CONFIG_KEYS.map((key) => [key, HELD[key] ?? NO_CONTAINER])) as SupportTable;

const deploy = Object.fromEntries(
    (Object.keys(DEPLOY_KEYS) as (keyof DeployConfig)[]).map((key) => [
        key,
        key === "limits" || key === "reservations" ? BY_CLASS : NO_CONTAINER,
    ]),
) as DeploySupportTable;

/** The answers to the keys of services that AWS runs, on any target. */
export function managedSupport(target: Target): TargetSupport {
    return { target, service, deploy };
}
