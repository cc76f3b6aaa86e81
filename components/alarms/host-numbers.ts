/** Where a host's own numbers are in CloudWatch. `host/slipway_host/numbers.py` sends them under these names; a test compares. */
export const HOST_NAMESPACE = "Slipway/Host";

export const HOST_NUMBERS = {
    /** Percent in use of the fullest of the host's two disks: the system's and the data volume. */
    disk: "DiskUsedPercent",
    /** How often containers of an app ended by themselves since the report before. */
    restarts: "ContainerRestarts",
    /** Copies of an app's services, the proxy among them, that are not healthy or not there. */
    unhealthy: "UnhealthyCopies",
} as const;

/** One request a report, whatever is in it. */
export const REPORT_SECONDS = 60;
