/** A size that App Runner offers. */
export interface AppRunnerSize {
    /** CPU units, 1024 to a vCPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
}

/** How many instances there are: the least ones wait, warm, and only memory is paid while nobody asks anything. */
export interface AppRunnerScaling {
    /** 1 to 25. */
    readonly min: number;
    /** 1 to 25. */
    readonly max: number;
    /** Requests at once that one instance takes before another one starts, 1 to 200. @default 100 */
    readonly concurrency?: number;
}

/** App Runner asks by HTTP; an answer with a status of 200 to 399 counts. */
export interface AppRunnerHealthCheck {
    /** @default "/health" */
    readonly path?: string;
    /** Seconds, 1 to 20. @default 5 */
    readonly intervalSeconds?: number;
    /** Seconds, 1 to 20. @default 2 */
    readonly timeoutSeconds?: number;
    /** Good answers in a row, 1 to 20, until an instance counts. @default 1 */
    readonly healthyThreshold?: number;
    /** Bad answers in a row, 1 to 20, until it counts no more. @default 5 */
    readonly unhealthyThreshold?: number;
}
