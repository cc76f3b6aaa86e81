import type { OfferedSizes } from "../aws/sizes";

/** From "CPU and memory" of the App Runner developer guide (architecture, supported configurations). */
export const APP_RUNNER_SIZES: OfferedSizes = {
    name: "App Runner",
    unit: "an instance",
    sizes: [
        [256, [512, 1024]],
        [512, [1024]],
        [1024, [2048, 3072, 4096]],
        [2048, [4096, 6144]],
        [4096, [8192, 10_240, 12_288]],
    ],
};
