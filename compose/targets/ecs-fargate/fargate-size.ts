import type { FargateSize } from "../../../components/fargate/plan";

/** CPU → memory: least, most and step in MiB. From "Task CPU and memory" in the ECS developer guide. */
const OFFERS: readonly (readonly [cpu: number, least: number, most: number, step: number])[] = [
    [256, 512, 2048, 512],
    [512, 1024, 4096, 1024],
    [1024, 2048, 8192, 1024],
    [2048, 4096, 16384, 1024],
    [4096, 8192, 30720, 1024],
    [8192, 16384, 61440, 4096],
    [16384, 32768, 122880, 8192],
];

/** Every memory size that goes with `cpu`; 256 CPU units have 512, 1024 and 2048 MiB, not 1536. */
export function memorySizes(cpu: number): number[] {
    const offer = OFFERS.find(([size]) => size === cpu);
    if (offer === undefined) return [];
    const [, least, most, step] = offer;
    const sizes = Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
    return cpu === 256 ? sizes.filter((size) => size !== 1536) : sizes;
}

/** The smallest Fargate size that gives at least what is asked, or a sentence that says why there is none. */
export function smallestFargateSize(wanted: { cpu?: number; memoryMiB?: number }): FargateSize | string {
    const [cpu, memoryMiB] = [wanted.cpu ?? 256, wanted.memoryMiB ?? 512];
    for (const [size] of OFFERS) {
        if (size < cpu) continue;
        const memory = memorySizes(size).find((offered) => offered >= memoryMiB);
        if (memory !== undefined) return { cpu: size, memoryMiB: memory };
    }
    return `asks for ${cpu} CPU units and ${memoryMiB} MiB, but the largest size of Fargate is 16384 CPU units with 122880 MiB: ask for less.`;
}

/** What is wrong with an exact pair, or `undefined`. */
export function fargateSizeProblem({ cpu, memoryMiB }: FargateSize): string | undefined {
    const memories = memorySizes(cpu);
    if (memories.length === 0) {
        return `asks for ${cpu} CPU units, which Fargate does not have: use one of ${OFFERS.map(([size]) => size).join(", ")}.`;
    }
    if (memories.includes(memoryMiB)) return undefined;
    return `asks for ${memoryMiB} MiB with ${cpu} CPU units, which Fargate does not have: use ${memories.length > 8 ? range(memories) : memories.join(", ")} MiB.`;
}

function range(sizes: readonly number[]): string {
    return `${sizes[0]}, ${sizes[1]}, … ${sizes[sizes.length - 1]}`;
}
