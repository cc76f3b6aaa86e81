/** A size that Express offers: one of Fargate's, up to 4 vCPU and 8 GiB. */
export interface ExpressSize {
    /** CPU units, 1024 to a vCPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
}

/** How many copies run. */
export interface ExpressScaling {
    /** At least 1. */
    readonly min: number;
    readonly max: number;
    /** Average CPU, in per cent, that scaling aims at. @default 60 */
    readonly cpuPercent?: number;
}
