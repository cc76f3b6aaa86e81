import type { OfferedSizes } from "../aws/sizes";

/** Least, most and step in MiB. */
function from(least: number, most: number, step: number): number[] {
    return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}

/** From "Task CPU and memory" in the ECS developer guide. */
export const FARGATE_SIZES: OfferedSizes = {
    name: "Fargate",
    unit: "a task",
    sizes: [
        [256, [512, 1024, 2048]],
        [512, from(1024, 4096, 1024)],
        [1024, from(2048, 8192, 1024)],
        [2048, from(4096, 16_384, 1024)],
        [4096, from(8192, 30_720, 1024)],
        [8192, from(16_384, 61_440, 4096)],
        [16_384, from(32_768, 122_880, 8192)],
    ],
};
